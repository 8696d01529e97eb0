import time
from dataclasses import replace
from datetime import date

import pytest
import yaml

from bot.knowledge.importing.models import ImportRefused
from bot.knowledge.importing.service import Overrides
from bot.knowledge.service import Knowledge
from tests.unit.knowledge.conftest import FIXTURES
from tests.unit.knowledge.importing import making
from tests.unit.knowledge.importing.conftest import DEAD, LIVING, NAMES, TODAY
from tests.unit.knowledge.importing.samples import NOTICE, OLD_REGULATION, PAGE

CURRENT = """中华人民共和国政府信息公开条例
（2019年4月3日中华人民共和国国务院令第711号修订 自2019年5月15日起施行）
第一条 为了保障公民、法人和其他组织依法获取政府信息，提高政府工作的透明度，建设法治政府，制定本条例。
第三十三条 行政机关收到申请，能够当场答复的，应当当场予以答复。不能当场答复的，应当自收到申请之日起20个工作日内予以答复；延长的期限最长不得超过20个工作日。
"""


@pytest.fixture
def take(importer, tmp_path):
    def import_text(text, name="a.txt", stated=None, **changes):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return replace(importer, **changes).take(tmp_path / name, stated or Overrides())

    return import_text


@pytest.fixture
def desk(importer):
    def load(place="liuxi"):
        return Knowledge.load(FIXTURES, place, NAMES, imports=importer.folder)

    return load


def test_the_desk_quotes_an_imported_clause(take, desk):
    done = take(PAGE, "page.html", Overrides(url="https://example.invalid/8"))
    answer = desk().answer("学校的公厕节假日开放吗", today=TODAY)
    (citation,) = answer.citations
    assert (citation.source, citation.article, citation.url) == (done.meta.title, "第二条", "https://example.invalid/8")
    assert "（二）学校的公厕，节假日全天。" in citation.quote and done.meta.place == "liuxi"


def test_a_table_row_answers(take, desk):
    take(NOTICE)
    answer = desk().answer("校服冬装的价格是多少", today=TODAY)
    assert answer.citations[0].article == "附件1" and "款式：冬装；价格：180元" in answer.citations[0].quote


def test_a_clause_goes_before_an_entry_that_is_about_something_else(take, desk):
    take(PAGE, "page.html")
    answer = desk().answer("公厕收费吗", today=TODAY)
    assert answer.citations[0].article == "第四条" and "公厕不得收费" in answer.citations[0].quote


def test_an_entry_goes_before_a_clause_that_says_no_more(take, desk):
    take(CURRENT)
    assert desk().answer("申请信息公开多久能答复", today=TODAY).entry_id == "reply-period"


def test_another_places_document_is_quoted_only_when_it_is_named(take, desk):
    take(PAGE, "page.html")
    assert desk("guihe").answer("学校的公厕节假日开放吗", today=TODAY) is None
    assert desk("guihe").answer("柳溪县学校的公厕节假日开放吗", today=TODAY).citations[0].article == "第二条"


def test_importing_again_takes_the_earlier_ones_place(take, importer):
    first = take(NOTICE)
    second = take(NOTICE.replace("一百二十元", "一百元").replace("做好校服", "校服"), "b.txt")
    assert not first.replaced and second.replaced
    (kept,) = importer.folder.glob("*")
    assert "一百元" in kept.read_text("utf-8") and kept == second.kept


def test_an_older_edition_does_not_replace_a_later_one(take):
    take("柳溪县停车办法\n第一条 免费。\n第二条 本办法自2024年1月1日起施行。")
    with pytest.raises(ImportRefused, match="更新的一版（2024年1月1日起施行）"):
        take("柳溪县停车办法\n第一条 收费。\n第二条 本办法自2020年1月1日起施行。")


@pytest.mark.parametrize("stated", [Overrides(), Overrides(title="柳溪县公开办法"), Overrides(in_force_on=date(2019, 5, 15))])
def test_the_dead_regulation_never_comes_in(take, importer, stated):
    text = OLD_REGULATION + "本条例所称政府信息，本条例规定的政府信息公开、政府信息公开、政府信息公开、政府信息公开。"
    with pytest.raises(ImportRefused):
        take(text, stated=stated)
    assert not importer.folder.exists()


def test_the_refusal_names_what_is_in_force_instead(take):
    with pytest.raises(ImportRefused, match="从2019年5月15日起失效，现在用《政府信息公开条例》"):
        take(OLD_REGULATION)


def test_an_edition_that_cannot_be_told_is_refused(take):
    with pytest.raises(ImportRefused, match="看不出是现行版"):
        take("政府信息公开条例\n第一条 为了公开，制定本条例。\n第二条 公开政府信息。")


def test_the_living_edition_comes_in(take):
    done = take(CURRENT)
    assert done.meta.title == "政府信息公开条例" and [piece.article for piece in done.pieces] == ["第一条", "第三十三条"]


def test_a_clause_with_a_dead_period_is_kept_aside_and_never_quoted(take, desk):
    done = take("柳溪县信息公开指南\n第一条 申请政府信息公开的，机关自收到申请之日起15个工作日内予以答复。\n第二条 申请表在便民中心领取。")
    assert [held.article for held in done.held] == ["第一条"] and "第三十三条" in done.held[0].why
    answer = desk().answer("柳溪县申请政府信息公开机关几个工作日内予以答复", today=TODAY)
    assert answer is None or "15个工作日" not in answer.text


def test_other_fifteen_day_periods_are_quoted(take):
    done = take("柳溪县热线办法\n第一条 咨询投诉在15个工作日内予以答复。\n第二条 建议七个工作日内反馈，情况复杂的可延长至15个工作日。")
    assert done.held == ()


@pytest.mark.parametrize(("force", "today"), [("2027年1月1日", TODAY), ("2020年1月1日", date(2025, 1, 1))])
def test_a_document_is_quoted_only_while_it_is_in_force(take, desk, force, today):
    done = take(f"柳溪县洗车办法\n第一条 洗车场应当循环使用清洗车辆的污水。\n第二条 本办法自{force}起施行，有效期五年。", today=today)
    assert desk().answer("洗车场要循环使用清洗车辆的污水吗", today=today) is None
    assert any("不会引用" in warning for warning in done.warnings)


def test_a_known_source_gives_its_title(take):
    named = replace(LIVING, title="柳溪县停车细则", full_title="柳溪县停车细则", number=None, place="liuxi")
    done = take("为了柳溪县居民方便，根据柳溪县情况，特制定本细则。\n一、免费。夜间免费。\n二、收费。白天收费。", sources={named.title: named, DEAD.title: DEAD})
    assert done.meta.title == "柳溪县停车细则" and done.meta.place == "liuxi"


def test_a_notice_without_issuer_is_named_by_its_number(take):
    done = take("关于停车的通知\n柳政办发〔2020〕5号\n柳溪县各部门：\n柳溪县停车按下列办理。\n一、夜间免费。\n二、白天收费。")
    assert done.meta.title == "柳溪县人民政府办公室关于停车的通知" and any("文号" in warning for warning in done.warnings)


def test_what_the_editor_states_goes_first(take, importer):
    done = take(NOTICE, stated=Overrides("校服规定", "guihe", "https://example.invalid/x", date(2022, 1, 1)))
    row = yaml.safe_load(done.kept.read_text("utf-8"))
    assert (row["title"], row["place"], row["url"], row["in_force_on"]) == ("校服规定", "guihe", "https://example.invalid/x", date(2022, 1, 1))


def test_a_running_desk_takes_an_import_in(take, desk, monkeypatch):
    monkeypatch.setattr("bot.knowledge.imported._PAUSE", 0.0)
    running = desk()
    assert running.answer("学校的公厕节假日开放吗", today=TODAY) is None
    take(PAGE, "page.html")
    until = time.monotonic() + 10
    while (answer := running.answer("学校的公厕节假日开放吗", today=TODAY)) is None and time.monotonic() < until:
        time.sleep(0.05)
    assert answer is not None and answer.citations[0].article == "第二条"


def test_nothing_half_written_stays(take, importer, monkeypatch):
    take(NOTICE)
    before = {path.name: path.read_bytes() for path in importer.folder.iterdir()}
    monkeypatch.setattr("bot.knowledge.importing.keeping.yaml.dump", lambda *_a, **_k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        take(NOTICE)
    assert {path.name: path.read_bytes() for path in importer.folder.iterdir()} == before


def test_a_hundred_pages_are_read_whole(importer, tmp_path):
    pages = [[f"　　第{page * 8 + line + 1}条 " + "柳溪县各单位应当按时公开信息。" for line in range(8)] for page in range(100)]
    path = making.pdf(tmp_path / "long.pdf", pages)
    done = importer.take(path, Overrides(title="柳溪县汇编"))
    assert len(done.pieces) == 800


LISTS = {
    "files.txt": "政府信息公开指南.pdf\n2025年度报告.docx\n附件1.xlsx\nscan_003.jpg\n",
    "numbered.txt": "文件目录\n1. 柳溪县公厕管理办法.doc 34 KB\n2. 柳溪县校服采购方案.pdf 2025-03-01\n3. 垃圾分类通知.wps\n",
    "page.html": "<html><body><h1>政策文件</h1><ul><li><a href='a'>关于印发柳溪县公厕管理办法的通知</a> 2025-01-02</li>"
    "<li><a href='b'>关于开展校服采购的公告</a> 2025-02-03</li><li><a href='c'>柳溪县垃圾分类实施方案</a> 2025-03-04</li>"
    "<li><a href='d'>柳溪县防汛应急预案</a> 2025-04-05</li></ul></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_mere_list_of_files_is_no_document(take, importer, name):
    with pytest.raises(ImportRefused, match=r"只是一份文件目录（列了[34]个文件的名称）.*没有导入"):
        take(LISTS[name], name)
    assert not list(importer.folder.glob("*.yml"))


def test_a_notice_that_lists_what_it_does_away_with_is_a_document(take):
    done = take("柳溪县人民政府关于废止部分文件的决定\n下列文件自2025年3月1日起废止。\n1. 柳溪县公厕管理办法\n2. 柳溪县校服采购方案\n3. 柳溪县垃圾分类通知\n")
    assert "柳溪县校服采购方案" in "".join(piece.text for piece in done.pieces)
