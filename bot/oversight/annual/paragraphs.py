"""The report's paragraphs, one for each item of 政府信息公开条例 art. 50, drafted from its numbers.

What the desk cannot know is marked 【请填写：…】; nothing is made up to fill a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.oversight.annual.form import CARRIED_IN, CARRIED_OUT, DONE, NEW, PENDING, RESULT_ROWS, ROUTES, TOTAL
from bot.oversight.assessment import Rates

Table = Mapping[str, Mapping[str, int]]
_GROUPS = (("3.1", "予以公开"), ("3.2", "部分公开"), ("3.3", "不予公开"), ("3.4", "无法提供"), ("3.5", "不予处理"), ("3.6", "其他处理"))


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: the item of the Regulation it answers to, its title, its draft."""

    article: str
    title: str
    text: str

    @property
    def to_fill_in(self) -> bool:
        """Whether something is still to be filled in."""
        return "【请填写" in self.text


def blank(what: str) -> str:
    """A mark for what the desk does not know."""
    return f"【请填写：{what}】"


def write(body: str, year: int, table: Table, cases: Table, rates: Rates, fees: int, government: bool) -> tuple[Paragraph, ...]:
    """The paragraphs of a report; `government`: the report of a government, which also tells of assessment and accountability."""
    return (
        Paragraph("第五十条第一项", "主动公开政府信息的情况", _active(body, year)),
        Paragraph("第五十条第二项", "收到和处理政府信息公开申请的情况", _applications(body, year, table, rates)),
        Paragraph("第五十条第三项", "因政府信息公开工作被申请行政复议、提起行政诉讼的情况", _cases(body, year, cases)),
        Paragraph("第五十条第四项", "政府信息公开工作存在的主要问题及改进情况", _problems(table, rates, government)),
        Paragraph("第五十条第五项", "其他需要报告的事项", _others(body, year, fees)),
    )


def _active(body: str, year: int) -> str:
    return (
        f"{year}年，{body}按照政府信息公开条例第二十条、第二十一条主动公开政府信息{blank('条数、主要内容和公开的平台')}。"
        f"规章、行政规范性文件的制发、废止和现行有效件数，行政许可、行政处罚、行政强制的处理决定数量，行政事业性收费金额见下表{blank('表中的数字')}。"
        f"政府信息管理和公开平台建设方面，{blank('主要做法')}。"
    )


def _applications(body: str, year: int, table: Table, rates: Rates) -> str:
    new, carried, done, left = (table[code] for code in (NEW, CARRIED_IN, DONE, CARRIED_OUT))
    if not new[TOTAL] and not carried[TOTAL]:
        return f"{year}年，{body}没有收到政府信息公开申请，上年没有结转。"
    people = new["自然人"]
    sentences = [
        f"{year}年，{body}新收政府信息公开申请{new[TOTAL]}件，其中自然人{people}件、法人或者其他组织{new[TOTAL] - people}件；上年结转{carried[TOTAL]}件。",
        f"本年度办结{done[TOTAL]}件{_groups(table)}；结转下年度继续办理{left[TOTAL]}件。",
    ]
    if rates.judged:
        late = f"，逾期答复{rates.late}件、逾期未答复{rates.overdue}件" if rates.late + rates.overdue else ""
        sentences.append(f"期限在本年内见分晓的{rates.judged}件中，按期办理{rates.on_time.n}件，按期率{100 * (rates.on_time.value or 0):.1f}%{late}。")
    if rates.median is not None:
        sentences.append(f"从收到到答复，一半的申请不超过{rates.median}个工作日，九成不超过{rates.p90}个工作日（含等待补正和征求意见的时间）。")
    return "".join(sentences)


def _groups(table: Table) -> str:
    parts = [f"{words}{n}件" for code, words in _GROUPS if (n := _of_group(table, code))]
    return f"，其中{'、'.join(parts)}" if parts else ""


def _of_group(table: Table, code: str) -> int:
    return sum(row[TOTAL] for own, row in table.items() if own == code or own.startswith(f"{code}."))


def _cases(body: str, year: int, cases: Table) -> str:
    parts = []
    for words in ROUTES.values():
        row = cases[words]
        if row[TOTAL]:
            each = "、".join(f"{column}{n}件" for column, n in row.items() if n and column not in (TOTAL, PENDING))
            open_ = f"{PENDING}{row[PENDING]}件" if row[PENDING] else ""
            parts.append(f"{words.replace('-', '（', 1) + '）' if '-' in words else words}{row[TOTAL]}件（{'、'.join(filter(None, (each, open_)))}）")
    return f"{year}年，{body}因政府信息公开工作被申请或者提起的：{'，'.join(parts)}。" if parts else (
        f"{year}年，登记簿中没有{body}因政府信息公开工作被申请行政复议、提起行政诉讼的案件{blank('核对是否确实没有')}。"
    )


def _problems(table: Table, rates: Rates, government: bool) -> str:
    seen = []
    if rates.late + rates.overdue:
        seen.append(f"有{rates.late + rates.overdue}件申请没有按期答复，占{100 * (rates.late + rates.overdue) / rates.judged:.1f}%")
    withheld = {row.words.partition(".")[2]: table[row.code][TOTAL] for row in RESULT_ROWS if row.code.startswith("3.3.")}
    if sum(withheld.values()):
        reason = max(withheld, key=lambda words: withheld[words])
        seen.append(f"不予公开{sum(withheld.values())}件，最多的理由是“{reason}”（{withheld[reason]}件）")
    if missing := table["3.4.1"][TOTAL]:
        seen.append(f"因不掌握相关信息无法提供{missing}件，政府信息管理和指引有待加强")
    text = f"从数字看：{'；'.join(seen)}。" if seen else "从数字看，没有突出的问题。"
    text += f"存在的主要问题：{blank('原因和具体表现')}。改进情况：{blank('已采取和拟采取的措施')}。"
    return text + (f"工作考核、社会评议和责任追究结果：{blank('结果情况')}。" if government else "")


def _others(body: str, year: int, fees: int) -> str:
    charged = f"{year}年，{body}依据《政府信息公开信息处理费管理办法》收取信息处理费{fees}元。" if fees else f"{year}年，{body}没有收取信息处理费。"
    return f"{charged}{blank('其他需要报告的事项；没有的写“没有其他需要报告的事项”')}。"
