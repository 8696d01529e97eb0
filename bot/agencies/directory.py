"""Finds an agency of a place by any of its names: today's, full, alias, former; with or without level or place."""

from collections.abc import Iterator

from bot.agencies.models import Agency, Profile
from bot.agencies.wording import plain

_LEVELS = "县市州区"


class Directory:
    """The agencies of one place by name."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._by_name: dict[str, Agency] = {}
        for agency in sorted(profile.agencies.values(), key=lambda agency: agency.is_elsewhere):
            for name in spellings(profile, agency):
                self._by_name.setdefault(name, agency)

    def find(self, name_or_alias: str) -> Agency | None:
        """The agency of this name, alias, former name or id; `None` if there is none."""
        return self.profile.agencies.get(name_or_alias) or self._by_name.get(plain(name_or_alias))

    def names(self) -> Iterator[tuple[str, Agency]]:
        """Every spelling with its agency."""
        return iter(self._by_name.items())


def spellings(profile: Profile, agency: Agency) -> list[str]:
    """How citizens may write an agency's name, today's names before former ones."""
    names: list[str] = []
    for name in (plain(name) for name in agency.names):
        names.append(name)
        bare = name.removeprefix(plain(profile.name))
        if len(bare) > 3 and bare[0] in _LEVELS and not agency.id.startswith("town:"):
            bare = bare[1:]
        names += [bare, *(level + bare for level in _LEVELS), plain(profile.name) + bare]
    return list(dict.fromkeys(names))
