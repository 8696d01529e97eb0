"""Timelines: tables with the sums in the comments, and what is said to the citizen."""

from datetime import date, datetime

import pytest

from bot.clock.models import Event, LegalBasis
from bot.clock.service import deadline


def events(*rows: str) -> list[Event]:
    """`"2026-09-14 extended 20"`, `"2026-09-14 third_party_consulted @甲公司"`."""
    made = []
    for row in rows:
        on, kind, *rest = row.split()
        workdays = next((int(word) for word in rest if word.isdigit()), None)
        party = next((word[1:] for word in rest if word.startswith("@")), None)
        made.append(Event(kind, date.fromisoformat(on), workdays, party))
    return made


def due(kind: str, *rows: str) -> str | None:
    found = deadline(kind, events(*rows))
    return None if found.due_on is None else found.due_on.isoformat()


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        ("application", "2026-09-14", "2026-10-16"),  # 20
        ("suggestion", "2026-09-14", "2026-09-22"),  # 7
        ("application", "2026-02-10", "2026-03-16"),  # 20
        ("suggestion", "2026-02-12", "2026-02-28"),  # 7
        ("correction_notice", "2026-02-12", "2026-02-28"),  # 7
        ("correction_notice", "2026-09-28", "2026-10-13"),  # 7
        ("consultation", "2026-09-28", "2026-10-23"),  # 15
        ("complaint", "2026-04-30", "2026-05-25"),  # 15
        ("suggestion", "2026-10-09", "2026-10-19"),  # 7
        ("third_party_opinion", "2026-09-28", "2026-10-23"),  # 15
        ("agency_opinion", "2026-04-30", "2026-05-25"),  # 15
        ("fee_notice", "2026-09-14", "2026-10-16"),  # 20
    ],
)
def test_plain_periods(kind, on, expected):
    assert due(kind, f"{on} received") == expected


# November and December 2026 have no holiday: working days are Mondays to Fridays.
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # 11-02 Monday. 3-6: 4; 9-13: 9; 16-20: 14; 23-27: 19; 30: 20.
        (["2026-11-02 received"], "2026-11-30"),
        # Sent Thursday 5, opinion Tuesday 10: 6, 9, 10 out. 20 + 3 = 23 working days: 12-03.
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-11-10 third_party_replied"], "2026-12-03"),
        # Opinion on a Saturday: only Friday 6 out. 21: 12-01.
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-11-07 third_party_replied"], "2026-12-01"),
        # Opinion the same day: nothing out.
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-11-05 third_party_replied"], "2026-11-30"),
        # Sent on the day of receipt, answered next day: Tuesday 3 out. 21: 12-01.
        (["2026-11-02 received", "2026-11-02 agency_consulted", "2026-11-03 agency_replied"], "2026-12-01"),
        # Silence: 15 working days after Thursday 5 end on Thursday 26. 20 + 15 = 35: 12-21.
        (["2026-11-02 received", "2026-11-05 third_party_consulted"], "2026-12-21"),
        # The same with the lapse written down, on the day, or some days later.
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-11-26 lapsed"], "2026-12-21"),
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-12-01 lapsed"], "2026-12-21"),
        # An opinion after the 15 working days stops the clock no longer than they do.
        (["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-12-01 third_party_replied"], "2026-12-21"),
        (
            [
                "2026-11-02 received",
                "2026-11-05 third_party_consulted",
                "2026-11-26 lapsed",
                "2026-12-01 third_party_replied",
            ],
            "2026-12-21",
        ),
        # Two at once: 6-10 and 10-12 make 6-12, five working days (6, 9, 10, 11, 12). 25: 12-07.
        (
            [
                "2026-11-02 received",
                "2026-11-05 third_party_consulted",
                "2026-11-09 agency_consulted",
                "2026-11-10 third_party_replied",
                "2026-11-12 agency_replied",
            ],
            "2026-12-07",
        ),
        # One inside the other: 6-13 out, six working days (6, 9-13). 26: 12-08.
        (
            [
                "2026-11-02 received",
                "2026-11-05 third_party_consulted @甲",
                "2026-11-06 third_party_consulted @乙",
                "2026-11-09 third_party_replied @乙",
                "2026-11-13 third_party_replied @甲",
            ],
            "2026-12-08",
        ),
        # One after the other: 6, 9 out; then 17, 18 out. 24: 12-04.
        (
            [
                "2026-11-02 received",
                "2026-11-05 third_party_consulted",
                "2026-11-09 third_party_replied",
                "2026-11-16 agency_consulted",
                "2026-11-18 agency_replied",
            ],
            "2026-12-04",
        ),
        # Extended by 5: 25 working days: 12-07. By 20: 40: 12-28.
        (["2026-11-02 received", "2026-11-20 extended 5"], "2026-12-07"),
        (["2026-11-02 received", "2026-11-30 extended 20"], "2026-12-28"),
        # Extension and then a consultation in the added time: 25 reach 12-07; sent 12-02, opinion 12-04: 3, 4 out: 12-09.
        (
            [
                "2026-11-02 received",
                "2026-11-20 extended 5",
                "2026-12-02 third_party_consulted",
                "2026-12-04 third_party_replied",
            ],
            "2026-12-09",
        ),
        # Asked on the last day itself: Monday 30 still counts as used, so the period is over with it.
        (["2026-11-02 received", "2026-11-30 third_party_consulted"], "2026-11-30"),
        # Corrected Wednesday 11: anew from there. 12, 13: 2; 16-20: 7; 23-27: 12; 11-30-12-04: 17; 7-9: 20.
        (["2026-11-02 received", "2026-11-04 correction_requested", "2026-11-11 correction_received"], "2026-12-09"),
        # A correction is awaited: no period runs.
        (["2026-11-02 received", "2026-11-04 correction_requested"], None),
        # A letter still out when the correction comes: 11-05 to 11-13; of the new count 12, 13 are out. 22: 12-11.
        (
            [
                "2026-11-02 received",
                "2026-11-04 correction_requested",
                "2026-11-05 third_party_consulted",
                "2026-11-11 correction_received",
                "2026-11-13 third_party_replied",
            ],
            "2026-12-11",
        ),
        # An extension of the old period does not outlive it; the new one may be extended: 20 + 3 = 23: 12-14.
        (
            [
                "2026-11-02 received",
                "2026-11-03 extended 10",
                "2026-11-04 correction_requested",
                "2026-11-11 correction_received",
                "2026-11-12 extended 3",
            ],
            "2026-12-14",
        ),
    ],
)
def test_applications(rows, expected):
    assert due("application", *rows) == expected


def test_the_pause_runs_over_the_national_day_with_its_make_up_day():
    # 09-14: 15, 16: 2 used; sent 16; opinion Saturday 10-10, a working day, is out too. Left 18 from 10-12:
    # 12-16: 5; 19-23: 10; 26-30: 15; November 2-4: 18.
    rows = ["2026-09-14 received", "2026-09-16 third_party_consulted", "2026-10-10 third_party_replied"]
    assert due("application", *rows) == "2026-11-04"


def test_the_answer_is_for_whom_it_came_from():
    # Both sent Thursday 5; 乙 answers Friday 6, 甲 is silent until 11-26: 35 working days, 12-21.
    asked = ["2026-11-02 received", "2026-11-05 third_party_consulted @甲", "2026-11-05 third_party_consulted @乙"]
    assert due("application", *asked, "2026-11-06 third_party_replied @乙") == "2026-12-21"
    # Without a name it answers the earliest letter: 甲's of Thursday 5; 乙's of Friday 6 runs to 11-27. 36: 12-22.
    asked = ["2026-11-02 received", "2026-11-05 third_party_consulted @甲", "2026-11-06 third_party_consulted @乙"]
    assert due("application", *asked, "2026-11-09 third_party_replied") == "2026-12-22"


@pytest.mark.parametrize(
    ("workdays", "expected"),
    [(1, "2026-11-12"), (8, "2026-11-23")],  # 11-02: 7 reach 11-11, 8: 11-12; 15: 11-23
)
def test_a_complex_suggestion(workdays, expected):
    assert due("suggestion", "2026-11-02 received", f"2026-11-05 extended {workdays}") == expected


class TestCorrectionNotice:
    def test_later_events_do_not_move_it(self):
        # 11-02: 3-6: 4; 9-11: 7.
        rows = ["2026-11-02 received", "2026-11-04 correction_requested", "2026-12-30 correction_received"]
        found = deadline("correction_notice", events(*rows))
        assert (found.due_on, found.provisional) == (date(2026, 11, 11), False)
        assert due("correction_notice", "2026-11-02 received", "2026-11-03 third_party_consulted") == "2026-11-11"

    def test_a_late_one_is_said_to_be_late(self):
        rows = ["2026-11-02 received", "2026-11-12 correction_requested"]
        for kind in ("application", "correction_notice"):
            lines = deadline(kind, events(*rows)).explanation
            assert "补正应在2026年11月11日（星期三）之前（含当天）告知，这次告知晚了（政府信息公开条例第三十条）。" in lines
        in_time = deadline("application", events("2026-11-02 received", "2026-11-11 correction_requested"))
        assert not any("告知晚了" in line for line in in_time.explanation)


class TestProvisional:
    def test_a_sum_into_an_unannounced_year_says_so(self):
        # 12-14: 15-18: 4; 21-25: 9; 28-31: 13; January 4-8: 18; 11, 12: 20.
        found = deadline("application", events("2026-12-14 received"))
        assert (found.due_on, found.provisional) == (date(2027, 1, 12), True)
        assert any("2027年的放假通知还没有公布" in line and "暂" in line for line in found.explanation)
        assert LegalBasis("全国年节及纪念日放假办法", "第二条") in found.legal_basis

    def test_a_sum_that_ends_on_the_last_announced_day_is_not(self):
        # 12-02: 3, 4: 2; 7-11: 7; 14-18: 12; 21-25: 17; 28-30: 20.
        found = deadline("application", events("2026-12-02 received"))
        assert (found.due_on, found.provisional) == (date(2026, 12, 30), False)
        assert not any("通知还没有公布" in line for line in found.explanation)

    def test_waiting_for_a_correction_has_nothing_provisional(self):
        found = deadline("application", events("2026-12-28 received", "2026-12-29 correction_requested"))
        assert (found.due_on, found.provisional) == (None, False)


class TestExplanation:
    def test_a_plain_application_word_for_word(self):
        assert deadline("application", events("2026-09-14 received")).explanation == (
            "2026年9月14日（星期一）收到申请（政府信息公开条例第三十一条）。",
            "政府信息公开申请的答复期限是20个工作日（政府信息公开条例第三十三条）。",
            "2026年9月14日（星期一）当天不算，从下一个工作日2026年9月15日（星期二）开始数；周末和放假的日子不算。",
            "其间2026年9月25日至27日中秋节放假、2026年10月1日至7日国庆节放假，不计。",
            "其间2026年9月20日（星期日）、2026年10月10日（星期六）调休上班，照常计算。",
            "放假和调休按国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）。",
            "数满20个工作日是2026年10月16日（星期五），最迟在这一天答复。",
        )

    def test_a_month_without_holidays_names_none(self):
        text = "".join(deadline("consultation", events("2026-11-02 received")).explanation)
        assert "放假和调休按" not in text
        assert "调休上班" not in text

    def test_a_holiday_wholly_on_a_weekend_is_not_named(self):
        # 2024-06-10 is a Monday; 2025-05-31 and 06-01 are a weekend, 06-02 a Monday. Up to Friday 05-30 nothing shows.
        text = "".join(deadline("suggestion", events("2025-05-21 received")).explanation)
        assert "端午节" not in text
        assert "端午节" in "".join(deadline("suggestion", events("2025-05-22 received")).explanation)

    def test_an_open_consultation_is_said_to_be_assumed(self):
        lines = deadline("application", events("2026-11-02 received", "2026-11-05 third_party_consulted @甲公司")).explanation
        assert (
            "2026年11月5日（星期四）书面征求第三方（甲公司）的意见，还没有收到意见，先按2026年11月26日（星期四）期限届满推算，"
            "2026年11月6日至26日不计入期限；意见提前到了，到期日也会提前（政府信息公开条例第三十二条、政府信息公开条例第三十三条）。"
        ) in lines

    def test_several_consultations_say_how_many_days_are_out(self):
        rows = [
            "2026-11-02 received",
            "2026-11-05 third_party_consulted",
            "2026-11-09 agency_consulted",
            "2026-11-10 third_party_replied",
            "2026-11-12 agency_replied",
        ]
        assert any("一共扣除5个工作日" in line for line in deadline("application", events(*rows)).explanation)

    def test_late_and_lapsed_opinions_are_told_apart(self):
        asked = ["2026-11-02 received", "2026-11-05 agency_consulted"]
        late = deadline("application", events(*asked, "2026-12-01 agency_replied")).explanation
        lapsed = deadline("application", events(*asked, "2026-11-26 lapsed")).explanation
        assert any("意见到2026年12月1日（星期二）才来" in line for line in late)
        assert any("到2026年11月26日（星期四）期限届满没有收到意见" in line for line in lapsed)

    def test_an_extension_says_who_agreed(self):
        lines = deadline("application", events("2026-11-02 received", "2026-11-20 extended 5")).explanation
        assert (
            "2026年11月20日（星期五）经政府信息公开工作机构负责人同意并告知申请人，答复期限延长5个工作日（政府信息公开条例第三十三条）。"
        ) in lines
        complex_one = deadline("suggestion", events("2026-11-02 received", "2026-11-05 extended 8")).explanation
        assert any("因情况复杂" in line and "信息内容建设的意见》二" in line for line in complex_one)

    def test_waiting_for_a_correction_is_said(self):
        lines = deadline("application", events("2026-11-02 received", "2026-11-04 correction_requested")).explanation
        assert lines[-1] == "正在等申请人补正，现在不计算答复期限；收到补正的申请后重新算起（政府信息公开条例第三十条）。"

    def test_a_dropped_extension_is_said(self):
        rows = [
            "2026-11-02 received",
            "2026-11-03 extended 10",
            "2026-11-04 correction_requested",
            "2026-11-11 correction_received",
        ]
        assert any("作废" in line for line in deadline("application", events(*rows)).explanation)

    def test_the_two_families_of_periods_never_mix(self):
        application = deadline("application", events("2026-11-02 received"))
        complaint = deadline("complaint", events("2026-11-02 received"))
        assert not any("枞阳" in line for line in application.explanation)
        assert not any("政府信息公开条例" in line for line in complaint.explanation)


def test_the_answer_names_the_calendar_it_was_made_with():
    assert deadline("complaint", events("2026-11-02 received")).calendar_version.startswith("2004-2026.")


def test_the_rules_used_are_named_once_each():
    rows = ["2026-11-02 received", "2026-11-05 third_party_consulted", "2026-11-06 agency_consulted", "2026-11-09 extended 3"]
    assert [basis.article for basis in deadline("application", events(*rows)).legal_basis] == [
        "第三十三条",
        "第三十二条",
        "第三十四条",
    ]


def test_an_instant_is_no_date():
    with pytest.raises(TypeError, match="plain date"):
        Event("received", datetime(2026, 11, 2, 8, 0))  # noqa: DTZ001
