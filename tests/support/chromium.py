"""The browser that the page tests drive."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str:
    """The path of a Chromium; without one the test fails and says what to install."""
    found = os.environ.get("MINGBAI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("These tests need Chromium: install it (Debian: apt install chromium) or name it in MINGBAI_CHROMIUM.")
    return found
