import pytest

from bot.knowledge.importing.models import ImportRefused, Paragraph, Table
from bot.knowledge.importing.reading import read
from tests.unit.knowledge.importing import making
from tests.unit.knowledge.importing.samples import PAGE

TEXT = "柳溪县停车办法\n第一条 为了方便居民停车，制定本办法。\n第二条 夜间免费。\n"
LINES = ["柳溪县停车办法", "第一条 为了方便居民停车，制定本办法。", "第二条 夜间免费。"]


def texts(path):
    return [block.text for block in read(path).blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert texts(path) == LINES


def test_the_format_is_told_by_content_not_by_name(tmp_path):
    path = tmp_path / "a.docx"
    path.write_text(TEXT, encoding="utf-8")
    assert texts(path) == LINES
    making.word(tmp_path / "b.txt", LINES)
    assert texts(tmp_path / "b.txt") == LINES


def test_lines_cut_at_a_margin_are_joined(tmp_path):
    words = "为了方便群众办事，各乡镇和各部门应当在服务大厅设立咨询台，安排熟悉业务的人员值守，做到有问必答、"
    sentence = words * 6 + "不得推诿。"
    cut = [sentence[at : at + 20] for at in range(0, len(sentence), 20)]
    (tmp_path / "a.txt").write_text("\n".join(["第一条 总则。", *cut, "第二条 结束。"]), encoding="utf-8")
    assert texts(tmp_path / "a.txt") == ["第一条 总则。", sentence, "第二条 结束。"]


def test_markdown_marks_are_taken_away(tmp_path):
    (tmp_path / "a.md").write_text("# 停车办法\n<!-- 注 -->\n## 第一章 总则\n**第一条** 见[办法](http://x)。\n\n|甲|乙|\n|--|--|\n|1|2|\n", encoding="utf-8")
    blocks = read(tmp_path / "a.md").blocks
    assert blocks == (
        Paragraph("停车办法", title=True), Paragraph("第一章 总则"), Paragraph("第一条 见办法。"), Table((("甲", "乙"), ("1", "2"))),
    )  # fmt: skip


def test_cells_pasted_one_a_line_make_a_table(tmp_path):
    cells = "\t类别\n\t任务\n\t时限\n\n\t一、公开\n\t目录\n\t六月\n\n\t\n\t解读\n\t七月\n"
    (tmp_path / "a.txt").write_text("安排如下。\n" + cells, encoding="utf-8")
    table = read(tmp_path / "a.txt").blocks[1]
    assert table == Table((("类别", "任务", "时限"), ("一、公开", "目录", "六月"), ("一、公开", "解读", "七月")))


def test_a_page_gives_its_document_without_menus_and_footers(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.replace("utf-8", "gb2312").encode("gb18030"))
    reading = read(path)
    said = "\n".join(texts(path))
    assert "第四条 公厕不得收费。" in said and "节假日全天" in said
    for furniture in ("首页", "您的位置", "浏览次数", "分享", "上一篇", "备案号", "登录", "不要读我", "索引号"):
        assert furniture not in said
    assert reading.meta.title == "柳溪县人民政府办公室关于印发柳溪县公厕开放办法的通知" and reading.meta.number == "柳政办发〔2022〕8号"
    (table,) = (block for block in reading.blocks if isinstance(block, Table))
    assert table.rows[2] == ("文化馆", "冬季七时至二十一时", "0000002")


def test_word_numbers_its_paragraphs_itself(tmp_path):
    parts = ["停车办法", (0, "总则。"), (0, "下列情形免费："), (1, "夜间；"), (1, "节日。"), (0, "附则："), (1, "另行规定。"), [["车型", "价"], ["小车", "1元"]]]
    path = making.word(tmp_path / "a.docx", parts)
    assert texts(path) == ["停车办法", "第一条 总则。", "第二条 下列情形免费：", "（一）夜间；", "（二）节日。", "第三条 附则：", "（一）另行规定。"]
    assert read(path).blocks[-1] == Table((("车型", "价"), ("小车", "1元")))


def test_a_pdf_loses_page_numbers_heads_and_line_ends(tmp_path):
    pages = [
        ["柳溪县文件汇编", "　　第⼀条 为了⽅便居民停车，制定本办法，本县各停车场均应", "当遵守本办法。", f"- {number} -"]
        for number in (1, 2, 3)
    ]  # fmt: skip
    pages[1][1:3] = ["　　第二条 夜间停车免费，节日停车免费，残疾人的车辆停车也免", "费。"]
    pages[2][1:3] = ["　　第三条 本办法自公布之日起施行。", ""]
    assert texts(making.pdf(tmp_path / "a.pdf", pages)) == [
        "第一条 为了方便居民停车，制定本办法，本县各停车场均应当遵守本办法。",
        "第二条 夜间停车免费，节日停车免费，残疾人的车辆停车也免费。",
        "第三条 本办法自公布之日起施行。",
    ]


def test_a_printed_web_pages_address_at_the_edge_makes_no_line_an_indented_one(tmp_path):
    article = ("条 为了方便居民停车，制定本办法，本县各停车场均应当", "遵守本办法，不得另行收费，也不得以其他任何理由拒绝残疾", "人的车辆。")
    lines = [line for number in "一二三四五六七八" for line in (f"第{number}{article[0]}", *article[1:])]
    said = texts(making.pdf(tmp_path / "a.pdf", [["<打印时间2026", *lines, "<网址"]]))
    assert said[1:-1] == [f"第{number}{''.join(article)}" for number in "一二三四五六七八"]


def test_the_lines_of_a_second_column_are_joined_like_those_of_the_first(tmp_path):
    left = ["第一条 免费停车的", "时间另行公布。", "第二条 残疾人的车", "辆一律免费停放。"]
    right = ["第三条 损坏的设施", "由管理单位修复。", "第四条 自公布之日", "起施行，不另通知。"]
    page = [*left, *(f"{'　' * 14}{line}" for line in right)]
    assert texts(making.pdf(tmp_path / "a.pdf", [page])) == [
        "第一条 免费停车的时间另行公布。", "第二条 残疾人的车辆一律免费停放。", "第三条 损坏的设施由管理单位修复。", "第四条 自公布之日起施行，不另通知。",
    ]  # fmt: skip


def _huge(path):
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)


BAD = {
    "empty.txt": (lambda path: path.write_bytes(b""), "空的"),
    "blank.txt": (lambda path: path.write_bytes(b"\n  \n"), "空的"),
    "picture.pdf": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50)), "图片"),
    "noise.txt": (lambda path: path.write_bytes(bytes(range(256)) * 20), "认不出"),
    "broken.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\nnothing"), "坏了"),
    "broken.docx": (lambda path: path.write_bytes(b"PK\x03\x04nothing"), "坏了"),
    "old.doc": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)), "docx"),
    "scan.pdf": (lambda path: making.pdf(path, [[""], ["1"]]), "扫描件"),
    "locked.pdf": (lambda path: making.pdf(path, [["停车办法"]], locked=True), "密码"),
    "bomb.docx": (making.bomb, "大得不正常"),
    "huge.txt": (_huge, "超过 50 MB"),
    "folder": (lambda path: path.mkdir(), "文件夹"),
    "missing.txt": (lambda path: None, "没有这个文件"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path, name):
    make, told = BAD[name]
    make(tmp_path / name)
    with pytest.raises(ImportRefused) as error:
        read(tmp_path / name)
    assert told in str(error.value) and name in str(error.value) and "\n" not in str(error.value)
