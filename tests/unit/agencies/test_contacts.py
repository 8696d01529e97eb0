"""How an agency is reached: what the profile says, and never a number that it does not."""

from dataclasses import replace

import pytest

from bot.agencies.contacts import Contacts


@pytest.fixture(scope="module")
def contacts(zongyang):
    agencies = dict(zongyang.agencies)
    agencies["civil"] = replace(agencies["civil"], phone="0562-3210001", address="某路1号")
    return Contacts(replace(zongyang, agencies=agencies))


@pytest.mark.parametrize("text", ["民政局电话多少", "县民政局的电话是多少？", "怎么联系民政局", "婚姻登记处电话"])
def test_a_number_is_told_with_its_source(contacts, text):
    found = contacts.about(text)
    assert found is not None and found.known and "0562-3210001" in found.text and found.fact.source


def test_an_address_and_the_hours(contacts):
    assert "某路1号" in contacts.about("县民政局在哪里").text
    assert "周一至周五" in contacts.about("民政局几点上班").text


def test_a_number_nobody_wrote_down_is_not_invented(contacts):
    found = contacts.about("县水利局电话多少")
    assert found is not None and not found.known and "以官网公布为准" in found.text and "12345" in found.text


@pytest.mark.parametrize("text", ["民政局打电话骂我", "电话多少", "我在民政局门口等了三个小时，打了七八个电话都没人接，这是什么态度，你们到底管不管，我要投诉", "低保怎么办"])
def test_who_asks_for_no_number_is_told_none(contacts, text):
    assert contacts.about(text) is None
