"""What stands above a clause is kept with it: it helps to find it and is shown, and no number changes."""

from datetime import date

from bot.knowledge.clauses import ClauseIndex
from bot.knowledge.importing.models import Overrides, Paragraph, Table
from bot.knowledge.importing.service import Importer
from bot.knowledge.importing.structure import structured
from bot.knowledge.loader import load_imported
from bot.knowledge.models import Library
from bot.knowledge.service import Knowledge

TODAY = date(2026, 11, 23)
RULES = """远山县来信办理办法
第一章 受理
第一条 来信由值班室统一登记。
第二章 办理时限
第一节 普通来信
第二条 十二个工作日内回复。
第二节 疑难来信
第三条 十八个工作日内回复。
第三章 附则
第四条 自2025年3月1日起施行。
"""


def headings(*lines):
    blocks = [line if isinstance(line, Table) else Paragraph(line) for line in lines]
    return {piece.article: piece.heading for piece in structured(blocks, "远山县办法").pieces}


def test_chapters_and_sections_stand_above_their_articles():
    assert headings("第一章 总则", "第一条 甲。", "第二章 时限", "第一节 普通", "第二条 乙。", "第二节 疑难", "第三条 丙。", "第三章 附则", "第四条 丁。") == {
        "第一条": "第一章 总则", "第二条": "第二章 时限 › 第一节 普通", "第三条": "第二章 时限 › 第二节 疑难", "第四条": "第三章 附则",
    }  # fmt: skip


def test_a_main_clause_stands_above_its_sub_clauses_whether_it_is_a_heading_or_begins_with_one():
    found = headings("一、受理范围", "（一）建议。", "二、办理时限。各单位要抓紧。", "（一）普通的九天。", "三、保障", "（一）经费。")
    assert found == {"一(一)": "一、受理范围", "二": "", "二(一)": "二、办理时限", "三(一)": "三、保障"}


def test_a_long_main_clause_is_no_heading():
    long = "二、" + "各单位要高度重视来信办理工作并且明确专人负责登记转办督办回复归档等各个环节的工作不得推诿扯皮敷衍塞责"
    assert headings("一、范围", "（一）建议。", f"{long}。", "（一）九天。")["二(一)"] == ""


def test_headings_counted_between_articles_stand_above_them():
    assert headings("一、受案范围", "第一条 甲。", "二、管辖", "第二条 乙。") == {"第一条": "一、受案范围", "第二条": "二、管辖"}


def test_parts_and_annexes_are_called_by_their_titles():
    found = headings("第一部分 接听", "一、登记", "（一）问清地址。", "第二部分 派单", "一、时限", "（一）四个小时内派出。", "附件2：登记表", "一、内容", "（一）姓名。")
    assert found == {
        "第一部分一(一)": "第一部分 接听 › 一、登记", "第二部分一(一)": "第二部分 派单 › 一、时限", "附件2一(一)": "登记表 › 一、内容",
    }  # fmt: skip


def test_a_table_in_an_annex_bears_its_title():
    found = headings("一、范围", "（一）建议。", "附件1：收费标准", Table((("项目", "金额"), ("复印", "免费"))))
    assert found["附件1"] == "收费标准"


def test_a_page_of_questions_is_cited_by_question():
    lines = ["常见问题。", "问：在哪里领表？", "答：二号窗口。", "网站也有。", "节假日能交吗？", "可以从网上交。"]
    pieces = {piece.article: (piece.heading, piece.text) for piece in structured([Paragraph(line) for line in lines], "远山县解答").pieces}
    assert pieces == {
        "序言": ("", "常见问题。"), "第1问": ("问：在哪里领表？", "答：二号窗口。\n网站也有。"), "第2问": ("节假日能交吗？", "可以从网上交。"),
    }  # fmt: skip


def test_a_single_question_in_a_text_is_part_of_it():
    assert headings("为什么要登记？", "为了不丢失来信。", "请妥善保管回执。") == {"全文": ""}


def test_a_clause_is_found_by_its_heading_and_quoted_with_it(tmp_path):
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf-8")
    folder = tmp_path / "imported"
    Importer(folder, {}, {"远山县": "yuanshan"}, TODAY).take(tmp_path / "办法.txt", Overrides(place="yuanshan"))
    clauses = load_imported(folder)
    [(best, share), *_] = ClauseIndex(clauses).find("疑难来信的办理时限是多久")
    assert best.article == "第三条" and best.heading == "第二章 办理时限 › 第二节 疑难来信" and share > 0.9
    answer = Knowledge(Library((), {}, clauses), "yuanshan", {"远山": "yuanshan"}).answer("疑难来信的办理时限是多久", today=TODAY)
    assert answer.text == "《远山县来信办理办法》第三条（第二章 办理时限 › 第二节 疑难来信）是这样写的：“十八个工作日内回复。”"
    [cited] = answer.citations
    assert (cited.article, cited.quote) == ("第三条", "十八个工作日内回复。")


def test_documents_imported_before_have_no_headings_and_are_quoted_as_ever(tmp_path):
    (tmp_path / "旧.yml").write_text("title: 远山县办法\nplace: yuanshan\nclauses:\n- article: 第一条\n  text: 来信由值班室登记。\n", encoding="utf-8")
    [clause] = load_imported(tmp_path)
    assert clause.heading == "" and ClauseIndex([clause]).find("来信在哪里登记")[0][0] is clause
