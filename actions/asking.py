"""Questions: answered from the entries, declined, or asked back."""

from actions.base import DeskAction


class Answer(DeskAction):
    """A question about rules and rights."""

    act = "answer"


class Decline(DeskAction):
    """Out of scope, an attempt to bend the rules, other people's data."""

    act = "decline"


class Clarify(DeskAction):
    """Too little to go on."""

    act = "clarify"
