"""What a request costs, worked out line by line: 政府信息公开信息处理费管理办法 第四条 (per item), 第五条 (per page)."""

import re
from dataclasses import dataclass
from datetime import date

from bot.knowledge.models import Answer, Citation, Library
from bot.knowledge.said import with_digits
from bot.knowledge.text import is_english, without_announcement

MEASURES = "政府信息公开信息处理费管理办法"
REGULATION = "政府信息公开条例"
# A sum is asked for; that money is spoken of («讨工钱») is not enough.
_ASKS = re.compile(
    r"多少(?:钱|费|元|块)|几多|好多(?:钱|块)|几个?(?:钱|块|元|百|千)"
    r"|(?:收|付|交|缴|掏|要|得|该|是|算|件|页|量|份|张|计|共|拢|起)[^,，。0-9]{0,4}多少(?!天|日|时间|个工作|件|份|页|张|次)"
    r"|(?:帮|代|给|替|请|会计|麻烦)[^,，。]{0,10}算|算(?:算|[一1]?下|细|清|笔|账)|金额|(?:合计|总共|一共)(?=$|[?？])|总价|总账"
    r"|(?:要|收)不(?:要|收)[^,，。]{0,4}[钱费]|要(?:给|交|付|收|花)?[钱费](?:吗|嘛|么|不|没)|收费(?:吗|嘛|么|不|没)|免费(?:吗|嘛|么|不)|费用?多少|[钱费](?:对吧|对不)|(?:怎么|咋)[^,，。]{0,3}(?:收|要)[^,，。]{0,4}[钱费]"
    r"|(?:收|要|算)[^,，。]{0,10}[,，]?(?:真的|对不对|对吗|对么|算错)|[块元][^。]{0,6}(?:真的|对不对|对吗|对么|算错)"
    r"|how much|\bfees?\b|cost|charge|\bpay\b"
)
_MONEY = re.compile(r"[钱费块元收缴掏价]|每[件份页张]|[交付给要]多少|[按论](?:件|份|页|张|量)|金额|how much|\bfees?\b|cost|charge|\bpay\b")
_OTHER = re.compile(r"复议|诉讼|起诉|律师|不动产|登记费|罚|税|停车|物业|水费|电费|学费|光盘|照片|收据|发票")
_NOT_MINE = r"(?<!过)(?<!超出)(?<!多于)(?<!少于)(?<!满)(?<!前)(?<!每)(?<!头)(?<!第)(?<!\d)"
_BOUND = r"(?!\s*(?:以下|以上|以内|之内|往上|起|免|内))"
_ITEMS = re.compile(_NOT_MINE + r"(\d{1,4})\s*(?:来|多)?(?:个申请|份申请|项申请|条申请|件|份|requests|applications)" + _BOUND)
# «这个月提交到第33件了»: so many were filed.
_UP_TO = re.compile(r"(?:到|提交|递|交|满|是|第)+\s*第?\s*(?<=第)(\d{1,4})\s*(?:个申请|份申请|件|份)(?=了|啦|,|，|申请|，|$)")
# «合同80页,想看看花了多少钱»: what somebody else spent is asked, and no charge.
_SPENT = re.compile(r"(?:花|用|拨|投|批|补|赔|发|估|欠|赚)(?:了|的|掉)[^,，。]{0,6}(?:多少|几)")
_CHARGED = re.compile(r"按[件份页张量]|[收交缴付掏]|处理费")
# «两份文件寄给我多少钱»: papers, where nothing says that so many applications were made.
_PAPERS = re.compile(r"[件份](?:文件|材料|合同|图纸|复印件|资料)")
_FILED = re.compile(r"[按论][件份]|月|申请|[交递提投]了?\d")
_PAGES = re.compile(_NOT_MINE + r"(\d{1,5})\s*(?:来|多)?(?:页|张|面|pages)" + _BOUND)
# Upper bound of each step (both ends included) and its price: 第五条. The last step has no bound.
_PAGE_STEPS = ((30, 0), (100, 10), (200, 20), (None, 40))


_FREE = {"件": 10, "页": 30}
_UNITS = {"件": "request", "页": "page"}


@dataclass(frozen=True, slots=True)
class Fee:
    """A sum in yuan and how it comes about: (first, last, yuan each) a step."""

    total: int
    steps: tuple[tuple[int, int, int], ...]


def fee_by_items(count: int) -> Fee:
    """The fee for `count` applications of one applicant in a calendar month (第四条): each 10 beyond 30 cost ¥100 more a piece."""
    steps = [(10, 0), (30, 100)] + [(40 + 10 * step, 200 + 100 * step) for step in range(max(0, -(-(count - 30) // 10)))]
    return _fee(count, tuple(steps))


def fee_by_pages(count: int) -> Fee:
    """The fee for `count` pages of one application (第五条)."""
    return _fee(count, _PAGE_STEPS)


def _fee(count: int, steps: tuple[tuple[int | None, int], ...]) -> Fee:
    used, below = [], 0
    for bound, price in steps:
        last = count if bound is None else min(count, bound)
        if last <= below:
            break
        used.append((below + 1, last, price))
        below = last
    return Fee(sum((last - first + 1) * price for first, last, price in used), tuple(used))


def compute_fee(text: str, today: date, library: Library) -> Answer | None:
    """The fee for the number of requests or pages in a (cleaned) text; None unless it asks for one and names one number."""
    said = with_digits(without_announcement(text))
    if not (_ASKS.search(said) and _MONEY.search(said)) or _is_other(said) or not _live(library, today):
        return None
    said = _UP_TO.sub(r"\1件", said)
    items, pages = None if _PAPERS.search(said) and not _FILED.search(said) else _only(_ITEMS, said), _only(_PAGES, said)
    scales = [(items, "件", fee_by_items, "第四条"), (pages, "页", fee_by_pages, "第五条")]
    used = [(count, unit, fee(count), article) for count, unit, fee, article in scales if count]
    if not used:
        return None
    citations = (*(Citation(MEASURES, article) for *_, article in used), Citation(REGULATION, "第四十二条"))
    tell, note = (_said_en, _note_en) if is_english(text) else (_said, _note)
    return Answer("\n".join([*(tell(count, unit, fee) for count, unit, fee, _ in used), note(len(used))]), citations, 0.97, "computed-fee")


def _is_other(text: str) -> bool:
    return bool(_OTHER.search(text)) or (bool(_SPENT.search(text)) and not _CHARGED.search(text))


def counts(text: str) -> list[str]:
    """The numbers of requests and pages in a text with digits, as they stand."""
    return [found[0] for pattern in (_ITEMS, _PAGES) for found in pattern.finditer(text)]


def _said(count: int, unit: str, fee: Fee) -> str:
    if fee.total == 0:
        return f"按{unit}算，{count}{unit}不收费：{_FREE[unit]}{unit}以下（含{_FREE[unit]}{unit}）都不收费。"
    return "\n".join([f"按{unit}算，{count}{unit}一共{fee.total}元。", *(_line(step, unit) for step in fee.steps), f"合计：{fee.total}元。"])


def _line(step: tuple[int, int, int], unit: str) -> str:
    first, last, price = step
    span = f"第{first}{unit}" if first == last else f"第{first}—{last}{unit}"
    many = last - first + 1
    return f"{span}：{many}{unit}×{price}元＝{many * price}元" if price else f"{span}：不收费"


def _said_en(count: int, unit: str, fee: Fee) -> str:
    if fee.total == 0:
        return f"By the {_UNITS[unit]}, {count} are free of charge."
    sums = " + ".join(f"{last - first + 1} × {price}" for first, last, price in fee.steps if price)
    return f"By the {_UNITS[unit]}, {count} cost {fee.total} yuan in all (the first {fee.steps[0][1]} are free; {sums} yuan)."


def _note(scales: int) -> str:
    one = "机关只能用一种算法，不会两种都收。" if scales > 1 else ""
    return one + "平常申请信息公开是不收费的；只有数量、频次明显超过合理范围，机关才可以收信息处理费，并且会先发收费通知。"


def _note_en(scales: int) -> str:
    one = "Only one of the two scales may be used. " if scales > 1 else ""
    return f"{one}Normally applications are free; a fee may be charged only when their number or frequency clearly exceeds what is reasonable, and a notice comes first."


def _only(pattern: re.Pattern[str], text: str) -> int | None:
    """The one number said with that unit: several are too many to guess from, and 一张, 一份 are no count."""
    found = {int(number) for number in pattern.findall(text)} - {0, 1}
    return found.pop() if len(found) == 1 else None


def _live(library: Library, today: date) -> bool:
    return all(title in library.sources and library.sources[title].live(today) for title in (MEASURES, REGULATION))
