"""Words in the middle of a form that answer nothing it asked, and answers to another question than the open one."""

import pytest

from bot.agencies.service import load_profile
from bot.clock.service import period
from bot.filing import checks, extract, missed, remarks, talk
from bot.filing.asides import Asides
from bot.filing.form import Form
from bot.filing.offices import Offices
from bot.filing.taking import Taking
from bot.tickets.kinds import Kind
from mingbai.settings import ROOT


@pytest.fixture(scope="module")
def taking() -> Taking:
    return Taking(Offices.of(load_profile(ROOT / "profiles" / "zongyang.yml")), Asides(lambda text: None, period))


def complaint(asks: str, **answers: str) -> Form:
    return Form(Kind.COMPLAINT, asks, {"description": "楼下烧烤摊天天半夜冒油烟，打电话没人来", **answers})


def application(asks: str, **answers: str) -> Form:
    return Form(Kind.APPLICATION, asks, {"info_description": "2022年黄山路改造工程的招标文件和中标合同", **answers})


@pytest.mark.parametrize("asks", ["place", "occurred_at", "applicant_name", "contact_phone"])
@pytest.mark.parametrize("words", ["说错了", "哎呀打错了", "谢谢你啊", "确认提交", "怎么这么麻烦", "快点", "看不懂", "跟上次一样", "再帮我申请一个", "怎么填啊"])
def test_what_is_said_to_the_desk_is_no_answer(taking: Taking, asks: str, words: str):
    before = {"place": "枞阳镇莲花小区", "occurred_at": "昨天", "applicant_name": "王小梅"}
    form = complaint(asks, **{name: value for name, value in before.items() if list(before).index(name) < [*before, "contact_phone"].index(asks)})
    kept = dict(form.answers)
    taking.take(form, words)
    assert set(form.answers) <= set(kept)
    assert all(form.answers[name] == kept[name] for name in form.answers)


@pytest.mark.parametrize("words", ["去哪告", "确认", "就是那样", "谢谢", "都行", "查进度"])
def test_everyday_words_are_no_name(taking: Taking, words: str):
    form = complaint("applicant_name", place="枞阳镇莲花小区", occurred_at="昨天")
    taking.take(form, words)
    assert "applicant_name" not in form.answers


@pytest.mark.parametrize("name", ["王守田", "欧阳明", "老李", "小周", "孙丽", "阿依古丽", "John Smith"])
def test_names_are_names(taking: Taking, name: str):
    form = complaint("applicant_name", place="枞阳镇莲花小区", occurred_at="昨天")
    taking.take(form, name)
    taking.take(form, name)  # what sounds like none is asked for once more
    assert form.answers["applicant_name"] == name


def test_going_back_keeps_what_was_said_of_later_questions(taking: Taking):
    form = application("target_agency", delivery_way="电子邮件", delivery_form="电子", email="a@example.com")
    replies = taking.take(form, "返回")
    assert replies[-1].asks == "info_description"
    assert (form.answers["delivery_way"], form.answers["email"]) == ("电子邮件", "a@example.com")
    assert "已经是第一项" in taking.take(form, "返回")[-1].text


@pytest.mark.parametrize(
    ("form", "words", "slot", "value"),
    [
        (application("target_agency"), "个人", "applicant_type", "citizen"),
        (application("delivery_form", applicant_type="citizen"), "改成公司吧", "applicant_type", "organization"),
        (application("applicant_name", target_agency="县住房和城乡建设局", applicant_type="citizen"), "地址 枞阳镇湖滨路1号", "contact_address", "枞阳镇湖滨路1号"),
        (application("delivery_way", contact_address="枞阳镇湖滨路1号"), "邮编246700", "postal_code", "246700"),
        (complaint("applicant_name", place="菜市场门口"), "枞阳镇幸福路菜市场", "place", "枞阳镇幸福路菜市场"),
        (complaint("applicant_name", place="菜市场门口"), "从上个月开始", "occurred_at", "从上个月开始"),
        (complaint("contact_phone", place="菜市场门口", anonymous="yes"), "我叫张大力", "applicant_name", "张大力"),
        (complaint("applicant_name", place="菜市场门口", occurred_at="昨天"), "我妈叫李桂英", "applicant_name", "李桂英"),
        (application("delivery_way", target_agency="县住房和城乡建设局"), "住建局不对，应该是城市管理局", "target_agency", "县城市管理局"),
        (application("target_agency"), "住建局不对，应该是城市管理局", "target_agency", "县城市管理局"),
        (application("contact_address"), "中标合同不要了", "info_description", "2022年黄山路改造工程的招标文件"),
        (application("delivery_way"), "电子", "delivery_way", "电子邮件"),
    ],
)
def test_an_answer_to_another_question_goes_where_it_belongs(taking: Taking, form: Form, words: str, slot: str, value: str):
    matter = form.answers[form.matter_slot]
    taking.take(form, words)
    assert form.answers[slot] == value
    assert slot == form.matter_slot or form.answers[form.matter_slot] == matter


def test_a_name_at_the_review_ends_the_anonymity(taking: Taking):
    form = complaint("review", place="菜市场门口", occurred_at="昨天", contact_phone="13900000000", anonymous="yes")
    taking.take(form, "我叫张大力")
    assert form.answers["applicant_name"] == "张大力"
    assert "anonymous" not in form.answers


def test_what_happened_told_in_answer_to_where_is_kept_in_the_matter(taking: Taking):
    form = complaint("place")
    taking.take(form, "昨天下午在菜市场门口 把我卖菜的三轮车拖走了 一张纸都没给 还骂人")
    assert form.answers["place"] == "菜市场门口"
    assert "还骂人" in form.answers["description"]


def test_an_identity_number_is_no_address(taking: Taking):
    form = application("contact_address", applicant_type="citizen", applicant_name="孙丽")
    taking.take(form, "110101199003078515")
    assert "contact_address" not in form.answers


def test_a_question_that_nobody_can_answer_here_is_asked_of_the_agency(taking: Taking):
    form = application("target_agency")
    taking.take(form, "花了多少钱 哪个老板修的 有没有验收")
    assert "哪个老板修的" in form.answers["info_description"]


def test_the_ways_out_are_told_after_two_misses(taking: Taking):
    form, told = complaint("place"), []
    for words in ("寄发给我吧你", "你你你", "咱们吧"):
        before = form.kept(), form.asks
        told.append(missed.counted(form, before, words, taking.take(form, words))[-1])
    assert "转人工" not in told[0].text
    assert all("转人工" in reply.text and "取消" in reply.text for reply in told[1:])
    assert {option.text for option in told[1].options} >= {"转人工", "取消"}


def test_one_message_with_everything_in_it():
    told = "我叫孙丽，电话13900000000，住枞阳县枞阳镇黄山路9号，申请公开黄山路2022年改造工程的招标文件，要电子版，发到sun@example.com，向住建局申请"
    found = extract.facts(told, Kind.APPLICATION)
    assert (found["contact_address"], found["email"]) == ("枞阳县枞阳镇黄山路9号", "sun@example.com")
    assert extract.matter(told, Kind.APPLICATION) == "黄山路2022年改造工程的招标文件"


@pytest.mark.parametrize("words", ["枞阳镇莲花小区", "王小梅", "昨天晚上", "他们说错了日期让我白跑一趟", "没有人管这个事"])
def test_answers_are_not_taken_for_talk(words: str):
    form = complaint("place")
    assert not talk.is_slip(words)
    assert talk.lead(form, words) is None


def test_a_slip_takes_back_what_was_given_last(taking: Taking):
    form = application("target_agency")
    taking.take(form, "电话13900000011")
    assert form.answers["contact_phone"] == "13900000011"
    assert "联系电话不算" in taking.take(form, "哎呀说错了")[-1].text
    assert "contact_phone" not in form.answers
    assert "info_description" in form.answers


def test_a_wish_said_in_answer_to_where_belongs_to_the_matter(taking: Taking):
    form = complaint("place")
    taking.take(form, "我要看哈拆迁补偿标准")
    assert "拆迁补偿标准" in form.answers["description"]
    assert "place" not in form.answers


@pytest.mark.parametrize("words", ["对的对的", "没错", "确认", "好的好的"])
def test_a_proposed_office_is_agreed_to(taking: Taking, words: str):
    form = Form(Kind.APPLICATION, "target_agency", {"info_description": "2023年最低生活保障资金发放明细表"})
    taking.ask(form)
    taking.take(form, words)
    assert form.answers["target_agency"] == "县民政局"


def test_dictated_numbers_are_written_in_digits():
    assert checks.narrow("我电话是幺三九零零零零零零幺幺") == "我电话是13900000011"
    assert checks.narrow("三五个人修了七八年") == "三五个人修了七八年"


@pytest.mark.parametrize(
    ("form", "words", "slot", "value"),
    [
        (complaint("contact_phone", place="枞阳镇", occurred_at="昨天", applicant_name="李先生"), "再补充一下 油烟熏得孩子直咳嗽", "description", "油烟熏得孩子直咳嗽"),
        (complaint("applicant_name", place="枞阳镇", occurred_at="昨天"), "上个月还是一百八 这个月一百五", "description", "一百五"),
        (complaint("applicant_name", place="枞阳镇", occurred_at="昨天"), "李先生", "applicant_name", "李先生"),
        (application("credit_code", applicant_type="organization", organization_name="某某大学"), "那改成个人申请", "applicant_type", "citizen"),
        (application("credit_code", applicant_type="organization", organization_name="某某大学"), "合肥市蜀山区某某路5号", "contact_address", "合肥市蜀山区某某路5号"),
    ],
)
def test_a_sentence_is_no_name_and_no_number(taking: Taking, form: Form, words: str, slot: str, value: str):
    taking.take(form, words)
    assert value in form.answers[slot]


def test_asking_where_to_complain_is_no_complaint(taking: Taking):
    form = application("applicant_type", target_agency="县住房和城乡建设局")
    taking.take(form, "他们超期了我去哪投诉")
    assert form.asks == "applicant_type"


def test_a_change_that_cannot_be_made_is_not_told_as_made(taking: Taking):
    form = complaint("review", place="枞阳镇", occurred_at="昨天", applicant_name="李先生", contact_phone="13900000011")
    reply = taking.take(form, "地址是某")[-1]
    assert "已记下：。" not in reply.text


@pytest.mark.parametrize("words", ["你们催一下嘛", "查一下到哪了", "我的编号", "打分"])
def test_what_needs_a_ticket_is_told_to_wait(taking: Taking, words: str):
    form = complaint("contact_phone", place="枞阳镇", occurred_at="昨天", applicant_name="李先生")
    kept = dict(form.answers)
    assert talk.NOT_YET in taking.take(form, words)[-1].text
    assert form.answers == kept


def test_another_kind_with_another_matter_in_the_same_breath(taking: Taking):
    form = Form(Kind.CONSULTATION, "applicant_name", {"description": "社保断了怎么补"})
    taking.take(form, "算了我投诉吧 你们窗口的人今早态度太差")
    assert (form.kind, form.answers["description"]) == (Kind.COMPLAINT, "你们窗口的人今早态度太差")


def test_another_kind_alone_keeps_the_matter(taking: Taking):
    form = Form(Kind.CONSULTATION, "applicant_name", {"description": "楼下烧烤摊天天冒烟怎么没人来管一管"})
    taking.take(form, "还是按投诉办吧")
    assert (form.kind, form.answers["description"]) == (Kind.COMPLAINT, "楼下烧烤摊天天冒烟怎么没人来管一管")


@pytest.mark.parametrize("asks", ["place", "occurred_at", "applicant_name"])
@pytest.mark.parametrize("words", ["继续", "昨天说到哪了", "我们刚才填到哪一步了？", "接着填吧"])
def test_who_comes_back_is_told_where_it_goes_on(taking: Taking, asks: str, words: str):
    before = {"place": "枞阳镇莲花小区", "occurred_at": "昨天"}
    form = complaint(asks, **{name: value for name, value in before.items() if list(before).index(name) < [*before, "applicant_name"].index(asks)})
    kept = dict(form.answers)
    reply = taking.take(form, words)[-1]
    assert form.answers == kept
    assert reply.asks == asks and "接着来" in reply.text


@pytest.mark.parametrize("words", ["邮箱 lzm@example.com", "lzm@example.com", "发到我的邮箱：lzm@example.com", "电子邮件"])
def test_an_address_of_e_mail_says_how_it_is_to_come(taking: Taking, words: str):
    form = application("delivery_way", delivery_form="电子")
    taking.take(form, words)
    assert form.answers["delivery_way"] == "电子邮件"
    assert form.answers.get("email") == (None if words == "电子邮件" else "lzm@example.com")


@pytest.mark.parametrize("words", ["好几天了", "有几天了", "这几天"])
def test_how_long_it_lasts_is_no_question(taking: Taking, words: str):
    form = complaint("occurred_at", place="枞阳镇莲花小区")
    assert taking.take(form, words)[-1].asks == "applicant_name"
    assert form.answers["occurred_at"].startswith(words)


@pytest.mark.parametrize(
    ("asks", "way_out"), [("place", "说不清"), ("occurred_at", "记不清了"), ("applicant_name", "匿名"), ("contact_phone", "没有")]
)
def test_who_cannot_say_finds_that_as_a_button(taking: Taking, asks: str, way_out: str):
    before = {"place": "枞阳镇莲花小区", "occurred_at": "昨天", "applicant_name": "王小梅"}
    form = complaint("", **{name: value for name, value in before.items() if list(before).index(name) < [*before, "contact_phone"].index(asks)})
    reply = taking.ask(form)
    assert (reply.asks, [option.text for option in reply.options]) == (asks, [way_out])
    assert f"“{way_out}”" in reply.text


def test_the_agency_is_proposed_with_its_duty_and_without_the_words_that_were_matched(taking: Taking):
    reply = taking.ask(complaint("", place="枞阳镇莲花小区", occurred_at="昨天", applicant_name="王小梅", contact_phone="13800000007"))
    assert "（职责：" in reply.text and "提到" not in reply.text


@pytest.mark.parametrize("words", ["算了不申请了", "算了，不办了", "算了不弄了吧"])
def test_two_words_of_stopping_in_one_breath_stop(words: str):
    assert remarks.is_cancel(words)


@pytest.mark.parametrize("words", ["算了我投诉吧", "算了还是申请", "他们说算了不赔我钱"])
def test_a_change_of_mind_stops_nothing(words: str):
    assert not remarks.is_cancel(words)


def test_a_short_question_is_enough_for_a_consultation():
    assert extract.enough("低保怎么申请", Kind.CONSULTATION)
    assert not extract.enough("路灯不亮了", Kind.COMPLAINT)


@pytest.mark.parametrize(
    ("words", "kind", "matter"),
    [
        ("再申请一件：枞阳镇2023年的风险评估报告", Kind.APPLICATION, "枞阳镇2023年的风险评估报告"), ("还要申请一份2022年的决算报告", Kind.APPLICATION, "2022年的决算报告"),
        ("第三件，申请公开浮山镇的勘测定界图", Kind.APPLICATION, "浮山镇的勘测定界图"), ("另外投诉一件，楼下噪音太大", Kind.COMPLAINT, "楼下噪音太大"),
    ],
)
def test_one_more_is_ordered_with_its_matter(words: str, kind: Kind, matter: str):
    assert talk.one_more(words) == (kind, matter)


@pytest.mark.parametrize("words", ["再申请一件要等多久？", "再申请一件", "我投诉过一件没人管", "第三件怎么还没答复", "还能再申请一份吗"])
def test_nothing_more_is_ordered(words: str):
    assert talk.one_more(words) is None


@pytest.mark.parametrize("words", ["身份证号码是340823195601010015", "我的身份证340823195601010015。"])
def test_a_wrong_identity_number_is_no_part_of_the_matter(taking: Taking, words: str):
    form = application("target_agency")
    reply = taking.take(form, words)[-1]
    assert "340823" not in form.answers["info_description"] and "不对" in reply.text


def test_six_digits_at_the_review_are_the_postal_code(taking: Taking):
    told = {"target_agency": "县住房和城乡建设局", "applicant_type": "citizen", "applicant_name": "王小梅", "id_number": "11010519491231002X",
            "contact_phone": "13800000007", "contact_address": "枞阳镇莲花小区3栋", "delivery_form": "纸质", "delivery_way": "邮寄"}  # fmt: skip
    form = application("review", **told)
    assert "246700" in taking.take(form, "246700")[-1].text
    assert form.answers["postal_code"] == "246700"


@pytest.mark.parametrize("words", ["第三件，申请公开浮山镇同一地块的勘测定界图，其他同上", "第五份申请，浮山镇2023年的社会保障费用说明", "个人信息同上", "其他同上"])
def test_the_next_matter_is_no_part_of_this_one(taking: Taking, words: str):
    form = application("applicant_name", target_agency="县住房和城乡建设局", applicant_type="citizen")
    kept = dict(form.answers)
    reply = taking.take(form, words)[-1]
    assert form.answers == kept and reply.asks == "applicant_name"
