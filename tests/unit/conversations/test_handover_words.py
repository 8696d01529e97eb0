"""When a citizen does not want a person any longer, and how times are told."""

import datetime as dt

import pytest

from bot.conversations.handover import words

NOW = dt.datetime(2026, 9, 14, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    ["不等了", "算了，不等了", "不等人工了", "那就不等了吧", "转回服务台", "转回机器人", "不用人工了", "取消排队", "不排队了", "不用等了", "退出人工"],
)
def test_who_stops_waiting_is_understood(text: str):
    assert words.stops_waiting(text)


@pytest.mark.parametrize("text", ["等了三天不等了能退吗", "我不等了，直接去你们单位投诉", "还要等多久", "转人工", "取消", "排队的人太多了怎么办", "等"])
def test_other_words_are_not_taken_for_it(text: str):
    assert not words.stops_waiting(text)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "不到1分钟"), (59, "不到1分钟"), (60, "1分钟"), (3599, "59分钟"), (3900, "1小时05分"), (2 * 86400, "2天")]
)
def test_how_long_is_told_for_people(seconds: int, told: str):
    assert words.lasted(NOW - dt.timedelta(seconds=seconds), NOW) == told


def test_an_opening_is_told_in_shanghai_time():
    assert words.moment(dt.datetime(2026, 9, 15, 0, 30, tzinfo=dt.UTC)) == "2026年9月15日（星期二）8:30 "
