"""Which days of a year are off and which weekend days are worked: one small file a year.

The built-in files in `calendars/` and an imported notice have the same form:

    year: 2026
    notice: 国务院办公厅关于2026年部分节假日安排的通知
    number: 国办发明电〔2025〕7号        (or `origin:` where the dates were taken from)
    issued: 2025-11-04                   (optional)
    amended: a later notice              (optional)
    off:
      - 2026-10-01..2026-10-07 国庆节
    work:
      - 2026-10-10 国庆节
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

_HEADER = ("year", "notice", "number", "issued", "amended", "origin")
_ITEM = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?\s+(\S+)")
_LONGEST_SPAN = 15
# The C loader reads the built-in years ten times faster; both know the same format.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# 全国年节及纪念日放假办法 第二条: the days of the solar calendar that are off in every year.
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


class NoticeError(ValueError):
    """A notice file that cannot be used; the message is Chinese and names the file and line."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's arrangement: days off and make-up working days, each with its festival."""

    year: int
    title: str
    number: str
    origin: str
    off: dict[date, str]
    work: dict[date, str]

    @property
    def citation(self) -> str:
        """Title with number, or with the collection the dates came from."""
        mark = self.number or f"日期取自{self.origin}"
        return f"{self.title}（{mark}）"


def parse_notice(text: str, name: str) -> Notice:
    """Read one notice; raise NoticeError naming the line of what is wrong."""
    return _Reader(name).read(text)


def read_notice(path: Path) -> Notice:
    """Read a notice file (UTF-8)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path.name}：文件不是 UTF-8 编码，请另存为 UTF-8 后再导入。") from error
    return parse_notice(text, path.name)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, text: str) -> Notice:
        fields = self._fields(text)
        header = {key: self._scalar(fields[key]) for key in _HEADER if key in fields}
        year = self._year(fields)
        if not header.get("notice"):
            raise self._error(1, "缺少 notice（通知标题），放假安排必须写明依据")
        if not header.get("number") and not header.get("origin"):
            raise self._error(1, "缺少 number（通知文号），放假安排必须写明依据")
        if header.get("issued"):
            self._date(header["issued"], self._line(fields["issued"]))
        off = self._days(fields.get("off"), year, weekend_only=False)
        work = self._days(fields.get("work"), year, weekend_only=True, taken=off)
        self._check_statutory(year, off)
        return Notice(year, header["notice"], header.get("number", ""), header.get("origin", ""), off, work)

    def _fields(self, text: str) -> dict[str, yaml.Node]:
        try:
            root = yaml.compose(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise self._error(line, "格式不对，看不懂这一行") from error
        if not isinstance(root, yaml.MappingNode):
            raise self._error(1, "不是放假安排文件，应写明 year、notice、number、off、work")
        fields: dict[str, yaml.Node] = {}
        for key, value in root.value:
            if key.value not in (*_HEADER, "off", "work"):
                raise self._error(self._line(key), f"不认识的项目“{key.value}”")
            if key.value in fields:
                raise self._error(self._line(key), f"“{key.value}”写了两次")
            fields[key.value] = value
        return fields

    def _year(self, fields: dict[str, yaml.Node]) -> int:
        if "year" not in fields:
            raise self._error(1, "缺少 year（年份）")
        text = self._scalar(fields["year"])
        if not re.fullmatch(r"(19|20)\d{2}", text):
            raise self._error(self._line(fields["year"]), f"年份“{text}”不对，应是四位数字，如 2027")
        return int(text)

    def _days(
        self, node: yaml.Node | None, year: int, *, weekend_only: bool, taken: dict[date, str] | None = None
    ) -> dict[date, str]:
        days: dict[date, str] = {}
        for item in self._items(node):
            line = self._line(item)
            for day, label in self._span(self._scalar(item), line):
                self._check_year(day, year, line)
                if day in days or day in (taken or {}):
                    raise self._error(line, f"{day} 写了两次")
                if weekend_only and day.weekday() < 5:
                    raise self._error(line, f"{day} 不是周末，不能作为调休上班日")
                days[day] = label
        return days

    def _items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value in ("", "[]")):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self._error(self._line(node), "应是以“- ”开头的逐行日期")
        return node.value

    def _span(self, text: str, line: int) -> Iterator[tuple[date, str]]:
        match = _ITEM.fullmatch(text)
        if match is None:
            raise self._error(line, f"“{text}”不对，应写作“2027-10-01..2027-10-07 国庆节”")
        first = self._date(match[1], line)
        last = self._date(match[2] or match[1], line)
        if not 0 <= (last - first).days < _LONGEST_SPAN:
            raise self._error(line, f"“{text}”的起止日期不对")
        return ((first + timedelta(days=n), match[3]) for n in range((last - first).days + 1))

    def _date(self, text: str, line: int) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self._error(line, f"没有“{text}”这一天") from error

    def _check_year(self, day: date, year: int, line: int) -> None:
        # The arrangement of New Year's Day may reach into the last days of December before.
        if day.year != year and not (day.year == year - 1 and day.month == 12 and day.day >= 20):
            raise self._error(line, f"{day} 不在{year}年")

    def _check_statutory(self, year: int, off: dict[date, str]) -> None:
        for month, day in _ALWAYS_OFF:
            if date(year, month, day) not in off:
                raise self._error(1, f"{month}月{day}日是法定节日，却不在放假日期里（全国年节及纪念日放假办法第二条）")

    def _scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(self._line(node), "这里应只写一项文字")
        return str(node.value).strip()

    @staticmethod
    def _line(node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1

    def _error(self, line: int, what: str) -> NoticeError:
        return NoticeError(f"{self._name} 第{line}行：{what}。")
