"""Filing: begin a draft, take the next message of one."""

from actions.base import DeskAction


class File(DeskAction):
    """The citizen wants to file one of the four kinds."""

    act = "file"


class Fill(DeskAction):
    """A message while a draft is open."""

    act = "fill"
