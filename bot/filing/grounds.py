"""A matter told of another place: said at once, so that nobody waits for an agency that cannot act there."""

from bot.agencies.service import Divisions
from bot.filing import words
from bot.filing.form import Form
from bot.filing.slots import slot_of

_KEY = "elsewhere"  # what was asked back about already: said again, it is taken as it is


def not_here(form: Form, divisions: Divisions, place: str) -> str | None:
    """What to say when the place given, or the matter itself, lies in another division; the place is then asked (again)."""
    if slot_of(form.of_kind, "place") is None:
        return None
    told = form.answers.get("place")
    if told:
        found = divisions.stands_elsewhere(told) if form.notes.get(_KEY) != told else None
        if found:
            del form.answers["place"]
            form.notes[_KEY] = told
    else:
        found = divisions.told_elsewhere(form.answers.get(form.matter_slot, "")) if _KEY not in form.notes else None
        if found:
            form.notes[_KEY] = found.name
    return words.other_place(found.title, place) if found else None
