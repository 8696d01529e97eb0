"""What an operator asks for: which slot a spoken question means, and which one a label in the notes names."""

import re
from collections.abc import Iterator

# No slots: what the caller wants at all, and more of the matter.
KIND, MATTER = "kind", "matter"
# The first that fits wins, so the more telling ones stand first.
_ASKS: tuple[tuple[str, str], ...] = (
    (KIND, r"(?:咨询|投诉|建议|申请).{0,12}还是.{0,12}(?:咨询|投诉|建议|申请)|要办(?:什么|哪)|什么可以帮|有什么(?:需要|可以)|您好[,，].{0,8}(?:热线|为您服务)"),
    (MATTER, r"再(?:具体|详细|仔细)|(?:具体|详细)(?:说|讲|介绍)|还有(?:什么|别的)?(?:要)?(?:补充|情况)|(?:请|您)(?:再)?(?:说|讲)一?下(?:是)?(?:怎么|什么|具体|您的建议|想咨询)"),
    ("applicant_type", r"个人(?:名义)?.{0,6}还是.{0,4}(?:单位|公司)|(?:单位|公司).{0,6}还是.{0,4}个人"),
    ("credit_code", r"信用代码|执照号"),
    ("organization_name", r"(?:单位|公司|机构|合作社).{0,4}(?:全称|名称|名字|叫什么)"),
    ("id_number", r"身份证|证件号"),
    ("email", r"邮箱|电子邮件地址"),
    ("postal_code", r"邮编|邮政编码"),
    ("delivery_form", r"纸质.{0,6}电子|电子.{0,6}纸质|哪种形式|什么形式"),
    ("delivery_way", r"怎么(?:拿|取|领|给您)|邮寄.{0,12}(?:还是|自|领|取)|自(?:己|行)(?:来)?(?:取|领|拿)|什么方式.{0,6}(?:拿|取|领|给)|获取方式|哪种方式"),
    ("contact_phone", r"(?:联系)?电话|手机号|联系方式|号码(?:是)?多少|回您"),
    ("contact_address", r"(?:联系|收信|邮寄|通讯|家庭|您的?)地址|(?:寄|送)到(?:哪|什么)|您?(?:家)?住(?:在)?(?:哪|什么)"),
    ("applicant_name", r"贵姓|怎么称呼|姓名|(?:您|你)(?:的)?(?:名字|叫什么)|叫什么(?:名字)?|尊姓"),
    ("occurred_at", r"什么时[候间]|啥时候|几点|几号|哪天|哪一?年|多久了|时间是|发生时间"),
    ("place", r"什么地[方点]|啥地方|在哪|哪里|哪个(?:位置|小区|村|路|镇|地方)|(?:具体|详细)(?:的)?(?:位置|地[点址])|地点|位置|地址"),
    ("target_agency", r"(?:向|找|哪个|什么)(?:单位|部门|机关|局)"),
    ("info_description", r"(?:什么|哪些?|要的)(?:信息|文件|材料|内容)|名称.{0,4}文号|要(?:什么|公开什么)|申请(?:公开)?(?:什么|的是)"),
    ("description", r"(?:什么|啥)(?:事|情况|问题)|怎么回事|具体(?:情况|说|讲)|详细(?:说|讲)|反映(?:什么|的)|(?:请|您)(?:说|讲)"),
)
_COMPILED = tuple((slot, re.compile(pattern)) for slot, pattern in _ASKS)
_LABELS: tuple[tuple[str, str], ...] = (
    (KIND, "来意"),
    (MATTER, "补充"),
    ("organization_name", "单位名称|公司名称|单位全称|机构名称"),
    ("credit_code", "统一社会信用代码|社会信用代码|信用代码"),
    ("id_number", "身份证号码|身份证号|身份证|证件号码|证件号|证件"),
    ("contact_phone", "联系电话|联系方式|手机号码|手机号|手机|电话"),
    ("contact_address", "联系地址|收信地址|邮寄地址|通讯地址|住址|家住"),
    ("postal_code", "邮政编码|邮编"),
    ("email", "电子邮箱|电子邮件地址|邮箱"),
    ("applicant_name", "来电人姓名|来电人|姓名|名字|联系人|称呼"),
    ("applicant_type", "申请人类型|申请人"),
    ("target_agency", "受理机关|承办单位|责任单位|涉及单位"),
    ("info_description", "所需信息|所需文件|申请内容|信息内容"),
    ("delivery_form", "提供形式|形式"),
    ("delivery_way", "获取方式|领取方式|方式"),
    ("place", "发生地点|地点|位置|地址"),
    ("occurred_at", "发生时间|时间"),
    ("description", "反映内容|诉求内容|内容|诉求|事项|情况"),
)
_LABEL = re.compile("【(?P<a>" + "|".join(words for _, words in _LABELS) + ")】|(?:^|(?<=[\\s,，。;；]))(?P<b>" + "|".join(words for _, words in _LABELS) + ")[:：]")
_SLOT_OF = {word: slot for slot, words in _LABELS for word in words.split("|")}


def slot_asked(question: str) -> str | None:
    """The slot that an operator's words ask for; None when they ask for none."""
    return next((slot for slot, pattern in _COMPILED if pattern.search(question)), None)


def labelled(line: str) -> Iterator[tuple[str | None, str]]:
    """The parts of a line with the slot that each is labelled with: «姓名：方国栋 电话：139…». Unlabelled words come with None."""
    found = list(_LABEL.finditer(line))
    if not found:
        yield None, line
        return
    if before := line[: found[0].start()].strip(" ，,。;；"):
        yield None, before
    for label, following in zip(found, [*found[1:], None], strict=True):
        value = line[label.end() : following.start() if following else len(line)].strip(" ，,。;；")
        if value:
            yield _SLOT_OF[label["a"] or label["b"]], value
