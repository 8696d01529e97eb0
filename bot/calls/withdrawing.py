"""«算了，这个不说了，我还是反映…»: what was told before stands for nothing any more, though it still tells who calls."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.calls.transcript import CALLER, Turn

_THIS = r"(?:这|那|前面|刚才|上面)(?:个|件|些|事情?|问题|说的|讲的|的|那|这)*"
_TELL = r"(?:说|讲|提|反映|反应|投诉|问|咨询)"
_ENOUGH = r"算了[,，、\s]*(?:算了[,，、\s]*)?(?:我)?"
_SOMETHING_ELSE = rf"(?=[,，。;；\s]*(?:我)?(?:还是|改|换|就|要|想)(?:来|个|一个|要|想)*{_TELL})"
# «这个不说了，关键是没人管» goes on with the same: either it is given up in so many words, or something else has to begin.
_DROPPED = re.compile(
    rf"(?:{_ENOUGH}{_THIS}(?:我)?(?:就|先)?(?:不{_TELL}了?|算了|作罢)"
    rf"|{_ENOUGH}不{_TELL}(?:这|那)个了?"
    rf"|(?:{_ENOUGH}|{_THIS}(?:我)?(?:就|先)?)(?:不{_TELL}了|算了|作罢){_SOMETHING_ELSE}"
    r"|(?:就)?当我没(?:说|讲|提)(?:过)?)[吧了啊哈]*[,，。;；！!\s]*"
)


def without_withdrawn(turns: Iterable[Turn]) -> list[Turn]:
    """The turns, those of a matter that was given up marked as said before; of the turn that gives it up, what follows."""
    found = list(turns)
    at = next((at for at in reversed(range(len(found))) if found[at].speaker == CALLER and _DROPPED.search(found[at].text)), None)
    if at is None:
        return found
    giving_up = found[at]
    *_, last = _DROPPED.finditer(giving_up.text)
    rest = giving_up.text[last.end() :]
    before = replace(giving_up, text=giving_up.text[: last.start()], before=True, pieces=())
    told = [before, replace(giving_up, text=rest, pieces=(), asks=None)]
    return [*(replace(turn, before=True) for turn in found[:at]), *(turn for turn in told if turn.text.strip()), *found[at + 1 :]]
