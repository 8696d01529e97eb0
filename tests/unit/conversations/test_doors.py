"""Whose question it is when the desk has no answer, and what is a question of another office at all."""

import pytest

from bot.agencies.contacts import Contacts
from bot.conversations.doors import Doors, sounds_like_a_service
from tests.support.desk import offices


@pytest.fixture(scope="module")
def doors() -> Doors:
    found = offices()
    return Doors(found.router, Contacts(found.profile))


@pytest.mark.parametrize(
    ("text", "agency"),
    [("新生儿上户口要带什么", "县公安局"), ("公租房申请条件", "县住房和城乡建设局"), ("医保断缴了能补吗", "县医疗保障局"), ("退休金怎么领", "县人力资源和社会保障局")],
)
def test_the_office_is_named(doors: Doors, text: str, agency: str):
    door = doors.of(text)
    assert door is not None
    assert door.agency == agency
    assert door.contact.text


def test_a_court_is_no_office_of_the_place(doors: Doors):
    door = doors.of("法院判了不执行，怎么申请强制执行")
    assert door is not None
    assert "法院" in door.elsewhere


@pytest.mark.parametrize("text", ["今天天气不错", "那个", "怎么写清楚要电子版"])
def test_nobody_is_sent_anywhere_on_a_guess(doors: Doors, text: str):
    assert doors.of(text) is None


@pytest.mark.parametrize("text", ["申请残疾证要哪些材料", "公租房今年啥条件能申请", "低保怎么申请", "户口在哪里办"])
def test_a_service_of_another_office(text: str):
    assert sounds_like_a_service(text)


def test_what_the_knowledge_surely_knows_is_no_service(doors: Doors):
    assert doors.of_service("申请残疾证要哪些材料", lambda _: 0.5) is not None
    assert doors.of_service("申请残疾证要哪些材料", lambda _: 0.9) is None


@pytest.mark.parametrize(
    "text", ["申请公开要什么材料", "低保名单要不要公示", "复议怎么申请", "申请要带身份证明吗，怎么办", "投诉怎么登记", "想看公租房分配的文件怎么申请", "你好"]
)
def test_a_question_of_ours(text: str):
    assert not sounds_like_a_service(text)


@pytest.mark.parametrize("text", ["我家门口井盖没了", "村口路灯坏了一个月", "楼下垃圾三天没拖了"])
def test_a_matter_of_the_place_is_known(doors: Doors, text: str):
    assert doors.knows(text)


@pytest.mark.parametrize("text", ["2026年的", "元旦咋放还不晓得", "我算不来", "早干什么去了"])
def test_what_tells_no_matter_is_not(doors: Doors, text: str):
    assert not doors.knows(text)


@pytest.mark.parametrize("text", ["临时救助的表交了两个月没批", "旧小区改造完，外墙漆一个冬天就掉皮", "失业金申请填了两遍都说不符合"])
def test_a_matter_of_another_office(doors: Doors, text: str):
    assert doors.is_theirs(text)


@pytest.mark.parametrize("text", ["低保名单一直没公示", "政府公開的東西要去哪裡看", "各局一把手规定要开新闻发布会", "今天天气不错"])
def test_what_is_ours_or_nobodys_is_no_matter_of_another_office(doors: Doors, text: str):
    assert not doors.is_theirs(text)
