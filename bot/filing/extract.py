"""Facts that a citizen gives without being asked, and the matter itself, out of free words.

Only what is marked («我叫…», a valid number, «发邮箱») is taken: a wrong guess costs a citizen more than one question.
"""

import datetime as dt
import re
from collections.abc import Callable

from bot.clock.service import today
from bot.filing import checks, naming, remarks
from bot.filing.checks import SlotError
from bot.filing.speech import either, said, whole
from bot.tickets.kinds import Kind

_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?![0-9A-Za-z])")
_NUMBER = re.compile(rf"(?:我的?|联系)?(?:电话|手机|身份证)?(?:号码?)?[是为:：\s]*(?:(?<![0-9A-Za-z])\d{{17}}[\dXx](?![0-9A-Za-z])|{_PHONE.pattern})")
# The one that applies, not one that is spoken of: «我们镇上污水厂跟哪家公司签的», «我是某公司的职工».
_OURS = "(?:我们?|咱们?|本)(?:这个|这家|这边|家|小)?"
_FOR = "代表|(?:我们?|咱们?)(?:这边|这里|这)?是|[替帮给]我们"
_OF_IT = "的?(?:员工|职工|工人|退休|业主|客户|住户)"
_ORGANIZATION = re.compile(
    either(
        rf"{_OURS}{said('organization')}(?!上班|做工|打工|附近|门口|旁边)",
        rf"(?:{_FOR})[^,，。?？哪什]{{0,14}}?{said('organization')}(?!{_OF_IT})", rf"以{said('organization')}的?名义",
    )
)
_AS_WHOM = re.compile(
    rf"(?:{said('let_be')}|我|是|以|用|按|就|还是|那|要|想|改成?|换成?|[,，\s])*(?P<type>个人|单位|公司|企业)(?:的?名义|身份)?来?(?:申请)?(?:吧|的|了|啊)?[。.!！\s]*"
)
_HOME = re.compile(
    r"(?:^|[,，。;；\s])(?:我|俺)?(?:家)?(?:住在?|(?:家庭|联系)?(?:住址|地址)[是为:：\s])\s*(?P<home>[\u4e00-\u9fff][\u4e00-\u9fff0-9A-Za-z-]{4,40})(?=[,，。;；\s]|$)"
)
_COMPANY = re.compile(
    r"(?:我们?|单位|公司)*(?:名称|全称|名字)?[是叫:：\s]*(?P<name>[\u4e00-\u9fff（）()A-Za-z]{2,30}(?:公司|合作社|事务所|协会|商会|研究院|工厂))"
    r"[\s,，:：0-9A-Za-z统一社会信用代码是]*"
)
_WAYS: tuple[tuple[str, str], ...] = (
    ("电子邮件", either("[发寄传给](?:到|给|我)*的?(?:电子)?邮[箱件]", "电子邮件|e-?mail|邮箱(?:收|接收|发)")),
    (
        "自行领取",
        either(
            r"\bpick(?:ing)? (?:it |them )?up\b|\bcollect (?:it|them)\b", "自[己行]?(?:来|去|过来|过去|上门)?[领拿取]|自取|自提|上门取",
            "我(?:自己)?[来去][领拿取]|[派叫让找][^,，。]{0,4}[来去][领拿取]|当面[领取拿]",
        ),
    ),
    ("当场查阅", "(?:当场|现场)(?:看|查阅|查看)|(?:查阅|看一?看|抄录)就(?:行|可以|好)"),
    ("邮寄", either("邮寄|寄(?:给我|到|过来|回|来|家)|快递(?:给我|到|过来|寄)|挂号信|EMS", r"\bby (?:post|mail|courier)\b|\bpost it\b")),
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("电子", r"\belectronic(?:ally)?\b|\bsoft copy\b|电子(?:版|档|文档|文件|的|形式)?|PDF|扫描件"),
    ("纸质", r"\bpaper\b|\bhard copy\b|\bprinted\b|^纸$|纸质|纸头|纸的|纸张|纸面|打印(?:件|出来)|复印件|原件复印"),
)
_HOUR = r"(?:\d{1,2}[点时:：]\d{0,2}分?半?)?"
_WHEN = re.compile(
    either(
        rf"(?:(?:20\d\d|今|去|前)年)?\d{{1,2}}月(?:\d{{1,2}}[日号]?)?(?:[早晚中下上]?[上午晨间夜里晚]{{1,2}})?{_HOUR}",
        r"20\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?", "(?:今天|昨天|前天|昨晚|今早|今晚)(?:[早晚中下上夜][上午晨间里晚]?)?",
        "(?:每天|天天|每晚|每周|夜夜)(?:早上|晚上|半夜|夜里|凌晨|中午|深夜)?",
        # How long it lasts: «停了三天了»; not how long somebody has lived there or used it.
        "(?<![住用干买开做活嫁搬]了)(?<![住用干买开做活嫁搬])(?:[一二三四五六七八九十几半两]{1,3}|\\d{1,3})个?多?(?:小时|钟头|天|周|星期|礼拜|月|年)多?了(?!解)",
    )
)
_NOT_A_TOWN = "建议|投诉|举报|反映|我们|你们|他们|咱们|这个|那个|每个|希望"
_PLACES = "村|社区|小区|花园|广场|路口|路|街|大道|学校|小学|中学|幼儿园|医院|市场|工地|门口"
_SPOT = r"[\u4e00-\u9fff0-9]{0,6}(?:号楼?|栋|单元|室|门口|西门|东门|南门|北门|对面|旁边|路口)"
_PLACE = re.compile(
    rf"(?:^|[,，。;；:：\s]|在|位于|地点[是:：]?|地址[是:：]?)(?P<place>(?!{_NOT_A_TOWN})(?:[\u4e00-\u9fff]{{2,3}}[县区市])?[\u4e00-\u9fff]{{1,4}}(?:镇|乡|街道)"
    rf"[\u4e00-\u9fff0-9A-Za-z]{{0,10}}?(?:{_PLACES})(?:{_SPOT})?)"
)
_DAYS_AGO = {"今": 0, "昨": 1, "前": 2}

_GREETING = re.compile(
    either(
        rf"^(?:{whole('您好', '你好', '你们好', '喂', '就是')}[呀啊]?|哈[喽罗啰]|在(?:不在?|吗|么|吧)(?=[,，。!！?？~\s])"
        rf"|请问(?:一下)?|麻烦[您你问](?:一下)?|{whole('麻烦')}(?:一下)?|那个|嗯+|唉|哎呀?|劳驾)[,，。!！?？~\s]*",
        # «我告诉你们啊，…» speaks to the desk and tells nothing yet.
        r"^(?:我|俺)?(?:跟|和|对)?(?:你们?|您)?(?:告诉|讲|说)(?:你们?|您)?(?:一下|一声|个事|啊|哈|呀|哦)*(?:[,，。:：!！~\s]+|$)",
        # Whom one speaks to is left out only where it stands apart: «老师打人手心» is the matter itself.
        r"^(?:师傅|小?老师|工作人员|大[哥姐]|小[哥妹]|阿姨|同志们?|领导们?)[您你]?(?:好[呀啊]?)?(?:[,，。!！~\s]+|(?=我|俺|请|帮|麻烦))",
    )
)
_ON_BEHALF = re.compile(
    r"^我们(?:公司|单位|合作社|企业|协会|村委会|学校)(?=想|要|来|申请)|^(?:公司|单位|合作社)名义"
    r"|^我?们?(?:代表|以)(?:我们?|本)?[\u4e00-\u9fff（）()]{0,16}?(?:公司|单位|合作社|企业|协会|名义)(?:的?名义)?[,，来]?"
)
_POLITE_ASKING = re.compile(
    r"^(?:我)?(?:能不能|可不可以|可以|能)(?:依法)?(?:申请)?(?:"
    rf"{whole('公开', '要')}|看一?看|查一?查|查阅)"
    r"|(?:能|可以)?(?:让|给)?我?(?:看一?看|查一?查|复印)?(?:吗|(?<![什那这怎多要])么)[?？]?$"
)
_ONE = f"(?:{whole('一下', '下', '一份', '份', '一个', '个', '点')})?"
_WANTS = "我?(?:想要?|要(?!求)|需要|希望|打算|来)?(?:请?(?:你们|您)?[帮替给]我)?[去来]?"
_LEADS: dict[Kind, str] = {
    Kind.APPLICATION: (
        rf"{_WANTS}(?:(?:依法)?申请(?:信息公开|政府信息公开|公开)?|要求(?:公开|提供)|{whole('公开', '了解', '要', '拿', '找', '弄', '领', '复印')}"
        rf"|查一?查|查阅|查看|调取|获取|索取|看一?看|办(?=一?[个份下点]|政?府?信息公开)){_ONE}"
    ),
    Kind.COMPLAINT: (
        rf"(?:我|我们|俺)?[想要来]?(?:实名|匿名)?{whole('投诉', '举报', '反映', '反应', '告', '控告', '曝光')}"
        rf"(?:一个(?:问题|情况)|{whole('一下', '下', '一个')})?"
    ),
    Kind.CONSULTATION: rf"[我俺]?就?[想要来]?{whole('咨询', '了解', '问问', '问', '打听', '请教')}(?:{whole('一下', '下')})?",
    Kind.SUGGESTION: (
        rf"(?:我|我们)?[想要来]?(?:有(?:个|条|一个|一条)?|提(?:个|条|一个|一条|点)?)小?{whole('意见', '建议')}|我?建议(?=[:：,，]|$)"
    ),
}
_NO_MATTER = "文件|材料|东西|信息|资料|公开|事|事情|问题|情况|意见|建议|表|某局|他们|你们"
_EMPTY_MATTER = re.compile(rf"(?:一?[份个些件]?(?:政府)?(?:{_NO_MATTER})|信息公开|申请表|[的了吧啊呢呀])*")
_OF_THE_PERSON = "电话|手机|姓名|名字|身份证|(?:电子)?邮箱|地址|住址"
_ASIDE = re.compile(
    either(
        "^[我俺]?[就只]?[想要来]?(?:依法)?(?:申请)?(?:政府)?信息公开$", "我(?:上面|刚才)|我不会写|(?:你们|您)?帮我写|申请材料[是我]|下面这些|给你[俩们]?|一次性?[给说]",
        # Who is filing, where the part gives just that: «我电话打不通», «入住不登记身份证» are parts of a matter.
        rf"^(?:这是|我们?|俺)?的?(?:联系|收信)?(?:{_OF_THE_PERSON})(?:号码?)?(?:[是为叫:：写填用留]|\s*[0-9A-Za-z]|$|给你)",
        rf"^[我俺]{said('kin')}(?:的?名字)?叫[\u4e00-\u9fff]{{2,4}}$", "^我叫(?![他她你人])|^我是(?!.*(?:反映|投诉))",
        "^(?:我|俺|免贵|本人)+姓[\u4e00-\u9fff]{1,2}$",
    )
)
# Of an application: where the applicant lives, how it is to be given, and by whom. In a complaint that is where it happens.
_ASIDE_OF_APPLICATION = re.compile(
    either(
        r"^[我俺]?家?住[在址]?[\u4e00-\u9fff]{2,8}(?:[县市区镇乡村路街号]|街道)[\u4e00-\u9fff0-9]*$",
        r"^(?:请?发到?|寄到?|发送到?)(?:我的?)?(?:邮箱)?[A-Za-z0-9._%+-]+[@＠]\S+$", r"^向[^,，。]{2,16}(?:申请|提出|索取)$",
        "^(?:我?要|请?提供|需要)?(?:电子|纸质)(?:版|件|档|的|材料)?(?:的?(?:就行|就可以|形式))?$",
    )
)


def facts(text: str, kind: Kind | None) -> dict[str, str]:
    """Slots that the text fills by itself, each already checked. Delivery wishes count for applications only."""
    found: dict[str, str] = {}
    for slot, reader in _readers(kind).items():
        if value := reader(text):
            found[slot] = value
    return found


def _readers(kind: Kind | None) -> dict[str, Callable[[str], str | None]]:
    readers: dict[str, Callable[[str], str | None]] = {"applicant_name": naming.person, "contact_phone": _phone}
    if kind not in (None, Kind.APPLICATION):  # an application wants the whole name
        readers["applicant_name"] = _called
    if kind in (None, Kind.APPLICATION):
        readers |= {"id_number": _checked(checks.id_number, r"\d{17}[\dXx]"), "email": _checked(checks.email, "[@＠]")}
        readers |= {"delivery_way": delivery_way, "delivery_form": delivery_form, "applicant_type": _applicant_type}
    if kind is Kind.APPLICATION:
        readers |= {"organization_name": organization, "contact_address": home}
        readers["credit_code"] = _checked(checks.credit_code, r"(?<![0-9A-Za-z])(?=\w*[A-Z])[0-9A-Z]{18}(?![0-9A-Za-z])")
    if kind in (Kind.COMPLAINT, Kind.SUGGESTION):
        readers["place"] = _place
    if kind is Kind.COMPLAINT:
        readers["occurred_at"] = when
    return readers


def _called(text: str) -> str | None:
    surname = naming.surname_told(text)
    return naming.person(text) or (naming.polite(surname) if surname else None)


def _phone(text: str) -> str | None:
    return _checked(checks.phone, _PHONE.pattern)(text)


def without_numbers(text: str) -> str:
    """What is left beside telephone and identity numbers: «李秀英 13900002222» gives a name, too."""
    return _NUMBER.sub(" ", text).strip(" ,，。;；、") or text


def _checked(check: Callable[[str], str], looks_like: str) -> Callable[[str], str | None]:
    pattern = re.compile(looks_like)

    def read(text: str) -> str | None:
        if not pattern.search(text):
            return None
        try:
            return check(text)
        except SlotError:
            return None  # something like it, but wrong: it will be asked for

    return read


def _applicant_type(text: str) -> str | None:
    if whom := as_whom(text):
        return whom
    return "organization" if _ORGANIZATION.search(text) or organization(text) else None


def home(text: str) -> str | None:
    """Where the applicant says that he lives, beside other things: «…，住枞阳镇黄山路9号，…»."""
    match = _HOME.search(text)
    try:
        return checks.address(match["home"]) if match else None
    except SlotError:
        return None


def as_whom(text: str) -> str | None:
    """«还是个人», «用公司名义»: the whole message says as whom the application is made."""
    match = _AS_WHOM.fullmatch(text.strip())
    return ("citizen" if match["type"] == "个人" else "organization") if match else None


def organization(text: str) -> str | None:
    """The organisation whose name, with or without its code, is the whole message."""
    match = _COMPANY.fullmatch(text.strip())
    return match["name"] if match else None


def delivery_way(text: str) -> str | None:
    """Which way of getting the information is wished for."""
    return next((way for way, pattern in _WAYS if re.search(pattern, text, re.IGNORECASE)), None)


def delivery_form(text: str) -> str | None:
    """Which form is wished for; e-mail and mail say it by themselves."""
    form = next((form for form, pattern in _FORMS if re.search(pattern, text, re.IGNORECASE)), None)
    return form or {"电子邮件": "电子"}.get(delivery_way(text) or "")


def _place(text: str) -> str | None:
    match = _PLACE.search(text)
    return match["place"] if match else None


def where(text: str) -> str | None:
    """The place inside a longer account: «昨天下午在菜市场门口 把我的车拖走了»."""
    match = re.search(r"在(?P<place>[\u4e00-\u9fff0-9A-Za-z]{2,16}?)(?=把|被|[,，。;；\s]|$)", text)
    return _place(text) or (match["place"] if match else None)


def when(text: str) -> str | None:
    """A time in the citizen's words; «昨天» gets its date beside it, or it would mean another day tomorrow."""
    match = _WHEN.search(text)
    return dated(match[0]) if match and match[0] else None


def dated(words: str) -> str:
    """`words` with the date of 今天/昨天/前天 written out."""
    match = re.search(r"([今昨前])[天晚早]", words)
    if not match:
        return words
    day = today() - dt.timedelta(days=_DAYS_AGO[match[1]])
    return f"{words}（{day:%Y-%m-%d}）"


def matter(text: str, kind: Kind) -> str:
    """What the citizen wants or reports, without greeting, introduction and «我要投诉»; empty when only the wish to file was said."""
    parts = [_strip_lead(part, kind) for part in re.split(r"(?<=[,，。！!；;\n])", checks.without_repeats(text))]
    kept = "".join(part for part in parts if part and not _is_aside(part, kind))
    kept = kept.strip(" ,，。:：;；、!！\n")
    return "" if _EMPTY_MATTER.fullmatch(kept) else kept


def _strip_lead(part: str, kind: Kind) -> str:
    part = _ON_BEHALF.sub("", part.strip())
    while (shorter := _GREETING.sub("", part)) != part:
        part = shorter
    if kind is Kind.APPLICATION:
        part = _POLITE_ASKING.sub("", part)
    else:  # a complaint that came as an application sheds its first name
        part = re.sub(r"^(?:依法)?(?:申请)?(?:政府)?信息公开(?:申请)?[:：,，]?|^(?:我)?(?:要求|申请|请求)公开(?=为|你|他|，|,)", "", part)
    return re.sub(rf"^(?:{_LEADS[kind]})(?:[:：,，\s]|{whole('的')})*", "", part, count=1).strip()


def _is_aside(part: str, kind: Kind) -> bool:
    bare = part.strip(" ,，。:：;；、!！")
    return (
        not bare
        or _ASIDE.search(bare) is not None
        or (kind is Kind.APPLICATION and _ASIDE_OF_APPLICATION.search(bare) is not None)
        or _EMPTY_MATTER.fullmatch(bare) is not None
        or (len(bare) <= 10 and delivery_way(bare) is not None)
        or _PHONE.fullmatch(bare) is not None
        or (len(bare) <= 10 and naming.person(bare) is not None)
    )


_SPECIFIC = re.compile(r"20\d\d|〔|\d+号|《|[一二三四五六七八九十]+年|第[一二三四五六七八九十\d]+")


def is_specific(description: str) -> bool:
    """Whether an application's description says enough to search by: a year, a number, a title."""
    return len(description) >= 8 and _SPECIFIC.search(description) is not None


def enough(description: str, kind: Kind) -> bool:
    """Whether the opening already tells the matter well enough not to ask for it again."""
    if kind is Kind.APPLICATION:
        return is_specific(description)
    return len(description) >= (11 if kind is not Kind.CONSULTATION else 5 if remarks.is_question(description) else 8)


def _retells(said: str, more: str) -> bool:
    """Whether the fuller account has most of the short one's words."""
    pairs = {said[i : i + 2] for i in range(len(said) - 1)}
    return not pairs or sum(pair in more for pair in pairs) >= len(pairs) / 2


def joined(kind: Kind, said: str, more: str) -> str:
    """A fuller account stands for the short one; a mere addition is put beside it."""
    if not said or said in more:
        return more
    if kind is Kind.APPLICATION and len(more) >= 8 and _retells(said, more):
        return more
    return f"{said}；{more}"
