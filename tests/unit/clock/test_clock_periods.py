"""Periods with their sources, what a place may change, and the day of receipt."""

from datetime import date

import pytest

from bot.clock.models import Event, LegalBasis, TimelineError
from bot.clock.periods import parse_overrides, period, periods
from bot.clock.receipt import RECEIPT_CHANNELS, receipt_day, receipt_rule
from bot.clock.service import deadline

WEBSITES = "参照国务院办公厅关于加强政府网站信息内容建设的意见"
REGULATION = "政府信息公开条例"


@pytest.mark.parametrize(
    ("kind", "workdays", "extension", "source", "article"),
    [
        ("application", 20, 20, REGULATION, "第三十三条"),
        ("correction_notice", 7, 0, REGULATION, "第三十条"),
        ("third_party_opinion", 15, 0, REGULATION, "第三十二条"),
        ("agency_opinion", 15, 0, REGULATION, "第三十四条"),
        ("fee_notice", 20, 0, "政府信息公开信息处理费管理办法", "第六条"),
        ("suggestion", 7, 8, WEBSITES, "二"),  # complex ones up to 7 + 8 = 15
        ("consultation", 15, 0, WEBSITES, "二"),
        ("complaint", 15, 0, WEBSITES, "二"),
    ],
)
def test_periods(kind, workdays, extension, source, article):
    found = period(kind)
    assert (found.workdays, found.extension, found.basis) == (workdays, extension, LegalBasis(source, article))


def test_a_place_without_rules_of_its_own_is_told_what_is_followed():
    found = deadline("complaint", [Event("received", date(2026, 11, 2))])
    assert found.legal_basis[0].borrowed and found.legal_basis[0].titled == "参照《国务院办公厅关于加强政府网站信息内容建设的意见》二"
    assert "没有查到本地自己规定的期限，暂按这个期限办理；当地另有规定的，以当地的为准。" in found.explanation
    own = deadline("complaint", [Event("received", date(2026, 11, 2))], parse_overrides({"complaint": ROW}))
    assert not any("参照" in line for line in own.explanation)


def test_there_are_no_other_periods():
    assert len(periods()) == 8


def test_an_unknown_kind_is_refused():
    with pytest.raises(TimelineError, match=r"petition.*第三十三条"):
        period("petition")


ROW = {"workdays": 5, "source": "某县办理规定", "article": "第三条"}
DAYS = {"submitted": date(2026, 9, 14), "signed": date(2026, 9, 16), "confirmed": date(2026, 9, 17)}


class TestOverrides:
    def test_a_place_sets_its_own_period_and_its_notice_is_cited(self):
        found = deadline("consultation", [Event("received", date(2026, 11, 2))], parse_overrides({"consultation": ROW}))
        # 11-02 is a Monday: 3-6: 4; 9: 5.
        assert found.due_on == date(2026, 11, 9)
        assert found.legal_basis == (LegalBasis("某县办理规定", "第三条"),)
        assert any("5个工作日（某县办理规定第三条）" in line for line in found.explanation)

    def test_the_opinion_period_of_a_place_shortens_the_pause(self):
        events = [Event("received", date(2026, 11, 2)), Event("third_party_consulted", date(2026, 11, 2))]
        plain = deadline("application", events).due_on
        shorter = deadline("application", events, parse_overrides({"third_party_opinion": ROW})).due_on
        # 5 days out instead of 15: 20 + 5 = 25 working days, 11-03 … 12-07; 20 + 15 = 35: 12-21.
        assert (shorter, plain) == (date(2026, 12, 7), date(2026, 12, 21))

    @pytest.mark.parametrize("missing", ["source", "article"])
    def test_without_a_notice_it_is_refused(self, missing):
        with pytest.raises(ValueError, match="必须写明"):
            parse_overrides({"complaint": {**ROW, missing: ""}})

    @pytest.mark.parametrize("workdays", [0, -1, "5", True, 2.5])
    def test_a_period_is_a_positive_whole_number(self, workdays):
        with pytest.raises(ValueError, match="正整数"):
            parse_overrides({"complaint": {**ROW, "workdays": workdays}})

    @pytest.mark.parametrize("row", [{"workdays": 21}, {"workdays": 20, "extension": 21}])
    def test_a_place_cannot_allow_itself_more_than_the_regulation(self, row):
        with pytest.raises(ValueError, match="不能放宽"):
            parse_overrides({"application": {**ROW, **row}})

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(TimelineError):
            parse_overrides({"petition": ROW})


class TestReceipt:
    @pytest.mark.parametrize(
        ("channel", "day"),
        [
            ("in_person", date(2026, 9, 14)),
            ("signed_mail", date(2026, 9, 16)),
            ("ordinary_mail", date(2026, 9, 17)),
            ("internet", date(2026, 9, 17)),
            ("fax", date(2026, 9, 17)),
        ],
    )
    def test_which_day_counts(self, channel, day):
        assert receipt_day(channel, **DAYS) == day
        assert "政府信息公开条例第三十一条" in receipt_rule(channel)

    @pytest.mark.parametrize("channel", ["signed_mail", "ordinary_mail", "internet", "fax"])
    def test_until_it_is_signed_for_or_confirmed_nothing_is_received(self, channel):
        assert receipt_day(channel, submitted=date(2026, 9, 14)) is None

    def test_all_channels_are_covered(self):
        assert set(RECEIPT_CHANNELS) == {"in_person", "signed_mail", "ordinary_mail", "internet", "fax"}

    def test_refusals_name_the_article(self):
        with pytest.raises(TimelineError, match=r"pigeon.*第三十一条"):
            receipt_day("pigeon", submitted=date(2026, 9, 14))
        with pytest.raises(TimelineError, match=r"pigeon.*第三十一条"):
            receipt_rule("pigeon")
        with pytest.raises(TimelineError, match=r"提交之日.*第三十一条"):
            receipt_day("in_person")
        with pytest.raises(TimelineError, match=r"确认之日不能早于提交之日.*第三十一条"):
            receipt_day("internet", submitted=date(2026, 9, 14), confirmed=date(2026, 9, 13))
