"""Which agency a draft goes to: the one the citizen names, else the one that duties point to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.agencies.service import Decision, Directory, Divisions, Matter, Profile, Router, load_router, matters
from bot.conversations.replies import Option, Reply
from bot.filing import remarks, words
from bot.filing.form import Form
from bot.people.masking import mask_text

_OTHER = (Option("办别的事", "你能办什么"),)

# Words of complaining as such: «举报» in a matter about a building is no matter for the discipline commission.
_BARE = re.compile(
    r"我?们?(?:实名|匿名)?(?:举报|投诉|反映)(?:的|了|过)?|(?:要求)?给(?:我|个|一个)*说法|你?们?凭(?:什么|啥)|没人管|不处理"
    r"|(?:政府)?信息公开(?:申请)?|(?:要求|申请)公开"
)


@dataclass(frozen=True)
class Offices:
    """The agencies of the desk's place, as filing needs them."""

    profile: Profile
    directory: Directory
    router: Router
    divisions: Divisions

    @classmethod
    def of(cls, profile: Profile, learned: Path | None = None) -> "Offices":
        """Everything from one profile; with what the place's own past messages taught, kept in the file `learned`."""
        return cls(profile, Directory(profile), load_router(profile, learned), Divisions(profile.full_name, profile.place_names))

    def route(self, matter: Sequence[str], place: str = "") -> Decision:
        """Who is responsible for a matter told in one or more pieces; the place decides only where the matter does not (属地管理)."""
        pieces = list(dict.fromkeys(_BARE.sub("", piece) for piece in matter if piece)) or [""]
        found = self._together([self.router.route(piece) for piece in pieces])
        if place and self._is_any_township(found):  # the place tells which one
            named = self.router.route("，".join([*pieces, place]))
            return named if not self._is_any_township(named) and self._is_township(named) else found
        if found.sure or not place or _stands_out(found):
            return found
        # A town in the address is no reason to send a matter there that is none of a township's.
        named = self.router.route("，".join([*pieces, place]))
        return found if self._is_township(named) and found.township is None else named

    def matters(self, told: str) -> tuple[Matter, ...]:
        """The matters of what was told, each with who is responsible; one where it cannot surely be taken apart."""
        return matters(told, lambda piece: self.route([piece]))

    def _is_any_township(self, decision: Decision) -> bool:
        return decision.agency_id == "township"

    def _is_township(self, decision: Decision) -> bool:
        agency = self.directory.find(decision.agency)
        return agency is not None and agency.kind == "township"

    def _together(self, decisions: list[Decision]) -> Decision:
        """One decision of several: what a citizen said first and what was added later count alike."""
        weight: dict[str, float] = {}
        for decision in decisions:
            for candidate in decision.candidates:
                weight[candidate.agency] = weight.get(candidate.agency, 0.0) + candidate.confidence
        best = max(weight, key=lambda name: weight[name], default=decisions[0].agency)
        return next((decision for decision in decisions if decision.agency == best), decisions[0])

    def may_take(self, decision: Decision) -> bool:
        """Whether the agency can be sent a ticket: a court or the discipline commission cannot, a utility can."""
        agency = self.directory.find(decision.agency)
        return agency is None or not agency.is_elsewhere

    def named(self, text: str) -> str | None:
        """The agency that the citizen names, in its name of today; None when none is known by that name."""
        agency = self.directory.find(text.strip(" 。.,，！!吧的向跟找"))
        if agency is None:
            return None
        return None if agency.is_elsewhere else agency.name

    def not_found(self, text: str) -> str:
        """What to say when no agency here has this name; one of another place has its own door."""
        there = self.divisions.stands_elsewhere(text.strip())
        return words.other_agency(there.title, self.profile.name) if there else f"没有找到“{mask_text(text.strip())[:20]}”这个单位。"


def _stands_out(decision: Decision) -> bool:
    """Not sure, but far ahead of the next."""
    scores = [candidate.confidence for candidate in decision.candidates] + [0.0, 0.0]
    return scores[0] > 0.2 and scores[0] >= 3 * scores[1]


def elsewhere(form: Form, offices: Offices, decision: Decision, text: str) -> list[Reply] | None:
    """A matter that no agency here may handle (courts, discipline, a reconsideration …): the right door, and nothing is filed."""
    if remarks.wants_reconsideration(text):
        form.dropped = True
        return [Reply(words.RECONSIDER, "redirected", words.RECONSIDER_CITES, options=_OTHER)]
    if offices.may_take(decision) or decision.elsewhere is None:
        return None
    form.dropped = True
    return [Reply(decision.elsewhere.say, "redirected", options=_OTHER)]
