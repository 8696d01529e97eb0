"""The four kinds of ticket: what each is called and which letter begins its number."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a citizen files. The two families of time limits (application; the other three) never mix."""

    APPLICATION = "application"
    COMPLAINT = "complaint"
    CONSULTATION = "consultation"
    SUGGESTION = "suggestion"


@dataclass(frozen=True)
class KindWords:
    """How a kind is spoken of: full title, short word, the letter of its ticket numbers."""

    title: str
    short: str
    letter: str


WORDS = {
    Kind.APPLICATION: KindWords("政府信息公开申请", "申请公开", "G"),
    Kind.COMPLAINT: KindWords("投诉", "投诉", "T"),
    Kind.CONSULTATION: KindWords("咨询", "咨询", "Z"),
    Kind.SUGGESTION: KindWords("意见建议", "建议", "J"),
}
