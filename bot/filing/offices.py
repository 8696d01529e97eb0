"""Which agency a draft goes to: the one the citizen names, else the one that duties point to."""

from dataclasses import dataclass

from bot.agencies.service import Decision, Directory, Profile, Router


@dataclass(frozen=True)
class Offices:
    """The agencies of the desk's place, as filing needs them."""

    profile: Profile
    directory: Directory
    router: Router

    @classmethod
    def of(cls, profile: Profile) -> "Offices":
        """Everything from one profile."""
        return cls(profile, Directory(profile), Router(profile))

    def route(self, matter: str, place: str = "") -> Decision:
        """Who is responsible for the matter; the place decides only where the matter alone does not (属地管理)."""
        found = self.router.route(matter)
        return found if found.sure or not place else self.router.route(f"{matter}，{place}")

    def named(self, text: str) -> str | None:
        """The agency that the citizen names, in its name of today; None when none is known by that name."""
        agency = self.directory.find(text.strip(" 。.,，！!吧的向跟找"))
        if agency is None:
            return None
        return None if agency.is_elsewhere else agency.name

    def full_name(self, name: str) -> str:
        """The official name for receipts and tickets' pages."""
        agency = self.directory.find(name)
        return agency.full_name if agency else name
