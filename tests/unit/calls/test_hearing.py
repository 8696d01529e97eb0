"""Fields that a call's words fill, and those that they must not."""

import pytest

from bot.calls import hearing, marks, matters
from bot.calls.transcript import CALLER, OPERATOR, Said, Turn, turns
from bot.tickets.kinds import Kind
from tests.support.desk import offices
from tests.support.people import ADDRESS, CREDIT_CODE, EMAIL, ID_NUMBER, NAME, OTHER_PHONE, PHONE

A, C, Z, J = Kind.APPLICATION, Kind.COMPLAINT, Kind.CONSULTATION, Kind.SUGGESTION


def talk(*lines: str) -> list[Turn]:
    """Lines of a call: those that begin with «问» are the operator's."""
    heard = [Said(str(number), OPERATOR if line.startswith("问") else CALLER, line.removeprefix("问")) for number, line in enumerate(lines)]
    return turns(heard, "")


def heard(kind: Kind, *lines: str, caller: str | None = None) -> dict[str, str]:
    return hearing.answers_of(hearing.hear(talk(*lines), kind, offices(), caller))


def matter_of(kind: Kind, *lines: str) -> str:
    found = matters.matter(talk(*lines), kind, lambda text: "要钱" in text)
    return found.value if found else ""


def test_facts_said_unasked_are_heard_with_their_words():
    found = hearing.hear(talk(f"我叫{NAME}，电话幺三九零零零零零零幺幺，住在{ADDRESS}"), A, offices())
    assert hearing.answers_of(found) == {"applicant_name": NAME, "contact_phone": PHONE, "contact_address": ADDRESS}
    assert NAME in found["applicant_name"].quote
    assert "住在" in found["contact_address"].quote


@pytest.mark.parametrize(
    ("kind", "slot", "question", "answer", "value"),
    [
        (C, "applicant_name", "请问您贵姓？", "嗯，方国栋，方向的方", NAME),
        (C, "contact_phone", "电话是多少？", "幺三九，零零零零，零零幺幺", PHONE),
        (C, "place", "在什么地方？", "就在枞阳镇阳光花园3号楼那里", "枞阳镇阳光花园3号楼"),
        (C, "occurred_at", "是什么时候的事？", "大概2026-03起的事", "2026-03起"),
        (C, "occurred_at", "是什么时候的事？", "记不清了", ""),
        (A, "id_number", "身份证号码报一下", "三四零七二二，一九八三零四，一二九三一五", ID_NUMBER),
        (A, "applicant_type", "您是个人还是单位申请？", "个人", "citizen"),
        (A, "delivery_way", "邮寄给您还是自己来取？", "我自己来拿吧", "自行领取"),
        (A, "delivery_form", "要纸质还是电子的？", "电子版就行", "电子"),
        (A, "target_agency", "您想向哪个单位申请？", "应该是交通局吧", "县交通运输局"),
        (A, "contact_address", "您的联系地址？", f"地址是{ADDRESS}", ADDRESS),
        (A, "postal_code", "邮编是多少", "二四六七零零", "246700"),
    ],
)  # fmt: skip
def test_an_answer_fills_what_was_asked(kind: Kind, slot: str, question: str, answer: str, value: str):
    assert heard(kind, "路灯坏了", f"问{question}", answer).get(slot) == value


def test_the_number_that_rings_can_be_meant():
    assert heard(C, "问电话留哪个？", "就这个号码", caller=PHONE)["contact_phone"] == PHONE


def test_a_wrong_number_is_not_taken():
    assert "id_number" not in heard(A, "问身份证号码？", ID_NUMBER[:-1] + "6")
    assert "contact_phone" not in heard(C, "问电话？", "幺三九零零")


def test_a_question_in_the_middle_is_no_answer():
    assert "contact_phone" not in heard(C, "问电话是多少？", "你们会保密吗")
    assert "place" not in heard(C, "问在什么地方？", "你们什么时候能来人")


def test_anothers_number_does_not_take_the_place_of_ones_own():
    assert heard(C, f"我叫{NAME}，电话{PHONE}", f"那个司机的电话是{OTHER_PHONE}")["contact_phone"] == PHONE


def test_a_correction_goes_before_what_was_said():
    assert heard(C, f"我电话{PHONE}", f"电话说错了，改成{OTHER_PHONE}")["contact_phone"] == OTHER_PHONE


def test_an_organisation_is_known_by_its_name_and_code():
    found = heard(A, f"我是枞阳县青禾生态农业有限公司的，信用代码{CREDIT_CODE}，邮箱{EMAIL.replace('@', '艾特')}，发邮箱就行")
    assert found["organization_name"] == "枞阳县青禾生态农业有限公司"
    assert (found["applicant_type"], found["credit_code"], found["email"]) == ("organization", CREDIT_CODE, EMAIL)


def test_what_belongs_to_another_kind_is_left_out():
    assert "id_number" not in heard(C, f"身份证{ID_NUMBER}")
    assert "organization_name" not in heard(A, f"我叫{NAME}，个人申请，身份证{ID_NUMBER}")


def test_jotted_notes_are_read_like_words():
    found = turns([], f"{NAME} {PHONE} 路灯坏了\n【地点】枞阳镇莲花湖路")
    assert hearing.answers_of(hearing.hear(found, C, offices())) == {"applicant_name": NAME, "contact_phone": PHONE, "place": "枞阳镇莲花湖路"}


@pytest.mark.parametrize(
    ("kind", "lines", "matter"),
    [
        (C, ("你好，我要投诉，小区门口的路灯坏了半个月没人修",), "小区门口的路灯坏了半个月没人修"),
        (C, (f"我叫{NAME}，电话{PHONE}，我家门口井盖丢了",), "我家门口井盖丢了"),
        (C, ("物业乱收费", "问能说得再详细些吗？", "是这样的，停车费从120涨到200"), "物业乱收费；停车费从120涨到200"),
        (C, ("路灯坏了", "问在什么地方？", "在枞阳镇阳光花园"), "路灯坏了"),
        (C, ("路灯坏了", "问电话多少？", "还有，井盖也丢了"), "路灯坏了；井盖也丢了"),
        (A, ("我想申请公开征地批文", "问您要的信息能说得再具体些吗？", "2025年汤沟村集体土地征收批复"), "2025年汤沟村集体土地征收批复"),
        (A, ("我想申请公开2025年预算", "这个要钱吗"), "2025年预算"),
        (J, ("我有个建议，学校门口装个红绿灯",), "学校门口装个红绿灯"),
        (C, ("你好", f"我叫{NAME}"), ""),
    ],
)  # fmt: skip
def test_the_matter_is_what_is_left_when_everything_else_has_its_place(kind: Kind, lines: tuple[str, ...], matter: str):
    assert matter_of(kind, *lines) == matter


@pytest.mark.parametrize(
    ("kind", "words", "mark", "value"),
    [
        (C, "水管正在漏，你们快来", "urgent", "是"),
        (C, "全村停水了，等不了", "urgent", "是"),
        (C, "我替我妈打这个电话投诉的", "on_behalf_of", "妈"),
        (C, "我替我妈打的", "on_behalf_of", "妈"),
        (C, "邻居让我反映一下", "on_behalf_of", "邻居"),
        (C, "我不想留名字", "anonymous", "yes"),
        (A, "我不会写字，你们帮我写吧", "oral_help", "是（书写有困难，代为填写）"),
    ],
)
def test_marks_are_suggested_by_words(kind: Kind, words: str, mark: str, value: str):
    found = marks.suggested(talk(words), kind)
    assert found[mark].value == value
    assert found[mark].quote in words


@pytest.mark.parametrize("words", ["路灯坏了半个月", "我妈的低保没发", "请问怎么申请公开", "急诊科医生态度不好"])
def test_marks_are_not_guessed(words: str):
    assert not marks.suggested(talk(words), C)
