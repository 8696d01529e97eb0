"""The last day by each rule of law: the sum, said in Chinese or English, with its articles. Working days come from `bot.clock`."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot.clock.models import Event
from bot.clock.service import add_workdays, deadline
from bot.knowledge import computed_remedies as remedies
from bot.knowledge.asked import Asked, Said, masked, table
from bot.knowledge.computed_question import CONFIRMED, HANDED_IN, SIGNED, Question, en, passed, told, zh
from bot.knowledge.models import Answer, Citation, Source
from bot.knowledge.said import SaidDate

REGULATION = "政府信息公开条例"
_WORKDAYS = re.compile(r"(?<!最后)(?<![哪那头某])(\d{1,3})\s*个?(?:多)?(?:工作日|上班|天)|(\d{1,3}) (?:more )?working days")
# Ways on which the day of handing in is not the day of receipt, and what it takes.
_NEEDS = (
    (re.compile(r"网上|互联网|网站|传真|邮箱|邮件|微信|公众号|online|internet|e-?mail|fax"), CONFIRMED, ("双方确认", "confirmed")),
    (re.compile(r"平信|信筒|邮筒"), CONFIRMED, ("和您确认", "confirmed")),
    (re.compile(r"ems|快递|挂号|邮寄|寄|mailed|posted"), SIGNED, ("签收", "signed for")),
)
_UNCONFIRMED = re.compile(r"(?:没|未|不曾|还没)[^,，。]{0,6}(?:确认|核对|核实|联系|签收|收到)")
_ASKS_RECEIPT = re.compile(r"收到[日之](?:子|期|日)?|[从打自认](?:哪|什么|几)|起算|算(?:是)?(?:你们)?收(?:到|着|下)|[哪几]天?收")
# The first period's own end: «原来@到期», «到期日@».
_AT_END = re.compile(r"@[^,，。@交递寄送提签]{0,6}(?:到期|到头|期满|满了|就?满|截止|期限)|(?:到期日?|截止日?|期限到?|期满日?|due date|expir\w*)[^,，。@]{0,4}@|due [^,，。@]{0,4}@")
# The day on which one is told of it begins nothing: «@收到他们的延期通知».
_TOLD_OF_IT = re.compile(r"@[^,，。@]{0,4}(?:收到|接到|拿到|来)[^,，。@]{0,6}(?:延|通知|信|函|告知)")
_AT_END_OR_TOLD = re.compile(_AT_END.pattern + r"|(?:说好|该|本来|原[定先来本])[^,，。@]{0,4}@|@[^,，。@]{0,4}(?:该|前)")
_EXTENSION_RULE = (
    "延长的期限最长不得超过20个工作日，要经公开工作机构负责人同意，并且告知您。",
    "An extension may not exceed 20 working days, needs the approval of the head of the disclosure office, and you must be told.",
)
_PAUSED: Said = ("有延期、补正或者征求意见的", "it was extended or paused")


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
    lines = [*passed(question, due.due_on, _PAUSED), (explained, rule)]
    first = _reply_by(question, start.on, due.due_on)
    return told(question, start, first, lines, due.provisional, (REGULATION, "第三十三条"), (REGULATION, "第三十一条"))


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
    return _not_received(text) is None and bool(CONFIRMED.search(text) or SIGNED.search(text) or re.search(r"当面|窗口|大厅", text))


def _not_received(text: str) -> Said | None:
    """What must still happen for the application to count as received (第三十一条); None where it was told, or handed in at the window."""
    for way, done, needs in _NEEDS:
        if way.search(text):
            return None if done.search(text) and not _UNCONFIRMED.search(text) else needs
    return None


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
    return told(question, start, first, [line], provisional, (REGULATION, "第三十三条"), (REGULATION, "第三十二条"))


def _paused(question: Question, start: SaidDate, due: date, provisional: bool) -> Answer:
    """The last day without the pause, which nobody knows yet."""
    first = (
        f"不算征求意见的时间，最晚{zh(due)}答复您；征求意见用了几个工作日，就往后顺延几个工作日。",
        f"Not counting the time of consultation, the reply is due by {en(due)}; it moves by the working days that took.",
    )
    line = ("征求第三方和其他机关意见所需的时间，不计算在20个工作日里。", "The time needed to consult others is not counted in the 20 working days.")
    return told(question, start, first, [line], provisional, (REGULATION, "第三十三条"))


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
    return told(question, start, first, lines, due.provisional, (REGULATION, "第三十条"), (REGULATION, "第三十一条"))


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
    return told(question, start, first, lines, provisional, (REGULATION, "第三十条"), (REGULATION, "第三十三条"))


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
    return told(question, start, first, lines, provisional, (REGULATION, "第三十三条"))


def _before_extension(question: Question) -> tuple[SaidDate, date, list[Said]] | None:
    """The due date before the extension: named in the text, else worked out from the day of receipt; None where the text tells neither."""
    ended = (_AT_END if HANDED_IN.search(question.text) else _AT_END_OR_TOLD).search(masked(question.text, question.said))
    if ended is not None:
        start = question.said[ended.string[: ended.string.index("@", ended.start())].count("@")]
        return start, start.on, []
    if len(question.said) == 1 and _TOLD_OF_IT.search(masked(question.text, question.said)):
        return None
    if not (HANDED_IN.search(question.text) or SIGNED.search(question.text) or CONFIRMED.search(question.text)):
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
    return told(question, start, said, [*passed(question, due), *lines], provisional, basis)


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


RULES: Mapping[str, Callable[[Question], Answer | None]] = {
    "consulted": consulted,
    "corrected": corrected,
    "correction_notice": correction_notice,
    "extension": extension,
    "local": local,
    "reconsideration": remedies.reconsideration,
    "reconsideration_decided": remedies.reconsideration_decided,
    "reconsideration_untold": remedies.reconsideration_untold,
    "remedies": remedies.remedies,
    "reply": reply,
}


def worked(asked: Asked, question: Question) -> Answer | None:
    """The last day of the asked period; None while its rule is not in force."""
    if asked.by:
        return RULES[asked.by](question)
    basis = (asked.source, asked.article)
    words = table().words.get(asked.start)
    start = question.nearest(words) if words is not None and words.search(question.text) else None
    if asked.workdays:
        return _workdays(question, asked.workdays, basis, asked.first, asked.rule, start)
    return remedies.calendar_days(question, asked.days, basis, asked.first, asked.rule, start=start)
