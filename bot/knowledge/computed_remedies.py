"""The last day for a remedy against a reply in hand: in calendar days or months from the day one knew of it."""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.knowledge.asked import Said
from bot.knowledge.computed_question import Question, en, passed, told, zh
from bot.knowledge.models import Answer
from bot.knowledge.said import SaidDate

RECONSIDERATION = "行政复议法"
LITIGATION = "行政诉讼法"
_HELPS_WHO_IS_LATE: Said = (
    "这60日已经届满。因为不可抗力或者其他正当理由耽误的，申请期限从障碍消除之日起继续计算，请留好证明、尽快申请；告知书没有写明复议权利、复议机关和期限的，从您知道这些之日起算，最长不超过一年。",
    "Where force majeure or another good reason kept you, the period runs on once the obstacle is gone: keep proof and apply soon.",
)
_KEPT_FROM_IT: Said = ("不可抗力等正当理由耽误的", "force majeure or another good reason kept you")


def reconsideration(question: Question) -> Answer | None:
    """60 days (行政复议法 第二十条)."""
    rule = ("自知道或者应当知道该行政行为之日起六十日内申请行政复议", "60 days from the day you knew of the act")
    first = ("申请行政复议，最晚{day}。", "Apply for reconsideration by {day}.")
    return calendar_days(question, 60, (RECONSIDERATION, "第二十条"), first, rule, _HELPS_WHO_IS_LATE)


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
    return told(question, start, said, lines, False, (RECONSIDERATION, "第二十条"))


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
    return told(question, start, said, lines, False, (RECONSIDERATION, "第六十二条"), (RECONSIDERATION, "第五十三条"))


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
    return told(question, start, said, lines, False, *bases)


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months later; the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_days(
    question: Question, days: int, basis: tuple[str, str], first: Said, rule: Said, late: Said | None = None, start: SaidDate | None = None
) -> Answer | None:
    """`late`: what helps where the day is over, and that is asked."""
    if not question.live(basis[0]):
        return None
    start = start or question.knew()
    due = start.on + timedelta(days=days)
    counted = f"{rule[0]}，按自然日算：{zh(start.on)}当天不算，次日起第{days}日是{zh(due)}。请尽量早办，不要等到最后一天。"
    over = passed(question, due, _KEPT_FROM_IT)
    helps = [late] if late is not None and over and question.today > due else []
    lines = [*over, *helps, (counted, f"{rule[1]}, in calendar days; {en(start.on)} itself does not count.")]
    return told(question, start, (first[0].format(day=zh(due)), first[1].format(day=en(due))), lines, False, basis)
