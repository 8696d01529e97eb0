"""What the clock refuses, each with a Chinese sentence naming the rule and its article."""

from datetime import date

import pytest

from bot.clock.models import Event, TimelineError
from bot.clock.service import deadline


def ask(kind: str, *rows: tuple, **more):
    return deadline(kind, [Event(type_, date.fromisoformat(on), *rest) for on, type_, *rest in rows], **more)


RECEIVED = ("2026-11-02", "received")

REFUSED = {
    "nothing at all": ("application", [], "没有收到日", "第三十三条"),
    "no receipt": ("application", [("2026-11-02", "extended", 5)], "没有收到日", "第三十三条"),
    "received twice": ("application", [RECEIVED, ("2026-11-03", "received")], "收到只能登记一次", "第三十三条"),
    "received twice the same day": ("complaint", [RECEIVED, RECEIVED], "收到只能登记一次", "《国务院办公厅关于加强政府网站信息内容建设的意见》二"),
    "before receipt": ("application", [("2026-11-01", "correction_requested"), RECEIVED], "收到之前", "第三十三条"),
    "dated before receipt": ("application", [RECEIVED, ("2026-11-01", "extended", 5)], "收到之前", "第三十三条"),
    "out of order": (
        "application",
        [RECEIVED, ("2026-11-09", "third_party_consulted"), ("2026-11-06", "agency_consulted")],
        "没有按时间先后",
        "第三十三条",
    ),
    "extension of 21": ("application", [RECEIVED, ("2026-11-05", "extended", 21)], "最长不得超过20个工作日", "第三十三条"),
    "extension of 9 for a suggestion": (
        "suggestion",
        [RECEIVED, ("2026-11-05", "extended", 9)],
        "不得超过8个工作日（合计15个）",
        "《国务院办公厅关于加强政府网站信息内容建设的意见》二",
    ),
    "second extension": (
        "application",
        [RECEIVED, ("2026-11-05", "extended", 5), ("2026-11-06", "extended", 5)],
        "只能延长一次",
        "第三十三条",
    ),
    "second extension of a suggestion": (
        "suggestion",
        [RECEIVED, ("2026-11-05", "extended", 1), ("2026-11-06", "extended", 1)],
        "只能延长一次",
        "《国务院办公厅关于加强政府网站信息内容建设的意见》二",
    ),
    "extension of nothing": ("application", [RECEIVED, ("2026-11-05", "extended", 0)], "至少1个", "第三十三条"),
    "extension without days": ("application", [RECEIVED, ("2026-11-05", "extended")], "必须写明", "第三十三条"),
    # 20 working days end on 11-30.
    "extension too late": ("application", [RECEIVED, ("2026-12-01", "extended", 5)], "已于2026年11月30日", "第三十三条"),
    "extension while a correction is awaited": (
        "application",
        [RECEIVED, ("2026-11-04", "correction_requested"), ("2026-11-05", "extended", 5)],
        "正在等待补正",
        "第三十条",
    ),
    "extension of a consultation": ("consultation", [RECEIVED, ("2026-11-05", "extended", 5)], "没有延长的规定", "《国务院办公厅关于加强政府网站信息内容建设的意见》二"),
    "extension of a complaint": ("complaint", [RECEIVED, ("2026-11-05", "extended", 5)], "没有延长的规定", "《国务院办公厅关于加强政府网站信息内容建设的意见》二"),
    "extension of a notice": ("correction_notice", [RECEIVED, ("2026-11-05", "extended", 5)], "没有延长的规定", "第三十条"),
    "correction of a complaint": (
        "complaint",
        [RECEIVED, ("2026-11-05", "correction_requested")],
        "只用于政府信息公开申请",
        "第三十条",
    ),
    "consultation in a suggestion": (
        "suggestion",
        [RECEIVED, ("2026-11-05", "third_party_consulted")],
        "只用于政府信息公开申请",
        "第三十三条",
    ),
    "correction asked twice": (
        "application",
        [RECEIVED, ("2026-11-04", "correction_requested"), ("2026-11-05", "correction_requested")],
        "一次性告知",
        "第三十条",
    ),
    "correction asked again after it came": (
        "application",
        [
            RECEIVED,
            ("2026-11-04", "correction_requested"),
            ("2026-11-05", "correction_received"),
            ("2026-11-06", "correction_requested"),
        ],
        "一次性告知",
        "第三十条",
    ),
    "correction asked when time is up": (
        "application",
        [RECEIVED, ("2026-12-01", "correction_requested")],
        "已于2026年11月30日",
        "第三十条",
    ),
    "correction nobody asked for": ("application", [RECEIVED, ("2026-11-05", "correction_received")], "没有待补正", "第三十条"),
    "opinion nobody asked for": (
        "application",
        [RECEIVED, ("2026-11-05", "third_party_replied")],
        "没有征求过第三方",
        "第三十二条",
    ),
    "agency opinion nobody asked for": (
        "application",
        [RECEIVED, ("2026-11-05", "agency_replied")],
        "没有征求过其他机关",
        "第三十四条",
    ),
    "opinion of the wrong sort": (
        "application",
        [RECEIVED, ("2026-11-05", "third_party_consulted"), ("2026-11-06", "agency_replied")],
        "没有征求过其他机关",
        "第三十四条",
    ),
    "opinion of another party": (
        "application",
        [RECEIVED, ("2026-11-05", "third_party_consulted", None, "甲"), ("2026-11-06", "third_party_replied", None, "乙")],
        "没有征求过乙",
        "第三十二条",
    ),
    "opinion twice": (
        "application",
        [
            RECEIVED,
            ("2026-11-05", "third_party_consulted"),
            ("2026-11-06", "third_party_replied"),
            ("2026-11-09", "third_party_replied"),
        ],
        "没有征求过第三方",
        "第三十二条",
    ),
    "the same party asked twice": (
        "application",
        [RECEIVED, ("2026-11-05", "agency_consulted", None, "甲局"), ("2026-11-06", "agency_consulted", None, "甲局")],
        "不能重复登记",
        "第三十四条",
    ),
    "lapse of nothing": ("application", [RECEIVED, ("2026-11-05", "lapsed")], "谈不上逾期", "第三十二条"),
    # 15 working days after 11-05 end on 11-26.
    "lapse before its time": (
        "application",
        [RECEIVED, ("2026-11-05", "third_party_consulted"), ("2026-11-25", "lapsed")],
        "到2026年11月26日（星期四）才满",
        "第三十二条",
    ),
    "an event of no such name": ("application", [RECEIVED, ("2026-11-05", "answered")], "不认识“answered”", "第三十三条"),
    "a year before any calendar": ("application", [("2003-11-03", "received")], "没有2003年的工作日历", "放假办法第七条"),
    "a year after any calendar": ("application", [("2099-11-02", "received")], "没有2099年的工作日历", "放假办法第七条"),
    "a kind of no such name": ("petition", [RECEIVED], "没有“petition”", "第三十三条"),
}


@pytest.mark.parametrize(("kind", "rows", "says", "article"), REFUSED.values(), ids=REFUSED)
def test_refused(kind, rows, says, article):
    with pytest.raises(TimelineError) as refused:
        ask(kind, *rows)
    sentence = str(refused.value)
    assert says in sentence
    assert article in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1


def test_the_future_is_refused_only_when_today_is_known():
    rows = [RECEIVED, ("2026-11-20", "extended", 5)]
    assert ask("application", *rows).due_on == date(2026, 12, 7)
    assert ask("application", *rows, today=date(2026, 11, 20)).due_on == date(2026, 12, 7)
    with pytest.raises(TimelineError, match=r"2026年11月20日（星期五）还没有到.*第三十三条"):
        ask("application", *rows, today=date(2026, 11, 19))


def test_an_extension_on_the_last_day_is_in_time():
    assert ask("application", RECEIVED, ("2026-11-30", "extended", 1)).due_on == date(2026, 12, 1)


def test_an_extension_of_20_is_allowed():
    assert ask("application", RECEIVED, ("2026-11-05", "extended", 20)).due_on == date(2026, 12, 28)


def test_two_unnamed_letters_on_one_day_are_two_letters():
    rows = [RECEIVED, ("2026-11-05", "third_party_consulted"), ("2026-11-05", "third_party_consulted")]
    assert ask("application", *rows).due_on == date(2026, 12, 21)


def test_a_party_may_be_asked_again_when_it_has_answered():
    rows = [
        RECEIVED,
        ("2026-11-05", "agency_consulted", None, "甲局"),
        ("2026-11-06", "agency_replied", None, "甲局"),
        ("2026-11-09", "agency_consulted", None, "甲局"),
        ("2026-11-10", "agency_replied", None, "甲局"),
    ]
    # Friday 6 and Tuesday 10 are out: 22 working days: 12-02.
    assert ask("application", *rows).due_on == date(2026, 12, 2)
