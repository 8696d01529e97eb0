"""What the parts need of profiles: names of places for the knowledge, periods for the clock."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.agencies.service import Profile, base_of, profile_files
from bot.clock.service import PeriodOverrides, parse_overrides
from bot.oversight.heat import Heat, parse_heat
from bot.tickets.watching import Watch, parse_watch
from mingbai.settings import settings


@lru_cache(maxsize=1)
def place_names() -> dict[str, str]:
    """Every name by which a place that we know is called → its profile's id."""
    names: dict[str, str] = {}
    for path in profile_files(settings().own_profiles).values():
        profile = yaml.safe_load(path.read_text("utf-8"))
        for name in (profile["name"], *(profile.get("nicknames") or ())):
            names[name] = profile["id"]
        names.setdefault(profile["name"].rstrip("县市州区"), profile["id"])
    return names


@lru_cache(maxsize=1)
def titles_of_places() -> dict[str, str]:
    """Every profile's id → what the place is called."""
    rows = [yaml.safe_load(path.read_text("utf-8")) for path in profile_files(settings().own_profiles).values()]
    return {row["id"]: row["name"] for row in rows}


def overrides_of(profile: Profile) -> PeriodOverrides:
    """The place's own periods as the clock reads them."""
    rows: dict[str, dict[str, Any]] = {}
    for local in profile.periods:
        rows[local.kind] = {"workdays": local.workdays, "source": local.source, "article": local.article}
        if local.extended_to is not None:
            rows[local.kind]["extension"] = local.extended_to - local.workdays
    return parse_overrides(rows)


def watch_of(path: Path) -> Watch:
    """When the place of this profile warns: its key `warnings`, or that of the file it extends, laid over the default."""
    return parse_watch(_laid_over(path, "warnings"))


def heat_of(path: Path) -> Heat:
    """When reports of the place become a hot topic, when an emergency: its key `heat`, in the same way."""
    return parse_heat(_laid_over(path, "heat"))


def _laid_over(path: Path, key: str) -> dict[str, Any]:
    raw = yaml.safe_load(path.read_text("utf-8"))
    base: Any = base_of(path).get(key) or {}
    return {**base, **(raw.get(key) or {})}
