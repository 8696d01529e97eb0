"""An order that must win: the first step with something to say is heard, and those after it are not even asked."""

from bot.conversations.replies import Reply
from bot.conversations.steps import Step, first


def step(name: str, said: str | None, asked: list[str], acts: frozenset[str] | None = None) -> Step[str]:
    def says(about: str) -> list[Reply] | None:
        asked.append(name)
        return [Reply(f"{about}{said}", "answered")] if said is not None else None

    return Step(name, "", says, acts)


def test_the_first_with_something_to_say_is_heard():
    asked: list[str] = []
    replies = first([step("a", None, asked), step("b", "乙", asked), step("c", "丙", asked)], "问：")
    assert replies is not None and replies[0].text == "问：乙"
    assert asked == ["a", "b"]


def test_a_step_is_taken_at_its_acts_only():
    asked: list[str] = []
    steps = [step("a", "甲", asked, frozenset({"file"})), step("b", "乙", asked, frozenset({"answer"}))]
    replies = first(steps, "", "answer")
    assert replies is not None and replies[0].text == "乙"
    assert asked == ["b"]
    assert first(steps, "", "fill") is None


def test_no_reply_is_nothing_to_say():
    assert first([Step[str]("a", "", lambda _: [])], "") is None
