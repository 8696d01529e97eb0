"""WeChat's XML, read without trust and written so that nobody's words end an element."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.wechat import xml

PUSH = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1</CreateTime>{}</xml>"
BOMB = '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]><xml><Content>&j;</Content></xml>"


def content(text: str) -> str:
    return xml.read(PUSH.format(text).encode())["Content"]


def test_the_first_level_is_read_and_what_lies_deeper_is_not():
    fields = xml.read(PUSH.format("<SendPicsInfo><Count>2</Count><PicList><item><MsgType>text</MsgType></item></PicList></SendPicsInfo>").encode())
    assert fields["FromUserName"] == "o1" and fields["CreateTime"] == "1"
    assert "MsgType" not in fields and "Count" not in fields


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"not xml", b"{}", b"<xml></xml", b"<xml><Content>", b"<html></html>", b"\xff\xfe\x00", b"<xml>&nosuch;</xml>", BOMB.encode(),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml></xml>', b"<xml>" + b"<a>" * 50_000, PUSH.format("<x/>" * 100)[:-30].encode(),
        b"<xml>" + b"".join(b"<f%d>1</f%d>" % (n, n) for n in range(1000)) + b"</xml>", b"<xml>&#0;</xml>",
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_with_our_own_error(body: bytes):
    with pytest.raises(xml.NotXml):
        xml.read(body)


def test_an_empty_message_has_no_fields():
    assert xml.read(b"<xml></xml>") == {}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<Content><![CDATA[a\x00b\x07c\x1b]]></Content>", "abc"),
        ("<Content><![CDATA[x]]]]><![CDATA[>y]]></Content>", "x]]>y"),
        ("<Content><![CDATA[x]]>y]]></Content>", "x]]>y"),
        ("<Content><![CDATA[]]>]]></Content>", "]]>"),
        ("<Content>&lt;b&gt; &amp; 😀</Content>", "<b> & 😀"),
        ("<Content><![CDATA[<xml><MsgType>event</MsgType></xml>]]></Content>", "<xml><MsgType>event</MsgType></xml>"),
    ],
)
def test_odd_words_are_read_as_they_were_meant(sent: str, read: str):
    assert content(sent) == read


@given(st.text())
def test_whatever_is_written_is_read_back_and_stays_one_element(text: str):
    written = xml.write({"Content": text, "CreateTime": 7})
    root = ElementTree.fromstring(written)
    assert [child.tag for child in root] == ["Content", "CreateTime"]
    kept = xml._ILLEGAL.sub("", text)
    assert (root.findtext("Content") or "").replace("\r\n", "\n").replace("\r", "\n") == kept.replace("\r\n", "\n").replace("\r", "\n")
