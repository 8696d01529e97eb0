"""What a telephone number of an office in China may look like."""

import re

import phonenumbers

_LOCAL = re.compile(r"[2-8]\d{6,7}")  # within its own area code
_SHORT = re.compile(r"1\d{2,4}|9\d{4,5}|1[01]\d{3}")  # 110, 12345, 96128
_EXTENSION = re.compile(r"(转|-|—|－|#|ext\.?)\d{1,5}$", re.IGNORECASE)


def is_phone(text: str) -> bool:
    """Whether a text is one number: with area code, local, mobile, 400, or a short service number; an extension may follow."""
    digits = re.sub(r"[\s()（）\-—－]", "", text)
    if _LOCAL.fullmatch(digits) or _SHORT.fullmatch(digits):
        return True
    for candidate in (digits, re.sub(r"[\s()（）]", "", _EXTENSION.sub("", text))):
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(candidate, "CN")):
                return True
        except phonenumbers.NumberParseException:
            continue
    return bool(_EXTENSION.search(text)) and bool(_LOCAL.fullmatch(re.sub(r"\D", "", _EXTENSION.sub("", text))))
