"""Which acts a ticket's page offers to whom, and what each form asks for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.agencies.service import Profile
from bot.people.masking import mask_text
from bot.people.models import Staff
from bot.people.permissions import action_for
from bot.people.service import may, sees_every_agency
from bot.tickets import history
from bot.tickets.channels import RIGHT_CHANNELS
from bot.tickets.conditions import URGE_FORMS
from bot.tickets.lifecycle import Act, Status
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets

Option = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """One field of a form. `kind`: `text`, `number`, `date`, `select`, `radio`, `check` (one box) or `many` (several boxes)."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[Option, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class ActForm:
    """An act as it is offered: its title, what it means, its fields, and what its words are called (None: no words).

    `confirmed`: it cannot be taken back, so it is looked at once more before it is done.
    """

    act: Act
    title: str
    hint: str
    text_label: str | None = None
    serious: bool = False
    confirmed: bool = False
    fields: tuple[Field, ...] = ()


_WHOM: tuple[Option, ...] = (("third_party", "第三方"), ("agency", "其他机关"))
_ASKED = (Field("whom", "谁的意见", "select", _WHOM), Field("party", "对方名称", required=True))
_SATISFIED = (("yes", "满意"), ("no", "不满意"), ("unsaid", "未答"))
_SOLVED = (("yes", "已解决"), ("no", "未解决"), ("unsaid", "未答"))
_CHANNELS: tuple[Option, ...] = (("", "理由里已写明"), *((one.code, one.title) for one in RIGHT_CHANNELS))
_ELSEWHERE = tuple(option for option in _CHANNELS if option[0] != "none")
_WORKDAYS = Field("workdays", "延长几个工作日", "number", required=True)

_FORMS: tuple[ActForm, ...] = (
    ActForm(Act.SIGN, "签收", "签收后开始办理，系统会告诉申请人。"),
    ActForm(Act.ANSWER, "答复", "选好答复类型，写好内容，预览后再发送。"),
    ActForm(
        Act.CONFIRM, "确认收到",
        "来信、传真等收到的，与申请人确认后登记。公开申请以双方确认之日为收到之日（政府信息公开条例第三十一条）。", "怎样确认的（可以不写）",
    ),
    ActForm(Act.DISPATCH, "转交承办单位", "转给上面写的承办单位签收；要换单位的，转交后再改派。"),
    ActForm(
        Act.ANSWER_URGE, "答复催办", "说明办到哪一步、什么时候能答复。催办不改变办理期限。", "办理情况",
    ),
    ActForm(
        Act.CO_REPORT, "协办单位反馈", "把本单位负责的部分告诉主办单位。给申请人的答复由主办单位作出。", "反馈的内容",
    ),
    ActForm(
        Act.CALL_BACK, "登记回访", "问申请人对结果是否满意、事情是否解决。没有联系上的，两项都选“未答”。", "申请人说了什么（可以不写）",
        fields=(
            Field("satisfied", "是否满意", "radio", _SATISFIED, required=True), Field("solved", "是否解决", "radio", _SOLVED, required=True),
        ),
    ),
    ActForm(
        Act.ASK_CORRECTION, "告知补正",
        "应在收到申请之日起 7 个工作日内一次性告知，说明需要补正的事项和合理的补正期限（政府信息公开条例第三十条）。"
        "只能告知一次。", "要补正什么",
        fields=(Field("answer_by", "最迟哪天补正（不填由系统算出）", "date"),),
    ),
    ActForm(Act.CORRECT, "收到补正", "答复期限自收到补正之日起重新计算（政府信息公开条例第三十条）。", "补正的内容"),
    ActForm(
        Act.CONSULT, "征求意见", "所需时间不计入答复期限（政府信息公开条例第三十二条、第三十四条）。", "说明（可以不写）", fields=_ASKED
    ),
    ActForm(
        Act.OPINION, "收到意见", "登记收到的意见；逾期 15 个工作日没有回复的，登记为期满。", "意见要点（可以不写）",
        fields=(Field("lapsed", "期满没有回复", "check"),),
    ),
    ActForm(
        Act.ASK_EXTENSION, "提请延长期限",
        "不能按期答复的，提请负责人决定。公开申请只能延长一次，最长 20 个工作日（政府信息公开条例第三十三条）。", "为什么要延长",
        fields=(_WORKDAYS,),
    ),
    ActForm(
        Act.EXTEND, "延长期限",
        "只能延长一次，并告知申请人。公开申请要经公开工作机构负责人同意，最长 20 个工作日（政府信息公开条例第三十三条）。",
        "为什么延长（会告知申请人）", fields=(_WORKDAYS,),
    ),
    ActForm(Act.DECLINE_EXTENSION, "不同意延长", "期限不变，请承办人员按期答复。", "不同意的理由"),
    ActForm(
        Act.ASK_FEE, "收费通知",
        "提供信息不收费；数量、频次明显超过合理范围的，才可以收信息处理费（政府信息公开条例第四十二条）。只能通知一次，缴费期限由系统算出。",
        "收费的依据、标准和缴费办法", fields=(Field("amount", "金额（整数元）", "number", required=True),),
    ),
    ActForm(Act.PAY_FEE, "收到费用", "收到信息处理费后登记（政府信息公开条例第四十二条）。", "说明（可以不写）"),
    ActForm(Act.SET_CO, "确定协办单位", "协办单位能看到这张工单，并向主办单位反馈；答复由主办单位作出。", "说明（可以不写）"),
    ActForm(
        Act.URGE, "催办", "督促承办单位办理，不改变办理期限。", "催办的内容",
        fields=(
            Field("urge_form", "催办的形式", "select", tuple(URGE_FORMS.items())),
            Field("answer_by", "最迟哪天说明办理情况（不填由系统算出）", "date"),
        ),
    ),
    ActForm(Act.RETURN, "退回", "不属于本单位职责的，写明理由退回，由公开机构重新分派。", "退回的理由", serious=True),
    ActForm(Act.REASSIGN, "改派", "改由另一个单位办理，系统会告诉申请人。", "改派的理由（可以不写）"),
    ActForm(
        Act.MERGE, "合并", "同一件事已有更早的工单时，并入那一张。两位申请人都会收到答复。", "合并的理由（可以不写）", serious=True,
        fields=(Field("main", "并入哪张工单（编号）", required=True),),
    ),
    ActForm(
        Act.REFUSE, "不予受理", "写明理由和申请人可以走的渠道。", "不予受理的理由", serious=True,
        fields=(Field("channel", "应走的渠道", "select", _CHANNELS),),
    ),
    ActForm(
        Act.TRANSFER, "转办", "转信访、应急等其他法定渠道办理。", "转到哪里、怎么联系", serious=True,
        fields=(Field("channel", "应走的渠道", "select", _ELSEWHERE),),
    ),
    ActForm(Act.WITHDRAW, "撤回", "申请人要求撤回时登记。", "申请人怎样提出撤回的（可以不写）", serious=True),
    ActForm(
        Act.GIVE_UP, "视为放弃",
        "没有正当理由逾期不补正的，或者逾期不缴费的，视为放弃申请（政府信息公开条例第三十条、第四十二条）。", "说明（可以不写）", serious=True,
    ),
    ActForm(Act.REDO, "重新办理", "申请人回访时表示不满意或未解决的，重新办理。办理期限从今天起重新计算。", "说明（可以不写）"),
    ActForm(Act.ARCHIVE, "归档", "答复已经送达，材料齐全，归档。"),
)

# What tells the citizen something, or gives the ticket out of hand, and can only be done once.
CONFIRMED = frozenset(
    {Act.ASK_CORRECTION, Act.ASK_FEE, Act.EXTEND, Act.RETURN, Act.MERGE, Act.REFUSE, Act.TRANSFER, Act.WITHDRAW, Act.GIVE_UP}
)  # fmt: skip
_RESERVED = {
    Act.EXTEND: "延长期限由公开工作机构负责人决定（政府信息公开条例第三十三条），提请的人不能自己批准。",
    Act.REASSIGN: "改派由政务公开机构负责人或监督人员决定。",
}


def reserved(tickets: Tickets, staff: Staff, ticket: Ticket) -> list[str]:
    """What could be done now, but by somebody else: one sentence each."""
    possible = tickets.possible(ticket)
    return [words for act, words in _RESERVED.items() if act in possible and not permitted(staff, act, ticket)]


def offered(tickets: Tickets, profile: Profile, staff: Staff, ticket: Ticket) -> list[ActForm]:
    """The acts that are open today and this account may do, the usual ones first, with the choices of this ticket."""
    possible = tickets.possible(ticket)
    awaited = bool(history.opinions_open(ticket.events))
    forms = (form for form in _FORMS if form.act in possible and permitted(staff, form.act, ticket) and (awaited or form.act is not Act.OPINION))
    return [replace(_for_ticket(form, profile, staff, ticket), confirmed=form.act in CONFIRMED) for form in forms]


def permitted(staff: Staff, act: Act, ticket: Ticket) -> bool:
    """Whether this account may do this act to this ticket at all. Nobody decides what they asked for themselves."""
    action = action_for(act)
    if action is None or not may(staff, action, ticket):
        return False
    asked = history.asked_extension(ticket.events) if act in (Act.EXTEND, Act.DECLINE_EXTENSION) else None
    return asked is None or asked.actor != actor_of(staff)


def actor_of(staff: Staff) -> str:
    """How a ticket's history names this account; never the same as the desk or a citizen."""
    return f"staff:{staff.login}"


def _for_ticket(form: ActForm, profile: Profile, staff: Staff, ticket: Ticket) -> ActForm:
    match form.act:
        case Act.REASSIGN:
            return replace(form, hint=_returned(ticket) + form.hint, fields=(_choose("agency", "改派到", _reassignable(profile, ticket)),))
        case Act.SET_CO:
            # Those that help already come first: of sixty boxes the ticked ones are seen.
            names = sorted((name for name in _agencies(profile) if name != ticket.agency), key=lambda name: name not in ticket.co_agencies)
            others = tuple((name, name) for name in names)
            return replace(form, fields=(Field("co", "协办单位（可以不选）", "many", others),))
        case Act.CO_REPORT if sees_every_agency(staff):
            return replace(form, fields=(_choose("agency", "替哪个协办单位登记", ticket.co_agencies),))
        case Act.EXTEND:
            return _decision(form, ticket)
        case Act.OPINION:
            letters = tuple((f"{whom}:{party}", f"{party}（{dict(_WHOM)[whom]}）") for whom, party in history.opinions_open(ticket.events))
            return replace(form, fields=(Field("asked", "谁的意见", "select", letters, required=True), *form.fields))
    return form


def _returned(ticket: Ticket) -> str:
    """Why it was returned, beside the form that decides whose it is."""
    returned = history.last(ticket.events, Act.RETURN) if ticket.status == Status.DISPUTED else None
    return f"{ticket.agency}退回的理由：{mask_text(returned.text).rstrip('。')}。" if returned is not None else ""


def _decision(form: ActForm, ticket: Ticket) -> ActForm:
    asked = history.asked_extension(ticket.events)
    if asked is None:
        return form
    hint = f"提请延长 {asked.data['workdays']} 个工作日：{mask_text(asked.text).rstrip('。')}。{form.hint}"
    return replace(form, hint=hint, fields=(Field("workdays", "同意几个工作日（不填按提请的）", "number"),))


def _agencies(profile: Profile) -> list[str]:
    return [agency.name for agency in profile.agencies.values() if not agency.is_elsewhere]


def _reassignable(profile: Profile, ticket: Ticket) -> list[str]:
    """Every agency of the place; the one that has the ticket only where it returned it and is to keep it."""
    keeps = ticket.status == Status.DISPUTED
    return [name for name in _agencies(profile) if keeps or name != ticket.agency]


def _choose(name: str, label: str, options: Iterable[str]) -> Field:
    return Field(name, label, "select", (("", "请选择"), *((one, one) for one in options)), required=True)
