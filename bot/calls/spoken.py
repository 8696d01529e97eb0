"""Words as they are spoken on the telephone, written as a form needs them: numbers in digits, addresses of e-mail with their signs."""

import re
from collections.abc import Iterator

_DIGITS = {**{str(n): str(n) for n in range(10)}, **dict(zip("零〇一二三四五六七八九幺洞勾拐", "001234567891097", strict=True))}
_DIGIT = "0-9零〇一二三四五六七八九幺洞勾拐"
_TIMES = dict(zip("两二三四五六七八", (2, 2, 3, 4, 5, 6, 7, 8), strict=True))
# «后面三个零»: the same digit so many times.
_REPEATED = re.compile(rf"(?:后面|再|是|又)?([两二三四五六七八2-8])个([{_DIGIT}])(?![年月日天号个点块元])")
_BETWEEN = r"[\s,，、.．。·-]|嗯+|呃+|啊|然后|完了|再是?"
_X = r"(?:叉|艾克斯|埃克斯|爱克斯|[xX])"
_RUN = re.compile(rf"[{_DIGIT}](?:(?:{_BETWEEN}){{0,3}}[{_DIGIT}])+(?:(?:{_BETWEEN}){{0,2}}{_X}(?![A-Za-z]))?")
_LEAST = 6  # a postal code: shorter runs are years, house numbers, counts
_DATE = re.compile(r"20\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?(?!\d)")
_YEAR = re.compile(r"(?<![零〇一二三四五六七八九])([二两一][零〇九][零〇一二三四五六七八九]{2})(?=年)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
# A credit code: digits and letters mixed, eighteen in all.
_CODE = re.compile(rf"(?<![A-Za-z0-9])[{_DIGIT}](?:(?:{_BETWEEN}){{0,2}}[{_DIGIT}A-Za-z]){{17}}(?![A-Za-z0-9])")
_AT = re.compile(r"\s*(?:艾特|圈[aA儿]|小老鼠|＠|@)\s*")
_MAIL = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._+-]|\s|点|下划线|中?横?杠){0,60}?)@(?P<host>[A-Za-z0-9-]+(?:\s*(?:点|\.|dot)\s*[A-Za-z]{2,})+)", re.IGNORECASE
)


def written(text: str) -> str:
    """`text` with what was spelled out put into signs: «幺三九，四个零…» → `1390000…`, «…艾特…点com» → `…@….com`, «二零二五年» → `2025年`.

    What is no number stays as it was said.
    """
    plain = _CODE.sub(_code, _REPEATED.sub(_again, text))
    plain = _RUN.sub(lambda run: _number(run[0]), plain)
    plain = _YEAR.sub(lambda year: "".join(_DIGITS.get(sign, "2") for sign in year[1]), plain)
    return _mail(plain)


def _again(found: re.Match[str]) -> str:
    times = int(found[1]) if found[1].isdigit() else _TIMES[found[1]]
    return _DIGITS[found[2]] * times


def _code(found: re.Match[str]) -> str:
    whole = "".join(_DIGITS.get(sign, sign.upper() if sign.isalpha() and sign.isascii() else "") for sign in re.sub(_BETWEEN, "", found[0]))
    return whole if re.search(r"[A-Z]", whole) else found[0]


def _number(run: str) -> str:
    """The digits of a run in one piece; the run itself when they make no number, or several that were complete already."""
    if _DATE.match(run):
        return run
    groups = [digits for piece in re.split(rf"(?:{_BETWEEN})+", run) if (digits := _plain(piece))]
    whole = "".join(groups)
    if len(whole) < _LEAST:
        return run
    if len(groups) > 1 and (len(whole) > 18 or any(_MOBILE.fullmatch(group) or len(group) >= 15 for group in groups[:-1])):
        return "，".join(_joined(groups))
    return whole


def _joined(groups: list[str]) -> Iterator[str]:
    """Groups put together until one is a whole mobile or identity number, then begun anew."""
    held = ""
    for group in groups:
        held += group
        if _MOBILE.fullmatch(held) or len(held) >= 18:
            yield held
            held = ""
    if held:
        yield held


def _plain(piece: str) -> str:
    return "".join("X" if sign in "叉xX" else _DIGITS.get(sign, "") for sign in re.sub(r"艾克斯|埃克斯|爱克斯", "X", piece))


def _mail(text: str) -> str:
    signed = _AT.sub("@", text)
    if "@" not in signed:
        return text
    return _MAIL.sub(lambda found: f"{_signs(found['name'])}@{_signs(found['host'])}", signed)


def _signs(part: str) -> str:
    for said, sign in (("下划线", "_"), ("中横杠", "-"), ("横杠", "-"), ("杠", "-"), ("点", ".")):
        part = part.replace(said, sign)
    return re.sub(r"\s+", "", re.sub(r"\s*dot\s*", ".", part, flags=re.IGNORECASE))
