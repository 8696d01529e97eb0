"""Failures that end a command with one sentence instead of a traceback."""


class CannotStart(RuntimeError):
    """Something outside is missing or in the way; the message says what, and what to do."""
