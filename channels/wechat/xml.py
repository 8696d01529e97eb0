"""WeChat's XML, both ways: read without trusting it, written so that nobody's words can end an element.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
"""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

# Characters that no XML 1.0 document may hold; phones send them all the same, and they break every parser.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ELEMENT = re.compile(r"<(\w{1,40})><!\[CDATA\[(.*?)\]\]></\1>", re.DOTALL)
_REPAIRED_AT_MOST = 16_384
_DEPTH = 8
_FIELDS = 200


class NotXml(ValueError):
    """Not a message of WeChat's."""


class _Fields:
    """Collects the text of the elements right below `<xml>`; what is nested deeper is passed over."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self._path.append(tag)
        self._text = []
        if len(self._path) > _DEPTH or len(self.found) > _FIELDS or self._path[0] != "xml":
            raise NotXml("shape")

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        if len(self._path) == 2:
            self.found.setdefault(tag, "".join(self._text).strip())
        self._path.pop()

    def close(self) -> None:
        """The end of the message."""


def read(body: bytes) -> dict[str, str]:
    """The fields of a message by name. NotXml for everything that is none: no XML, cut off, with a document type, nested too deep."""
    try:
        text = _ILLEGAL.sub("", body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotXml("encoding") from error
    try:
        return _parsed(text)
    except NotXml:
        if len(text) > _REPAIRED_AT_MOST or "]]>" not in text:
            raise
        # «]]>» in a citizen's own words that the other side did not take apart.
        return _parsed(_ELEMENT.sub(lambda found: f"<{found[1]}>{cdata(found[2])}</{found[1]}>", text))


def _parsed(text: str) -> dict[str, str]:
    fields = _Fields()
    parser = DefusedXMLParser(target=fields, forbid_dtd=True)
    try:
        parser.feed(text)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotXml(type(error).__name__) from error
    return fields.found


def cdata(text: str) -> str:
    """`text` as character data that cannot end before its end."""
    return f"<![CDATA[{_ILLEGAL.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def write(fields: Mapping[str, str | int]) -> str:
    """An `<xml>` element; numbers stand bare, a text that begins with an element is written as it is (`Articles`)."""
    parts = [f"<{name}>{value if isinstance(value, int | Raw) else cdata(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(parts)}</xml>"


class Raw(str):
    """Elements that are written already."""

    __slots__ = ()
