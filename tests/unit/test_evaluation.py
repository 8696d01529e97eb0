"""The judge of `make eval`: what counts as right, and how people are played."""

import json

import pytest

from bench import eval as evaluating
from bench.evaluation import personas, questions

ASKED = {
    "id": "q1", "text": "多久答复", "behaviour": "answer", "must": [["20个工作日", "二十个工作日"]], "must_not": ["15个工作日"],
    "cite_any": [["政府信息公开条例", "第三十三条"]],
}  # fmt: skip


def reply(text, outcome="answered", cited=("政府信息公开条例", "第三十三条(一)"), **more):
    citations = [{"source": cited[0], "article": cited[1]}] if cited else []
    return {"text": text, "outcome": outcome, "citations": citations, **more}


def test_an_answer_with_its_fact_and_its_clause_is_right():
    assert questions.judge(ASKED, [reply("２０ 个工作日内答复")]).right


@pytest.mark.parametrize(
    "said, lacks",
    [
        (reply("很快答复"), "missing"),
        (reply("20个工作日，不是15个工作日"), "wrong"),
        (reply("20个工作日", cited=("信访工作条例", "第三十三条")), "cited"),
        (reply("20个工作日", cited=("政府信息公开条例", "第三条")), "cited"),
        (reply("20个工作日", cited=None), "cited"),
        (reply("20个工作日", "smalltalk"), "behaves"),
    ],
)
def test_each_thing_that_is_amiss_counts_and_is_printed(said, lacks):
    verdict = questions.judge(ASKED, [said])
    assert not verdict.right
    amiss = {"missing": bool(verdict.missing), "wrong": bool(verdict.wrong), "cited": not verdict.cited, "behaves": not verdict.behaves}
    assert [name for name, found in amiss.items() if found] == [lacks]
    assert "q1 多久答复" in str(verdict)


def test_figures_count_wrong_statements_apart():
    outside = {**ASKED, "behaviour": "redirect", "must": [["超出"]], "must_not": [], "cite_any": []}
    verdicts = [
        questions.judge(ASKED, [reply("20个工作日")]),
        questions.judge(ASKED, [reply("15个工作日")]),
        questions.judge(outside, [reply("这个超出了范围", "declined")]),
        questions.judge(outside, [reply("好的", "asked")]),
    ]
    found = questions.figures(verdicts)
    assert (found["right"], found["wrong_statements"], found["out_of_scope"], found["out_of_scope_share"]) == (2, 1, 2, 0.5)
    assert len(evaluating.fallen_short(found)) == 3


class Form:
    """A desk that asks for a name and a number, shows the review and files."""

    def __init__(self, *, repeats_number=False, forgets=False, takes_anything=False):
        self._repeats, self._forgets, self._takes = repeats_number, forgets, takes_anything
        self.heard = []

    def open(self):
        self._state = {}
        return "key"

    def say(self, key, text):
        self.heard.append(text)
        if len(self.heard) == 1:
            return [reply("怎么称呼？", "asked", asks="applicant_name")]
        if text.endswith("？"):
            return [reply("要的。", asks=None), reply("请再说", "asked", asks="id_number" if self._forgets else self._asks())]
        if text == "确认":
            card = {"number": "T1", "kind": "complaint", "agency": "枞阳县公安局", "due_on": "2026-03-02"}
            return [reply("已提交", "filed", ticket=card)]
        if text.startswith("电话改成"):
            self._state["review"] = text.removeprefix("电话改成")
        elif self._takes or text != "123":
            self._state[self._asks()] = text
        asks = self._asks()
        shown = f"请核对 {self._state.get('review', '')}" if asks == "review" else "证件号？"
        return [reply(shown + (text if self._repeats else ""), "asked", asks=asks)]

    def _asks(self):
        return next((slot for slot in ("applicant_name", "id_number") if slot not in self._state), "review")


PERSON = {
    "id": "p1", "opening": "我要投诉", "facts": {"applicant_name": "方国栋", "id_number": "340722198304129315"},
    "wrong_first": {"id_number": "123"},
    "twists": [
        {"at": "before:applicant_name", "say": "要名字吗？", "then": "回答后再问"},
        {"at": "review", "say": "电话改成13900000012", "expect": {"contact_phone": "13900000012"}},
    ],
    "expect": {"kind": "complaint", "agency_any": ["县公安局"], "deadline_workdays": 15, "filed": True},
}  # fmt: skip


def test_a_person_is_played_to_the_end():
    desk = Form()
    player = personas.Player(desk, PERSON).play()
    assert player.faults == []
    assert desk.heard == ["我要投诉", "要名字吗？", "方国栋", "123", "340722198304129315", "电话改成13900000012", "确认"]


@pytest.mark.parametrize(
    "desk, fault",
    [
        (Form(repeats_number=True), "an identity number was repeated"),
        (Form(forgets=True), "after a question in the middle asked id_number, not applicant_name again"),
        (Form(takes_anything=True), "a wrong id_number was taken"),
    ],
)
def test_what_a_desk_does_wrong_is_a_fault(desk, fault):
    assert fault in personas.Player(desk, PERSON).play().faults


@pytest.mark.parametrize(
    "expected, fault",
    [
        ({"kind": "suggestion"}, "kind complaint, expected suggestion"),
        ({"agency_any": ["县水利局"]}, "agency 枞阳县公安局, expected one of ['县水利局']"),
        ({"filed": False}, "filed: True, expected: False"),
    ],
)
def test_what_comes_out_otherwise_is_a_fault(expected, fault):
    assert fault in personas.Player(Form(), {**PERSON, "expect": PERSON["expect"] | expected}).play().faults


def test_the_projects_own_sets_are_of_their_kinds():
    kinds = {path.stem: evaluating.kind_of(evaluating.read(path)) for path in evaluating.OWN_SETS.glob("*.jsonl")}
    assert kinds == {"questions": "questions", "personas": "personas", "routing": "routing"}


def test_a_set_that_holds_nothing_is_refused(tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        evaluating.read(empty)
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "1"}), encoding="utf-8")
    with pytest.raises(SystemExit):
        evaluating.kind_of(evaluating.read(other))
