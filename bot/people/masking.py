"""How identity numbers and phones are hidden wherever they are shown, kept in a conversation, or logged."""

import re

# A citizen's number with blanks or dashes between its parts is still a number.
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})[ -]?((?:18|19|20)\d{2})[ -]?(\d{4})[ -]?(\d{3}[0-9Xx])(?![0-9A-Za-z])")
# A bank card's number by the ranges of its issuers, so that a unified credit code or a ticket is none.
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:62\d{2}|4\d{3}|5[1-5]\d{2})(?:[ -]?\d{4}){3}(?:[ -]?\d{3})?(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![0-9A-Za-z])")


def mask_id(number: str) -> str:
    """`340722********9315`: the region and the last four stay, so that its owner knows it again."""
    return number if len(number) < 8 else f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else _middle(number)


def mask_phone(number: str) -> str:
    """`139****0011`."""
    return number if len(number) < 7 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def _middle(text: str) -> str:
    return f"{text[:2]}{'*' * (len(text) - 4)}{text[-2:]}"


def mask_text(text: str) -> str:
    """`text` with every identity number, bank card and mobile number in it masked."""
    hidden = _ID.sub(lambda found: mask_id("".join(found.groups())), text)
    hidden = _CARD.sub(lambda found: mask_id(re.sub("[ -]", "", found[0])), hidden)
    return _MOBILE.sub(lambda found: mask_phone("".join(found.groups())), hidden)


def holds_id_number(text: str) -> bool:
    """Whether something that looks like an identity number stands in the text."""
    return _ID.search(text) is not None


def holds_card_number(text: str) -> bool:
    """Whether something that looks like a bank card's number stands in the text."""
    return _CARD.search(_ID.sub(" ", text)) is not None
