"""How long each kind of matter may take, and which rule says so (`periods.yml`)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.clock.models import LegalBasis, Period, PeriodOverride, PeriodOverrides, TimelineError

TICKET_KINDS = ("application", "complaint", "consultation", "suggestion")
# Set by the Regulation: a local notice may ask for less time, never allow more.
_NATIONAL = ("application", "correction_notice", "third_party_opinion", "agency_opinion", "fee_notice")
_NO_OVERRIDES = PeriodOverrides()


@lru_cache(maxsize=1)
def periods() -> Mapping[str, Period]:
    """All periods by kind: the four kinds of ticket, and the periods inside an application."""
    raw = yaml.safe_load((Path(__file__).parent / "periods.yml").read_text(encoding="utf-8"))
    return {kind: _period(kind, row) for kind, row in raw.items()}


def period(kind: str, overrides: PeriodOverrides | None = None) -> Period:
    """The period of one kind, as the profile sets it; an unknown kind is a TimelineError."""
    found = periods().get(kind)
    if found is None:
        raise TimelineError(f"没有“{kind}”这一类事项的办理期限，只能是：{'、'.join(periods())}（政府信息公开条例第三十三条）。")
    override = (overrides or _NO_OVERRIDES).by_kind.get(kind)
    return found if override is None else _overridden(found, override)


def parse_overrides(rows: Mapping[str, Mapping[str, Any]]) -> PeriodOverrides:
    """A profile's `periods` section: `{kind: {workdays, extension?, source, article}}`.

    Raises ValueError (Chinese) when a row names no notice, is no number, or allows more time than the Regulation.
    """
    overrides = PeriodOverrides({kind: _override(kind, row) for kind, row in rows.items()})
    for kind in overrides.by_kind:
        period(kind, overrides)
    return overrides


def _period(kind: str, row: Mapping[str, Any]) -> Period:
    basis = LegalBasis(row["source"], row["article"])
    return Period(kind, row["workdays"], row["extension"], basis, row["label"], row["act"])


def _override(kind: str, row: Mapping[str, Any]) -> PeriodOverride:
    if not row.get("source") or not row.get("article"):
        raise ValueError(f"“{kind}”的期限必须写明所依据的文件和条款（source、article）。")
    return PeriodOverride(row["workdays"], LegalBasis(row["source"], row["article"]), row.get("extension"))


def _overridden(base: Period, override: PeriodOverride) -> Period:
    extension = base.extension if override.extension is None else override.extension
    if type(override.workdays) is not int or override.workdays < 1 or type(extension) is not int or extension < 0:
        raise ValueError(f"“{base.kind}”的期限应是正整数个工作日，延长不能是负数。")
    if not override.basis.source or not override.basis.article:
        raise ValueError(f"“{base.kind}”的期限必须写明所依据的文件和条款。")
    if base.kind in _NATIONAL and (override.workdays > base.workdays or extension > base.extension):
        raise ValueError(f"“{base.kind}”的期限由{base.basis}规定，地方不能放宽。")
    extended_by = base.basis if override.extension is None else override.basis
    return replace(base, workdays=override.workdays, extension=extension, basis=override.basis, extension_basis=extended_by)
