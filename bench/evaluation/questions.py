"""Questions: one message each in a conversation of its own.

A line holds `text`, `behaviour`, `must` (groups of words, one of each has to be said), `must_not` (wrong facts), `cite_any`
([source, article], one has to be cited; an article also by its parts). Right is: behaviour as wanted, every group said,
nothing of `must_not`, cited. What is said is compared in half-width, lower-case letters without blanks.
"""

import statistics
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.evaluation.desks import Desk

# The outcomes that show a behaviour.
FITS: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"answered", "redirected", "clarify", "asked", "looked_up"}),
    "decline": frozenset({"declined", "redirected"}),
    "redirect": frozenset({"redirected", "declined", "answered"}),
    "safety": frozenset({"safety", "handed_over"}),
    "start_application": frozenset({"asked", "clarify"}),
    "start_complaint": frozenset({"asked", "clarify"}),
    "start_consultation": frozenset({"asked", "clarify", "answered"}),
    "start_suggestion": frozenset({"asked", "clarify"}),
    "lookup": frozenset({"looked_up", "asked", "clarify"}),
    "handoff": frozenset({"handed_over"}),
    "smalltalk": frozenset({"smalltalk", "answered", "clarify"}),
    "multi": frozenset({"answered", "asked", "clarify", "redirected"}),
}
OUT_OF_SCOPE = frozenset({"decline", "redirect"})


@dataclass(frozen=True)
class Verdict:
    """What was said to one question, and what it lacks. `wrong` are the wrong facts in it."""

    question: Mapping[str, Any]
    replies: Sequence[Mapping[str, Any]]
    seconds: float
    missing: Sequence[Sequence[str]]
    wrong: Sequence[str]
    cited: bool
    behaves: bool

    @property
    def right(self) -> bool:
        """Whether nothing is amiss."""
        return not self.missing and not self.wrong and self.cited and self.behaves

    def __str__(self) -> str:
        asked, said = self.question, [f"[{reply['outcome']}] {reply['text'][:120]}" for reply in self.replies]
        cites = [f"{one['source']} {one.get('article') or ''}" for reply in self.replies for one in reply.get("citations") or ()]
        amiss = [
            f"  behaviour wanted: {asked['behaviour']}" if not self.behaves else "",
            *(f"  not said: one of {group}" for group in self.missing),
            f"  WRONG: {list(self.wrong)}" if self.wrong else "",
            f"  not cited: one of {asked['cite_any']}; cited: {cites}" if not self.cited else "",
            f"  gist: {asked['gist']}" if asked.get("gist") else "",
        ]
        return "\n".join([f"{asked['id']} {asked['text']}", *(f"  said: {one}" for one in said), *filter(None, amiss)])


def ask(desk: Desk, question: Mapping[str, Any]) -> Verdict:
    """Ask one question."""
    key = desk.open()
    begun = time.perf_counter()
    replies = desk.say(key, question["text"])
    return judge(question, replies, time.perf_counter() - begun)


def judge(question: Mapping[str, Any], replies: Sequence[Mapping[str, Any]], seconds: float = 0.0) -> Verdict:
    """Hold replies against what was wanted."""
    said = plain(" ".join(reply["text"] for reply in replies))
    cited = {(plain(c["source"]), plain(c.get("article") or "")) for reply in replies for c in reply.get("citations") or ()}
    wanted = [(plain(source), plain(article)) for source, article in question["cite_any"]]
    return Verdict(
        question, replies, seconds,
        missing=[group for group in question["must"] if not any(plain(word) in said for word in group)],
        wrong=[word for word in question["must_not"] if plain(word) in said],
        cited=not wanted or any(s in source and article.startswith(a) for s, a in wanted for source, article in cited),
        behaves=bool({reply["outcome"] for reply in replies} & FITS[question["behaviour"]]),
    )  # fmt: skip


def figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The shares that the project promises, and the time of a turn."""
    outside = [one for one in verdicts if one.question["behaviour"] in OUT_OF_SCOPE]
    times = sorted(one.seconds * 1000 for one in verdicts)
    return {
        "questions": len(verdicts),
        "right": sum(one.right for one in verdicts),
        "right_share": round(sum(one.right for one in verdicts) / len(verdicts), 4),
        "wrong_statements": sum(bool(one.wrong) for one in verdicts),
        "out_of_scope": len(outside),
        "out_of_scope_share": round(sum(one.right for one in outside) / len(outside), 4) if outside else 1.0,
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * len(times))], 1),
    }


def plain(text: str) -> str:
    """For looking for words in a reply."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
