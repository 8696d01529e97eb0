"""Notice files: what is read, what is refused by line, and what an import changes."""

from datetime import date

import pytest

from bot.clock.calendar import BUILT_IN, load_calendar
from bot.clock.imports import import_notice
from bot.clock.notices import NoticeError, parse_notice, read_notice

# Made up for these tests: no such notice exists.
SAMPLE = """\
year: 2027
notice: 关于2027年部分节假日安排的通知（测试用）
number: 测试〔2026〕1号
issued: 2026-11-05
off:
  - 2027-01-01..2027-01-03 元旦
  - 2027-02-05..2027-02-11 春节
  - 2027-05-01..2027-05-05 劳动节
  - 2027-10-01..2027-10-07 国庆节
work:
  - 2027-02-20 春节
"""


def test_a_notice_is_read():
    notice = parse_notice(SAMPLE, "2027.yml")
    assert notice.year == 2027
    assert notice.citation == "关于2027年部分节假日安排的通知（测试用）（测试〔2026〕1号）"
    assert notice.off[date(2027, 2, 11)] == "春节"
    assert notice.work == {date(2027, 2, 20): "春节"}


def test_every_built_in_year_names_its_source():
    files = sorted(BUILT_IN.glob("*.yml"))
    notices = [read_notice(file) for file in files]
    assert [notice.year for notice in notices] == list(range(2004, 2027))
    assert [file.stem for file in files] == [str(notice.year) for notice in notices]
    numbers = {notice.year: notice.number for notice in notices if notice.year >= 2024}
    assert numbers == {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}
    assert all(notice.number or notice.origin == "chinesecalendar 1.11.0" for notice in notices)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("2027-02-11", "2027-02-30", 7, "没有“2027-02-30”这一天"),
        ("2027-02-05..2027-02-11", "2027-02-11..2027-02-05", 7, "起止日期不对"),
        ("2027-02-05..2027-02-11", "2027-02-05..2027-03-11", 7, "起止日期不对"),
        ("2027-02-05..2027-02-11 春节", "2月5日至11日 春节", 7, "应写作"),
        ("2027-02-05..2027-02-11", "2026-02-05..2026-02-11", 7, "不在2027年"),
        ("  - 2027-02-20 春节", "  - 2027-02-22 春节", 11, "2027-02-22 不是周末"),
        ("  - 2027-02-20 春节", "  - 2027-02-06 春节", 11, "2027-02-06 写了两次"),
        ("2027-05-01..2027-05-05 劳动节", "2027-10-07 国庆节", 9, "2027-10-07 写了两次"),
        ("2027-05-01..2027-05-05 劳动节", "2027-05-02..2027-05-05 劳动节", 1, "5月1日是法定节日"),
        ("year: 2027", "year: 27", 1, "年份“27”不对"),
        ("year: 2027\n", "", 1, "缺少 year"),
        ("number: 测试〔2026〕1号\n", "", 1, "缺少 number"),
        ("notice: 关于2027年部分节假日安排的通知（测试用）\n", "", 1, "缺少 notice"),
        ("issued: 2026-11-05", "issued: 2026-11-31", 4, "没有“2026-11-31”这一天"),
        ("work:", "works:", 10, "不认识的项目“works”"),
        ("issued: 2026-11-05", "year: 2027", 4, "“year”写了两次"),
        ("issued: 2026-11-05", "issued: [2026", 5, "格式不对"),
        ("work:\n  - 2027-02-20 春节", "work: 2027-02-20 春节", 10, "逐行日期"),
    ],
)
def test_a_wrong_notice_is_refused_by_line(old, new, line, says):
    assert old in SAMPLE
    with pytest.raises(NoticeError, match=says) as refused:
        parse_notice(SAMPLE.replace(old, new, 1), "2027.yml")
    assert f"2027.yml 第{line}行" in str(refused.value)


@pytest.mark.parametrize("text", ["", "- 1", "一段话", "\x00"])
def test_what_is_no_notice_at_all_is_refused(text):
    with pytest.raises(NoticeError, match=r"x\.yml 第1行"):
        parse_notice(text, "x.yml")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "gbk.yml"
    file.write_bytes(SAMPLE.encode("gbk"))
    with pytest.raises(NoticeError, match="UTF-8"):
        read_notice(file)


class TestImport:
    def test_an_import_ends_the_provisional_year(self, tmp_path):
        file, folder = tmp_path / "in.yml", tmp_path / "calendars"
        file.write_text(SAMPLE, encoding="utf-8")
        assert load_calendar(folder).provisional(date(2026, 12, 20), date(2027, 1, 18)) is True
        done = import_notice(file, folder)
        after = load_calendar(folder)
        assert done.stored_at == folder / "2027.yml"
        assert after.provisional(date(2026, 12, 20), date(2027, 1, 18)) is False
        assert after.provisional(date(2027, 12, 20), date(2028, 1, 18)) is True
        assert done.before.version != done.after.version == after.version

    def test_the_changed_days_are_named(self, tmp_path):
        file = tmp_path / "in.yml"
        file.write_text(SAMPLE, encoding="utf-8")
        changed = import_notice(file, tmp_path / "calendars").changed_days
        # Off by law anyway: 02-05, 02-08. New: 9-11 February, 3-5 May (1st and 2nd a weekend), 4-7 October (1st by law,
        # 2-3 a weekend); worked: Saturday 02-20. The sample forgets 清明, 端午 and 中秋, which become working days.
        assert [f"{day:%m-%d}" for day in changed] == [
            "02-09", "02-10", "02-11", "02-20", "04-05", "05-03", "05-04", "05-05", "06-09", "09-15",
            "10-04", "10-05", "10-06", "10-07",
        ]  # fmt: skip

    def test_a_year_already_there_is_replaced(self, tmp_path):
        folder = tmp_path / "calendars"
        text = (BUILT_IN / "2026.yml").read_text(encoding="utf-8").replace("  - 2026-10-10 国庆节\n", "")
        (tmp_path / "in.yml").write_text(text, encoding="utf-8")
        assert import_notice(tmp_path / "in.yml", folder).changed_days == (date(2026, 10, 10),)
        assert load_calendar().is_workday(date(2026, 10, 10))

    def test_the_same_notice_again_changes_nothing(self, tmp_path):
        file, folder = tmp_path / "in.yml", tmp_path / "calendars"
        file.write_text(SAMPLE, encoding="utf-8")
        first = import_notice(file, folder)
        again = import_notice(file, folder)
        assert again.changed_days == ()
        assert again.after.version == first.after.version

    def test_a_notice_may_rearrange_the_december_before(self, tmp_path):
        text = SAMPLE.replace("2027-01-01..2027-01-03", "2026-12-31..2027-01-03")
        text += "  - 2026-12-26 元旦\n"
        (tmp_path / "in.yml").write_text(text, encoding="utf-8")
        done = import_notice(tmp_path / "in.yml", tmp_path / "calendars")
        assert done.changed_days[:2] == (date(2026, 12, 26), date(2026, 12, 31))
        assert done.after.is_workday(date(2026, 12, 26))
        assert not done.after.is_workday(date(2026, 12, 31))

    @pytest.mark.parametrize("year", ["1999", "2040"])
    def test_a_year_apart_from_the_calendar_is_refused(self, tmp_path, year):
        file, folder = tmp_path / "in.yml", tmp_path / "calendars"
        file.write_text(SAMPLE.replace("2027-02-20", "2027-02-21").replace("2027", year).split("work:")[0], encoding="utf-8")
        with pytest.raises(NoticeError, match="核对年份"):
            import_notice(file, folder)
        assert not folder.exists()
        with pytest.raises(NoticeError, match="核对年份"):
            load_calendar(tmp_path)

    def test_a_wrong_file_leaves_nothing_behind(self, tmp_path):
        (tmp_path / "in.yml").write_text(SAMPLE.replace("2027-02-11", "2027-02-30"), encoding="utf-8")
        with pytest.raises(NoticeError, match="第7行"):
            import_notice(tmp_path / "in.yml", tmp_path / "calendars")
        assert not (tmp_path / "calendars").exists()

    def test_a_broken_file_among_the_imported_is_not_passed_over(self, tmp_path):
        (tmp_path / "2027.yml").write_text("year: 2027\n", encoding="utf-8")
        with pytest.raises(NoticeError, match=r"2027\.yml"):
            load_calendar(tmp_path)
