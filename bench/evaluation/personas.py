"""People who file: each is played turn by turn from the facts written down about them.

The player reads `asks` on the last reply and answers from `facts`. `wrong_first` is said once before the right value and has
to be refused. A twist is said at its place: `before:SLOT` instead of that answer, `after:SLOT` right after it, `review` at the
review; a question in the middle has to bring the same slot again, a correction has to show in the review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.evaluation.desks import Desk
from bench.evaluation.questions import plain

_KINDS = {"application": "申请公开", "complaint": "投诉", "consultation": "咨询", "suggestion": "建议"}
_SPOKEN = {"citizen": "个人", "organization": "单位"}
_UNKNOWN = {
    "applicant_type": "个人", "anonymous": "不匿名", "attachments": "没有", "satisfaction": "满意", "postal_code": "没有", "email": "没有",
    "occurred_at": "记不清了", "place": "说不清", "target_agency": "不清楚", "contact_address": "没有", "applicant_name": "不想说",
    "id_type": "居民身份证",
}  # fmt: skip
_MOST_TURNS = 45
_DESCRIPTIONS = ("description", "info_description")


@dataclass
class Player:
    """One person at the desk. `faults` is empty when everything came out as expected."""

    desk: Desk
    persona: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)
    log: list[tuple[str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = self.desk.open()
        self._facts: dict[str, Any] = dict(self.persona["facts"])
        self._twists: list[Mapping[str, Any]] = list(self.persona.get("twists") or ())
        self._wrong_first: dict[str, str] = dict(self.persona.get("wrong_first") or {})
        self._asks: str | None = None
        self._ticket: Mapping[str, Any] | None = None
        self._shown, self._over = "", False

    def play(self) -> "Player":
        """The whole conversation, then its judgement."""
        self._say(self.persona["opening"])
        nudged = False
        while len(self.log) < _MOST_TURNS and not self._over:
            if self._asks is None:
                if nudged:
                    break
                nudged = True
                self._say(_KINDS[self._expect["kind"]])
            elif self._asks == "review":
                self._review()
            else:
                self._fill(self._asks)
        self._judge()
        return self

    @property
    def _expect(self) -> Mapping[str, Any]:
        expected: Mapping[str, Any] = self.persona["expect"]
        return expected

    @property
    def _shall_be_filed(self) -> bool:
        return bool(self._expect.get("filed", True))

    def _say(self, text: str) -> None:
        replies = self.desk.say(self._key, text)
        self.log.append((text[:80], [f"[{reply['outcome']}] asks {reply.get('asks')}: {reply['text'][:160]}" for reply in replies]))
        if (number := self._facts.get("id_number")) and any(number in reply["text"] for reply in replies):
            self.faults.append("an identity number was repeated")
        self._asks = next((reply["asks"] for reply in reversed(replies) if reply.get("asks")), None)
        self._ticket = next((reply["ticket"] for reply in reversed(replies) if reply["outcome"] == "filed"), None)
        self._shown = plain(replies[-1]["text"]) if replies else ""
        self._over = self._ticket is not None or any(reply["outcome"] == "cancelled" for reply in replies)

    def _twist(self, place: str) -> Mapping[str, Any] | None:
        twist = next((one for one in self._twists if one["at"] == place), None)
        if twist is not None:
            self._twists.remove(twist)
            self._facts |= {name: value for name, value in (twist.get("expect") or {}).items() if not name.endswith("_contains")}
        return twist

    def _fill(self, slot: str) -> None:
        if twist := self._twist(f"before:{slot}"):
            self._say(twist["say"])
            if twist.get("then") and not twist.get("expect") and self._asks not in (slot, None) and self._shall_be_filed:
                self.faults.append(f"after a question in the middle asked {self._asks}, not {slot} again")
        elif slot in self._wrong_first:
            self._say(self._wrong_first.pop(slot))
            if self._asks != slot:
                self.faults.append(f"a wrong {slot} was taken")
        else:
            value = _KINDS[self._expect["kind"]] if slot == "kind" else self._facts.get(slot) or _UNKNOWN.get(slot, "没有")
            self._say(_SPOKEN.get(value, value))
            if twist := self._twist(f"after:{slot}"):
                self._say(twist["say"])

    def _review(self) -> None:
        twist = self._twist("review")
        if twist is None:
            self._corrections_show()
        self._say(twist["say"] if twist else "确认")

    def _corrections_show(self) -> None:
        wanted = {name: value for twist in self.persona.get("twists") or () for name, value in (twist.get("expect") or {}).items()}
        for name, value in wanted.items():
            if name.endswith("_contains"):
                lacking = [word for word in value if plain(word) not in self._shown]
            elif name in _DESCRIPTIONS:
                continue
            else:
                shown = str(value)[-4:] if name == "contact_phone" else str(value)
                lacking = [] if plain(shown) in self._shown else [f"{name}={value}"]
            self.faults += [f"the review does not show {one}" for one in lacking]

    def _judge(self) -> None:
        if self._shall_be_filed != bool(self._ticket):
            self.faults.append(f"filed: {bool(self._ticket)}, expected: {self._shall_be_filed}")
        if not (self._ticket and self._shall_be_filed):
            return
        if self._ticket["kind"] != self._expect["kind"]:
            self.faults.append(f"kind {self._ticket['kind']}, expected {self._expect['kind']}")
        offices: Sequence[str] = self._expect.get("agency_any") or ()
        if offices and not any(plain(one).lstrip("县市州") in plain(self._ticket["agency"]) for one in offices):
            self.faults.append(f"agency {self._ticket['agency']}, expected one of {offices}")
        if self._expect.get("deadline_workdays") and not self._ticket.get("due_on") and self._expect["kind"] != "application":
            self.faults.append("no due date")

    def __str__(self) -> str:
        talk = [line for said, replies in self.log for line in (f"  > {said}", *(f"  < {reply}" for reply in replies))]
        return "\n".join([f"{self.persona['id']} {'; '.join(self.faults)}", *talk])


def figures(players: Sequence[Player]) -> dict[str, float]:
    """How many ended as expected, and in how many turns."""
    expected = sum(not player.faults for player in players)
    turns = sum(len(player.log) for player in players)
    return {
        "personas": len(players), "as_expected": expected, "as_expected_share": round(expected / len(players), 4),
        "turns_each": round(turns / len(players), 1),
    }  # fmt: skip
