"""The last day by each rule of law: the sum, said in Chinese or English, with its articles. Working days come from `bot.clock`."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from bot.clock.models import Event
from bot.clock.service import add_workdays, deadline
from bot.knowledge.asked import Asked, Said, masked, table
from bot.knowledge.models import Answer, Citation, Library, Source
from bot.knowledge.said import SaidDate

REGULATION = "政府信息公开条例"
RECONSIDERATION = "行政复议法"
LITIGATION = "行政诉讼法"
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_WORKDAYS = re.compile(r"(?<!最后)(?<![哪那头某])(\d{1,3})\s*个?(?:多)?(?:工作日|上班|天)|(\d{1,3}) (?:more )?working days")
_CONFIRMED = re.compile(r"(?<![没未不])(?:确认|核对|核实|对上|认了|对得上)|confirm")
_SIGNED = re.compile(r"签收|已签|签了|收到|收的|收了我|收件|receiv|signed")
_HANDED_IN = re.compile(r"交|递|寄|送|提|申请|ems|快递|submit|hand|sent|filed|appl")
_RECEIPT_WORDS = (_CONFIRMED, _SIGNED, _HANDED_IN)
# Ways on which the day of handing in is not the day of receipt, and what it takes.
_NEEDS = (
    (re.compile(r"网上|互联网|网站|传真|邮箱|邮件|微信|公众号|online|internet|e-?mail|fax"), _CONFIRMED, ("双方确认", "confirmed")),
    (re.compile(r"平信|信筒|邮筒"), _CONFIRMED, ("和您确认", "confirmed")),
    (re.compile(r"ems|快递|挂号|邮寄|寄"), _SIGNED, ("签收", "signed for")),
)
_UNCONFIRMED = re.compile(r"(?:没|未|不曾|还没)[^,，。]{0,6}(?:确认|核对|核实|联系|签收|收到)")
_ASKS_RECEIPT = re.compile(r"收到[日之](?:子|期|日)?|[从打自认](?:哪|什么|几)|起算|算(?:是)?(?:你们)?收(?:到|着|下)|[哪几]天?收")
# The first period's own end: «原来@到期», «到期日@».
_AT_END = re.compile(r"@[^,，。@交递寄送提签]{0,6}(?:到期|到头|期满|满了|就?满|截止)|(?:到期日?|截止日?|期限到?|期满日?|due date|expir\w*)[^,，。@]{0,4}@|due [^,，。@]{0,4}@")
_AT_END_OR_TOLD = re.compile(_AT_END.pattern + r"|(?:说好|该|本来|原[定先来本])[^,，。@]{0,4}@|@[^,，。@]{0,4}(?:该|前)")
_ASKS_IF_PASSED = re.compile(
    r"超|逾|过期|过没过|过了没|算拖|拖着|还没(?:信|回|答|给|动)|没动静|没消息"
    r"|[来赶]得及|来不来得及|[来赶]不及|赶得上|赶趟|还有[没冇戏]|[晚迟]了[没吗]|overdue|passed|late\b"
)
# The day of knowing of an act, from which remedies run.
_KNEW = re.compile(r"拿到|收[到的着下]|签收|接到|到手|送[到来]|receiv|got\b")
_EXTENSION_RULE = (
    "延长的期限最长不得超过20个工作日，要经公开工作机构负责人同意，并且告知您。",
    "An extension may not exceed 20 working days, needs the approval of the head of the disclosure office, and you must be told.",
)
_PAUSED: Said = ("有延期、补正或者征求意见的", "it was extended or paused")
_HELPS_WHO_IS_LATE: Said = (
    "这60日已经届满。因为不可抗力或者其他正当理由耽误的，申请期限从障碍消除之日起继续计算，请留好证明、尽快申请；告知书没有写明复议权利、复议机关和期限的，从您知道这些之日起算，最长不超过一年。",
    "Where force majeure or another good reason kept you, the period runs on once the obstacle is gone: keep proof and apply soon.",
)
_KEPT_FROM_IT: Said = ("不可抗力等正当理由耽误的", "force majeure or another good reason kept you")


@dataclass(frozen=True, slots=True)
class Question:
    """A cleaned text with digits, its dates, and what may be used to answer it."""

    text: str
    said: tuple[SaidDate, ...]
    today: date
    library: Library
    places: AbstractSet[str | None]
    english: bool = False

    def live(self, title: str) -> bool:
        """Whether a rule of this source may be used."""
        source = self.library.sources.get(title)
        return source is not None and source.live(self.today)

    def nearest(self, words: re.Pattern[str]) -> SaidDate:
        """The date said just before one of the words, else just after."""
        places = [found.start() for found in words.finditer(self.text)]
        return min(self.said, key=lambda one: _distance(one, places))

    def knew(self) -> SaidDate:
        """The day on which a letter came to hand, from which remedies run; else the first day said."""
        return self.nearest(_KNEW) if _KNEW.search(self.text) else min(self.said, key=lambda one: one.on)

    def start(self) -> SaidDate:
        """The date that counts: the one nearest to the word of receiving, else of handing in, else the first."""
        words = next((words for words in _RECEIPT_WORDS if words.search(self.text)), None)
        return self.said[0] if words is None else self.nearest(words)


def _distance(one: SaidDate, places: Sequence[int]) -> int:
    after = [at - one.end for at in places if at >= one.end]
    return min(after) if after else min((one.start - at + 20 for at in places), default=999)


def reply(question: Question) -> Answer | None:
    """20 working days from receipt (第三十三条, 第三十一条); whether it has passed."""
    if not question.live(REGULATION) or (_ASKS_RECEIPT.search(question.text) and not _is_received(question.text)):
        return None
    start = question.start()
    due = deadline("application", [Event("received", start.on)])
    if due.due_on is None:  # pragma: no cover - a timeline of one `received` event always runs
        return None
    later = "确实需要延长的，要经负责人同意并告知您，最多再延长20个工作日。"
    explained = "\n".join((_receipt(question.text), *due.explanation, later))
    rule = f"20 working days from receipt on {en(start.on)}; that day, weekends and public holidays do not count. {_EXTENSION_RULE[1]}"
    lines = [*_passed(question, due.due_on, _PAUSED), (explained, rule)]
    first = _reply_by(question, start.on, due.due_on)
    return _worked(question, start, first, lines, due.provisional, (REGULATION, "第三十三条"), (REGULATION, "第三十一条"))


def _reply_by(question: Question, start: date, due: date) -> Said:
    """The last day, or the day it would be where the day of receipt is not told: on the net it must be confirmed, a letter signed for."""
    needs = _not_received(question.text)
    if needs is not None:
        return (
            f"如果{zh(start)}当天就{needs[0]}了，最晚{zh(due)}答复您；晚几天{needs[0]}，就晚几天起算。",
            f"If it was {needs[1]} on {en(start)}, the reply is due by {en(due)}; otherwise the days run from when it was.",
        )
    if _ASKS_RECEIPT.search(question.text):
        return f"收到之日是{zh(start)}，从次日起数，最晚{zh(due)}答复您。", f"It counts as received on {en(start)}; the reply is due by {en(due)}."
    return f"最晚{zh(due)}答复您。", f"The reply is due by {en(due)}."


def _is_received(text: str) -> bool:
    """Whether the text tells how the application was received: only then can be said which day counts."""
    return _not_received(text) is None and bool(_CONFIRMED.search(text) or _SIGNED.search(text) or re.search(r"当面|窗口|大厅", text))


def _not_received(text: str) -> Said | None:
    """What must still happen for the application to count as received (第三十一条); None where it was told, or handed in at the window."""
    for way, done, needs in _NEEDS:
        if way.search(text):
            return None if done.search(text) and not _UNCONFIRMED.search(text) else needs
    return None


def _passed(question: Question, due: date, unless: Said = ("", "")) -> list[Said]:
    """Told when the citizen asks whether the day is over; `unless`: what may have moved it."""
    if not _ASKS_IF_PASSED.search(question.text):
        return []
    on = max([one.on for one in question.said[1:]] or [question.today])
    if on > due:
        but = (f"（{unless[0]}另算）", f", unless {unless[1]}") if unless[0] else ("", "")
        return [(f"到{zh(on)}，已经过了期限{but[0]}。", f"On {en(on)} the time limit had passed{but[1]}.")]
    return [(f"到{zh(on)}，还没有过期限。", f"On {en(on)} the time limit had not passed.")]


def consulted(question: Question) -> Answer | None:
    """第三十三条 third paragraph: the time of asking third parties or other agencies is not counted."""
    if not question.live(REGULATION):
        return None
    named = [int(one or other) for one, other in _WORKDAYS.findall(question.text) if int(one or other) != 20]
    start = min(question.said, key=lambda one: one.on)
    base = deadline("application", [Event("received", start.on)])
    days = sorted(one.on for one in question.said if one.on > start.on)
    if base.due_on is None:  # pragma: no cover - a timeline of one `received` event always runs
        return None
    if not named and len(days) != 2:
        return _paused(question, start, base.due_on, base.provisional)
    if named:
        due, provisional = add_workdays(base.due_on, named[0])
        how = f"不征求意见的话是{zh(base.due_on)}；征求意见用了{named[0]}个工作日，不计算在内，往后顺延{named[0]}个工作日。"
    else:
        events = [Event("received", start.on), Event("third_party_consulted", days[0]), Event("third_party_replied", days[1])]
        counted = deadline("application", events)
        if counted.due_on is None:  # pragma: no cover - the opinion has arrived, so the clock runs
            return None
        due, provisional = counted.due_on, counted.provisional
        how = "\n".join(counted.explanation)
    first = (f"最晚{zh(due)}答复您。", f"The reply is due by {en(due)}.")
    line = (how, "The time needed to consult third parties or other agencies is not counted in the 20 working days.")
    return _worked(question, start, first, [line], provisional, (REGULATION, "第三十三条"), (REGULATION, "第三十二条"))


def _paused(question: Question, start: SaidDate, due: date, provisional: bool) -> Answer:
    """The last day without the pause, which nobody knows yet."""
    first = (
        f"不算征求意见的时间，最晚{zh(due)}答复您；征求意见用了几个工作日，就往后顺延几个工作日。",
        f"Not counting the time of consultation, the reply is due by {en(due)}; it moves by the working days that took.",
    )
    line = ("征求第三方和其他机关意见所需的时间，不计算在20个工作日里。", "The time needed to consult others is not counted in the 20 working days.")
    return _worked(question, start, first, [line], provisional, (REGULATION, "第三十三条"))


def correction_notice(question: Question) -> Answer | None:
    """7 working days from receipt to ask for corrections (第三十条)."""
    if not question.live(REGULATION):
        return None
    start = question.start()
    due = deadline("correction_notice", [Event("received", start.on)])
    if due.due_on is None:  # pragma: no cover - a timeline of one `received` event always runs
        return None
    restart = "补正以后，答复期限从机关收到补正的申请那天重新算。"
    lines = [("\n".join((_receipt(question.text), *due.explanation, restart)), "7 working days from receipt; the reply period restarts once the corrected application arrives.")]
    first = (f"要您补正的话，最晚{zh(due.due_on)}一次性告知您。", f"If corrections are needed, you must be told by {en(due.due_on)}.")
    return _worked(question, start, first, lines, due.provisional, (REGULATION, "第三十条"), (REGULATION, "第三十一条"))


def corrected(question: Question) -> Answer | None:
    """The reply period runs anew from the corrected application, which always comes last (第三十条)."""
    if not question.live(REGULATION):
        return None
    start = max(question.said, key=lambda one: one.on)
    due, provisional = add_workdays(start.on, 20)
    lines = [
        (
            f"补正以后，答复期限从机关收到补正的申请之日（{zh(start.on)}）重新算：次日起第20个工作日是{zh(due)}。",
            f"The 20 working days run anew from receipt of the corrected application on {en(start.on)}.",
        )
    ]
    first = (f"最晚{zh(due)}答复您。", f"The reply is due by {en(due)}.")
    return _worked(question, start, first, lines, provisional, (REGULATION, "第三十条"), (REGULATION, "第三十三条"))


def extension(question: Question) -> Answer | None:
    """At most 20 working days after the due date then in force (第三十三条)."""
    if not question.live(REGULATION):
        return None
    named = [int(one or other) for one, other in _WORKDAYS.findall(question.text)]
    more = named[-1] if named else 20
    if more > 20:
        said = (f"延长{more}个工作日超过了上限。{_EXTENSION_RULE[0]}", f"{more} working days are too many. {_EXTENSION_RULE[1]}")
        return Answer(said[question.english], (Citation(REGULATION, "第三十三条"),), 0.95, "computed-date")
    found = _before_extension(question)
    if found is None:
        return None
    start, before, lines = found
    due, provisional = add_workdays(before, more)
    counted = f"从原到期日{zh(before)}的次日起，再数{more}个工作日，就是{zh(due)}。"
    lines += [(counted, f"{more} working days after the original due date {en(before)}."), _EXTENSION_RULE]
    first = (f"延长的话，最晚{zh(due)}答复您。", f"With the extension, the reply is due by {en(due)}.")
    return _worked(question, start, first, lines, provisional, (REGULATION, "第三十三条"))


def _before_extension(question: Question) -> tuple[SaidDate, date, list[Said]] | None:
    """The due date before the extension: named in the text, else worked out from the day of receipt; None where the text tells neither."""
    ended = (_AT_END if _HANDED_IN.search(question.text) else _AT_END_OR_TOLD).search(masked(question.text, question.said))
    if ended is not None:
        start = question.said[ended.string[: ended.string.index("@", ended.start())].count("@")]
        return start, start.on, []
    if not (_HANDED_IN.search(question.text) or _SIGNED.search(question.text) or _CONFIRMED.search(question.text)):
        return None
    start = min(question.said, key=lambda one: one.on)
    due = deadline("application", [Event("received", start.on)]).due_on or start.on
    return start, due, [(f"{_receipt(question.text)}\n不延长的话，最晚{zh(due)}答复。", f"Without extension it would be {en(due)}.")]


def _workdays(
    question: Question, days: int, basis: tuple[str, str], first: Said, rule: Said, start: SaidDate | None = None
) -> Answer | None:
    if not question.live(basis[0]):
        return None
    start = start or question.start()
    due, provisional = add_workdays(start.on, days)
    lines = [(f"{rule[0]}：{zh(start.on)}当天不算，次日起第{days}个工作日是{zh(due)}。", f"{rule[1]}; {en(start.on)} itself does not count.")]
    said = (first[0].format(day=zh(due)), first[1].format(day=en(due)))
    return _worked(question, start, said, [*_passed(question, due), *lines], provisional, basis)


def reconsideration(question: Question) -> Answer | None:
    """60 days (行政复议法 第二十条)."""
    rule = ("自知道或者应当知道该行政行为之日起六十日内申请行政复议", "60 days from the day you knew of the act")
    first = ("申请行政复议，最晚{day}。", "Apply for reconsideration by {day}.")
    return _calendar_days(question, 60, (RECONSIDERATION, "第二十条"), first, rule, _HELPS_WHO_IS_LATE)


def reconsideration_untold(question: Question) -> Answer | None:
    """60 days, or at most a year where the right was not told (行政复议法 第二十条)."""
    if not question.live(RECONSIDERATION):
        return None
    start = question.knew()
    due, year = start.on + timedelta(days=60), months_after(start.on, 12)
    said = (
        f"告知书写明了复议权利的，最晚{zh(due)}申请行政复议；没有告知您的，最晚不超过{zh(year)}。",
        f"Apply for reconsideration by {en(due)}; if you were not told of the right, {en(year)} at the latest.",
    )
    lines = [
        (
            f"都从您知道答复内容之日（{zh(start.on)}）的次日起按自然日算，60日。没有告知复议权利、复议机关和期限的，60日从您知道这些的那天起算，最长不超过一年。知道了就请尽早申请。",
            f"60 calendar days from {en(start.on)}, when you knew of the reply; if you were not told of the right, from the day you learn of it, for a year at most.",
        )
    ]
    return _worked(question, start, said, lines, False, (RECONSIDERATION, "第二十条"))


def reconsideration_decided(question: Question) -> Answer | None:
    """60 days from acceptance, 30 in the simplified procedure, which disclosure may follow (行政复议法 第六十二条, 第五十三条)."""
    if not question.live(RECONSIDERATION):
        return None
    start = question.nearest(re.compile("受理"))
    usual, simple = start.on + timedelta(days=60), start.on + timedelta(days=30)
    said = (
        f"按普通程序，最晚{zh(usual)}作出复议决定；按简易程序，最晚{zh(simple)}。",
        f"The decision is due by {en(usual)}, in the simplified procedure by {en(simple)}.",
    )
    lines = [
        (
            f"从受理之日（{zh(start.on)}）的次日起按自然日算，普通程序60日，简易程序30日。情况复杂的，普通程序经批准可以延长，最多30日，要书面告知您。",
            f"60 or 30 calendar days from acceptance on {en(start.on)}; the usual procedure may be extended by at most 30 days.",
        )
    ]
    return _worked(question, start, said, lines, False, (RECONSIDERATION, "第六十二条"), (RECONSIDERATION, "第五十三条"))


def remedies(question: Question) -> Answer | None:
    """Against a reply in hand both remedies fit: reconsideration within 60 days, which comes first where disclosure was refused; a direct lawsuit within six months."""
    if not (question.live(RECONSIDERATION) and question.live(LITIGATION)):
        return None
    start = question.knew()
    due, half = start.on + timedelta(days=60), months_after(start.on, 6)
    said = (
        f"申请行政复议，最晚{zh(due)}；可以直接起诉的，最晚{zh(half)}向人民法院起诉。",
        f"Apply for reconsideration by {en(due)}; where you may sue directly, by {en(half)}.",
    )
    lines = [
        (
            f"都从您知道这个答复之日（{zh(start.on)}）的次日起按自然日算：复议60日，直接起诉6个月。",
            f"Both run from the day after you knew of the reply ({en(start.on)}): 60 days, and six months.",
        ),
        (
            "对不予公开不服的，应当先申请行政复议，对复议决定不服再起诉。先复议最稳妥，不要等到最后一天。",
            "Where disclosure was refused, reconsideration must come first. It is the safe way in any case.",
        ),
    ]
    bases = ((RECONSIDERATION, "第二十条"), (RECONSIDERATION, "第二十三条"), (LITIGATION, "第四十六条"))
    return _worked(question, start, said, lines, False, *bases)


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months later; the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _calendar_days(
    question: Question, days: int, basis: tuple[str, str], first: Said, rule: Said, late: Said | None = None, start: SaidDate | None = None
) -> Answer | None:
    """`late`: what helps where the day is over, and that is asked."""
    if not question.live(basis[0]):
        return None
    start = start or question.knew()
    due = start.on + timedelta(days=days)
    counted = f"{rule[0]}，按自然日算：{zh(start.on)}当天不算，次日起第{days}日是{zh(due)}。请尽量早办，不要等到最后一天。"
    passed = _passed(question, due, _KEPT_FROM_IT)
    helps = [late] if late is not None and passed and question.today > due else []
    lines = [*passed, *helps, (counted, f"{rule[1]}, in calendar days; {en(start.on)} itself does not count.")]
    return _worked(question, start, (first[0].format(day=zh(due)), first[1].format(day=en(due))), lines, False, basis)


def local(question: Question) -> Answer | None:
    """Suggestions, complaints and consultations: only by a live notice of the place, never by the Regulation."""
    kind = "建议" if re.search(r"建议|意见|主意|点子|suggest", question.text) else "投诉"
    for source in question.library.sources.values():
        found = local_period(source, kind) if source.place in question.places and source.live(question.today) else None
        if source.place is not None and found:
            article, days, longer = found
            what = ("意见建议", "suggestions") if kind == "建议" else ("咨询投诉、反映问题", "complaints and consultations")
            more = (f"，情况复杂的可以延长至{longer}个工作日", f" (complex ones {longer})") if longer else ("", "")
            rule = (f"{what[0]}在{days}个工作日内答复{more[0]}", f"{what[1]} are answered within {days} working days{more[1]}")
            return _workdays(question, days, (source.title, article), ("最晚{day}答复您。", "The reply is due by {day}."), rule)
    return None


def local_period(source: Source, kind: str) -> tuple[str, int, int | None] | None:
    """(article, working days, longest when complex) that a notice sets for `建议` or `投诉`, read from its clauses' gist."""
    for article, gist in source.clauses.items():
        for sentence in re.split(r"[；;。]", gist):
            days = [int(number) for number in re.findall(r"(\d+)个工作日", sentence)]
            if kind in sentence and days and re.search(r"答复|反馈|办结|回复", sentence):
                return article, days[0], days[1] if len(days) > 1 and "延长" in sentence else None
    return None


def _receipt(text: str) -> str:
    """How the day of receipt is fixed for the way the application came (第三十一条)."""
    if re.search(r"ems|快递|挂号|签收", text):
        return "邮寄的，以行政机关签收之日为收到申请之日。"
    if re.search(r"网上|互联网|网站|传真|邮箱|邮件|微信|online|internet|e-?mail|fax", text):
        return "通过互联网或者传真提交的，以双方确认之日为收到申请之日。"
    if re.search(r"平信|信筒|邮筒|寄", text):
        return "邮寄的，以行政机关签收之日为收到申请之日；不用签收的平信，以机关和您确认之日为准。"
    return "当面提交的，以提交之日为收到申请之日；邮寄的看签收日，网上和传真的看双方确认日。"


def _worked(
    question: Question, start: SaidDate, first: Said, lines: Sequence[Said], provisional: bool, *bases: tuple[str, str]
) -> Answer:
    said = [first, *lines]
    if start.month_assumed:
        said.append((f"您没有说月份，这里按{start.on.month}月{start.on.day}日算。", f"You named no month; {en(start.on)} is taken."))
    if start.year_assumed:
        said.append((f"您没有说年份，这里按{start.on.year}年算。", f"You named no year; {start.on.year} is taken."))
    if provisional:
        said.append(
            ("算到的年份还没有公布放假安排，这个日期是暂定的，以国务院办公厅的通知为准。", "The holidays of that year are not announced yet, so the date is provisional.")
        )  # fmt: skip
    citations = tuple(dict.fromkeys(Citation(source, article) for source, article in bases))
    return Answer("\n".join(one[question.english] for one in said), citations, 0.97, "computed-date")


def zh(day: date) -> str:
    """2026年4月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def en(day: date) -> str:
    """8 April 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_BY: Mapping[str, Callable[[Question], Answer | None]] = {
    "consulted": consulted,
    "corrected": corrected,
    "correction_notice": correction_notice,
    "extension": extension,
    "local": local,
    "reconsideration": reconsideration,
    "reconsideration_decided": reconsideration_decided,
    "reconsideration_untold": reconsideration_untold,
    "remedies": remedies,
    "reply": reply,
}


def worked(asked: Asked, question: Question) -> Answer | None:
    """The last day of the asked period; None while its rule is not in force."""
    if asked.by:
        return _BY[asked.by](question)
    basis = (asked.source, asked.article)
    words = table().words.get(asked.start)
    start = question.nearest(words) if words is not None and words.search(question.text) else None
    if asked.workdays:
        return _workdays(question, asked.workdays, basis, asked.first, asked.rule, start)
    return _calendar_days(question, asked.days, basis, asked.first, asked.rule, start=start)
