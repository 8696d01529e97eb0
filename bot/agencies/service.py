"""Places and their agencies: load a place, find an agency by any of its names, say who is responsible."""

from collections.abc import Mapping
from pathlib import Path

from bot.agencies.directory import Directory
from bot.agencies.divisions import Divisions
from bot.agencies.history import Learned, load_learned
from bot.agencies.loading import SHIPPED, base_path, read_profile, read_yaml
from bot.agencies.models import Agency, Profile, ProfileError
from bot.agencies.router import Candidate, Decision, Elsewhere, Router
from bot.agencies.several import Matter, matters, tells_several

__all__ = [
    "Agency",
    "Candidate",
    "Decision",
    "Directory",
    "Divisions",
    "Elsewhere",
    "Matter",
    "Profile",
    "ProfileError",
    "Router",
    "base_of",
    "history_name",
    "load_profile",
    "load_router",
    "matters",
    "profile_files",
    "tells_several",
]


def load_profile(path: Path) -> Profile:
    """The place a file describes. Errors: `ProfileError`, one Chinese sentence naming file and agency."""
    return read_profile(path)


def base_of(path: Path) -> Mapping[str, object]:
    """What the file that a profile extends says; nothing when it extends none. Errors: `ProfileError`."""
    base = base_path(path, read_yaml(path))
    return read_yaml(base) if base else {}


def profile_files(own: Path | None = None) -> dict[str, Path]:
    """Profiles by id: those that come with the desk, and before them those of one's own folder, which no upgrade touches."""
    folders = [SHIPPED, *([own] if own else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("[!_]*.yml"))}


def history_name(place_id: str) -> str:
    """The name, inside the desk's home, of the file that keeps what a place's past messages taught."""
    return f"routing-{place_id}.npz"


def load_router(profile: Profile, learned: Path | None = None) -> Router:
    """A router of the place, with what its own past messages taught; what is learned later counts without a restart."""
    return Router(profile) if learned is None else Router(profile, _Following(learned, Directory(profile)))


class _Following:
    """What was learned, read anew when its file changes; labels that name no agency say nothing about routing."""

    def __init__(self, path: Path, directory: Directory) -> None:
        self._path, self._directory = path, directory
        self._seen: int | None = None
        self._learned: Learned | None = None
        self._agencies: dict[str, str] = {}
        self._follow()

    def shares(self, text: str) -> dict[str, float]:
        self._follow()
        if self._learned is None or not self._agencies:
            return {}
        shares: dict[str, float] = {}
        for label, share in self._learned.shares("", text).items():
            if label in self._agencies:
                shares[self._agencies[label]] = shares.get(self._agencies[label], 0.0) + share
        return shares

    def _follow(self) -> None:
        written = self._path.stat().st_mtime_ns if self._path.exists() else None
        if written == self._seen:
            return
        learned = load_learned(self._path) if written is not None else None
        found = {label: self._directory.find(label) for label in (learned.labels if learned else ())}
        self._agencies = {label: agency.id for label, agency in found.items() if agency is not None}
        self._learned, self._seen = learned, written
