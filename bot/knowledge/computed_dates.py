"""The last day for what a citizen asks about: which rule is meant, from which day, and the sum with its articles.

Working days come from `bot.clock`; a rule whose source is not live in the library is not used.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from bot.clock.models import Deadline, Event, TimelineError
from bot.clock.service import add_workdays, deadline
from bot.knowledge.models import Answer, Citation, Library, Source
from bot.knowledge.said import SaidDate, dates, with_digits

REGULATION = "政府信息公开条例"
_ASKS = re.compile(
    r"几号|哪天|哪一天|哪日|几月|什么时候|啥时|何时|多咱|几时|最晚|最迟|最后一天|到期|截止|期限|多久|什么时间|超期|超时|过期|逾期|过没过|超没超"
    r"|\bwhen\b|deadline|latest|due|how long|by what date|last day"
)
_HANDED_IN = re.compile(r"交|递|寄|送|签收|收到|收件|确认|提的|提了|申请|补正|延|发的|发了|submit|hand|sent|receiv|filed|appl|sign")
_ELSEWHERE = re.compile(
    r"护照|驾照|驾驶证|执照|低保|社保|医保|公积金|户口|签证|补贴|补助|贷款|公租房|廉租房|残疾证|准生证|居住证|退休|养老金|报销|报名|学位|录取|信访"
    r"|工伤|仲裁|劳动|离婚|罚款|违章|车票|passport|visa|pension"
)
_RECEIPT_WORDS = (re.compile(r"签收|确认|收到|receiv|signed"), re.compile(r"交|递|寄|送|提|申请|ems|快递|submit|hand|sent|filed|appl"))
_WORKDAYS = re.compile(r"(\d{1,3})\s*个?(?:工作日|天)|(\d{1,3}) working days")


@dataclass(frozen=True, slots=True)
class _Question:
    """A cleaned text with digits, its dates, and what may be used to answer it."""

    text: str
    said: tuple[SaidDate, ...]
    today: date
    library: Library
    places: AbstractSet[str | None]

    def live(self, title: str) -> bool:
        source = self.library.sources.get(title)
        return source is not None and source.live(self.today)


def compute_date(text: str, today: date, library: Library, places: AbstractSet[str | None]) -> Answer | None:
    """The last day that the text asks for; None unless it names a date, asks for one, and one rule is clearly meant."""
    said = with_digits(text)
    question = _Question(said, tuple(dates(said, today)), today, library, places)
    if not question.said or not _ASKS.search(said) or _ELSEWHERE.search(said):
        return None
    for meant, answer in _RULES:
        if meant.search(said):
            try:
                return answer(question)
            except TimelineError as error:
                return Answer(str(error), (), 0.9, "computed-date", outcome="declined")
    return None


def _reply(question: _Question) -> Answer | None:
    if not question.live(REGULATION) or not _HANDED_IN.search(question.text):
        return None
    start = _start(question)
    due = deadline("application", [Event("received", start.on)])
    first = f"最晚{_day(due)}答复您。"
    later = "确实需要延长的，要经负责人同意并告知您，最多再延长20个工作日。"
    return _answered(question, start, first, (_receipt(question.text), *due.explanation, later), due, ("第三十三条", "第三十一条"))


def _correction_notice(question: _Question) -> Answer | None:
    if not question.live(REGULATION):
        return None
    start = _start(question)
    due = deadline("correction_notice", [Event("received", start.on)])
    first = f"要您补正的话，最晚{_day(due)}一次性告知您。"
    lines = (_receipt(question.text), *due.explanation, "补正以后，答复期限从机关收到补正的申请那天重新算。")
    return _answered(question, start, first, lines, due, ("第三十条", "第三十一条"))


def _corrected(question: _Question) -> Answer | None:
    if not question.live(REGULATION):
        return None
    start = _start(question)
    due, provisional = add_workdays(start.on, 20)
    lines = (f"补正以后，答复期限从机关收到补正的申请之日重新算：次日起第20个工作日是{_zh(due)}。",)
    first = f"最晚{_zh(due)}答复您。"
    return _worked(question, start, first, lines, provisional, (REGULATION, "第三十条"), (REGULATION, "第三十三条"))


def _extension(question: _Question) -> Answer | None:
    if not question.live(REGULATION):
        return None
    lines: tuple[str, ...] = ()
    named = [int(one or other) for one, other in _WORKDAYS.findall(question.text)]
    more = named[-1] if named else 20
    if more > 20:
        said = f"延长{more}个工作日超过了上限：延长的期限最长不得超过20个工作日，要经公开工作机构负责人同意，并且告知您。"
        return Answer(said, (Citation(REGULATION, "第三十三条"),), 0.95, "computed-date")
    if re.search(r"到期|期满|截止|原期限|原来的期限|expire|due", question.text):
        start = _nearest(question, re.compile(r"到期|期满|截止|原|expire|due"))
        due_before = start.on
    else:
        start = _start(question)
        before = deadline("application", [Event("received", start.on)])
        due_before = before.due_on or start.on
        lines = (_receipt(question.text), f"不延长的话，最晚{_zh(due_before)}答复。")
    due, provisional = add_workdays(due_before, more)
    first = f"延长的话，最晚{_zh(due)}答复您。"
    lines = (*lines, f"从原到期日{_zh(due_before)}的次日起，再数{more}个工作日，就是{_zh(due)}。", _EXTENSION_RULE)
    return _worked(question, start, first, lines, provisional, (REGULATION, "第三十三条"))


_EXTENSION_RULE = "延长的期限最长不得超过20个工作日，要经公开工作机构负责人同意，并且告知您。"


def _third_party(question: _Question) -> Answer | None:
    return _plain(question, 15, REGULATION, "第三十二条", "您作为第三方，最晚{day}提出意见。", "自收到征求意见书之日起15个工作日内提出意见")


def _published(question: _Question) -> Answer | None:
    rule = "属于主动公开范围的，自信息形成或者变更之日起20个工作日内公开"
    return _plain(question, 20, REGULATION, "第二十六条", "属于主动公开的，最晚{day}公开。", rule)


def _fee_notice(question: _Question) -> Answer | None:
    rule = "收到收费通知次日起20个工作日内缴纳，逾期不缴视为放弃申请"
    return _plain(question, 20, "政府信息公开信息处理费管理办法", "第六条", "最晚{day}缴费。", rule)


def _plain(question: _Question, workdays: int, source: str, article: str, first: str, rule: str) -> Answer | None:
    if not question.live(source):
        return None
    start = _start(question)
    due, provisional = add_workdays(start.on, workdays)
    lines = (f"{rule}：{_zh(start.on)}当天不算，次日起第{workdays}个工作日是{_zh(due)}。",)
    return _worked(question, start, first.format(day=_zh(due)), lines, provisional, (source, article))


def _reconsideration(question: _Question) -> Answer | None:
    rule = "自知道或者应当知道该行政行为之日起六十日内申请行政复议"
    return _calendar_days(question, 60, "行政复议法", "第二十条", "申请行政复议，最晚{day}。", rule)


def _lawsuit(question: _Question) -> Answer | None:
    rule = "自收到复议决定书之日起十五日内向人民法院提起诉讼"
    return _calendar_days(question, 15, "行政诉讼法", "第四十五条", "向人民法院起诉，最晚{day}。", rule)


def _calendar_days(question: _Question, days: int, source: str, article: str, first: str, rule: str) -> Answer | None:
    if not question.live(source):
        return None
    start = _start(question)
    due = start.on + timedelta(days=days)
    lines = (f"{rule}，按自然日算：{_zh(start.on)}当天不算，次日起第{days}日是{_zh(due)}。请尽量早办，不要等到最后一天。",)
    return _worked(question, start, first.format(day=_zh(due)), lines, False, (source, article))


def _local(question: _Question) -> Answer | None:
    """Suggestions, complaints and consultations: only by a live notice of the place, never by the Regulation."""
    kind = "建议" if re.search(r"建议|意见|主意", question.text) else "投诉"
    for source in question.library.sources.values():
        found = local_period(source, kind) if source.place in question.places and source.live(question.today) else None
        if source.place is not None and found:
            article, workdays, longer = found
            what = "意见建议" if kind == "建议" else "咨询投诉、反映问题"
            more = f"，情况复杂的可以延长至{longer}个工作日" if longer else ""
            return _plain(question, workdays, source.title, article, "最晚{day}答复您。", f"{what}在{workdays}个工作日内答复{more}")
    return None


def local_period(source: Source, kind: str) -> tuple[str, int, int | None] | None:
    """(article, working days, longest when complex) that a notice sets for `建议` or `投诉`, read from its clauses' gist."""
    for article, gist in source.clauses.items():
        for sentence in re.split(r"[；;。]", gist):
            days = [int(number) for number in re.findall(r"(\d+)个工作日", sentence)]
            if kind in sentence and days and re.search(r"答复|反馈|办结|回复", sentence):
                return article, days[0], days[1] if len(days) > 1 and "延长" in sentence else None
    return None


# The first rule whose words are in the text is the one that is meant.
_RULES: Sequence[tuple[re.Pattern[str], Callable[[_Question], Answer | None]]] = (
    (re.compile(r"(?:收费|缴费|处理费).{0,6}通知|通知.{0,8}(?:缴|交)费"), _fee_notice),
    (re.compile(r"复议(?:决定|结果).*(?:起诉|法院|打官司|诉讼|告)"), _lawsuit),
    (re.compile(r"(?:申请|提|去|找|办|想).{0,4}复议|复议.{0,6}(?:最晚|最迟|哪天|几号|截止|到期|什么时候)"), _reconsideration),
    (re.compile(r"复议|诉讼|起诉|打官司"), lambda question: None),
    (re.compile(r"征求意见(?:书|函|通知).*第三方|第三方.*征求意见|(?:我|单位).{0,6}收到.{0,10}征求意见书"), _third_party),
    (re.compile(r"补正.{0,2}(?:材料|的?申请|件)?.{0,14}(?:交了|交上|寄了|送了|递了|寄出|交的|送的|提交了|交过|寄过|被?签收|收到了)|(?:交|寄|递|送)(?:了|上去)的?补正"), _corrected),
    (re.compile(r"补正|补材料|补充材料|一次性告知"), _correction_notice),
    (re.compile(r"延|宽限|extend|extension"), _extension),
    (re.compile(r"(?:印发|印的|印了|出台|制定|形成|签发|发文|定下来).*(?:上网|挂|公布|公开|公示)"), _published),
    (re.compile(r"^(?!.*(?:申请|信息公开)).*(?:建议|意见|主意|投诉|举报|反映|咨询|留言|信箱)"), _local),
    (re.compile(r"答复|回复|回信|回音|回话|给信|结果|到期|期限|最后一天|最晚|最迟|截止|工作日|给我|几号前|申请|公开|超|逾期|answer|reply|respon|deadline|due"), _reply),
)  # fmt: skip


def _start(question: _Question) -> SaidDate:
    """The date that counts: the one nearest to the word of receiving, else of handing in, else the first."""
    for words in _RECEIPT_WORDS:
        if words.search(question.text):
            return _nearest(question, words)
    return question.said[0]


def _nearest(question: _Question, words: re.Pattern[str]) -> SaidDate:
    places = [found.start() for found in words.finditer(question.text)]
    return min(question.said, key=lambda one: min((abs(one.end - at) for at in places if at >= one.end), default=999)
               if any(at >= one.end for at in places) else min((one.start - at + 20 for at in places), default=999))  # fmt: skip


def _receipt(text: str) -> str:
    """How the day of receipt is fixed for the way the application came (第三十一条)."""
    if re.search(r"ems|快递|挂号|签收", text):
        return "邮寄的，以行政机关签收之日为收到申请之日。"
    if re.search(r"网上|互联网|网站|传真|邮箱|邮件|微信|online|internet|e-?mail|fax", text):
        return "通过互联网或者传真提交的，以双方确认之日为收到申请之日。"
    if re.search(r"平信|信筒|邮筒|寄", text):
        return "邮寄的，以行政机关签收之日为收到申请之日；不用签收的平信，以机关和您确认之日为准。"
    return "当面提交的，以提交之日为收到申请之日；邮寄的看签收日，网上和传真的看双方确认日。"


def _answered(question: _Question, start: SaidDate, first: str, lines: Sequence[str], due: Deadline, articles: Sequence[str]) -> Answer:
    return _worked(question, start, first, lines, due.provisional, *((REGULATION, article) for article in articles))


def _worked(
    question: _Question, start: SaidDate, first: str, lines: Sequence[str], provisional: bool, *bases: tuple[str, str]
) -> Answer:
    said = [first, *lines]
    if start.year_assumed:
        said.append(f"您没有说年份，这里按{start.on.year}年算。")
    if provisional:
        said.append("算到的年份还没有公布放假安排，这个日期是暂定的，以国务院办公厅的通知为准。")
    citations = tuple(dict.fromkeys(Citation(source, article) for source, article in bases))
    return Answer("\n".join(said), citations, 0.97, "computed-date")


def _day(due: Deadline) -> str:
    if due.due_on is None:  # pragma: no cover - a timeline of one `received` event always runs
        raise TimelineError("这段期限暂停计算，还没有到期日（政府信息公开条例第三十条）。")
    return _zh(due.due_on)


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
