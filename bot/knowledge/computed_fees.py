"""What a request costs, worked out line by line: 政府信息公开信息处理费管理办法 第四条 (per item), 第五条 (per page)."""

import re
from dataclasses import dataclass
from datetime import date

from bot.knowledge.models import Answer, Citation, Library
from bot.knowledge.said import with_digits

MEASURES = "政府信息公开信息处理费管理办法"
REGULATION = "政府信息公开条例"
_ASKS = re.compile(r"多少|费|钱|几块|几元|几百|免费|how much|fee|cost|charge|pay")
_OTHER = re.compile(r"复议|诉讼|起诉|律师|不动产|登记费|罚|税|停车|物业|水费|电费|学费|通知")
_NOT_MINE = r"(?<!超过)(?<!超出)(?<!多于)(?<!少于)(?<!满)(?<!前)(?<!每)(?<!头)(?<!第)(?<!\d)"
_BOUND = r"(?!\s*(?:以下|以上|以内|之内|免|内))"
_ITEMS = re.compile(_NOT_MINE + r"(\d{1,4})\s*(?:来|多)?(?:个申请|份申请|项申请|件|份|项|样|条|requests|applications)" + _BOUND)
_PAGES = re.compile(_NOT_MINE + r"(\d{1,5})\s*(?:来|多)?(?:页|张|面|pages)" + _BOUND)
# Upper bound of each step (both ends included) and its price: 第五条. The last step has no bound.
_PAGE_STEPS = ((30, 0), (100, 10), (200, 20), (None, 40))


@dataclass(frozen=True, slots=True)
class Fee:
    """A sum in yuan and how it comes about, a line a step."""

    total: int
    lines: tuple[str, ...]


def fee_by_items(count: int) -> Fee:
    """The fee for `count` applications of one applicant in a calendar month (第四条): each 10 beyond 30 cost ¥100 more a piece."""
    steps = [(10, 0), (30, 100)] + [(40 + 10 * step, 200 + 100 * step) for step in range(max(0, -(-(count - 30) // 10)))]
    return _fee(count, tuple(steps), "件")


def fee_by_pages(count: int) -> Fee:
    """The fee for `count` pages of one application (第五条)."""
    return _fee(count, _PAGE_STEPS, "页")


def _fee(count: int, steps: tuple[tuple[int | None, int], ...], unit: str) -> Fee:
    lines, total, below = [], 0, 0
    for bound, price in steps:
        last = count if bound is None else min(count, bound)
        if last <= below:
            break
        lines.append(_line(below + 1, last, price, unit))
        total, below = total + (last - below) * price, last
    return Fee(total, tuple(lines))


def _line(first: int, last: int, price: int, unit: str) -> str:
    span = f"第{first}{unit}" if first == last else f"第{first}—{last}{unit}"
    many = last - first + 1
    return f"{span}：{many}{unit}×{price}元＝{many * price}元" if price else f"{span}：不收费"


def compute_fee(text: str, today: date, library: Library) -> Answer | None:
    """The fee for the number of requests or pages in a (cleaned) text; None unless it asks for one and names one number."""
    said = with_digits(text)
    if not _ASKS.search(said) or _OTHER.search(said) or not _live(library, today):
        return None
    items, pages = _only(_ITEMS, said), _only(_PAGES, said)
    if pages is not None:
        items = items if items is not None and items > 1 else None
    scales = [(items, "件", fee_by_items, "第四条"), (pages, "页", fee_by_pages, "第五条")]
    used = [(count, unit, fee(count), article) for count, unit, fee, article in scales if count]
    if not used:
        return None
    citations = (*(Citation(MEASURES, article) for *_, article in used), Citation(REGULATION, "第四十二条"))
    text_zh = "\n".join([*(_said(count, unit, fee) for count, unit, fee, _ in used), _note(len(used))])
    return Answer(text_zh, citations, 0.97, "computed-fee")


def _said(count: int, unit: str, fee: Fee) -> str:
    if fee.total == 0:
        return f"按{unit}算，{count}{unit}不收费。"
    return f"按{unit}算，{count}{unit}一共{fee.total}元。\n" + "\n".join(fee.lines) + f"\n合计：{fee.total}元。"


def _note(scales: int) -> str:
    one = "机关只能用一种算法，不会两种都收。" if scales > 1 else ""
    return one + "平常申请信息公开是不收费的；只有数量、频次明显超过合理范围，机关才可以收信息处理费，并且会先发收费通知。"


def _only(pattern: re.Pattern[str], text: str) -> int | None:
    """The one number said with that unit; several different ones are too many to guess from."""
    found = {int(number) for number in pattern.findall(text)}
    return found.pop() if len(found) == 1 and 0 not in found else None


def _live(library: Library, today: date) -> bool:
    return all(title in library.sources and library.sources[title].live(today) for title in (MEASURES, REGULATION))
