"""Web pages for staff: signing in, the agency console."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
