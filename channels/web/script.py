"""The chat widget as browsers get it: the files of `widget/` in the order of their names, as one script."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PARTS = Path(__file__).parent / "widget"


@dataclass(frozen=True)
class Script:
    """The script's bytes, and the tag by which a browser asks whether it is still the same (RFC 9110, 8.8.3)."""

    body: bytes
    etag: str


def widget() -> Script:
    """The script as its parts are now."""
    parts = sorted(PARTS.glob("*.js"))
    return _joined(tuple((part, part.stat().st_mtime_ns) for part in parts))


@lru_cache(maxsize=1)
def _joined(parts: tuple[tuple[Path, int], ...]) -> Script:
    body = "\n".join(part.read_text(encoding="utf-8") for part, _ in parts).encode()
    return Script(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
