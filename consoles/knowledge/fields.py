"""An entry as a form's fields, and back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from bot.knowledge.models import OUTCOMES
from consoles.guard import field

_CITED = re.compile(r"^\s*《?(?P<source>[^》｜|]+?)》?\s*[｜|\s]\s*(?P<article>\S.*?)\s*$")
_MOST = 8_000
_PLAIN = ("topic", "place", "answer", "answer_en", "ask_back", "valid_from", "valid_to", "stands_for")


@dataclass(frozen=True)
class Fields:
    """What stands in the form."""

    topic: str = ""
    place: str = ""
    questions: str = ""
    answer: str = ""
    answer_en: str = ""
    citations: str = ""
    ask_back: str = ""
    next: str = ""
    outcome: str = "answered"
    valid_from: str = ""
    valid_to: str = ""
    stands_for: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Fields":
        """The fields of a draft or an entry's row."""
        cited = "\n".join(f"{one.get('source', '')}｜{one.get('article', '')}" for one in body.get("citations") or ())
        plain = {name: str(body.get(name) or "") for name in _PLAIN}
        return cls(
            **plain, questions="\n".join(body.get("questions") or ()), citations=cited, next=" ".join(body.get("next") or ()),
            outcome=str(body.get("outcome") or "answered"),
        )

    @classmethod
    def sent(cls, form: FormData) -> "Fields":
        """What was sent, cut to what a page may hold."""
        return cls(**{name: field(form, name)[:_MOST].strip() for name in cls.__dataclass_fields__})

    def body(self, entry_id: str) -> dict[str, Any]:
        """The row that a draft keeps; what is empty is left out."""
        row: dict[str, Any] = {
            "id": entry_id, "topic": self.topic, "place": self.place, "questions": list(_lines(self.questions)), "answer": self.answer,
            "answer_en": self.answer_en, "citations": [_citation(line) for line in _lines(self.citations)], "ask_back": self.ask_back,
            "next": self.next.split(), "outcome": self.outcome if self.outcome in OUTCOMES else "answered",
            "valid_from": self.valid_from, "valid_to": self.valid_to, "stands_for": self.stands_for,
        }  # fmt: skip
        return {name: value for name, value in row.items() if value not in ("", [])}


def _lines(text: str) -> Iterable[str]:
    return dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())


def _citation(line: str) -> dict[str, str]:
    found = _CITED.match(line)
    return {"source": found["source"].strip(), "article": found["article"]} if found else {"source": line, "article": ""}
