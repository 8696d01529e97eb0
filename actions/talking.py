"""Everything about the talk itself: greetings, where a ticket stands, a wish for a person."""

from actions.base import DeskAction


class Smalltalk(DeskAction):
    """Greetings, thanks, «are you a robot?», anger without a matter."""

    act = "smalltalk"


class Lookup(DeskAction):
    """Where an earlier filing stands."""

    act = "lookup"


class HandOver(DeskAction):
    """A person is wanted."""

    act = "hand_over"
