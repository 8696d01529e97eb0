"""Reading free words: facts given unasked, the matter itself, remarks, corrections."""

from collections.abc import Callable

import pytest

from bot.filing import checks, corrections, demands, extract, naming, questions, remarks
from bot.filing.corrections import Change
from bot.tickets.kinds import Kind
from tests.support.people import CREDIT_CODE, ID_NUMBER

A, C, Z, J = Kind.APPLICATION, Kind.COMPLAINT, Kind.CONSULTATION, Kind.SUGGESTION


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("你好,我叫汪秀兰,要个文件", "汪秀兰"),
        ("一次给你俩信息: 名字卢青, 电话 13900000171", "卢青"),
        ("我是瞎眼老汉 王德贵", "王德贵"),
        ("我姓名：赵六，住城关镇", "赵六"),
        ("我是来投诉的", None),
        ("我是本地人", None),
        ("我是农民", None),
        ("我叫你们管管这事", None),
    ],
)
def test_a_name_is_taken_only_when_it_is_introduced(text: str, name: str | None):
    assert naming.person(text) == name


def test_several_facts_in_one_breath():
    found = extract.facts(f"我叫方国栋，电话13900000011，身份证{ID_NUMBER}，发邮箱fang@example.com就行", A)
    assert found == {
        "applicant_name": "方国栋", "contact_phone": "13900000011", "id_number": ID_NUMBER, "email": "fang@example.com",
        "delivery_way": "电子邮件", "delivery_form": "电子",
    }


def test_delivery_wishes_count_for_applications_only():
    assert "delivery_way" not in extract.facts("快递寄到家里三天没人管", C)


def test_an_organisation_and_its_code():
    found = extract.facts(f"我代表公司申请一份文件，代码{CREDIT_CODE}", A)
    assert found["applicant_type"] == "organization"
    assert found["credit_code"] == CREDIT_CODE


@pytest.mark.parametrize("text", ["我是水库边枞川商会的，要申请公开", "我们公司要一份文件", "以合作社的名义来要", "替我们合作社申请"])
def test_who_speaks_for_an_organisation(text: str):
    assert extract.facts(text, A)["applicant_type"] == "organization"


@pytest.mark.parametrize("text", ["想看看我们镇上污水厂跟哪家公司签的协议", "我们村跟公司签的租地合同", "我是水泥公司的职工，要一份文件", "我公司门口的路是谁批的"])
def test_an_organisation_that_is_only_spoken_of(text: str):
    assert "applicant_type" not in extract.facts(text, A)


@pytest.mark.parametrize("text", ["我举报矿上占地的事半年没动静，必须给我处理结果和处分名单", "我投诉的事没人管，赶紧把处理结果给我"])
def test_a_list_beside_a_demand_makes_no_application(text: str):
    assert demands.is_grievance(text)


def test_a_wrong_number_is_not_taken():
    assert "id_number" not in extract.facts("身份证340722198304129316", A)


@pytest.mark.parametrize(
    ("text", "kind", "matter"),
    [
        ("我想申请公开2025年县里农村公路养护的资金分配方案", A, "2025年县里农村公路养护的资金分配方案"),
        ("你好,我叫汪秀兰,要个文件,就是我们村去年征地的批文,发邮箱就行", A, "我们村去年征地的批文"),
        ("我来申请公开", A, ""),
        ("我代表公司申请一份文件", A, ""),
        ("我要投诉超市不给退货", C, "超市不给退货"),
        ("投诉", C, ""),
        ("老师打人手心都打肿了", C, "老师打人手心都打肿了"),
        ("师傅，我要投诉超市不给退货", C, "超市不给退货"),
        ("楼上邻居天天半夜跳舞扰民", C, "楼上邻居天天半夜跳舞扰民"),
        ("咨询下灵活就业社保怎么交", Z, "灵活就业社保怎么交"),
        ("建议镇文化广场晚上别关灯那么早", J, "建议镇文化广场晚上别关灯那么早"),
        # What names a paper or a telephone is part of the matter, unless it gives just that of who is filing.
        ("小旅馆入住从不登记身份证,常有未成年人进出", C, "小旅馆入住从不登记身份证,常有未成年人进出"),
        ("售后电话打不通,他们说我是外地人不给修", C, "售后电话打不通,他们说我是外地人不给修"),
        ("公交站牌倒了,我叫李小明,我的电话13900000011", C, "公交站牌倒了"),
        ("我有建议,电话13900000131,名字季红霞,就是路口装红绿灯", J, "路口装红绿灯"),
    ],
)
def test_the_matter_without_the_wish_to_file(text: str, kind: Kind, matter: str):
    assert extract.matter(text, kind) == matter


@pytest.mark.parametrize(
    ("text", "grievance"),
    [
        ("我要信息公开！你们凭什么不处理我举报的违建！给我一个说法", True),
        ("申请公开：要求查处隔壁工厂", True),
        ("申请公开对某某工厂的处罚决定书", False),
        ("我要申请公开信访事项处理意见的文件", False),
        ("申请公开2025年预算报告", False),
        ("请你们公开一下为什么我家门口那个公厕三年没人掏", True),
        ("我就是要个说法，快派人来掏", True),
        ("请公开你们为啥老不来修我家门前那段烂路", True),
        ("啥文件不文件的,我图的是把路修好", True),
        ("公开为什么今年没有发高龄补贴的文件", False),
        ("我要申请公开：为什么村里修路把我家院墙推了，请处理", True),
        ("申请公开为什么把我家的树砍了，给我赔", True),
        ("申请公开请示处理情况的文件", False),
    ],
)
def test_a_complaint_put_as_an_application_is_recognised(text: str, grievance: bool):
    assert demands.is_grievance(text) is grievance


@pytest.mark.parametrize("text", ["不申请了,算了", "算啦，我不投诉了，就此打住，取消", "取消", "算了,不投了,取消吧", "不办了", "我不申请了", "算了吧", "取消吧。", "那就取消了"])
def test_cancel(text: str):
    assert remarks.is_cancel(text)


@pytest.mark.parametrize("text", ["填身份证我不放心,不办了,取消", "先不提交了 我去找老板谈 你帮我删掉", "我想想还是不办了 取消"])
def test_a_wish_to_stop_among_other_words(text: str):
    assert remarks.is_cancel(text, among_others=True)


@pytest.mark.parametrize("text", ["没有，算了", "末班车取消了没人管", "13900000011", "取消了我的订单"])
def test_what_is_no_wish_to_stop(text: str):
    assert not remarks.is_cancel(text, among_others=True)


@pytest.mark.parametrize("text", ["我要投诉超市取消我的订单还不退钱，一直拖着", "公交站取消了老人出行不便", "不取消", "末班车取消了没人管"])
def test_the_word_inside_a_matter_does_not_cancel(text: str):
    assert not remarks.is_cancel(text)


@pytest.mark.parametrize("text", ["确认", "提交吧", "就这样提交", "对了，没问题", "好的，确认提交", "可以", "没错", "OK"])
def test_confirm(text: str):
    assert remarks.is_confirm(text)


@pytest.mark.parametrize("text", ["电话不对", "确认不了", "不对", "先别提交", "改一下地址"])
def test_what_is_no_confirmation(text: str):
    assert not remarks.is_confirm(text)


@pytest.mark.parametrize("text", ["没有", "记不清了", "不知道", "说不清", "没有电话", "暂时没有", "不清楚"])
def test_none(text: str):
    assert remarks.is_none(text)


@pytest.mark.parametrize("text", ["匿名", "不想说", "我不想留名字", "匿名投诉", "不便透露姓名", "名字我不留,怕人家报复"])
def test_refusing_a_name(text: str):
    assert remarks.refuses_name(text)


@pytest.mark.parametrize("text",
    ["身份证为啥也要啊", "等等,这个要钱吗?", "用我儿子的证行吗,号码是1", "不用写地址吧", "要盖公章不", "凭什么要电话",
     "寄到我家来可要我出邮费", "可照", "车牌我没看清,可能查到", "你们收没收到",
     "我慢慢讲你们可等得及", "写全名还是简称", "不留真名可照"])
def test_questions(text: str):
    assert remarks.is_question(text)


@pytest.mark.parametrize("text", ["枞阳镇莲花湖路18号", "方国栋", "每晚11点以后", "2025年汤沟镇土地征收批复文件", "?", "你们可要管管", "可怜我一个老太婆", "也可能是上个月"])
def test_answers_are_no_questions(text: str):
    assert not remarks.is_question(text)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("加一样,还要验收报告", "验收报告"),
        ("还有，桥上护栏也撞断了", "桥上护栏也撞断了"),
        ("要2024和2025两年的", "2024和2025两年的"),
        ("还要什么材料", None),
        ("县民政局", None),
        ("方国栋", None),
    ],
)
def test_more_of_the_matter_is_known_wherever_it_is_said(text: str, more: str | None):
    assert remarks.addition(text) == more


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("我不服,我要行政复议,就在这里给我登记", True), ("要求行政复议", True), ("怎么申请行政复议", False), ("复议决定书能不能公开", False)],
)
def test_a_reconsideration_is_wanted_or_only_asked_about(text: str, wanted: bool):
    assert remarks.wants_reconsideration(text) is wanted


@pytest.mark.parametrize("text", ["我也搞不清归哪个管你讲归哪个就归哪个", "你们看着办", "随便"])
def test_finding_the_agency_may_be_left_to_the_desk(text: str):
    assert remarks.leaves_it_to_the_desk(text)


@pytest.mark.parametrize(("text", "tells"), [("钱数写准,两千三百六", True), ("先只要规划许可证和总平面图", True), ("改一下", False), ("可以", False),
                                               ("县民政局", False), ("这样行不行", False), ("地址不对", False), ("不知道", False)])
def test_a_statement_is_told_from_other_remarks(text: str, tells: bool):
    assert remarks.is_statement(text) is tells


APPLICATION = {
    "info_description": "2024年预算执行审计结果", "contact_phone": "13900000011", "contact_address": "桓台县索镇建设街45号",
    "delivery_form": "纸质", "delivery_way": "邮寄", "applicant_name": "卢青",
}
COMPLAINT = {"description": "早餐店用发黑的油", "occurred_at": "2026-05-10早7点", "place": "城关小学西门", "contact_phone": "13900000011"}


@pytest.mark.parametrize(
    ("text", "kind", "answers", "change"),
    [
        ("名字改一下,我叫荣家珍,别写荣老太", A, APPLICATION, Change("applicant_name", "荣家珍")),
        ("联系人换成章小芳", A, APPLICATION, Change("applicant_name", "章小芳")),
        ("等等,前头名字写错了,我叫祖建萍", A, APPLICATION, Change("applicant_name", "祖建萍")),
        ("信息改成2023年和2025年两年的", A, APPLICATION, Change("info_description", "2023年和2025年两年的", keep_old=True)),
        ("金额改成两万五千元", C, COMPLAINT, Change("description", "更正：金额为两万五千元", append=True)),
        ("说错了,是晚上九点", C, COMPLAINT, Change("description", "更正：晚上九点", append=True)),
        ("楼号弄错了,是5号楼", C, COMPLAINT | {"place": "东岳花园3号楼"}, Change("place", "东岳花园5号楼")),
        ("电话错了,改成13900000012", A, APPLICATION, Change("contact_phone", "13900000012")),
        ("对了,地址写成索镇兴桓路2号吧", A, APPLICATION, Change("contact_address", "索镇兴桓路2号")),
        ("邮寄改成我自己来拿", A, APPLICATION, Change("delivery_way", "自行领取")),
        ("我不要纸质的，要电子版", A, APPLICATION, Change("delivery_form", "电子")),
        ("名字写错了，应该是卢清", A, APPLICATION, Change("applicant_name", "卢清")),
        ("把时间改成5月11号早上吧", C, COMPLAINT, Change("occurred_at", "5月11号早上")),
        ("电话不对", C, COMPLAINT, Change("contact_phone", None)),
        ("减速带也写进去", J, {"description": "路口装红绿灯"}, Change("description", "减速带", append=True)),
        ("再加一句：晚上也卖", C, COMPLAINT, Change("description", "晚上也卖", append=True)),
        ("我改主意了,我要的不是这个,是抚恤标准表", A, APPLICATION, Change("info_description", "抚恤标准表")),
        ("时间是5月29号", C, COMPLAINT, Change("occurred_at", "5月29号")),
        ("地点再写细些,是黄冲村东头旧粮仓", C, COMPLAINT, Change("place", "黄冲村东头旧粮仓")),
        ("我摔的是左手腕,写上去", C, COMPLAINT, Change("description", "我摔的是左手腕", append=True)),
        ("写岔了,不是2024年的,是2023年的", A, APPLICATION, Change("info_description", "2023年预算执行审计结果")),
        ("不是预算的,是低保的", A, APPLICATION, Change("info_description", "低保的", keep_old=True)),
        ("年份不对，是2023年不是2024年", A, APPLICATION, Change("info_description", "2023年预算执行审计结果")),
        ("等下，刚才地方说错了，是城北小学不是城关小学", C, COMPLAINT, Change("place", "城北小学西门")),
        ("是他们不讲理不是我不讲理", C, COMPLAINT, None),
        ("确认", A, APPLICATION, None),
        ("多久能办好", A, APPLICATION, None),
    ],
)
def test_corrections(text: str, kind: Kind, answers: dict[str, str], change: Change | None):
    assert corrections.read(text, kind, answers) == change


@pytest.mark.parametrize(("text", "asks"), [("邮寄要我出钱不", True), ("自取免费吧？", True), ("邮寄", False), ("钱不够就自取", False)])
def test_a_choice_may_be_asked_the_cost_of(text: str, asks: bool):
    assert questions.asks_cost(text) is asks


@pytest.mark.parametrize(
    ("text", "first", "beside"),
    [
        ("电子的改掉,我们要纸质的,邮寄到公司", Change("delivery_way", "邮寄"), Change("delivery_form", "纸质")),
        ("邮寄改成我自己来拿", Change("delivery_way", "自行领取"), None),
        ("不要电子的了,改成纸质,我派人去领", Change("delivery_way", "自行领取"), Change("delivery_form", "纸质")),
        ("电话错了,改成13900000012", Change("contact_phone", "13900000012"), None),
    ],
)
def test_form_and_way_may_change_in_one_breath(text: str, first: Change, beside: Change | None):
    assert corrections.each(text, A, APPLICATION) == [change for change in (first, beside) if change]


def test_several_fields_may_be_changed_in_one_message():
    told = corrections.each("联系人换成李敏,电话13900000014", A, APPLICATION)
    assert told == [Change("applicant_name", "李敏"), Change("contact_phone", "13900000014")]
    told = corrections.each("地点改成城北镇，正大街3号；时间改成5月11号", C, COMPLAINT)
    assert told == [Change("place", "城北镇，正大街3号"), Change("occurred_at", "5月11号")]


@pytest.mark.parametrize("text", ["上一步", "返回", "说错了,返回上一步", "机关选错了,退回上一步重填", "等等，我要返回上一步", "填错了 回到上一项"])
def test_going_back(text: str):
    assert remarks.is_back(text)


@pytest.mark.parametrize("text", ["说错了", "返回的车票不给退", "货退回去了,老板不退钱", "电话写错了", "上一步台阶就塌了"])
def test_what_does_not_go_back(text: str):
    assert not remarks.is_back(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [("你们会派人来看吗?", True), ("反映了有用吗", True), ("接下来怎么办理", True), ("没人来修", False),
     ("要派人去修吗，电话多少我想问清楚再说，行不行啊同志，你们回我一下", False)],
)
def test_what_becomes_of_a_matter_may_be_asked(text: str, asks: bool):
    assert questions.asks_what_follows(text) is asks


def test_going_back_may_name_what_was_wrong():
    assert corrections.field_named("机关选错了,退回上一步重填", A) == "target_agency"
    assert corrections.field_named("说错了,返回上一步", C) is None


@pytest.mark.parametrize(
    ("slot", "old", "new", "kept"),
    [
        ("contact_address", "桓台县索镇建设街45号", "索镇兴桓路2号", "桓台县索镇兴桓路2号"),
        ("contact_address", "枞阳县枞阳镇莲花湖路18号", "汤沟镇老街3号", "枞阳县汤沟镇老街3号"),
        ("contact_address", "枞阳县枞阳镇莲花湖路18号", "合肥市蜀山区黄山路1号", "合肥市蜀山区黄山路1号"),
        ("occurred_at", "2026-05-10早7点", "5月11号早上", "2026年5月11号早上"),
        ("contact_phone", "13900000011", "13900000012", "13900000012"),
    ],
)
def test_what_went_without_saying_is_kept(slot: str, old: str, new: str, kept: str):
    assert corrections.merged(slot, old, new) == kept


@pytest.mark.parametrize(("text", "kind"), [("还是按投诉办吧", C), ("我不申请了，我要投诉", C), ("改成建议", J)])
def test_changing_the_kind(text: str, kind: Kind):
    assert remarks.switches_to(text, A) is kind


def test_a_matter_that_names_a_kind_does_not_change_it():
    assert remarks.switches_to("建议把投诉电话贴在公告栏上让大家都看得到", J) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [("在不 我想办个信息公开", ""), ("在吗，我想办一份信息公开", ""), ("我要办学许可证的审批材料", "办学许可证的审批材料"), ("在建小区的规划图", "在建小区的规划图")],
)
def test_wishing_to_file_tells_no_matter_yet(text: str, told: str):
    assert extract.matter(text, A) == told


@pytest.mark.parametrize(
    ("text", "kind", "matter"),
    [
        ("我告诉你们啊,卖给我的摩托车没合格证上不了牌", C, "卖给我的摩托车没合格证上不了牌"),
        ("告示牌倒了半个月砸到人", C, "告示牌倒了半个月砸到人"),
        ("投诉下水道堵了", C, "下水道堵了"),
        ("投诉的士司机绕路", C, "的士司机绕路"),
        ("投诉电话打不通没人接", C, "投诉电话打不通没人接"),
        ("反应堆附近的水有味道", C, "反应堆附近的水有味道"),
        ("问题楼盘什么时候能办证", Z, "问题楼盘什么时候能办证"),
        ("咨询下岗职工怎么续社保", Z, "下岗职工怎么续社保"),
        ("要紧的是2023年征地批文", A, "要紧的是2023年征地批文"),
        ("我要求公开2023年征地批文", A, "2023年征地批文"),
        ("弄堂改造2023年的方案", A, "弄堂改造2023年的方案"),
        ("领导班子2023年分工文件", A, "领导班子2023年分工文件"),
        ("我要个人参保记录", A, "个人参保记录"),
        ("我要个2023年的征地批文", A, "2023年的征地批文"),
        ("补偿款去年到底发了什么", A, "补偿款去年到底发了什么"),
        ("喂养场天天臭得睡不着", C, "喂养场天天臭得睡不着"),
        ("我投诉一下他们不退钱", C, "他们不退钱"),
    ],
)
def test_no_lead_is_cut_out_of_a_word(text: str, kind: Kind, matter: str):
    assert extract.matter(text, kind) == matter


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("再添一样,放两条长凳给老人坐", "放两条长凳给老人坐"),
        ("再加一条，晚上别关灯", "晚上别关灯"),
        ("再补一句:路口也要装灯", "路口也要装灯"),
        ("再加一个红绿灯", "一个红绿灯"),
        ("加上桥头那一段", "桥头那一段"),
    ],
)
def test_what_is_added_is_kept_without_the_words_of_adding(text: str, added: str):
    assert corrections.read(text, J, {"description": "公园里多栽几棵树"}) == Change("description", added, append=True)


@pytest.mark.parametrize("text", ["加油站门口天天堵车", "补贴标准写高了", "添堵的人太多了", "补充耕地指标也说一说"])
def test_a_longer_word_adds_nothing(text: str):
    change = corrections.read(text, J, {"description": "公园里多栽几棵树"})
    assert change is None or change.value == text
    assert remarks.addition(text) is None


def test_an_addition_among_other_questions_keeps_its_words():
    assert remarks.addition("再添一样,放两条长凳给老人坐") == "放两条长凳给老人坐"
    assert remarks.addition("要求公开汤沟镇去年的报告") is None
    assert questions.without_lead("那边的路灯也坏了") == "那边的路灯也坏了"
    assert questions.without_lead("那，要钱吗") == "要钱吗"


@pytest.mark.parametrize(
    ("check", "text"), [(checks.organization_name, "本溪青禾农业有限公司"), (checks.address, "住建局宿舍3号楼")]
)
def test_a_checked_value_loses_no_part_of_a_word(check: Callable[[str], str], text: str):
    assert check(text) == text
