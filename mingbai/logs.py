"""Logs: one line an event, to standard error or to a file of the home, without personal data."""

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from bot.people.masking import mask_text


def _masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # The last net: numbers that slipped into an exception's words are masked too.
    return {key: mask_text(value) if isinstance(value, str) else value for key, value in event.items()}


def set_up(file: Path | None = None) -> None:
    """Log to `file` (JSON lines) or, without one, to standard error."""
    target = file.open("a", encoding="utf-8") if file else sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=target),
    )
    logging.basicConfig(level=logging.WARNING, stream=target, format="%(levelname)s %(name)s %(message)s")
