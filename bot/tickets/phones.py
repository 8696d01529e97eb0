"""A telephone number as a blind key: one citizen's tickets are found by it, whichever way the number was written."""

from collections.abc import Mapping

import phonenumbers

from bot.store import vault

_LEAST_DIGITS = 5  # shorter ones are extensions and service numbers: nobody's own


def phone_key(number: str | None) -> str | None:
    """A keyed digest of the number; None for what is no telephone number. `+86 139…`, `0139…` and `139-…` are one."""
    plain = plain_phone(number or "")
    return vault.current().fingerprint(plain, "phone") if plain else None


def plain_phone(number: str) -> str:
    """The national number without its trunk 0, digits only; empty for what is no telephone number."""
    try:
        parsed = phonenumbers.parse(number[:40], "CN")
    except phonenumbers.NumberParseException:
        return ""
    digits = phonenumbers.national_significant_number(parsed)
    if len(digits) < _LEAST_DIGITS:
        return ""
    return digits if parsed.country_code == 86 else f"+{parsed.country_code}{digits}"


def key_of_applicant(applicant: Mapping[str, str]) -> str | None:
    """The key of whoever filed; None where no phone was left, and for the anonymous: they are not to be found by theirs."""
    return None if applicant.get("anonymous") == "yes" else phone_key(applicant.get("contact_phone"))
