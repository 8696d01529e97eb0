"""A new place's profile from a spreadsheet of its agencies: matched with those of an ordinary county, the rest added as they are."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from bot.agencies.loading import KINDS, LEVELS, SHIPPED, read_yaml
from bot.agencies.matching import by_likeness, by_name, plain_branch
from bot.agencies.models import ProfileError
from bot.agencies.phones import Phone, PhoneError, read_phones
from bot.agencies.spreadsheet import COLUMNS, Row, Sheet, pieces

Raw = dict[str, Any]
_LEVEL_OF = {char: level for level, char in LEVELS.items()} | {"区": "county", "旗": "county"}
_PLACE = re.compile(r"^(?:.*?(?:省|自治区|市|州|盟))?([\u4e00-\u9fff]{1,6}?[县市区旗州])(?=[\u4e00-\u9fff]{2,})")
_NO_LEVEL = ("市场", "市政", "市容", "县城", "区域", "州际")  # here the first character is no level
_PARTY = ("中共", "共青团")  # whose committees have the place in the middle of their names
_TOWN = re.compile(r"^([\u4e00-\u9fff]{1,12}?(?:街道|镇|乡|苏木))(?:人民政府|政府|办事处|街道办事处)?$")
_KIND_WORDS = {
    "department": ("部门", "政府部门", "工作部门", "直属", "事业", "群团"),
    "vertical": ("垂直", "垂管", "双管", "省垂", "国垂"),
    "township": ("乡镇", "街道", "镇"),
    "utility": ("公用", "公共企事业", "企业", "公司", "水电气"),
    "elsewhere": ("不受理", "外单位", "司法", "法院"),
    "government": ("政府", "人民政府"),
}


@dataclass
class Started:
    """A new profile: what its file holds, what has to be mended in the spreadsheet first, and what still has to be filled in."""

    raw: Raw
    faults: list[str] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The file, readable and editable by hand."""
        head = f"# {self.raw['name']}：由机构表生成。逐条核对后，用 mingbai profile check 检查。\n"
        return head + yaml.safe_dump(self.raw, allow_unicode=True, sort_keys=False, width=160)


@dataclass(frozen=True)
class Place:
    """What a place is called: `name` with its level (望江县), the place above it when the sheet or the deployer says so."""

    id: str
    name: str
    level: str
    above: str = ""


def place_of(place_id: str, sheet: Sheet, name: str | None = None, above: str = "") -> Place:
    """The place that a sheet is about: as told, else the place that its names begin with. Errors: `ProfileError`."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*|[\u4e00-\u9fff]{2,10}", place_id):
        raise ProfileError(f"“{place_id}”不能做地方编号：请用小写字母和数字（如 wangjiang），或地方的中文名")
    found = name or (place_id if re.match(r"[\u4e00-\u9fff]", place_id) else _common_place(sheet.rows))
    if not found or found[-1] not in _LEVEL_OF:
        raise ProfileError("看不出是哪个地方：请用 --name 写出地方名称，如 --name 望江县")
    return Place(place_id, found, _LEVEL_OF[found[-1]], above)


def _common_place(rows: Iterable[Row]) -> str:
    counted: dict[str, int] = {}
    for row in rows:
        if found := _PLACE.match(row.get("name")):
            counted[found[1]] = counted.get(found[1], 0) + 1
    return max(counted, key=lambda name: counted[name], default="")


def start(place: Place, sheet: Sheet, today: dt.date) -> Started:
    """The profile of a place from its sheet. With faults it is not to be used."""
    return _Starter(place, sheet, today).started()


class _Starter:
    def __init__(self, place: Place, sheet: Sheet, today: dt.date) -> None:
        self.place, self.sheet = place, sheet
        self.default = {"source": f"{place.name}机构表", "dated": today.isoformat()}
        self.base = read_yaml(SHIPPED / "_county.yml")
        self.known = {item["id"]: item for item in (*self.base["agencies"], *self.base["optional"])}
        self.optional = [item["id"] for item in self.base["optional"]]
        self.ids: dict[int, str] = {}
        self.phones: dict[int, list[Phone]] = {}
        self.result = Started({"id": place.id, "name": place.name, "level": place.level}, list(sheet.faults), list(sheet.notes))

    def started(self) -> Started:
        rows = [row for row in self.sheet.rows if not self._is_double(row)]
        towns = [row for row in rows if self._town(row)]
        offices = [row for row in rows if not self._town(row)]
        self._find_ids(offices)
        self.result.faults += [*self._phones(rows), *self._parents(offices), *self._kinds(rows)]
        self.result.raw |= self._head()
        self.result.raw["with"] = [item["id"] for item in self.base["optional"] if item["id"] in self.ids.values()]
        self.result.raw["towns"] = self.default | {"names": [self._town_entry(row) for row in towns]}
        self.result.raw["agencies"] = [self._entry(row) for row in offices]
        self._say_what_is_missing(offices, towns)
        return self.result

    def _head(self) -> Raw:
        row = next((row for row in self.sheet.rows if self.ids.get(row.number) == "gov-office"), None)
        reached = {key: row.get(key) or None if row else None for key in ("phone", "address")}
        office = {"agency": "gov-office", "name": f"{self.place.name}人民政府办公室", **reached}
        start_with = read_yaml(SHIPPED / "_new.yml")
        above = {"above": self.place.above} if self.place.above else {}
        return {"full_name": self.place.above + self.place.name, **above, "nicknames": [self._nickname], **start_with, "office": office | self.default}

    @property
    def _nickname(self) -> str:
        return self.place.name[:-1] if len(self.place.name) > 2 else self.place.name

    def _is_double(self, row: Row) -> bool:
        first = next(other for other in self.sheet.rows if self._bare(other.get("name")) == self._bare(row.get("name")))
        if first.number == row.number:
            return False
        self.result.faults.append(f"第{first.number}行和第{row.number}行都是“{row.get('name')}”，同一个单位只能有一行")
        return True

    def _bare(self, name: str) -> str:
        """A name without the place and without the level: 望江县教育局, 县教育局 → 教育局."""
        name = plain_branch(re.sub(r"\s", "", name))
        if self.place.name in name:
            before, name = name.rsplit(self.place.name, 1)
            if before.endswith(_PARTY) and name.startswith("委"):  # 中共望江县委组织部, 共青团望江县委员会
                name = name.removeprefix("委") if before.endswith("中共") else f"共青团{name}"
        elif len(name) > 3 and name[0] == self.place.name[-1] and not name.startswith(_NO_LEVEL):
            name = name[1:]
        return name.removeprefix("人民") if name.startswith("人民政府") and name != "人民政府" else name

    def _town(self, row: Row) -> str:
        found = _TOWN.match(self._bare(row.get("name")))
        return found[1] if found else ""

    def _town_entry(self, row: Row) -> Raw | str:
        extra = {key: value for key, value in self._facts(row).items() if key in ("phone", "address", "aliases", "former", "source", "dated")}
        return {"name": self._town(row), **extra} if extra else self._town(row)

    def _find_ids(self, rows: list[Row]) -> None:
        """Which agency of an ordinary county each row is: of the very name, of a second name, at last of the same subject.

        A second name of an agency that only some places have goes before: who lists a 林业和草原局 has one beside the 自然资源局.
        """
        free = {key: self.known[key] for key in (*self.optional, *self.known)}
        matchers = (partial(by_name, second=False), partial(by_name, second=True), by_likeness)
        for match in matchers:
            for row in rows:
                if row.number not in self.ids and (found := match(self._bare(row.get("name")), free)):
                    self.ids[row.number] = found
                    name = free.pop(found)["name"]
                    if match is by_likeness:
                        self._say_what_was_taken(row, found, name)
        taken: set[str] = set(self.known)
        for row in rows:
            if row.number not in self.ids:
                self.ids[row.number] = _new_id(self._bare(row.get("name")), taken)

    def _say_what_was_taken(self, row: Row, key: str, name: Any) -> None:
        called = self._called(name)
        self.result.todo.append(f"第{row.number}行“{row.get('name')}”按通用目录的“{called}”（{key}）办理，职责照它的：请核对；不是的，把它的 id 换成别的，并写上职责")

    def _called(self, name: Any) -> str:
        """An agency's name here: one name, or one a level."""
        return str(name[self.place.level] if isinstance(name, Mapping) else name)

    def _entry(self, row: Row) -> Raw:
        key, bare = self.ids[row.number], self._bare(row.get("name"))
        entry: Raw = {"id": key}
        known = self.known.get(key)
        if known is None:
            own = {"bare": True} if bare.startswith(self._nickname) else {}
            entry |= {"name": bare, **own, "kind": self._kind(row) or "department"}
        elif isinstance(known["name"], str) and bare != known["name"]:
            entry |= {"name": bare, "aliases": [known["name"]]}
        if self.place.name in row.get("name") and not (known and known.get("bare")):
            entry["full"] = row.get("name")
        facts = self._facts(row)
        aliases = [name for name in (*entry.get("aliases", ()), *facts.pop("aliases", ())) if name != bare]
        if aliases:
            entry["aliases"] = list(dict.fromkeys(aliases))
        if parent := self._parent_id(row):
            entry["parent"] = parent
        return entry | facts | self._duties(row)

    def _facts(self, row: Row) -> Raw:
        listed = {key: list(pieces(row.get(key))) for key in ("aliases", "former") if row.get(key)}
        phone = {"phone": "、".join(one.text for one in phones)} if (phones := self.phones.get(row.number)) else {}
        address = {"address": row.get("address")} if row.get("address") else {}
        return {**phone, **address, **listed, "source": row.get("source") or self.default["source"], "dated": row.get("dated") or self.default["dated"]}

    def _duties(self, row: Row) -> Raw:
        """What the sheet says of its duties, sentence by sentence, each a duty that is found by its parts."""
        duties = [_duty(sentence) for sentence in re.split(r"[；;。\n]", row.get("duties")) if len(sentence.strip()) > 1]
        return {"duties": duties} if duties else {}

    def _kind(self, row: Row) -> str:
        word = row.get("kind")
        if word in KINDS or not word:
            return word
        return next((kind for kind, words in _KIND_WORDS.items() if any(one in word for one in words)), "")

    def _kinds(self, rows: list[Row]) -> Iterator[str]:
        for row in rows:
            if row.get("kind") and not self._kind(row):
                yield f"第{row.number}行“{row.get('name')}”的类别“{row.get('kind')}”不认识，可写：部门、垂直管理、乡镇、公用企业、外单位"

    def _phones(self, rows: list[Row]) -> Iterator[str]:
        """Read every row's numbers; what cannot be read is told."""
        for row in rows:
            try:
                self.phones[row.number] = read_phones(row.get("phone")) if row.get("phone") else []
            except PhoneError as error:
                yield f"第{row.number}行“{row.get('name')}”的电话“{error}”不像电话号码"

    def _say_what_citizens_see_of_phones(self) -> None:
        named = {row.number: f"第{row.number}行“{row.get('name')}”" for row in self.sheet.rows}
        if noted := [named[number] + phone.text for number, phones in self.phones.items() for phone in phones if phone.note]:
            self.result.todo.append(f"电话后面的说明市民会看到，请核对：{'；'.join(noted)}")

    def _parent_id(self, row: Row) -> str:
        wanted = self._bare(row.get("parent"))
        if not wanted or wanted in ("人民政府", "政府", self.place.name):
            return ""
        return next((self.ids[other.number] for other in self.sheet.rows if other.number in self.ids and self._bare(other.get("name")) == wanted), "")

    def _parents(self, rows: list[Row]) -> Iterator[str]:
        by_id = {self.ids[row.number]: row for row in rows}
        for row in rows:
            wanted = self._bare(row.get("parent"))
            if wanted and wanted not in ("人民政府", "政府", self.place.name) and not self._parent_id(row):
                yield f"第{row.number}行“{row.get('name')}”的上级“{row.get('parent')}”不在表里"
            elif chain := self._loop(row, by_id):
                yield f"第{row.number}行“{row.get('name')}”的上级绕成了圈：{' → '.join(chain)}"

    def _loop(self, row: Row, by_id: Mapping[str, Row]) -> list[str]:
        names, at = [row.get("name")], by_id.get(self._parent_id(row))
        while at is not None and len(names) <= len(by_id):
            names.append(at.get("name"))
            if at is row:
                return names
            at = by_id.get(self._parent_id(at))
        return []

    def _say_what_is_missing(self, offices: list[Row], towns: list[Row]) -> None:
        for row in offices:
            if self.ids[row.number] not in self.known and not row.get("duties"):
                self.result.todo.append(f"第{row.number}行“{row.get('name')}”在通用目录里没有，表里也没写职责：请补上，否则判断不出哪些事归它办")
        there = set(self.ids.values())
        departments = [item for item in self.base["agencies"] if item.get("kind", "department") == "department" and item["id"] not in there]
        if names := "、".join(self._called(item["name"]) for item in departments):
            self.result.todo.append(f"表里没有、通用目录里有的部门先保留着：{names}。本地没有的，把编号写进 drop（{'、'.join(item['id'] for item in departments)}）")
        if not towns:
            self.result.todo.append("表里没有乡镇、街道：请在 towns 里补上，属地的事才找得到具体乡镇")
        self._say_what_citizens_see_of_phones()
        phoneless = sum(not row.get("phone") for row in self.sheet.rows)
        if phoneless:
            self.result.todo.append(f"{phoneless}个单位没有写电话，答复里会说“以官网公布为准”")
        self.result.todo.append("办理时限（periods）、办公时间（hours）、公开机构（office）用的是默认值，请换成本地的规定")


def _duty(sentence: str) -> Raw:
    sentence = re.sub(r"^\s*[（(]?[\d一二三四五六七八九十]+[)）.．、]\s*|\s|[{}\[\]]", "", sentence)
    parts = [part for part in re.split(r"[，,、：:]|(?:负责|承担|组织|指导|协调|监督|管理|以及|及其|和|与)", sentence) if 2 <= len(part) <= 20]
    return {"name": sentence[:24], "says": " ".join(dict.fromkeys(parts)) or sentence[:24]}


def _new_id(name: str, taken: set[str]) -> str:
    key = start_key = "-".join(lazy_pinyin(name[:6])) or "agency"
    for number in range(2, 1000):
        if key not in taken:
            break
        key = f"{start_key}-{number}"
    taken.add(key)
    return key


def template_rows() -> list[list[str]]:
    """The template's header and rows that show how it is filled in."""
    return [
        [names[0] for names in COLUMNS.values()],
        ["某某县人民政府办公室", "县府办", "", "部门", "县人民政府", "政府信息公开；政务公开；政府文件、会议纪要", "", "", "县委编委文件", "2026-01-01"],
        ["某某县教育局", "", "教育体育局", "部门", "县人民政府", "", "", "", "", ""],
        ["某某经济开发区管理委员会", "开发区", "", "部门", "县人民政府", "园区企业服务；园区道路、标准厂房", "", "", "", ""],
        ["某某镇人民政府", "", "某某乡", "乡镇", "县人民政府", "", "", "", "", ""],
    ]


def write_template(path: Path) -> None:
    """An empty spreadsheet to fill in, with what each column means."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "机构表"
    for line in template_rows():
        sheet.append(line)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJ", (30, 14, 18, 10, 18, 50, 20, 30, 20, 14), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("说明")
    for line in _NOTES:
        notes.append(line)
    notes.column_dimensions["B"].width = 100
    book.save(path)


_NOTES = (
    ["列", "怎么填"],
    ["单位名称", "必填，每个单位一行，不要合并单元格。写全称最好，如“某某县教育局”；地方名称就是从这里看出来的"],
    ["简称 曾用名", "可写多个，用顿号隔开。群众用旧名字来问，也能找到"],
    ["类别", "部门、垂直管理、乡镇、公用企业、外单位（只能指路、不能派单的，如法院）"],
    ["上级单位", "写表里另一个单位的名称；不写就是县（市、州）人民政府"],
    ["职责", "通用目录里已有的部门可以不写；写了会加上去。一句一件事，用分号隔开，尽量用群众的说法"],
    ["电话 地址", "没有就空着，不要写“见官网”。电话可写多个，用顿号隔开，最好带区号；说明写在号码后面的括号里，如“0562-3210001（工作日）、3210002转801（夜间）”，市民会看到"],
    ["出处 日期", "这一行的内容从哪来、哪天核对的；不写就记为本表和今天"],
    ["示例", "前几行是示例，填好后请删掉"],
)
