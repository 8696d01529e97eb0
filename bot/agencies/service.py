"""Places and their agencies: load a place, find an agency by any of its names, say who is responsible."""

from pathlib import Path

from bot.agencies.directory import Directory
from bot.agencies.loading import read_profile
from bot.agencies.models import Agency, Profile, ProfileError
from bot.agencies.router import Candidate, Decision, Elsewhere, Router

__all__ = ["Agency", "Candidate", "Decision", "Directory", "Elsewhere", "Profile", "ProfileError", "Router", "load_profile"]


def load_profile(path: Path) -> Profile:
    """The place a file describes. Errors: `ProfileError`, one Chinese sentence naming file and agency."""
    return read_profile(path)
