"""Personas played as calls: what of the form is filled rightly without typing, and how much has to be said until kind and agency are right."""

import random
import re
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench._persona_calls import Persona, breaths, spoken
from bench._telephone import Line
from bench.report import report
from tests.support.running import RunningDesk

CHARACTERS_A_SECOND = 4.0
SEEDS = 2


@dataclass
class Found:
    """What a set came to: fields wanted, filled rightly, filled wrongly; seconds of speech until something was right."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    kind_after: list[float] = field(default_factory=list)
    agency_after: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class Play:
    """One persona on the line."""

    def __init__(self, line: Line, persona: Persona, seed: int, found: Found) -> None:
        self._line, self._persona, self._found = line, persona, found
        self._draw = random.Random(f"{seed}/{persona.id}")
        self._said = 0
        self._seen: set[str] = set()
        self._count = 0

    async def run(self, *, asked: bool, reference: str) -> None:
        """Speak the whole call and judge the form."""
        self._call = await self._line.call(reference)
        if asked:
            screen = await self._dialogue()
        else:
            for text in self._persona.narration(self._draw):
                screen = await self._hear(text)
        self._judge(screen)

    async def _dialogue(self) -> dict[str, Any]:
        screen = await self._hear(self._persona.opening)
        asked: set[str] = set()
        while open_ones := [one["key"] for one in screen["questions"] if one["key"] not in asked]:
            slot = open_ones[0]
            asked.add(slot)
            html = next(one["html"] for one in screen["questions"] if one["key"] == slot)
            question = re.search(r'data-text="([^"]*)"', html)
            await self._hear(question[1] if question else "", speaker="operator")
            screen = await self._hear(self._persona.answer(slot, self._draw))
        return screen

    async def _hear(self, text: str, speaker: str = "caller") -> dict[str, Any]:
        """Say it in pieces, and look at the screen after each."""
        screen: dict[str, Any] = {}
        for part in breaths(text):
            self._count += 1
            for words, final in spoken(part, max(5, len(part) // 12)):
                await self._line.say(self._call, f"u{self._count}", words, final=final, speaker=speaker)
                answer = await self._line.client.post(f"/hotline/calls/{self._call}/sheet", json={}, headers={"X-CSRF": self._line.csrf})
                screen = answer.json()
                if speaker == "caller":
                    self._note(screen, self._said + len(words))
            self._said += len(part) if speaker == "caller" else 0
        return screen

    def _note(self, screen: dict[str, Any], characters: int) -> None:
        heard = "还没听出来" not in screen["headline"]
        for name, right, times in (
            ("kind", heard and screen["kind"] == self._persona.kind, self._found.kind_after),
            ("agency", screen["agency"] in self._persona.agencies, self._found.agency_after),
        ):
            if right and name not in self._seen:
                self._seen.add(name)
                times.append(characters / CHARACTERS_A_SECOND)

    def _judge(self, screen: dict[str, Any]) -> None:
        filled = {one["slot"]: one["value"] for one in screen["fields"]}
        for name in self._persona.wanted():
            value = filled.get(name, "")
            self._found.wanted += 1
            if self._persona.right(name, value, screen["agency"]):
                self._found.right += 1
            else:
                self._found.wrong += bool(value)
                self._found.missed.append(f"{self._persona.id} {name}: {value or '—'}")


async def replay(running: RunningDesk, personas: Sequence[Persona]) -> None:
    """Play every persona both ways, over all seeds."""
    line = Line(running)
    await line.sign_in()
    for asked, way in ((True, "asked"), (False, "told")):
        found = Found()
        for seed in range(SEEDS):
            for persona in personas:
                await Play(line, persona, seed, found).run(asked=asked, reference=f"{way}-{seed}-{persona.id}")
        report(f"hotline.{way}.fields_right", found.right / found.wanted, "share")
        report(f"hotline.{way}.fields_wrong", found.wrong / found.wanted, "share")
        for name, times in (("kind", found.kind_after), ("agency", found.agency_after)):
            report(f"hotline.{way}.{name}_found", len(times) / (SEEDS * len(personas)), "share")
            report(f"hotline.{way}.{name}_right_after", statistics.median(times), "s of speech")
        for missed in sorted(set(found.missed)):
            print(missed, file=sys.stderr)
    await line.client.aclose()
