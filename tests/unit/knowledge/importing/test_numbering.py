import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.importing.numbering import Kind, chinese, marker, value_of


@pytest.mark.parametrize(
    ("text", "kind", "label", "rest"),
    [
        ("第三十三条　行政机关", Kind.ARTICLE, "第三十三条", "行政机关"),
        ("第33条 行政机关", Kind.ARTICLE, "第三十三条", "行政机关"),
        ("第３３条 行政机关", Kind.ARTICLE, "第三十三条", "行政机关"),
        ("第一百〇二条 人民法院", Kind.ARTICLE, "第一百零二条", "人民法院"),
        ("第二十条之一 补充", Kind.ARTICLE, "第二十条之一", "补充"),
        ("第二章 总 则", Kind.CHAPTER, "第二章", "总 则"),
        ("第二部分 工作安排", Kind.PART, "第二部分", "工作安排"),
        ("一、总体要求", Kind.ONE, "一", "总体要求"),
        ("十二．总体要求", Kind.ONE, "十二", "总体要求"),
        ("（三）加强领导", Kind.TWO, "(三)", "加强领导"),
        ("(十四)录用结果", Kind.TWO, "(十四)", "录用结果"),
        ("㈢加强领导", Kind.TWO, "(三)", "加强领导"),
        ("１．名单", Kind.THREE, "1", "名单"),
        ("⒈名单", Kind.THREE, "1", "名单"),
        ("（1）名单", Kind.FOUR, "(1)", "名单"),
        ("⑴名单", Kind.FOUR, "(1)", "名单"),
        ("①名单", Kind.FIVE, "1", "名单"),
        ("附件１ 名单", Kind.ANNEX, "附件1", "名单"),
        ("附件二：名单", Kind.ANNEX, "附件2", "名单"),
        ("附件", Kind.ANNEX, "附件", ""),
    ],
)
def test_a_number_is_read_in_the_citation_form(text, kind, label, rest):
    found = marker(text)
    assert found is not None and (found.kind, found.label, found.rest) == (kind, label, rest)


@pytest.mark.parametrize("text", ["第三十三条规定的期限", "第二十条、第二十一条", "（二）项规定的情形", "1.5万元", "2014年", "附近居民", "一个", "第一，要认真", ""])
def test_what_only_looks_like_a_number_is_text(text):
    assert marker(text) is None


@given(st.integers(min_value=1, max_value=999))
def test_chinese_numerals_are_read_back(number):
    assert value_of(chinese(number)) == number
    assert marker(f"第{number}条 内容").label == f"第{chinese(number)}条"


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    found = marker(text)
    assert found is None or text.strip().endswith(found.rest)
