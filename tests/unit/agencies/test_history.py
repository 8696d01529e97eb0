"""Learning from past messages: what is learned is used, kept as numbers only, and faults in the file are named."""

import pytest

from bot.agencies.history import Message, learn, load_learned, read_messages, save_learned
from bot.agencies.measuring import measure
from bot.agencies.models import ProfileError
from bot.agencies.service import history_name, load_router

# A place where the wetland park is looked after by the forestry people: only its own past messages can tell.
_PARK = [f"云栖湿地乐园第{number}号木屋有问题" for number in range(8)]
_PAY = [f"老板拖欠我第{number}个月的工资" for number in range(8)]


@pytest.fixture(scope="module")
def past():
    return [Message("县自然资源和规划局", "", text) for text in _PARK] + [Message("人社局", "", text) for text in _PAY]


def test_what_was_learned_is_the_same_after_saving(tmp_path, past):
    learned = learn(past)
    save_learned(learned, tmp_path / "l.npz")
    again = load_learned(tmp_path / "l.npz")
    assert again.labels == learned.labels
    assert again.shares("", "云栖湿地乐园") == pytest.approx(learned.shares("", "云栖湿地乐园"))
    assert [file.name for file in tmp_path.iterdir()] == ["l.npz"]


def test_history_moves_a_decision_and_says_so(tmp_path, zongyang, router, past):
    save_learned(learn(past), tmp_path / history_name(zongyang.id))
    taught = load_router(zongyang, tmp_path / history_name(zongyang.id))
    text = "云栖湿地乐园的木屋"
    before = {c.agency: c.confidence for c in router.route(text).candidates}
    after = taught.route(text)
    assert after.agency == "县自然资源和规划局"
    assert after.confidence > before.get(after.agency, 0.0)
    assert "以往的办理情况" in after.candidates[0].why


def test_without_a_file_the_duties_decide_alone(tmp_path, zongyang):
    assert load_router(zongyang, tmp_path / "none.npz").route("拖欠工资").agency == "县人力资源和社会保障局"


def test_measuring_counts_every_message_once(past):
    measured = measure(past)
    assert measured.messages == len(past) == sum(map(sum, measured.confusion))
    assert measured.accuracy >= 0.9 and measured.macro_f1 >= 0.9
    assert measured.answered[0][0] == 1.0
    assert measured.answered[0][1] == pytest.approx(measured.accuracy)


def test_a_label_with_too_few_messages_is_named(past):
    with pytest.raises(ProfileError, match="“稀少”只有1条"):
        measure([*past, Message("稀少", "", "一条")])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("甲\t题\t文\n乙\t题", "第2行应是"),
        ("甲\t\t\n", "第1行应是"),
        ("甲\t题\t文\n甲\t题\t文", "至少要有两种标签"),
        ("", "至少要有两种标签"),
    ],
)
def test_faults_in_the_file_are_named(tmp_path, text, sentence):
    file = tmp_path / "past.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=sentence):
        read_messages(file)


def test_a_header_line_is_no_message(tmp_path):
    file = tmp_path / "past.tsv"
    file.write_text("label\ttitle\tbody\n甲\t\t一\n乙\t题\t二\n", encoding="utf-8")
    assert [message.label for message in read_messages(file)] == ["甲", "乙"]


def test_a_file_that_is_none_of_ours(tmp_path):
    file = tmp_path / "l.npz"
    file.write_bytes(b"nothing")
    with pytest.raises(ProfileError, match="学习结果读不了"):
        load_learned(file)
