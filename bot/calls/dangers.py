"""Danger in a call: the words that tell of it, in red, and the number to put the caller through to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.calls.transcript import CALLER, Turn
from bot.conversations import safety
from bot.conversations.threats import is_threat

_IN_DOUBT = "先问一句“您现在安全吗？”有危险就说："
_THREAT = "话里有威胁，请稳住对方，不要争辩，马上报告值班长；有人身危险时报警。"


@dataclass(frozen=True)
class Alarm:
    """One danger: the words that told of it, what to say at once, whose number it is."""

    name: str
    title: str
    quote: str
    say: str
    numbers: tuple[str, ...]


TITLES = {
    "suicide": "有轻生的话", "gas": "燃气危险", "chemical": "化学品泄漏", "fire": "火情", "medical": "急病或受伤", "crime": "人身安全危险",
    "traffic": "交通事故", "rescue": "有人被困", "threat": "有威胁的话",
}  # fmt: skip


def alarms(turns: Iterable[Turn]) -> list[Alarm]:
    """Every kind of danger that the caller's words told of, the first words of each."""
    found: dict[str, Alarm] = {}
    for turn in turns:
        if turn.speaker == CALLER:
            for alarm in _in(turn.text):
                found.setdefault(alarm.name, alarm)
    return list(found.values())


def _in(text: str) -> Iterator[Alarm]:
    sure = safety.danger_in(text)
    danger = sure or safety.doubted_in(text)
    if danger is not None:
        told = danger.words.search(text)
        say = danger.say.splitlines()[0]
        yield Alarm(danger.name, TITLES.get(danger.name, "危险"), told[0] if told else text[:20], say if sure else _IN_DOUBT + say, danger.numbers)
    if is_threat(text):
        yield Alarm("threat", TITLES["threat"], text[:40], _THREAT, ("110",))
