"""What an editor has to mend before entries may be said: every statement needs a live clause that bears its numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cn2an

from bot.knowledge.loader import load_library
from bot.knowledge.models import Entry, KnowledgeError, Library, Source
from bot.knowledge.text import normalise

MIN_FORMS = 6
_NUMERAL = r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+"
# unit as written → what is compared; a working day is never a day.
_UNITS = {"个工作日": "工作日", "工作日": "工作日", "日": "日", "天": "日", "个月": "月", "年": "年", "小时": "小时", "元": "元", "块": "元",
          "件": "件", "页": "页", "周岁": "岁", "岁": "岁", "个": "个", "项": "个", "类": "个", "种": "个", "%": "%"}  # fmt: skip
_QUANTITY = re.compile(rf"(?<![第\d—])({_NUMERAL})\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!月)")
_DATE = re.compile(rf"({_NUMERAL})月({_NUMERAL})[日号]")
_NOT_FACTS = re.compile(r"《[^》]*》|〔\d{4}〕\d*号?|第[零〇一二三四五六七八九十百\d]+[条款项章号届次]|\([一二三四五六七八九十]+\)|（[一二三四五六七八九十]+）")
_COUNTED_FROM = 5  # smaller counts are how people talk, not what a clause fixes
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WORDS_EN = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60}
_UNITS_EN = {"working day": "工作日", "business day": "工作日", "day": "日", "month": "月", "year": "年", "hour": "小时", "yuan": "元", "page": "页"}
_QUANTITY_EN = re.compile(rf"\b(\d+|{'|'.join(_WORDS_EN)}) (?:more |additional |calendar )?({'|'.join(_UNITS_EN)})s?\b", re.IGNORECASE)
_DATE_EN = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b")
_LOCAL_TITLE = re.compile(r"^[\u4e00-\u9fff]{2,7}?[省市州县区旗]")  # 潍坊市12345…条例: of one place, though no desk's
_ELSEWHERE = re.compile(r"当地|各地|您那里|别的地方")
_PERIOD_UNITS = ("工作日", "日", "月", "年", "小时")
_ACTS = ("申请行政复议", "起诉", "答复", "补正", "延长", "提出意见", "缴", "公开", "更正", "复议决定", "办结", "反馈", "开放")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where, which entry, and what in one Chinese sentence."""

    file: str
    entry_id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file} {self.entry_id}：{self.problem}"


def check_folder(folder: Path, today: date) -> list[Finding]:
    """All findings in a knowledge folder, in the order of the files; empty when the content may be used."""
    try:
        return check(load_library(folder), today)
    except KnowledgeError as error:
        return [Finding(folder.name, "-", str(error))]


def check(library: Library, today: date) -> list[Finding]:
    """All findings in a library as of `today`."""
    alone = [finding for entry in library.entries for finding in _entry(entry, library, today)]
    return [*alone, *_duplicates(library.entries), *_contradictions(library.entries)]


def _entry(entry: Entry, library: Library, today: date) -> Iterator[Finding]:
    problems = [*_sources(entry, library, today), *_shape(entry, library)]
    problems += [f"答案里的“{said}”，所引条款的要点里没有。" for said in unborne(entry, library)]
    return (Finding(entry.path.name, entry.id, problem) for problem in problems)


def _shape(entry: Entry, library: Library) -> Iterator[str]:
    if entry.stands_for:
        yield from _standing_in(entry, library)
    elif len(entry.questions) < MIN_FORMS:
        yield f"问法只有{len(entry.questions)}种，至少要{MIN_FORMS}种。"
    for following in entry.next:
        if following not in library.by_id:
            yield f"next 里的“{following}”没有这个条目。"
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        yield "valid_to 早于 valid_from。"


def _standing_in(entry: Entry, library: Library) -> Iterator[str]:
    """A place's own words instead of an answer for all places: one a place."""
    base = library.by_id.get(entry.stands_for or "")
    if entry.place is None:
        yield "代替别的条目（stands_for）的，要写明是哪个地方（place）。"
    if base is None or base.place or base.stands_for:
        yield f"stands_for 里的“{entry.stands_for}”不是各地通用的条目。"
    elif any(other.place == entry.place and other.id != entry.id for other in library.stand_ins(base.id)):
        yield f"条目 {base.id} 在这个地方有两条代替的，答哪一条分不清。"


def _sources(entry: Entry, library: Library, today: date) -> Iterator[str]:
    if not entry.citations and entry.outcome == "answered":
        yield "没有写依据的来源和条款。"
    for citation in entry.citations:
        source = library.sources.get(citation.source)
        if source is None:
            yield f"来源“{citation.source}”没有来源文件。"
        elif not source.live(max(today, entry.valid_from or today)) and entry.valid(today):
            after = f"，已由“{source.replaced_by}”代替" if source.replaced_by else ""
            yield f"来源“{citation.source}”已经失效或者还没有施行{after}。"
        elif source.clause(citation.article) is None:
            yield f"来源“{citation.source}”里没有列出“{citation.article}”。"
        elif (of := _of_a_place(source)) and not (source.place and source.place == entry.place):
            if of not in entry.answer:
                own = f"要么 place 写 {source.place}，" if source.place else ""
                yield f"依据是地方文件“{citation.source}”，{own}要么在答案里说明是“{of}”的规定。"
            elif not _ELSEWHERE.search(entry.answer):
                yield f"说了“{of}”的规定，还要说明别的地方按当地规定（写上“当地”或者“各地”），不然会被当成自己那里的。"


def _of_a_place(source: Source) -> str:
    """The first two characters of the place whose rule a source is, 枞阳; empty for a national one."""
    return source.title[:2] if source.place or _LOCAL_TITLE.match(source.title) else ""


def unborne(entry: Entry, library: Library) -> list[str]:
    """Periods, fees, dates and counts in the answer that none of its cited clauses' gists bear, as they are written."""
    gists = [
        gist
        for citation in entry.citations
        if (source := library.sources.get(citation.source)) and (gist := source.clause(citation.article))
    ]
    borne = {fact for gist in gists for fact, _ in facts(gist)}
    return [said for fact, said in (*facts(entry.answer), *facts_en(entry.answer_en or "")) if fact not in borne]


def facts_en(text: str) -> list[tuple[tuple[str, float], str]]:
    """The periods, sums and dates of an English answer, in the units of `facts`."""
    found: list[tuple[tuple[str, float], str]] = []
    for m in _DATE_EN.finditer(text):
        found.append((("日期", (_MONTHS.index(m[2]) + 1) * 100.0 + int(m[1])), m[0]))
    for m in _QUANTITY_EN.finditer(text):
        found.append(((_UNITS_EN[m[2].lower()], float(_WORDS_EN.get(m[1].lower()) or m[1])), m[0]))
    return [one for one in found if one[0] not in (("日", 1.0), ("页", 1.0), ("年", 1.0))]


def facts(text: str) -> list[tuple[tuple[str, float], str]]:
    """The numbers of a text as ((unit, value), as written); article numbers, titles and document numbers are no facts."""
    plain = _NOT_FACTS.sub("　", text)
    found = [(("日期", _value(m[1]) * 100 + _value(m[2])), m[0]) for m in _DATE.finditer(plain)]
    rest = _DATE.sub("　", plain)
    for m in _QUANTITY.finditer(rest):
        unit, value = _UNITS[m[2]], _value(m[1])
        if not _in_passing(m[1], unit, value):
            found.append(((unit, value), m[0]))
    return found


def _in_passing(numeral: str, unit: str, value: float) -> bool:
    """一天、两件、下一个工作日、三种: how people talk, not what a clause fixes."""
    if unit == "个":
        return value < _COUNTED_FROM
    return numeral in ("一", "两", "二") and unit in ("日", "件", "页", "年", "工作日") and (numeral == "一" or unit != "工作日")


def _value(numeral: str) -> float:
    return float(cn2an.cn2an(numeral.replace("两", "二"), "smart"))


def _duplicates(entries: Iterable[Entry]) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    forms: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        if entry.id in seen:
            yield Finding(entry.path.name, entry.id, f"id 和 {seen[entry.id].path.name} 里的条目重复。")
        seen.setdefault(entry.id, entry)
        for form in entry.questions:
            other = forms.setdefault((entry.place, normalise(form)), entry)
            if other.id != entry.id:
                yield Finding(entry.path.name, entry.id, f"问法“{form}”和条目 {other.id} 的一样，答哪一个分不清。")


def _contradictions(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Two entries that state one period each for the same act under the same clause, and not the same one."""
    told: dict[tuple[str, str, str], list[tuple[Entry, float, str]]] = defaultdict(list)
    for entry in entries:
        for key, value, said in _periods(entry):
            told[key].append((entry, value, said))
    for (_, article, act), claims in told.items():
        first, value, said = claims[0]
        for entry, other, other_said in claims[1:]:
            if other != value and _together(entry, first):
                problem = f"“{act}”的期限写的是“{other_said}”，条目 {first.id} 写的是“{said}”（{article}），互相矛盾。"
                yield Finding(entry.path.name, entry.id, problem)


def _periods(entry: Entry) -> Iterator[tuple[tuple[str, str, str], float, str]]:
    """(source, clause, act + unit), value, as written: only from sentences with one period and one act, one clause cited."""
    if len(entry.citations) != 1:
        return
    citation = entry.citations[0]
    for sentence in re.split(r"[。！？；\n]", entry.answer):
        periods = [(fact, said) for fact, said in facts(sentence) if fact[0] in _PERIOD_UNITS]
        acts = [act for act in _ACTS if act in sentence]
        if len(periods) == 1 and len(acts) == 1:
            (unit, value), said = periods[0]
            yield (citation.source, citation.article, f"{acts[0]}（{unit}）"), value, said


def _together(one: Entry, other: Entry) -> bool:
    """Whether both entries can be said in the same place at the same time."""
    if one.place and other.place and one.place != other.place:
        return False
    starts = max(entry.valid_from or date.min for entry in (one, other))
    ends = min(entry.valid_to or date.max for entry in (one, other))
    return starts <= ends
