"""What a document says of itself: title, number, issuing body, dates, place; and what is only its frame."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.knowledge.importing.models import Block, Meta, Paragraph
from bot.knowledge.importing.numbering import Kind, marker, value_of

_KINDS = (
    "办法|规定|细则|条例|制度|方案|意见|通知|规则|规程|指南|目录|清单|名单|一览表|表|要点|计划|规范|章程|公约|流程|流程图|预案|标准|须知|公告|通告|"
    "决定|职责|分工|解释|法|批复|函|通报|公报|命令|令|答复|汇编|解答|问答|报告|申请书|样式|格式|说明"
)
_TITLE = re.compile(rf"^[^。；！？]{{2,80}}(?:{_KINDS})(?:\s*[（(〔\[][^（）()]{{1,24}}[）)〕\]])?$")
_DATE = re.compile(r"(\d{4})\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})\s*日?")
_CHINESE_DATE = re.compile(r"([二一][〇○零O0一二三四五六七八九]{3})年\s*([一二三四五六七八九十]{1,2})月\s*([一二三四五六七八九十]{1,3})日")
_DIGIT = dict(zip("〇○零O0一二三四五六七八九", [*"00000", *"123456789"], strict=True))
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号")
_ORDER = re.compile(r"(?:[\u4e00-\u9fff]{0,20}(?:人民政府|国务院|主席|部|委员会|总局|局))?令\s*[（(]?第?\s*[\d〇零一二三四五六七八九十百]{1,5}\s*号[）)]?")
_LABEL = {
    "number": re.compile(r"(?:发文字号|文\s*号)\s*[】\]）)]?\s*[：:]?\s*(\S{4,40}?号)"),
    "issuer": re.compile(r"(?:发布机构|发文机关|发文机构|发文单位|制发机关)\s*[】\]）)]?\s*[：:]\s*([\u4e00-\u9fff、]{3,40})"),
}
_DATED = re.compile(r"(?:成文日期|发文日期|生成日期|印发日期|发布日期|发布时间)\s*[】\]）)]?\s*[：:]?\s*(?=[\d二])")
_FORCE = re.compile(r"自\s*(?P<day>[^，。；自]{4,20}?日|[^，。；]{0,8}?(?:发布|公布|印发|颁布|发文)之日)\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
_UNTIL = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,8}|[施实]行[，,]?|执行[，,]?|之日起?[^。]{0,12})有效期(?:限)?(?:为|至|到)?\s*"
    r"(?:(?P<years>[\d一二三四五六七八九十]{1,2})\s*年|(?P<day>\d{4}年\d{1,2}月\d{1,2}日))"
)
_ISSUERS = re.compile(r"^[\u4e00-\u9fff、\s]{4,60}(?:人民政府|办公室|办公厅|委员会|局|厅|部|院|领导小组|管理处|中心|会)$")
_SENT_TO = re.compile(r"^[^。；]{2,200}[：:]$")
_FRAME = re.compile(
    r"^[（(]?(?:抄\s*送|抄报|分送|主题词|联系人|联系电话|此件|本文有删减|公开属性|信息公开属性|公开方式|印发机关|（?此文)|.{0,40}\d{4}年\d{1,2}月\d{1,2}日印发$"
)
_TOC = re.compile(r"^目\s*[录次]$|\.{4,}\s*\d+$|…{2,}\s*\d+$")
_HISTORY = re.compile(r"(?:通过|公布|修订|修正|施行|批准|发布|印发)[）)。]?\s*$")
_LETTERHEAD = re.compile(r"^[\u4e00-\u9fff\s]{4,40}(?:文件|公报|便函|办公室文件)$")
_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿")
_BLANK = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_HEAD_LINES = 30


def bare(text: str) -> str:
    """A title or number to compare by: no blanks, no book marks, one kind of bracket."""
    return re.sub(r"[\s《》]", "", text).translate(str.maketrans("（）[]［］【】〔〕", "()(" + ")" + "()()()"))


def is_title(text: str) -> bool:
    """Whether a line could be the title of a document or an annex: short, no sentence, named as documents are named."""
    return len(text) <= 80 and marker(text) is None and bool(_TITLE.match(text)) and not text.endswith(("文件", "公报"))


def is_draft(text: str) -> bool:
    """Whether the title says that the text is not decided yet."""
    return bool(_DRAFT.search(text))


def is_date(text: str) -> bool:
    """A line that is only a date, as under a signature."""
    found = _DATE.fullmatch(text.strip("（）() ")) or _CHINESE_DATE.fullmatch(re.sub(r"\s", "", text))
    return found is not None


def is_frame(text: str) -> bool:
    """Lines around the text: whom it was copied to, contents lists, print notes, letterheads, document numbers, dates."""
    found = _NUMBER.fullmatch(text.strip("（）() ")) or _ORDER.fullmatch(text.strip("（）() "))
    return bool(found or is_date(text) or _FRAME.match(text) or _TOC.search(text) or _LETTERHEAD.match(text))


def is_front(text: str) -> bool:
    """Lines before the text: `is_frame`, whom it is sent to, when it was passed."""
    dated = _DATE.search(text) is not None and _HISTORY.search(text) is not None and len(text) < 160
    return is_frame(text) or dated or bool(_SENT_TO.match(text) and "下列" not in text and "如下" not in text)


def is_issuer(text: str) -> bool:
    """A signature: only the names of public bodies."""
    return bool(_ISSUERS.match(text)) and "。" not in text


def day_in(text: str) -> date | None:
    """The first date in a text, in digits or Chinese numerals; None if there is none or it does not exist."""
    found, spelled = _DATE.search(text), _CHINESE_DATE.search(re.sub(r"\s", "", text))
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif spelled:
        year = int("".join(_DIGIT[char] for char in spelled[1]))
        month, day = value_of(spelled[2]), value_of(spelled[3])
    else:
        return None
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def labelled(text: str) -> Meta:
    """What a page states in its table of facts: 发文字号, 发布机构, 成文日期."""
    found = _DATED.search(text)
    issued = day_in(text[found.end() : found.end() + 20]) if found else None
    return Meta(number=_labelled("number", text), issuer=_labelled("issuer", text), issued_on=issued)


def describe(blocks: Sequence[Block], known: Meta) -> Meta:
    """What the document says of itself, with what its format said already in `known` going first."""
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    whole = "\n".join(lines)
    head = _head(lines)
    issuer = known.issuer or _labelled("issuer", whole) or _issuer(lines)
    issued = known.issued_on or _issued(lines, head)
    force = _in_force(whole, issued)
    return replace(
        known, title=_title(blocks, head, known.title), number=known.number or _number(head, whole), issuer=issuer, issued_on=issued,
        in_force_on=known.in_force_on or force, valid_to=known.valid_to or _until(whole, force or issued),
    )  # fmt: skip


def place_in(meta: Meta, body: str, names: Mapping[str, str]) -> str | None:
    """The profile whose name stands in title or issuing body, else the only one that the text names again and again."""
    first = f"{meta.title or ''} {meta.issuer or ''}"
    for name in sorted(names, key=len, reverse=True):
        if name in first:
            return names[name]
    counts: Counter[str] = Counter()
    for name, profile in names.items():
        counts[profile] = max(counts[profile], body.count(name))
    ranked = [*counts.most_common(2), ("", 0), ("", 0)]
    (place, most), (_, next_most) = ranked[0], ranked[1]
    return place if most >= 2 and most >= 3 * next_most else None


def _head(lines: Sequence[str]) -> list[str]:
    """The lines before the first number."""
    count = next((at for at, line in enumerate(lines) if (m := marker(line)) and m.kind is not Kind.ANNEX), len(lines))
    return list(lines[: min(count, _HEAD_LINES)])


def _labelled(name: str, text: str) -> str | None:
    found = _LABEL[name].search(text)
    return found[1] if found else None


def _number(head: Sequence[str], whole: str) -> str | None:
    """Only the head names the document itself; further down other documents are named."""
    if said := _labelled("number", whole):
        return said
    for line in head:
        plain = line.strip("（）() ")
        found = _NUMBER.search(plain)
        if found and len(plain) - len(found[0]) <= 12:
            return re.sub(r"\s", "", found[0])
    orders = [_order(found[0]) for line in head if len(line) < 120 for found in _ORDER.finditer(line)]
    return orders[-1] if orders else None


def _order(text: str) -> str:
    """国务院令第711号, whatever stands before it in the line."""
    return re.sub(r"^[年月日]|中华人民共和国|[（）()\s]", "", text)


def _title(blocks: Sequence[Block], head: Sequence[str], known: str | None) -> str | None:
    marked = "".join(block.text for block in blocks[:_HEAD_LINES] if isinstance(block, Paragraph) and block.title)
    found = marked or _joined_title(head)
    if found and known and (bare(known) in bare(found) or (_TITLE.match(found) and not _TITLE.match(known))):
        return _tidied(found)
    return _tidied(known or found) if known or found else None


def _joined_title(head: Sequence[str]) -> str:
    """A title may be broken over several lines; it ends with what kind of document it is."""
    lines = [line for line in head if not (_LETTERHEAD.match(line) and not is_title(line))]
    for at, line in enumerate(lines[:12]):
        if _SENT_TO.match(line) or line.endswith("。"):
            return ""
        if not is_title(line):
            continue
        start = at
        while start and not is_front(lines[start - 1]) and len(lines[start - 1]) <= 50 and not re.search(r"[。，；：]", lines[start - 1]):
            start -= 1
        return "".join(lines[start : at + 1])
    return ""


def _tidied(title: str) -> str:
    return _BLANK.sub("", title).removeprefix("《") if title.count("《") > title.count("》") else _BLANK.sub("", title)


def _issuer(lines: Sequence[str]) -> str | None:
    for at, line in enumerate(lines):
        if is_date(line) and at and is_issuer(lines[at - 1]):
            return re.sub(r"\s+", "", lines[at - 1])
    letterhead = next((line for line in lines[:6] if _LETTERHEAD.match(line) and not line.endswith("公报")), None)
    return re.sub(r"\s|文件$|便函$", "", letterhead) if letterhead else None


def _issued(lines: Sequence[str], head: Sequence[str]) -> date | None:
    for line in lines:
        if (found := _DATED.search(line)) and (day := day_in(line[found.end() :])):
            return day
    signed = [day for at, line in enumerate(lines) if is_date(line) and at and (day := day_in(line))]
    history = [day for line in head if _HISTORY.search(line) and "施行" not in line[-4:] and (day := day_in(line))]
    return history[-1] if history else signed[0] if signed else None


def _in_force(whole: str, issued: date | None) -> date | None:
    """The last such clause counts: it closes the document."""
    said = list(_FORCE.finditer(whole))
    if not said:
        found = re.search(r"(?m)^[（(]?(.{8,14}日)\s*起?施行[）)]?$", whole)
        return day_in(found[1]) if found else issued
    return day_in(said[-1]["day"]) or issued


def _until(whole: str, start: date | None) -> date | None:
    """The last day of a stated validity; five years from 1 March end on the last day of February."""
    found = next(reversed(list(_UNTIL.finditer(whole))), None)
    if found is None:
        return None
    if found["day"]:
        return day_in(found["day"])
    years = value_of(found["years"])
    if start is None or not years:
        return None
    last = monthrange(start.year + years, start.month)[1]
    return date.fromordinal(date(start.year + years, start.month, min(start.day, last)).toordinal() - 1)
