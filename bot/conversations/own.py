"""What citizens want of a ticket that they filed in this conversation: add to it, hurry it, take it back, change how they are reached, judge the answer.

Whoever proved number and query code here may do the same. Without such a ticket nothing is done: how it goes elsewhere is for the knowledge to say.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from bot.clock.service import today
from bot.conversations import lookup, wishes
from bot.conversations.owed import reply_key
from bot.conversations.replies import Option, Reply
from bot.conversations.turn import Turn
from bot.filing import corrections
from bot.filing.checks import SlotError
from bot.filing.remarks import is_confirm, is_none, is_question
from bot.filing.slots import slot_of
from bot.people.masking import mask_text
from bot.tickets.contacting import CHANGEABLE, change_contact
from bot.tickets.kinds import WORDS, Kind
from bot.tickets.lifecycle import OPEN, Act, LifecycleError, Status
from bot.tickets.links import linked_to
from bot.tickets.models import Ticket
from bot.tickets.reach import Answered
from bot.tickets.service import CITIZEN, TicketError, Tickets, due_sentence, find

_JUDGED, _ALREADY = frozenset({Status.ANSWERED}), frozenset({Status.CALLED_BACK})
_ADDED_TO = OPEN | {Status.ANSWERED, Status.CALLED_BACK}
_OFFERED = 5
_A_QUESTION = 20  # characters: what is longer and put as a question is told all the same
_MOST = 1_000  # characters of an addition
ADD, WITHDRAW, JUDGE = "adds", "withdraws", "judges"


def deal(turn: Turn, tickets: Tickets) -> list[Reply]:
    """Do what the words want of an own ticket; empty where they want nothing of one, or there is none."""
    desk = _Desk(turn, tickets)
    if waiting := desk.waits():
        if replies := waiting():
            return replies
        turn.conversation.pending = None
    return desk.wished()


def judged(turn: Turn, tickets: Tickets) -> list[Reply]:
    """«满意», «T2026… 不满意», whatever else is open: the answer to what an agency's answer asked; empty for anything else."""
    return _Desk(turn, tickets).judged()


class _Desk:
    """One message about own tickets."""

    def __init__(self, turn: Turn, tickets: Tickets) -> None:
        self._session, self._tickets, self._conversation, self._text = turn.session, tickets, turn.conversation, turn.text.strip()
        # What is kept as a message has a reply that is brought for certain; else a notice has to tell of what was done.
        self._answered = None if turn.message_id is None else Answered(turn.conversation.id, reply_key(turn.message_id))
        self._in_form = turn.act == "fill"
        # Which ticket is meant may stand before or behind the wish.
        self._words = lookup.without_number(self._text)

    # — what an earlier message left open ——————————————————————————————————

    def waits(self) -> Callable[[], list[Reply]] | None:
        """How to read an answer to what was asked about a ticket; None when nothing was asked."""
        pending = self._conversation.pending or {}
        reads: Mapping[str, Callable[[Ticket], list[Reply]]] = {ADD: self._take_addition, WITHDRAW: self._withdrawn, JUDGE: self._take_judgement}
        name = next((name for name in reads if name in pending), None)
        ticket = find(self._session, str(pending[name])) if name else None
        return (lambda: reads[name](ticket)) if name and ticket else None

    def _take_addition(self, ticket: Ticket) -> list[Reply]:
        if wishes.judges(self._words) and ticket.status in _ALREADY:  # a button tapped twice adds nothing
            return self._judged_already(ticket)
        if is_none(self._text) or wishes.changes_mind(self._text):
            self._conversation.pending = None
            return [Reply("好的，不补充了，照常办理。", "cancelled")]
        if is_question(self._text) and len(self._text) <= _A_QUESTION:
            return []
        return self._add(ticket, self._text)

    def _withdrawn(self, ticket: Ticket) -> list[Reply]:
        if wishes.changes_mind(self._text):
            self._conversation.pending = None
            return [Reply(f"好的，不撤回，{ticket.number} 照常办理。", "cancelled")]
        if not (is_confirm(self._text) or "确认撤回" in self._text):
            return []
        self._conversation.pending = None
        return self._acted(ticket, Act.WITHDRAW, "", f"已撤回{WORDS[Kind(ticket.kind)].title} {ticket.number}，不再办理。以后还想办，随时可以重新提交。", "cancelled")

    def _take_judgement(self, ticket: Ticket) -> list[Reply]:
        satisfied = wishes.satisfied(self._words)
        return [] if satisfied is None else self._judge(ticket, satisfied=satisfied)

    def judged(self) -> list[Reply]:
        """A judgement in so many words, of the answer that came last."""
        satisfied = wishes.satisfied(self._words) if wishes.judges(self._words) else None
        ticket = self._answered_last() if satisfied is not None else None
        return self._judge(ticket, satisfied=bool(satisfied)) if ticket else []

    # — what is wished now ————————————————————————————————————————————————

    def wished(self) -> list[Reply]:
        """The first wish that the words hold, with the ticket that it is for."""
        if wishes.asks_number(self._words):
            return self._numbers()
        if several := self._which():
            return several
        more = wishes.addition(self._words)
        if more is not None and (ticket := self._ticket(_ADDED_TO)):
            return self._add(ticket, more) if more else self._ask(ticket, ADD, f"请说要补充到 {ticket.number}（{_about(ticket)}）的内容，我转给{ticket.agency}。")
        if wishes.hurries(self._words) and (ticket := self._ticket(OPEN)):
            return self._hurry(ticket)
        if wishes.asks_when(self._words) and (ticket := self._ticket(OPEN)):
            told = f"{ticket.number}（{_about(ticket)}）由{ticket.agency}办理。{_due(ticket)}"
            return [Reply(told, "looked_up", options=(Option("查进度", f"查进度 {ticket.number}"), Option("催一下", f"{ticket.number} 催一下")))]
        if wishes.withdraws(self._words) and (ticket := self._ticket(OPEN)):
            said = f"要撤回的是 {ticket.number}（{_about(ticket)}）吗？撤回以后{ticket.agency}不再办理。确定请回复“确认撤回”，不撤请回复“不撤了”。"
            return self._ask(ticket, WITHDRAW, said, ("确认撤回", "不撤了"))
        if judged := self.judged():
            return judged
        if wishes.judges(self._words) and (ticket := self._answered_last()):
            return self._ask(ticket, JUDGE, f"您对 {ticket.number}（{_about(ticket)}）的答复满意吗？", ("满意", "基本满意", "不满意"))
        if wishes.judges(self._words) and (ticket := self._ticket(OPEN)):
            return [Reply(f"{ticket.number} 还没有答复，答复以后可以回复“满意”或“不满意”。{_due(ticket)}", "looked_up")]
        if wishes.judges(self._words) and (ticket := self._ticket(_ALREADY)):
            return self._judged_already(ticket)
        return self._change_contact()

    def _which(self) -> list[Reply]:
        """Several that the wish may be for: they are offered; empty where one is named, or can only be meant."""
        wants = wishes.addition(self._words) is not None or wishes.hurries(self._words) or wishes.withdraws(self._words)
        fitting = [ticket for ticket in self._own() if ticket.status in OPEN] if wants else []
        if len(fitting) < 2:
            return []
        choices = tuple(Option(f"{WORDS[Kind(ticket.kind)].short}：{_about(ticket)}", f"{ticket.number} {self._words}") for ticket in fitting[:_OFFERED])
        return [Reply("您在这里有几件在办，说的是哪一件？", "asked", options=choices)]

    def _ticket(self, statuses: frozenset[Status]) -> Ticket | None:
        """The own ticket that is named, else the latest in one of these statuses."""
        return next((ticket for ticket in self._own() if ticket.status in statuses), None)

    def _answered_last(self) -> Ticket | None:
        """The ticket that is named, else the one whose answer came last, here or where it was linked to."""
        named = lookup.number_in(self._text)
        linked = [ticket for ticket in linked_to(self._session, self._conversation.id) if named in (None, ticket.number)]
        answered = [ticket for ticket in (*self._own(), *linked) if ticket.status in _JUDGED]
        return max(answered, key=lambda ticket: max(event.id for event in ticket.events if event.act == Act.ANSWER), default=None)

    def _own(self) -> list[Ticket]:
        filed = select(Ticket).where(Ticket.conversation_id == self._conversation.id).order_by(Ticket.id.desc()).limit(10)
        own = list(self._session.scalars(filed))
        if proven := find(self._session, str((self._conversation.pending or {}).get("proven") or "")):
            own.insert(0, proven)
        named = lookup.number_in(self._text)
        return [ticket for ticket in own if named in (None, ticket.number)]

    def _numbers(self) -> list[Reply]:
        own = self._own()[:3]
        if not own:
            return []
        lines = [f"{ticket.number}（{WORDS[Kind(ticket.kind)].title}：{_about(ticket)}，{ticket.agency}）" for ticket in own]
        told = "查询码只在提交时给一次，请往上翻聊天记录里的回执。在这个对话里问进度不用查询码，说“查进度”就行。"
        return [Reply("您在这里提交的是：\n" + "\n".join(lines) + f"\n{told}", "looked_up", options=(Option("查进度", f"查进度 {own[0].number}"),))]

    def _add(self, ticket: Ticket, more: str) -> list[Reply]:
        self._conversation.pending = None
        if len(more) > _MOST:
            return [Reply(f"补充的内容最多 {_MOST} 个字，请只写要点，详细材料可以作为附件上传。", "asked")]
        if Status(ticket.status) is Status.CORRECTING:
            return self._acted(ticket, Act.CORRECT, more, f"已收到您对 {ticket.number} 的补正，转给{ticket.agency}。答复期限从收到补正之日起重新计算。")
        note = "要的是另外的信息的，请另外提交一份申请。" if ticket.kind == Kind.APPLICATION else ""
        return self._acted(ticket, Act.ADD, more, f"已补充到 {ticket.number}，转给{ticket.agency}：“{mask_text(more)[:60]}”。{note}")

    def _hurry(self, ticket: Ticket) -> list[Reply]:
        if any(event.act == Act.ASK_AFTER and event.on == today() for event in ticket.events):
            return [Reply(f"今天已经替您催过{ticket.agency}了。{_due(ticket)}", "looked_up")]
        late = ticket.due_on is not None and ticket.due_on < today()
        told = "这件事已经超过期限，督办人员也看得到。" if late else ""
        return self._acted(ticket, Act.ASK_AFTER, "申请人催问办理进度", f"已替您催{ticket.agency}：{ticket.number}（{_about(ticket)}）。{told}{_due(ticket)}")

    def _judge(self, ticket: Ticket, *, satisfied: bool) -> list[Reply]:
        self._conversation.pending = None
        done = self._acted(
            ticket, Act.CALL_BACK, self._words[:200], f"谢谢您，{ticket.number} 的评价已登记：{'满意' if satisfied else '不满意'}。", data={"satisfied": satisfied, "solved": None}
        )
        if satisfied or done[0].outcome == "failed":
            return done
        if ticket.kind == Kind.APPLICATION:
            return [*done, Reply("对答复不服的，可以按答复里写明的途径和期限依法申请行政复议或者提起行政诉讼；这里的评价不影响您的这些权利。", "looked_up")]
        if self._in_form:  # one question at a time
            return [*done, Reply(f"哪里不满意、还要怎么办，等这一件填完，回复“补充 {ticket.number}”加上内容，我转给{ticket.agency}。", "looked_up")]
        return [*done, self._ask(ticket, ADD, f"哪里不满意、还要怎么办，请直接说，我转给{ticket.agency}；没有要说的请回复“没有”。")[0]]

    def _judged_already(self, ticket: Ticket) -> list[Reply]:
        return [Reply(f"{ticket.number} 的评价已经登记过了，谢谢您。还有要说的，请回复“补充”加上内容。", "looked_up")]

    def _change_contact(self) -> list[Reply]:
        if not wishes.changes_contact(self._words) or (ticket := self._ticket(OPEN)) is None:
            return []
        kind = Kind(ticket.kind)
        change = next((one for one in corrections.each(self._words, kind, ticket.applicant) if one.slot in CHANGEABLE), None)
        slot = slot_of(kind, change.slot) if change else None
        if change is None or change.value is None or slot is None or slot.check is None:
            return [Reply(f"要改 {ticket.number} 的联系方式，请把新的直接写出来，例如“电话改成……”“地址改成……”。", "asked")]
        try:
            change_contact(self._session, self._tickets, ticket, slot.name, slot.check(change.value), CITIZEN)
        except SlotError as error:
            return [Reply(str(error), "asked")]
        return [Reply(f"{ticket.number} 的{slot.title}已改好，{ticket.agency}按新的联系您。", "looked_up")]

    # — doing it ——————————————————————————————————————————————————————————

    def _ask(self, ticket: Ticket, what: str, text: str, choices: tuple[str, ...] = ()) -> list[Reply]:
        self._conversation.pending = {what: ticket.number}
        return [Reply(text, "asked", options=tuple(Option(choice, choice) for choice in choices))]

    def _acted(
        self, ticket: Ticket, act: Act, text: str, said: str, outcome: str = "looked_up", data: Mapping[str, object] | None = None
    ) -> list[Reply]:
        try:
            self._tickets.act(self._session, ticket, act, CITIZEN, text, data, answered=self._answered)
        except (LifecycleError, TicketError) as error:
            return [Reply(f"{error}需要的话请回复“转人工”。", "failed")]
        said += _due(ticket) if act is Act.CORRECT else ""  # known only now
        return [Reply(said, outcome, options=(Option("查进度", f"查进度 {ticket.number}"),))]


def _about(ticket: Ticket) -> str:
    return mask_text(ticket.title)[:20]


def _due(ticket: Ticket) -> str:
    return due_sentence(ticket.due_on, ticket.provisional)
