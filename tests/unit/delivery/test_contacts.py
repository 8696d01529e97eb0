"""The file of whom to tell outside the consoles: read whole, or refused with one sentence."""

from pathlib import Path

import pytest

from bot.delivery.service import Addressee
from bot.delivery.staff import OVERSIGHT, agency
from mingbai.contacts import read_contacts
from mingbai.errors import CannotStart
from mingbai.outgoing import open_ways, routes_of
from mingbai.settings import Settings

WHOLE = """
agencies:
  县交通运输局:
    email: [a@example.com, b@example.com]
    webhook: {url: "https://oa.example.com/x", secret: s}
    wecom: https://robot.example.com/send?key=k
oversight:
  email: office@example.com
"""


def written(home: Path, text: str) -> Path:
    path = home / "contacts.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_way_of_every_recipient(tmp_path: Path):
    found = read_contacts(written(tmp_path, WHOLE))
    assert found[agency("县交通运输局").code] == (
        Addressee("email", address="a@example.com"),
        Addressee("email", address="b@example.com"),
        Addressee("webhook", address={"url": "https://oa.example.com/x", "secret": "s"}),
        Addressee("wecom", address={"url": "https://robot.example.com/send?key=k"}),
    )
    assert found[OVERSIGHT.code] == (Addressee("email", address="office@example.com"),)


def test_without_the_file_there_are_only_the_consoles(tmp_path: Path):
    assert read_contacts(tmp_path / "contacts.yml") == {}


def test_letters_are_written_only_where_a_mail_server_is_set(tmp_path: Path):
    written(tmp_path, WHOLE)
    without, having = Settings(home=tmp_path), Settings(home=tmp_path, smtp_host="mail.example.com", smtp_from="desk@example.com")
    assert [to.channel for to in routes_of(without)(agency("县交通运输局"))] == ["webhook", "wecom"]
    assert [to.channel for to in routes_of(having)(OVERSIGHT)] == ["email"]
    assert (open_ways(without), open_ways(having)) == (frozenset(), frozenset({"email"}))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("agencies: [", "读不出来"),
        ("- a", "agencies"),
        ("agencies: {县水利局: {fax: 1}}", "县水利局"),
        ("agencies: {县水利局: {email: [nobody]}}", "nobody"),
        ("agencies: {县水利局: {webhook: {url: 'ftp://x', secret: s}}}", "webhook"),
        ("agencies: {县水利局: {webhook: {url: 'https://x.example.com'}}}", "secret"),
        ("oversight: {wecom: robot}", "wecom"),
        ("people: {}", "oversight"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str):
    with pytest.raises(CannotStart, match=named):
        read_contacts(written(tmp_path, text))
