"""What the desk says while a form is filled in: courteous, short, and with its source where it speaks of law."""

import re
from collections.abc import Mapping

from bot.clock.service import NOT_KNOWN_HERE, Period
from bot.conversations.replies import Citation, Option, Reply
from bot.filing.slots import Slot
from bot.tickets.kinds import WORDS, Kind

ART_29 = Citation("政府信息公开条例", "第二十九条")
ART_39 = Citation("政府信息公开条例", "第三十九条")

# Why a slot is asked for: said when a citizen asks just that.
WHY: Mapping[str, tuple[str, tuple[Citation, ...]]] = {
    "id_number": (
        "身份证明是《政府信息公开条例》第二十九条规定的申请内容之一，用来确认申请人是谁。请提供申请人本人的证件；"
        "为孩子申请的，由监护人用自己的名义和证件提出更稳妥。证件号码加密保存，不会显示给无关的人。",
        (ART_29,),
    ),
    "applicant_name": ("《政府信息公开条例》第二十九条规定，申请要写明申请人的姓名或者名称，所以申请公开不能匿名。", (ART_29,)),
    "contact_phone": ("联系方式是为了把答复送到您手里，有不清楚的地方也好向您核实。电话会加密保存，不会显示给无关的人。", (ART_29,)),
    "contact_address": ("联系方式是《政府信息公开条例》第二十九条规定的申请内容，地址用来送达答复。", (ART_29,)),
    "credit_code": ("单位申请时，统一社会信用代码就是它的身份证明（《政府信息公开条例》第二十九条）。不是以单位名义申请的，请回复“个人”。", (ART_29,)),
    "organization_name": ("以单位名义申请，要写单位的名称（《政府信息公开条例》第二十九条）。不是以单位名义申请的，请回复“个人”。", (ART_29,)),
    "target_agency": (
        "向制作或者保存这份信息的机关提出。一份信息由几个机关共同制作的，向牵头制作的机关申请；"
        "两份信息在两个机关的，分两次申请更快（《政府信息公开条例》第十条、第三十四条）。",
        (Citation("政府信息公开条例", "第十条"), Citation("政府信息公开条例", "第三十四条")),
    ),
    "info_description": ("写清楚名称、文号或者特征，机关才查得到（《政府信息公开条例》第二十九条）。不用写用途。", (ART_29,)),
    "delivery_way": ("获取信息的方式、途径是申请里要写明的内容（《政府信息公开条例》第二十九条）。", (ART_29,)),
    "delivery_form": ("想要纸质还是电子，是申请里要写明的形式要求（《政府信息公开条例》第二十九条）。", (ART_29,)),
}
# By the slot's title: an organisation is asked for its own things.
WHY_ORGANIZATION: Mapping[str, tuple[str, tuple[Citation, ...]]] = {
    "联系人": ("写经办人（联系人）的姓名就行，方便机关和您联系；单位的名称和信用代码已经写明申请人是谁（《政府信息公开条例》第二十九条）。", (ART_29,)),
}
WHY_OTHER_KINDS: Mapping[str, str] = {
    "applicant_name": "姓名可以不留，回复“匿名”就行，照样登记。只是匿名的话无法回访告知您结果，请凭编号和查询码查看。愿意留名请直接说姓名。",
    "contact_phone": "电话用来核实情况和回访，会加密保存，也可以不留，回复“没有”就行。地址不用写。",
    "place": "说清地点，承办单位才找得到。说不清可以回复“说不清”。",
    "occurred_at": "大概时间就行，记不清可以回复“记不清了”。",
    "description": "用自己的话说就行，说清谁、什么事、有什么影响。",
}
RECONSIDER = (
    "您要的是行政复议，这要由行政复议机关受理，登记成投诉会耽误您。县级以上地方各级人民政府管辖对本级人民政府工作部门的复议申请"
    "（行政复议法第二十四条），一般自知道决定之日起六十日内提出（行政复议法第二十条）。请带好决定书，向复议机关提交申请，也可以先拨打 12345 问清窗口地址。"
)
RECONSIDER_CITES = (Citation("行政复议法", "第二十条"), Citation("行政复议法", "第二十四条"))
KEPT_SECRET = (
    "您的姓名和电话加密保存，只用于核实、办理和回访，工作人员每次查看都留有记录，不应透露给被反映的一方。"
    "不愿留名的，回复“匿名”也能登记。"
)
WHAT_FOLLOWS = "提交后转给承办单位，由它核实、办理，再答复您；要不要到现场，由承办单位看情况安排。"
COST = "申请信息公开要不要钱"  # what the entries are asked where a form is open
NOT_SURE = "这个问题我现在没有可靠的依据，不能随便回答您。需要的话可以回复“转人工”。"
ORAL = "可以。您口头说就行，我来代您填写，填好后给您核对（《政府信息公开条例》第二十九条）。"
ORAL_HELP = "是（书写有困难，代为填写）"
PHOTO = "照片等材料可以用对话框里的“附件”按钮上传，提交后也可以随工单补充。"
CANCELLED = "好的，已取消，刚才填的内容都已删除，没有提交。需要时随时再找我。"
CONFIRM_FIRST = "您是要提交吗？请回复“确认”，这一件就交上去。"
NOTHING_TO_CHANGE = "没听明白要改哪一项。请直接说，例如“电话改成……”“地址写成……”；没有要改的请回复“确认”，不提交请回复“取消”。"
LATER = "可以等会儿再填，草稿会给您留着，回到这个对话接着说就行。"
LATER_EMAIL = "您选的是电子邮件，所以提交前需要一个邮箱；想换别的方式，请说“改成邮寄”或“自行领取”。"


def opening(kind: Kind, *, oral: bool) -> str:
    """How a form begins."""
    if kind is Kind.APPLICATION and oral:
        return "没关系，您口头说，我来替您填写，填好后读给您核对（《政府信息公开条例》第二十九条）。"
    return f"好的，帮您登记{WORDS[kind].title}。一次只问一项，随时可以回复“取消”。"


def complaint_as_application(disclosure: bool) -> str:
    """Art. 39 explained, before anything is filed under the wrong name."""
    if disclosure:
        return (
            "您说的更像是要某份政府信息，这要走“申请信息公开”，投诉渠道不办理（要写明姓名、身份证明和联系方式）。"
            "您想按哪一样办？"
        )
    return (
        "您反映的是要求查处、投诉举报一类的事。按《政府信息公开条例》第三十九条，用信息公开申请的形式投诉、举报的，"
        "不作为信息公开申请处理，应走投诉渠道。建议您改为登记投诉，我马上帮您办。您想按哪一样办？"
    )


def more_about(said: str, kind: Kind) -> str:
    """Asking for more of what was said too briefly."""
    if kind is Kind.APPLICATION:
        return f"先记下您要的是“{said}”。能再具体些吗？比如哪一年、哪个地方、文件名称或文号，越具体越好找。没有补充请回复“就这些”。"
    what = {Kind.CONSULTATION: "您想知道什么、是哪里的事", Kind.SUGGESTION: "在哪里、希望怎么办"}.get(kind, "谁、怎么回事、持续多久")
    return f"先记下：“{said}”。能再说具体些吗？比如{what}。没有补充请回复“就这些”。"


def duty_alone(why: str) -> str:
    """A router's reason as citizens read it: the duty and its law, without the words of theirs that were taken for it."""
    return re.sub(r"（提到[^（）]*）", "", why)


def suggest_agency(agency: str, why: str) -> str:
    """Asking for the agency with the one that duties point to."""
    reason = f"（{why}）" if why else ""
    return f"这类信息一般由{agency}制作或保存{reason}。向它申请可以吗？想向别的单位申请，请说出单位名称；不清楚请回复“不清楚”。"


def other_place(there: str, here: str) -> str:
    """The matter is in another place: whose business it is there, and how it goes on here if that was not meant."""
    return f"{not_ours(there, here)}事情其实就在{here}的，请说在{here}的哪里；不登记了请回复“取消”。"


def not_ours(there: str, here: str) -> str:
    """Whose business a matter in another place is, for the chat and for the telephone alike."""
    return f"您说的地方在{there}，那里的事由当地办理，{here}的单位办不了。请打当地的 12345（从外地打，前面加当地的区号）。"


def other_agency(there: str, here: str) -> str:
    """An agency of another place is asked there: art. 27 names whom an application goes to."""
    return f"{there}的单位不在这里受理，请直接向它提出申请（《政府信息公开条例》第二十七条）。要向{here}的单位申请，请说单位名称，不清楚请回复“不清楚”。"


def period_of(kind: Kind, limit: Period) -> Reply:
    """How long this kind takes, straight from the clock's own table and source."""
    more = f"，情况复杂的可以延长，最长再加 {limit.extension} 个工作日" if limit.extension else ""
    text = f"{WORDS[kind].title}自收到之日起 {limit.workdays} 个工作日内答复{more}（{limit.basis.titled}）。{NOT_KNOWN_HERE if limit.basis.borrowed else ''}"
    return Reply(text, "answered", (Citation(limit.basis.source, limit.basis.article),))


_SAY = re.compile(r"(?:回复|说)“([^”]{2,5})”")


def ways_out(slot: Slot) -> tuple[Option, ...]:
    """What the question says may be answered by who cannot or will not: «匿名», «记不清了», each as a button."""
    return tuple(Option(said, said) for said in _SAY.findall(slot.question)) if slot.optional else ()


def question_of(slot: Slot) -> str:
    """The slot's question with its choices written out for those who cannot tap."""
    if not slot.choices:
        return slot.question
    return f"{slot.question}（{'、'.join(label for label, _ in slot.choices)}）"
