import pytest

from bot.knowledge.importing.heading import describe, place_in
from bot.knowledge.importing.models import Meta, Paragraph, Table
from bot.knowledge.importing.reading import read
from bot.knowledge.importing.structure import structured
from tests.unit.knowledge.importing.conftest import NAMES
from tests.unit.knowledge.importing.samples import ENCLOSED, NOTICE, PAGE


def parted(*lines, title="柳溪县办法"):
    blocks = [line if isinstance(line, Table) else Paragraph(line) for line in lines]
    structure = structured(blocks, title)
    return {piece.article: piece.text for piece in structure.pieces}, structure.warnings


@pytest.fixture
def sample(tmp_path):
    def read_sample(text, name):
        (tmp_path / name).write_text(text, encoding="utf-8")
        reading = read(tmp_path / name)
        meta = describe(reading.blocks, reading.meta)
        return meta, structured(reading.blocks, meta.title)

    return read_sample


def test_articles_keep_their_lists_and_chapters_are_left_out():
    pieces, warnings = parted(
        "第一章 总则", "第一条 目的。", "第二条 下列免费：", "（一）夜间；", "1.零时起；", "（二）节日。", "第二章 附则", "第三条 第二条规定的可以延长。"
    )
    assert pieces == {"第一条": "目的。", "第二条": "下列免费：\n（一）夜间；\n1.零时起；\n（二）节日。", "第三条": "第二条规定的可以延长。"}
    assert warnings == ()


def test_articles_that_were_run_together_in_one_paragraph_are_told_apart():
    pieces, warnings = parted("第一条 免费开放。第二条 每日保洁四次。依照第九条 的除外。第三条 损坏的当天修复。", "第四条：", "由县里解释。", "第五条：自公布之日起施行。")
    assert pieces == {
        "第一条": "免费开放。", "第二条": "每日保洁四次。依照第九条 的除外。", "第三条": "损坏的当天修复。", "第四条": "由县里解释。", "第五条": "自公布之日起施行。",
    }  # fmt: skip
    assert warnings == ()


def test_a_mention_at_the_start_of_a_line_is_no_article():
    pieces, _ = parted("第一条 目的。", "第二条 依照", "第五十条规定办理。", "第三条 结束。")
    assert pieces["第二条"] == "依照\n第五十条规定办理。" and list(pieces) == ["第一条", "第二条", "第三条"]


@pytest.mark.parametrize("brackets", ["（）", "()"])
def test_items_are_cited_under_their_heading_whether_they_begin_again_or_go_on(brackets):
    left, right = brackets
    pieces, warnings = parted(
        "一、平台", f"{left}一{right}网站。", f"{left}二{right}热线。", "1.设电话；", "二、机制", f"{left}三{right}培训。", "三、时限。七天。"
    )
    assert list(pieces) == ["一(一)", "一(二)", "二(三)", "三"]
    assert pieces["一(二)"] == "热线。\n1.设电话；" and pieces["三"] == "时限。七天。" and warnings == ()


def test_tables_and_unnumbered_paragraphs_belong_to_their_clause():
    table = Table((("单位", "时间"), ("文化馆", "八时"), ("图书馆", "九时")))
    pieces, _ = parted("为了方便，制定本办法。", "第一条 时间如下：", table, "节日另定。", "第二条 结束。")
    assert pieces["序言"] == "为了方便，制定本办法。"
    assert pieces["第一条"] == "时间如下：\n单位：文化馆；时间：八时\n单位：图书馆；时间：九时\n节日另定。"


def test_headings_counted_between_articles_are_no_clauses():
    pieces, _ = parted("一、受案范围", "第一条 受理。", "二、管辖", "第二条 管辖。", "下列情形：", "一、其一；", "第三条 结束。")
    assert pieces == {"第一条": "受理。", "第二条": "管辖。\n下列情形：\n一、其一；", "第三条": "结束。"}


def test_gaps_and_doubles_are_reported():
    pieces, warnings = parted("第一条 甲。", "第三条 乙。", "第三条 丙。")
    assert list(pieces) == ["第一条", "第三条", "第三条（第2处）"]
    assert any("第一条后面是第三条" in one for one in warnings) and any("不止一次" in one for one in warnings)


def test_text_without_numbers_is_cited_whole_or_by_paragraph():
    assert parted("本站每天开放。")[0] == {"全文": "本站每天开放。"}
    long = "本站每天开放，" * 70 + "周一闭馆。"
    assert list(parted(long, long)[0]) == ["第1段", "第2段"]


def test_an_annex_named_in_the_text_is_found_without_its_number():
    pieces, _ = parted(
        "一、任务。按工作安排表（见附件２）办理。", "二、结束。", "附件1", "成员名单", "甲局、乙局。", "工作安排表", Table((("任务", "单位"), ("培训", "甲局")))
    )
    assert pieces["附件1"] == "成员名单\n甲局、乙局。" and pieces["附件2"] == "工作安排表\n任务：培训；单位：甲局"


def test_an_annex_with_articles_is_cited_by_them():
    pieces, _ = parted("一、印发办法。", "二、抓好落实。", "附件", "柳溪县停车办法", "第一条 免费。", "第二条 限时。")
    assert list(pieces) == ["一", "二", "附件第一条", "附件第二条"]


def test_a_notice_with_lists_annexes_and_signature(sample):
    meta, structure = sample(NOTICE, "notice.txt")
    pieces = {piece.article: piece.text for piece in structure.pieces}
    assert (meta.title, meta.number, meta.issuer) == ("柳溪县教育局关于做好校服管理工作的通知", "柳教发〔2021〕3号", "柳溪县教育局")
    assert str(meta.issued_on) == "2021-09-01" == str(meta.in_force_on)
    assert list(pieces) == ["序言", "一(一)", "一(二)", "二", "三", "三(三)", "五", "附件1", "附件2"]
    assert pieces["一(一)"].endswith("1.可以自行按照款式缝制；\n2.可以使用往届校服。")
    assert pieces["附件1"] == "校服价格表\n款式：春秋装；价格：120元；备注：两件\n款式：冬装；价格：180元"
    assert not any("二〇二一年" in text or "抄送" in text for text in pieces.values())
    assert structure.warnings == ("“三、”后面是“五、”，编号不连续，请核对。",)


def test_an_enclosed_text_is_cited_by_its_own_articles(sample):
    meta, structure = sample(PAGE, "page.html")
    assert [piece.article for piece in structure.pieces] == ["序言", "第一条", "第二条", "第三条", "第四条", "第五条"]
    assert str(meta.in_force_on) == "2022-04-01" and str(meta.valid_to) == "2027-03-31"


def test_several_enclosed_texts_are_told_apart_by_name(sample):
    _, structure = sample(ENCLOSED, "three.txt")
    assert [piece.article for piece in structure.pieces][1:] == [
        "志愿者登记制度第一条", "志愿者登记制度第二条", "志愿者培训制度第一条", "志愿者培训制度第二条", "志愿者表彰制度一", "志愿者表彰制度二",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meta", "body", "place"),
    [
        (Meta(title="柳溪县人民政府通知"), "桂河县、桂河县、桂河县", "liuxi"),
        (Meta(issuer="桂河县人民政府"), "", "guihe"),
        (Meta(title="停车办法"), "柳溪县各部门、柳溪县各乡镇", "liuxi"),
        (Meta(title="停车办法"), "柳溪县、柳溪县、桂河县", None),
        (Meta(title="停车办法"), "全国", None),
    ],
)
def test_the_place_is_found_by_its_name(meta, body, place):
    assert place_in(meta, body, NAMES) == place
