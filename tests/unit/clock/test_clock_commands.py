"""`mingbai deadline` and `mingbai calendar`, as a program outside calls them."""

import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from mingbai.commands import calendar as calendar_command
from mingbai.commands.calendar import calendar_app
from mingbai.commands.deadline import deadline
from mingbai.settings import settings

app = typer.Typer()
app.command()(deadline)
app.add_typer(calendar_app, name="calendar")

RECEIVED = {"type": "received", "on": "2026-09-14"}
# Made up for these tests: no such notice exists.
NOTICE = """\
year: 2027
notice: 关于2027年部分节假日安排的通知（测试用）
number: 测试〔2026〕1号
off:
  - 2027-01-01..2027-01-03 元旦
  - 2027-01-11 元旦
  - 2027-05-01 劳动节
  - 2027-10-01..2027-10-07 国庆节
work: []
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MINGBAI_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def run(*args: str, stdin: str | None = None):
    return CliRunner().invoke(app, list(args), input=stdin)


def ask(request: object, *args: str):
    text = request if isinstance(request, str) else json.dumps(request)
    return run("deadline", "--events", "-", "--json", *args, stdin=text)


class TestOne:
    def test_it_answers_in_json(self):
        result = ask({"kind": "application", "events": [RECEIVED]}, "--kind", "application")
        answer = json.loads(result.stdout)
        assert result.exit_code == 0
        assert (answer["due_on"], answer["provisional"]) == ("2026-10-16", False)
        assert answer["legal_basis"] == [{"source": "政府信息公开条例", "article": "第三十三条"}]
        assert any("国庆节" in line for line in answer["explanation"])
        assert answer["calendar_version"]

    def test_it_reads_a_file(self, tmp_path):
        (tmp_path / "e.json").write_text(json.dumps({"events": [RECEIVED]}), encoding="utf-8")
        result = run("deadline", "--kind", "correction_notice", "--events", str(tmp_path / "e.json"), "--json")
        # 15-18: 4; Sunday 20: 5; 21, 22: 7.
        assert json.loads(result.stdout)["due_on"] == "2026-09-22"

    def test_the_kind_may_stand_in_the_input_alone(self):
        assert json.loads(ask({"kind": "suggestion", "events": [RECEIVED]}).stdout)["due_on"] == "2026-09-22"

    def test_without_json_it_speaks_to_a_person(self):
        result = run("deadline", "--kind", "suggestion", "--events", "-", stdin=json.dumps([RECEIVED]))
        assert result.stdout.splitlines()[-1] == "数满7个工作日是2026年9月22日（星期二），最迟在这一天答复。"

    def test_workdays_and_party_are_passed_on(self):
        request = [
            RECEIVED,
            {"type": "third_party_consulted", "on": "2026-09-16", "party": "甲公司"},
            {"type": "third_party_replied", "on": "2026-09-17", "party": "甲公司"},
            {"type": "extended", "on": "2026-09-18", "workdays": 1},
        ]
        # 20 reach 10-16; one day out and one more: 10-19, 10-20.
        assert json.loads(ask(request, "--kind", "application").stdout)["due_on"] == "2026-10-20"

    def test_waiting_for_a_correction_has_no_due_date(self):
        request = [RECEIVED, {"type": "correction_requested", "on": "2026-09-16"}]
        answer = json.loads(ask(request, "--kind", "application").stdout)
        assert (answer["due_on"], answer["provisional"]) == (None, False)

    def test_what_the_law_refuses_exits_1_with_the_sentence(self):
        request = [RECEIVED, {"type": "extended", "on": "2026-09-18", "workdays": 21}]
        result = ask(request, "--kind", "application")
        assert result.exit_code == 1
        assert "第三十三条" in json.loads(result.stdout)["error"]["message"]
        spoken = run("deadline", "--kind", "application", "--events", "-", stdin=json.dumps(request))
        assert spoken.exit_code == 1
        assert "第三十三条" in spoken.stderr
        assert spoken.stdout == ""

    def test_the_future_is_refused_when_today_is_given(self):
        request = {"kind": "application", "events": [RECEIVED]}
        assert ask(request, "--today", "2026-09-14").exit_code == 0
        assert ask(request, "--today", "2026-09-13").exit_code == 1

    @pytest.mark.parametrize(
        ("request_", "args"),
        [
            ("{", ["--kind", "application"]),
            ("[]]", ["--kind", "application"]),
            ("7", ["--kind", "application"]),
            ({"kind": "application"}, []),
            ({"events": [RECEIVED]}, []),
            ({"kind": "petition", "events": [RECEIVED]}, []),
            ({"kind": "application", "events": [RECEIVED]}, ["--kind", "complaint"]),
            ({"kind": "application", "events": [{"type": "answered", "on": "2026-09-14"}]}, []),
            ({"kind": "application", "events": ["received"]}, []),
            ({"kind": "application", "events": [{"type": "received"}]}, []),
            ({"kind": "application", "events": [{"type": "received", "on": "2026-02-30"}]}, []),
            ({"kind": "application", "events": [{"type": "received", "on": "20260914"}]}, []),
            ({"kind": "application", "events": [RECEIVED, {"type": "extended", "on": "2026-09-15", "workdays": "5"}]}, []),
            ({"kind": "application", "events": [RECEIVED, {"type": "extended", "on": "2026-09-15", "workdays": True}]}, []),
            ({"kind": "application", "events": [RECEIVED, {"type": "agency_consulted", "on": "2026-09-15", "party": 1}]}, []),
            ({"kind": "application", "events": [RECEIVED]}, ["--today", "tomorrow"]),
        ],
    )
    def test_what_is_no_question_exits_2(self, request_, args):
        assert ask(request_, *args).exit_code == 2

    def test_misuse_exits_2(self, tmp_path):
        assert run("deadline", "--kind", "application", "--json").exit_code == 2
        assert run("deadline", "--events", "-", "--file", "-").exit_code == 2
        assert run("deadline", "--kind", "application", "--events", str(tmp_path / "none.json")).exit_code == 2


class TestMany:
    LINES = "\n".join(
        [
            '{"id": "b", "kind": "application", "events": [{"type": "received", "on": "2026-09-14"}]}',
            '{"id": 7, "kind": "complaint", "events": []}',
            "not json",
            "",
            '{"id": "a", "kind": "suggestion", "events": [{"type": "received", "on": "2026-12-28"}]}',
        ]
    )

    def test_one_line_out_for_each_in_in_order(self, tmp_path):
        (tmp_path / "many.jsonl").write_text(self.LINES, encoding="utf-8")
        result = run("deadline", "--file", str(tmp_path / "many.jsonl"), "--json")
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        assert [row["id"] for row in rows] == ["b", 7, None, "a"]
        assert rows[0]["due_on"] == "2026-10-16"
        assert [row.get("error", {}).get("code") for row in rows] == [None, "refused", "malformed", None]
        # 12-29, 30, 31: 3; January 4-7: 7.
        assert (rows[3]["due_on"], rows[3]["provisional"]) == ("2027-01-07", True)
        assert result.exit_code == 1

    def test_all_well_exits_0(self):
        line = self.LINES.splitlines()[0]
        assert run("deadline", "--file", "-", "--json", stdin=line + "\n").exit_code == 0

    def test_without_json_one_short_line_each(self):
        result = run("deadline", "--file", "-", stdin=self.LINES)
        assert result.stdout.splitlines()[0] == "b\t2026-10-16"
        assert "收到" in result.stdout.splitlines()[1]


class TestCalendar:
    def test_an_imported_notice_counts_at_once(self, tmp_path, home):
        (tmp_path / "n.yml").write_text(NOTICE, encoding="utf-8")
        request = {"kind": "application", "events": [{"type": "received", "on": "2026-12-14"}]}
        before = json.loads(ask(request).stdout)
        result = run("calendar", "import", str(tmp_path / "n.yml"), "--json")
        after = json.loads(ask(request).stdout)
        assert result.exit_code == 0
        assert json.loads(result.stdout)["year"] == 2027
        assert (home / "calendars" / "2027.yml").exists()
        assert (before["due_on"], before["provisional"]) == ("2027-01-12", True)
        # Monday 11 is off by this notice.
        assert (after["due_on"], after["provisional"]) == ("2027-01-13", False)
        assert before["calendar_version"] != after["calendar_version"] == json.loads(result.stdout)["calendar_version"]

    def test_what_keeps_due_dates_is_asked_what_it_changed(self, tmp_path, monkeypatch):
        seen = []
        monkeypatch.setattr(
            calendar_command, "affected_listers", [lambda done: seen.append(done) or ["工单甲：1月12日 → 1月13日"]]
        )
        (tmp_path / "n.yml").write_text(NOTICE, encoding="utf-8")
        result = run("calendar", "import", str(tmp_path / "n.yml"))
        assert "受影响的工单：1件" in result.stdout
        assert "工单甲：1月12日 → 1月13日" in result.stdout
        assert date(2027, 1, 11) in seen[0].changed_days

    def test_a_wrong_notice_exits_1_and_names_the_line(self, tmp_path, home):
        (tmp_path / "n.yml").write_text(NOTICE.replace("2027-01-11", "2027-01-41"), encoding="utf-8")
        result = run("calendar", "import", str(tmp_path / "n.yml"))
        assert result.exit_code == 1
        assert "第6行" in result.stderr
        assert not home.exists()

    def test_a_broken_imported_notice_stops_every_sum(self, home):
        (home / "calendars").mkdir(parents=True)
        (home / "calendars" / "2027.yml").write_text("year: 2027", encoding="utf-8")
        result = ask({"kind": "application", "events": [RECEIVED]})
        assert result.exit_code == 1
        assert "2027.yml" in json.loads(result.stdout)["error"]["message"]
        spoken = run("deadline", "--kind", "application", "--events", "-", stdin=json.dumps([RECEIVED]))
        assert spoken.exit_code == 1
        assert "2027.yml" in spoken.stderr

    def test_show(self):
        shown = json.loads(run("calendar", "show", "2026", "--json").stdout)
        assert (shown["workdays"], shown["provisional"]) == (248, False)
        assert {"from": "2026-10-01", "to": "2026-10-07", "name": "国庆节"} in shown["off"]
        assert {"on": "2026-10-10", "name": "国庆节"} in shown["work"]
        text = run("calendar", "show", "2026").stdout
        assert "国办发明电〔2025〕7号" in text
        assert "上班 2026年10月10日（星期六） 国庆节" in text

    def test_show_says_when_a_year_is_not_announced(self):
        assert "通知尚未公布" in run("calendar", "show", "2027").stdout
        for year in ("1990", "2050", "99999"):
            result = run("calendar", "show", year)
            assert result.exit_code == 1
            assert "全国年节及纪念日放假办法第七条" in result.stderr
