"""Reads a profile and what it extends from YAML; what cannot be read is a Chinese sentence naming file and agency."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.agencies.models import (
    Agency,
    Duty,
    Fact,
    Hotline,
    KeyArea,
    Notice,
    Office,
    Period,
    Profile,
    ProfileError,
    Rule,
    WorkingHours,
)

SHIPPED = Path(__file__).resolve().parents[2] / "profiles"  # what comes with the desk: bases, duties, five places
LEVELS = {"county": "县", "city": "市", "prefecture": "州"}
KINDS = ("government", "department", "vertical", "township", "utility", "elsewhere")
Raw = dict[str, Any]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Loader):
    """A key written twice is an error: silently the last one would win."""


def _mapping(loader: Any, node: Any, deep: bool = False) -> Raw:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    doubled = sorted({str(key) for key in keys if keys.count(key) > 1})
    if doubled:
        raise ProfileError(f"第{node.start_mark.line + 1}行附近，“{doubled[0]}”写了两次")
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Raw:
    """The mapping a YAML file holds. Errors: `ProfileError` naming the file."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)
    except FileNotFoundError as error:
        raise ProfileError(f"{path.name}：找不到这个文件") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第{mark.line + 1}行" if mark else "某一行"
        raise ProfileError(f"{path.name}：{where}格式不对，请检查缩进和冒号") from error
    except ProfileError as error:
        raise ProfileError(f"{path.name}：{error}") from error
    if not isinstance(raw, dict):
        raise ProfileError(f"{path.name}：内容应当是“名称: 值”的形式")
    return raw


def read_profile(path: Path) -> Profile:
    """The place described by a file. Errors: `ProfileError`, one sentence naming the file and the agency."""
    raw = read_yaml(path)
    base = base_path(path, raw)
    try:
        return _Reader(path, raw, base).profile()
    except KeyError as error:
        raise ProfileError(f"{path.name}：缺少“{error.args[0]}”") from error
    except (TypeError, AttributeError) as error:
        raise ProfileError(f"{path.name}：有一处的写法不对，应当是列表或“名称: 值”（{error}）") from error


def base_path(path: Path, raw: Raw) -> Path | None:
    """The file that a profile extends: the one beside it, else the one that comes with the desk; None when it extends none."""
    if not raw.get("extends"):
        return None
    beside = path.parent / raw["extends"]
    return beside if beside.exists() else SHIPPED / raw["extends"]


class _Reader:
    """Puts one profile together from its own file and the base it extends."""

    def __init__(self, path: Path, raw: Raw, base: Path | None) -> None:
        self.path, self.raw, self._base_path = path, raw, base
        self.base = read_yaml(base) if base else {}
        self.level: str = raw["level"]
        if self.level not in LEVELS:
            raise ProfileError(f"{path.name}：level 只能是 {'、'.join(LEVELS)}，现在写的是“{self.level}”")
        self.duties = self._duties()

    def profile(self) -> Profile:
        raw = self.raw
        return Profile(
            id=raw["id"],
            name=raw["name"],
            full_name=str(raw.get("full_name") or raw["name"]),
            level=self.level,
            agencies=self._agencies(),
            notices=tuple(_notice(item) for item in raw.get("notices") or ()),
            hotlines=tuple(Hotline(item["name"], str(item["number"]), _fact(item)) for item in raw.get("hotlines") or ()),
            periods=tuple(_period(item) for item in raw.get("periods") or ()),
            key_areas=tuple(_key_area(item) for item in raw.get("key_areas") or ()),
            office=_office(raw["office"]),
            hours=_hours(raw["hours"]),
            website=raw.get("website"),
            nicknames=tuple(raw.get("nicknames") or ()),
            rules=tuple(Rule(item["text"], item["source"], item["article"], str(item["dated"])) for item in raw.get("rules") or ()),
            path=self.path.name,
        )

    def _duties(self) -> dict[str, list[Raw]]:
        """Duties by agency from the base's folder and the place's own; one of the same name in a later file adds its words."""
        duties: dict[str, dict[str, Raw]] = {}
        for file in self._duty_files():
            for agency, items in read_yaml(file).items():
                for item in items:
                    _add_duty(duties.setdefault(agency, {}), item)
        for one in self._chosen():
            _take(duties, one["id"], set(one.get("takes") or ()))
        return {agency: list(items.values()) for agency, items in duties.items()}

    def _duty_files(self) -> list[Path]:
        folder = self.base.get("duties")
        if not folder or self._base_path is None:
            return []
        folders = dict.fromkeys((self._base_path.parent / folder, self.path.parent / folder))
        return [file for one in folders for file in sorted(one.glob("*.yml"))]

    def _chosen(self) -> list[Raw]:
        """The agencies that only some places have, as far as this one says (`with`) that it has them."""
        wanted = self.raw.get("with") or ()
        chosen = [item for item in self.base.get("optional") or () if item["id"] in wanted]
        for unknown in set(wanted) - {item["id"] for item in chosen}:
            raise ProfileError(f"{self.path.name}：with 里的“{unknown}”不认识，可选的是 {'、'.join(i['id'] for i in self.base.get('optional') or ())}")
        return chosen

    def _agencies(self) -> dict[str, Agency]:
        entries: dict[str, Raw] = {}
        default = {"source": self.base.get("source"), "dated": self.base.get("dated")}
        for item in self.base.get("agencies") or ():
            self._add(entries, {**default, **item})
        for item in self._chosen():
            _give_up_names(entries, item)
            self._add(entries, {**default, **item})
        based = set(entries)
        for item in self.raw.get("agencies") or ():
            if item["id"] in based:
                based.remove(item["id"])
                entries[item["id"]] = _patched(entries[item["id"]], item)
            else:
                self._add(entries, item)
        for gone in self.raw.get("drop") or ():
            entries.pop(gone, None)
        for town in self._towns():
            self._add(entries, town)
        self._known(self.duties, entries)
        return {key: self._agency(item) for key, item in entries.items()}

    def _add(self, entries: dict[str, Raw], item: Raw) -> None:
        if item["id"] in entries:
            raise ProfileError(f"{self.path.name}：机构编号“{item['id']}”（{item.get('name')}）写了两次")
        entries[item["id"]] = item

    def _known(self, duties: Iterable[str], entries: Mapping[str, Raw]) -> None:
        dropped = set(self.raw.get("drop") or ())
        for agency in duties:
            if agency not in entries and agency not in dropped:
                raise ProfileError(f"{self.path.name}：职责文件写了机构“{agency}”，但没有这个机构")

    def _towns(self) -> list[Raw]:
        towns = self.raw.get("towns") or {}
        rows = []
        for item in towns.get("names") or ():
            row: Raw = {"name": item} if isinstance(item, str) else dict(item)
            place = row["name"]
            office = "人民政府" if place[-1] in "镇乡县市区" else "办事处"
            row |= {"id": f"town:{place}", "name": f"{place}{office}", "kind": "township", "parent": "township", "bare": True}
            row["aliases"] = [place, *row.get("aliases", ())]
            rows.append({"source": towns.get("source"), "dated": towns.get("dated"), **row})
        return rows

    def _agency(self, item: Raw) -> Agency:
        name = self._at_level(item["name"])
        kind = item.get("kind", "department")
        if kind not in KINDS:
            raise ProfileError(f"{self.path.name}：机构“{name}”的类别“{kind}”不认识，只能是 {'、'.join(KINDS)}")
        prefix = "" if item.get("bare") else LEVELS[self.level]
        return Agency(
            id=item["id"],
            name=prefix + name,
            full_name=self._full(item, name),
            kind=kind,
            parent=item.get("parent", None if kind == "elsewhere" else "government"),
            fact=_fact(item),
            aliases=tuple(item.get("aliases") or ()),
            former=tuple(item.get("former") or ()),
            duties=tuple(self._duty(duty) for duty in [*self.duties.get(item["id"], ()), *(item.get("duties") or ())]),
            phone=None if item.get("phone") is None else str(item["phone"]),
            address=item.get("address"),
            instead=item.get("instead"),
        )

    def _at_level(self, name: Any) -> str:
        return name[self.level] if isinstance(name, Mapping) else str(name)

    def _full(self, item: Raw, name: str) -> str:
        pattern = item.get("full")
        if isinstance(pattern, Mapping):
            pattern = pattern.get(self.level)
        if pattern is None:
            pattern = "{place}" + name if not item.get("bare") else name
        return str(pattern).format(place=self.raw["name"], above=self.raw.get("above", ""))

    def _duty(self, item: Raw) -> Duty:
        dropped = set(self.raw.get("drop") or ())
        return Duty(
            name=item["name"],
            says=tuple(str(item["says"]).split()),
            also=tuple(key for key in item.get("also") or () if key not in dropped),
            co=tuple(key for key in item.get("co") or () if key not in dropped),
            basis=item.get("basis"),
        )


def _add_duty(duties: dict[str, Raw], item: Raw) -> None:
    known = duties.get(item["name"])
    duties[item["name"]] = item if known is None else {**known, **item, "says": f"{known['says']} {item['says']}"}


def _take(duties: dict[str, dict[str, Raw]], taker: str, names: set[str]) -> None:
    """Moves duties from whoever has them in an ordinary county to the agency that a place has for them."""
    for items in list(duties.values()):
        for name in names & set(items):
            duties.setdefault(taker, {})[name] = items.pop(name)


def _give_up_names(entries: Mapping[str, Raw], chosen: Raw) -> None:
    """An agency of its own is no other's second name any more."""
    names = {chosen["name"], *(chosen.get("aliases") or ()), *(chosen.get("former") or ())}
    for entry in entries.values():
        for key in ("aliases", "former"):
            entry[key] = [name for name in entry.get(key) or () if name not in names]


def _patched(base: Raw, item: Raw) -> Raw:
    """A place's entry over the base's: lists are added to, everything else is replaced."""
    added = {key: [*(base.get(key) or ()), *value] for key, value in item.items() if isinstance(value, list)}
    return {**base, **item, **added}


def _fact(item: Raw) -> Fact:
    return Fact(str(item.get("source") or ""), str(item.get("dated") or ""))


def _notice(item: Raw) -> Notice:
    number = item.get("number")
    return Notice(item["id"], item["title"], str(item["dated"]), number, item.get("url"), item.get("note"))


def _period(item: Raw) -> Period:
    return Period(item["kind"], item["workdays"], item["source"], item["article"], str(item["dated"]), item.get("extended_to"))


def _key_area(item: Raw) -> KeyArea:
    return KeyArea(item["name"], tuple(item["lead"]), tuple(item.get("named") or ()), _fact(item))


def _office(item: Raw) -> Office:
    phone = item.get("phone")
    return Office(item["agency"], item["name"], _fact(item), None if phone is None else str(phone), item.get("address"))


def _hours(item: Raw) -> WorkingHours:
    return WorkingHours(item["days"], item["morning"], item["afternoon"], _fact(item))
