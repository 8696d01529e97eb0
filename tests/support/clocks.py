"""Clocks that stand still until a test lets time pass."""

import datetime as dt

import pytest

from bot.store import pace

_BEGAN = dt.datetime(2026, 11, 26, 1, 0, tzinfo=dt.UTC)


class PaceClock:
    """What is counted by the minute is counted by this, in memory and in the store: `at` is in seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1_000.0
        monkeypatch.setattr(pace, "monotonic", lambda: self.at)
        monkeypatch.setattr(pace, "utc_now", lambda: _BEGAN + dt.timedelta(seconds=self.at))
