"""The place that made-up reports are from: its towns, and which of its agencies answers for a matter."""

from dataclasses import dataclass
from random import Random

from bot.agencies.service import Profile
from mingbai.demo.telling import Matter, Spot

_TOWN, _FALLBACK = "town", "gov-office"


@dataclass(frozen=True)
class DemoPlace:
    """A profile as the demo needs it."""

    towns: dict[str, str]
    agencies: dict[str, str]

    @classmethod
    def of(cls, profile: Profile) -> "DemoPlace":
        """From a profile; one without towns of its own gets its own name as the only one."""
        agencies = {agency.id: agency.name for agency in profile.agencies.values() if not agency.is_elsewhere}
        towns = {agency.name.removesuffix("人民政府"): agency.name for agency in profile.agencies.values() if agency.id.startswith("town:")}
        return cls(towns or {profile.name: agencies.get("township", agencies[_FALLBACK])}, agencies)

    def agency_for(self, matter: Matter, spot: Spot) -> str:
        """Who answers: the agency of the matter, the town for what is a town's."""
        if matter.agency == _TOWN:
            return self.towns.get(spot.town, self.agencies[_FALLBACK])
        return self.agencies.get(matter.agency, self.agencies[_FALLBACK])

    def other_than(self, random: Random, agency: str) -> str:
        """Another agency, to return a ticket for or to help with it."""
        return random.choice([name for name in self.agencies.values() if name != agency])
