from datetime import date

import pytest

from bot.knowledge.computed import compute
from bot.knowledge.computed_fees import fee_by_items, fee_by_pages
from bot.knowledge.said import dates, with_digits
from bot.knowledge.text import clean

TODAY = date(2026, 11, 23)
LOCAL = frozenset({"zongyang"})


# The dates are those of the State Council's arrangement for 2026, counted by hand.
@pytest.mark.parametrize(
    ("said", "due", "article"),
    [
        ("9月14号交的最晚哪天答复", "2026年10月16日", "第三十三条"),
        ("九月十四号交的申请，最晚几号答复", "2026年10月16日", "第三十三条"),
        ("2026年9月14日窗口当面交的，哪天到头", "2026年10月16日", "第三十三条"),
        ("原来6月18号到期，他们又加了二十个工作日，终点是几号", "2026年7月17日", "第三十三条"),
        ("通知9月14日定的稿，最晚哪天得挂出来", "2026年10月16日", "第二十六条"),
        ("ems 2026-09-14签收，什么时候到期", "2026年10月16日", "第三十三条"),
        ("2月10日寄出，2月12日签收，让我补正最迟几号通知", "2026年2月28日", "第三十条"),
        ("9月14号交的申请，要补正的话最迟几号告诉我", "2026年9月22日", "第三十条"),
        ("9月14日把补正材料交了，最晚哪天答复", "2026年10月16日", "第三十条"),
        ("到期日6月18，再延二十个工作日到几号", "2026年7月17日", "第三十三条"),
        ("9月28日收到征求意见书，我们作为第三方最迟哪天回", "2026年10月23日", "第三十二条"),
        ("镇上给我们厂寄来征求意见书，问我同不同意给别人看，2026年9月28日收的，最迟哪天回话", "2026年10月23日", "第三十二条"),
        ("我2026年9月14日当面交的，嫌不清楚喊我补，照规矩最晚哪天就该讲", "2026年9月22日", "第三十条"),
        ("9月14日收到收费通知，最晚哪天交钱", "2026年10月16日", "第六条"),
        ("文件9月14日印发，最迟哪天要上网公开", "2026年10月16日", "第二十六条"),
        ("我9月1日收到不予公开的答复，申请复议最晚哪天", "2026年10月31日", "第二十条"),
        ("9月14日签收，征求第三方意见占了10个工作日，一共到哪天", "2026年10月30日", "第三十三条"),
        ("3月2日签收的，补正4月1日交的，什么时候到期", "2026年4月30日", "第三十条"),
        ("公司4月20日收到征求意见书，问愿不愿意公开，最晚哪天回", "2026年5月13日", "第三十二条"),
        ("1月18号网上提的，1月20号电话确认的，到哪天算满", "2026年2月24日", "第三十一条"),
        ("6月1日窗口递的，7月1日还没回，超了没", "2026年6月30日", "第三十三条"),
        ("申请是8月27号收的(2026),要是嫌我没写清,让补的通知最晚几号得发出来", "2026年9月7日", "第三十条"),
        ("头一个期限7月6号就满了,2026年的事,来信说再往后推满二十个工作日,新的最后一天是哪天", "2026年8月3日", "第三十三条"),
        ("我们公司2026年6月16号收下征求意见书,最晚几号把意见交回去", "2026年7月8日", "第三十二条"),
        ("我24号(9月,2026)递上去的,如果嫌我写得不清楚,最晚哪天得跟我说要补", "2026年10月12日", "第三十条"),
        ("我9月11号收到的答复书 60天数到哪天 2026年", "2026年11月10日", "第二十条"),
        ("六十天从告知书算 告知书9月11号到的 到几号", "2026年11月10日", "第二十条"),
        ("补正材料10月15寄到的 哪天截止", "2026年11月12日", "第三十条"),
        ("补的那些材料我10月15送过去了 是接着数还是重新数 哪天到头", "2026年11月12日", "第三十条"),
        ("9月14号定的方案 什么时候网上得有", "2026年10月16日", "第二十六条"),
        ("规划9月14号批下来的 啥时候网上查得到", "2026年10月16日", "第二十六条"),
        ("九月十四号签发的通知，最迟哪天能在网站看得到", "2026年10月16日", "第二十六条"),
        ("我9月11号到手的不予公开，今天想起来去复议，赶趟不", "2026年11月10日", "第二十条"),
        ("9月14号我赶着大雨把申请送到窗口 也没人通知过补正 没谁说要延期 他们最晚哪天给我答复", "2026年10月16日", "第三十三条"),
        ("9月14号交的，还没人通知我要补正，最迟几号通知我补", "2026年9月22日", "第三十条"),
        ("上周三寄的挂号 周五签收 哪天到期", "2026年12月18日", "第三十三条"),
        ("我4号交的申请，到今天还没回音，超期没", "2026年12月2日", "第三十三条"),
        ("快递9月14号你们传达室签的字，哪天到头", "2026年10月16日", "第三十三条"),
        ("28号交上去的申请 几号到期", "2026年11月25日", "第三十三条"),
        ("2月10日寄出，12号签收，让我补正最迟几号通知", "2026年2月28日", "第三十条"),
        ("1月28号交的，2号签收的，哪天答复", "2026年3月6日", "第三十三条"),
    ],
)
def test_dates(library, said, due, article):
    answer = compute(clean(said), TODAY, library, LOCAL)
    assert answer is not None and due in answer.text.splitlines()[0], answer
    assert article in {citation.article for citation in answer.citations}


def test_whether_the_day_is_over_is_told(library):
    assert "已经过了期限" in compute("6月1日窗口递的，7月1日还没回，超了没", TODAY, library, LOCAL).text
    assert "还没有过期限" in compute("11月16日交的申请超期了吗", TODAY, library, LOCAL).text
    assert "已经过了期限（不可抗力等正当理由耽误的另算）" in compute("答复书是6月3号收的,现在申请复议还来得及不", TODAY, library, LOCAL).text
    assert "还没有过期限" in compute("答复书是11月3号收的,现在申请复议还来得及不", TODAY, library, LOCAL).text


def test_a_missed_reconsideration_is_told_with_what_helps(library):
    late = compute("9月10号拿到的不予公开书，今天才想起来要复议，还赶趟不", TODAY, library, LOCAL).text
    assert "2026年11月9日" in late and "已经届满" in late and "正当理由" in late
    early = compute("11月10号拿到的不予公开书，今天才想起来要复议，还赶趟不", TODAY, library, LOCAL).text
    assert "2027年1月9日" in early and "届满" not in early


def test_what_became_visible_after_an_application_is_no_publication(library):
    answer = compute("文件9月1日印发的，我9月14号网上交的申请，哪天能看到答复", TODAY, library, LOCAL)
    assert "2026年10月16日" in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("i submitted my request on march 10, 2026, when is the reply due?", "8 April 2026"),
        ("how much would 85 pages cost?", "550 yuan"),
        ("i filed 18 requests this month, how much is the fee?", "800 yuan"),
        ("i filed 9 requests, is there a fee?", "free of charge"),
    ],
)
def test_english_is_answered_in_english(library, said, told):
    answer = compute(said, TODAY, library, LOCAL)
    assert told in answer.text and not any("\u4e00" <= char <= "\u9fff" for char in answer.text)


def test_an_assumed_month_is_said(library):
    assert "没有说月份，这里按11月4日算" in compute(clean("我4号交的申请，到今天还没回音，超期没"), TODAY, library, LOCAL).text


def test_an_assumed_year_is_said_and_a_named_one_is_not(library):
    assert "按2026年算" in compute("9月14号交的最晚哪天答复", TODAY, library, LOCAL).text
    assert "按2026年算" not in compute("2026年9月14号交的最晚哪天答复", TODAY, library, LOCAL).text


def test_a_sum_into_an_unannounced_year_is_provisional(library):
    assert "暂定" in compute("12月28号交的最晚哪天答复", TODAY, library, LOCAL).text


def test_more_than_the_law_allows_is_not_computed(library):
    assert "不得超过20个工作日" in compute("到期日6月18，说延长30个工作日到几号", TODAY, library, LOCAL).text


def test_a_suggestion_has_the_local_limit_or_none(library):
    local = compute("9月14号提的建议最晚哪天答复", TODAY, library, LOCAL)
    assert "2026年9月22日" in local.text and {c.source for c in local.citations} == {"枞阳县全面推进政务公开工作实施细则"}
    assert "20个工作日" not in local.text
    assert compute("9月14号提的建议最晚哪天答复", TODAY, library, frozenset({"huantai"})) is None


@pytest.mark.parametrize(
    "said", ["9月14号交的护照申请几号能拿", "我要申请公开9月14日的会议纪要", "9月14日路灯坏了", "最晚哪天答复", "2月30日交的最晚哪天答复", "门卫说今天没人收 明天再来 收到日算哪天",
              "前天收到补正通知 我最晚哪天补好", "上个月交的申请到今天还没回音，超期没", "3号楼的电梯申请几号能修", "5号线站点的申请最晚几号答复"]
)
def test_no_date_is_made_up(library, said):
    assert compute(said, TODAY, library, LOCAL) is None


# 第四条: 11–30 at 100, each 10 beyond that 100 more. 第五条: 70 pages at 10 = 700, 100 at 20 = 2000, then 40.
@pytest.mark.parametrize(("count", "total"), [(1, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000), (51, 7400)])
def test_fee_by_items(count, total):
    assert fee_by_items(count).total == total


@pytest.mark.parametrize(("count", "total"), [(30, 0), (31, 10), (85, 550), (100, 700), (101, 720), (200, 2700), (201, 2740)])
def test_fee_by_pages(count, total):
    assert fee_by_pages(count).total == total


@pytest.mark.parametrize(
    ("said", "told", "article"),
    [
        ("打印了85页多少钱", "550元", "第五条"),
        ("这个月交了十八件要付多少费", "800元", "第四条"),
        ("超过10件才收费，我交了9件要钱吗", "9件不收费", "第四条"),
    ],
)
def test_fees_are_worked_out_and_said_to_be_the_exception(library, said, told, article):
    answer = compute(said, TODAY, library, LOCAL)
    assert told in answer.text and "平常申请信息公开是不收费的" in answer.text
    assert {article, "第四十二条"} <= {citation.article for citation in answer.citations}


@pytest.mark.parametrize(
    "said",
    [
        "复议3件多少钱", "申请要多少钱", "先交8件又交9件多少钱", "这份文件有85页", "打印几毛钱一张", "给了我一张回执，交上去多少天回话",
        "问两样：申请要不要钱，答复不满意找谁",
    ],
)  # fmt: skip
def test_no_fee_is_made_up(library, said):
    assert compute(said, TODAY, library, LOCAL) is None


def test_no_fee_without_its_live_source(library):
    assert compute("打印了85页多少钱", date(2020, 12, 31), library, LOCAL) is None


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("九月十四号", date(2026, 9, 14)), ("9.14", date(2026, 9, 14)), ("去年12月1日", date(2025, 12, 1)), ("上个月3号", date(2026, 10, 3)),
        ("24号(9月)", date(2026, 9, 24)), ("28日，9月份", date(2026, 9, 28)),
        ("昨天", date(2026, 11, 22)), ("上周五", date(2026, 11, 20)), ("march 3rd, 2026", date(2026, 3, 3)), ("二〇二六年三月一日", date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_dates_as_said(said, on):
    assert [one.on for one in dates(with_digits(said), TODAY)] == [on]
