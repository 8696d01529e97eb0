"""Numbers and addresses as they are said aloud."""

import pytest

from bot.calls.spoken import written


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我电话幺三九零零零零零零幺幺", "我电话13900000011"),
        ("一三九，零零零零，零零一一", "13900000011"),
        ("139 0000 0011", "13900000011"),
        ("幺三九后面六个零再幺幺", "13900000011"),
        ("139六个零11", "13900000011"),
        ("三四零七二二，一九八三零四，一二九三一五", "340722198304129315"),
        ("34072219830412931叉", "34072219830412931X"),
        ("九幺三四零七二二MA八K三Q七T九幺", "91340722MA8K3Q7T91"),
        ("邮编二四六七零零", "邮编246700"),
        ("二零二五年的决算", "2025年的决算"),
        ("fang艾特example点com", "fang@example.com"),
        ("我邮箱 fang 下划线 1 @ 163 点 com", "我邮箱 fang_1@163.com"),
        ("电话13900000011，13900000012", "电话13900000011，13900000012"),
        ("幺三九零零零零零零幺幺，幺三九零零零零零零幺二", "13900000011，13900000012"),
    ],
)  # fmt: skip
def test_what_is_spelled_out_is_written_in_signs(said: str, kept: str):
    assert written(said) == kept


@pytest.mark.parametrize(
    "said",
    ["我有三个孩子", "3号楼502室", "2026-05-10早7点", "2026-03起", "2026-05-02 09:30", "每月120元涨到200元", "车牌后三位K53", "一二三四", "等了十天半个月", "一年两次，一次三天"],
)  # fmt: skip
def test_what_is_no_number_stays_as_it_was_said(said: str):
    assert written(said) == said
