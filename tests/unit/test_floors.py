"""The rule of floors: imports point down, mingbai → channels, consoles, actions → bot areas → clock, store."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("mingbai", "channels", "consoles", "actions", "bot")


def floor_of(module: str) -> int | None:
    """3 the front door, 2 the rooms, 1 the areas of the business, 0 clock and store; None for what is not ours."""
    first, _, rest = module.partition(".")
    if first == "mingbai":
        return 3
    if first in ("channels", "consoles", "actions"):
        return 2
    if first == "bot":
        return 0 if rest.split(".")[0] in ("clock", "store") else 1
    return None


def modules() -> list[Path]:
    return [path for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def climbs(importer: str, imported: str) -> bool:
    mine, theirs = floor_of(importer), floor_of(imported)
    if mine is None or theirs is None:
        return False
    if mine == theirs == 2:
        return importer.split(".")[0] != imported.split(".")[0] and not f"{imported}.".startswith("channels.problems.")
    if mine == theirs == 0:
        return importer.split(".")[1] != imported.split(".")[1]
    return theirs > mine


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path):
    importer = name_of(path)
    assert [name for name in sorted(imports_of(path)) if climbs(importer, name)] == []


def test_the_rule_sees_a_climb():
    assert climbs("bot.tickets.service", "channels.web.api")
    assert climbs("bot.clock.service", "bot.tickets.service")
    assert climbs("bot.store.base", "bot.people.models")
    assert climbs("channels.web.api", "mingbai.settings")
    assert climbs("consoles.hotline.api", "channels.limits")
    assert not climbs("consoles.hotline.api", "channels.problems.Problem")
    assert not climbs("mingbai.app", "channels.web.api")
    assert not climbs("bot.filing.service", "bot.tickets.service")


def test_the_business_knows_no_web_framework_and_no_engine():
    outside = ("fastapi", "starlette", "uvicorn", "rasa", "rasa_sdk", "wechatpy", "telegram", "jinja2")
    for path in (ROOT / "bot").rglob("*.py"):
        assert not {name.split(".")[0] for name in imports_of(path)} & set(outside), path


def test_only_one_module_knows_the_engines_wire_format():
    knowing = [path for part in PARTS for path in (ROOT / part).rglob("*.py") if "webhooks/rest" in path.read_text("utf-8")]
    assert knowing == [ROOT / "bot" / "conversations" / "engine.py"]
