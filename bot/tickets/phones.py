"""A telephone number as a blind key: one citizen's tickets are found by it, whichever way the number was written."""

from collections.abc import Mapping

import phonenumbers

from bot.store import vault

_LEAST_DIGITS = 5  # shorter ones are extensions and service numbers: nobody's own
TAIL = 4
_TAIL_KEY = 16  # of ten thousand tails no two have the same first 64 bits


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


def tail_key(digits: str) -> str:
    """A keyed digest of a phone's last four digits, which is what staff see of it."""
    return vault.current().fingerprint(digits, "phone-tail", _TAIL_KEY)


def tail_key_of_applicant(applicant: Mapping[str, str]) -> str | None:
    """The key of the last four digits of whoever filed; None where `key_of_applicant` is None."""
    plain = "" if applicant.get("anonymous") == "yes" else plain_phone(applicant.get("contact_phone") or "")
    return tail_key(plain[-TAIL:]) if plain else None
