"""A form as a clerk sent it or left it: read from the request, kept as a draft, put back into the page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from bot.people.drafts import Draft
from bot.tickets.lifecycle import Act
from consoles.agency.reading import Form
from consoles.guard import field
from consoles.numbers import number_in

_LOCAL = ZoneInfo("Asia/Shanghai")
_OWN_FIELDS = (
    "whom", "party", "lapsed", "workdays", "agency", "outcome", "channel", "main", "amount", "answer_by", "urge_form", "satisfied",
    "solved", "to", "written_for", "asked",
)  # fmt: skip
_DRAFT_TEXT = 20_000
_TEXTS = 40  # kinds of answer that a draft keeps words for


@dataclass(frozen=True)
class Filled:
    """What stands in a form before the clerk touches it; `saved` says since when, where it is a draft."""

    text: str
    fields: Mapping[str, str]
    chosen: tuple[str, ...] = ()
    saved: str = ""


def read(act: Act, sent: FormData) -> Form:
    """The form of an act as it came."""
    fields = {name: field(sent, name).strip() for name in _OWN_FIELDS}
    if "enclosed" in sent:  # the files that a preview named; a form without one sends what there is
        fields["enclosed"] = field(sent, "enclosed")
    chosen = tuple(value for value in sent.getlist("co") if isinstance(value, str))
    return Form(act, number_in(field(sent, "version"), 9) or 0, field(sent, "text"), fields, chosen)


def body_of(form: Form, before: Draft | None) -> dict[str, Any]:
    """What is kept of a form. An answer keeps words for each kind of answer: choosing another kind loses nothing."""
    text, fields = form.text[:_DRAFT_TEXT], {name: value[:200] for name, value in form.fields.items() if value}
    body: dict[str, Any] = {"text": text, "fields": fields, "chosen": list(form.chosen)[:100]}
    if form.act is Act.ANSWER:
        texts = dict(before.body.get("texts", {})) if before else {}
        body["texts"] = dict([*texts.items(), (form.field("written_for") or form.field("outcome"), text)][-_TEXTS:])
        body["fields"].pop("written_for", None)
    return body


def filled_by(form: Form) -> Filled:
    """The form as it was sent and refused."""
    return Filled(form.text, form.fields, form.chosen)


def filled_from(draft: Draft) -> Filled:
    """The form as it was left."""
    return Filled(str(draft.body["text"]), draft.body["fields"], tuple(draft.body["chosen"]), when(draft.at))


def answer_text(draft: Draft | None, outcome: str) -> str | None:
    """What was written for this kind of answer; None when nothing was."""
    found = draft.body.get("texts", {}).get(outcome) if draft else None
    return str(found) if found else None


def other_texts(draft: Draft | None, outcome: str) -> dict[str, str]:
    """What was written for other kinds of answer, by their values: to copy from."""
    texts = draft.body.get("texts", {}) if draft else {}
    return {value: str(text) for value, text in texts.items() if value != outcome and str(text).strip()}


def when(at: dt.datetime) -> str:
    """An instant as staff read it: `11月26日 14:05`."""
    local = at.astimezone(_LOCAL)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
