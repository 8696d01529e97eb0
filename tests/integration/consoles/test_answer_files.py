"""An answer with the documents that were asked for: laid to it, seen before it goes, fetched by the citizen, kept from everybody else."""

import datetime as dt
import io
import zipfile

from bot.store import utc_now
from bot.tickets import answer_files
from bot.tickets.kinds import Kind
from bot.tickets.models import AnswerFile
from tests.integration.consoles.conftest import Clerk, Desk, hidden

PDF = b"%PDF-1.4 the contract, with the prices blacked out"
PARTLY = "您申请公开的信息可以部分公开，可以公开的内容现提供给您：见附件。\n不予公开的内容：单价。\n理由：属于商业秘密，公开会损害第三方合法权益。"


def write(clerk: Clerk, number: str, step: str, file: tuple[str, bytes] | None = None, **more: str):
    """Send the answer's form as the page has it now."""
    page = clerk.page(f"/agency/tickets/{number}/answer?outcome=3.2").text
    data = {"version": hidden(page, "version"), "csrf": hidden(page, "csrf"), "outcome": "3.2", "text": PARTLY, "step": step, **more}
    return clerk.browser.post(f"/agency/tickets/{number}/acts/answer", data=data, files={"file": file} if file else None)


def waiting(desk: Desk, number: str) -> list[AnswerFile]:
    with desk.database.read() as session:
        return answer_files.waiting(session, desk.ticket(number), "ours")


def sent(desk: Desk, clerk: Clerk, number: str) -> AnswerFile:
    """Answered with one file; that file."""
    clerk.act(number, "sign")
    write(clerk, number, "enclose", ("中标合同.pdf", PDF))
    preview = write(clerk, number, "preview")
    assert "附件 1 个：1. 中标合同.pdf（1 KB）" in preview.text
    assert write(clerk, number, "send", enclosed=hidden(preview.text, "enclosed")).status_code == 303
    with desk.database.read() as session:
        return answer_files.given(session, desk.ticket(number))[0]


def test_the_citizen_fetches_the_documents_of_the_answer(desk, ours, citizen, filed):
    file = sent(desk, ours, filed.number)
    key = {"number": filed.number, "code": filed.query_code}
    page = citizen.post("/ticket", data=key).text
    assert "中标合同.pdf" in page and "附件请在服务台网页的“查询工单”里" in page
    got = citizen.post(f"/ticket/files/{file.id}", data=key)
    assert got.content == PDF and got.headers["content-disposition"].startswith("attachment")
    found = citizen.get(f"/api/tickets/{filed.number}", params={"code": filed.query_code}).json()
    assert found["files"] == [{"id": file.id, "name": "中标合同.pdf", "size": len(PDF)}]
    assert citizen.get(f"/api/tickets/{filed.number}/files/{file.id}", params={"code": filed.query_code}).content == PDF
    assert "中标合同.pdf" in ours.page(f"/agency/tickets/{filed.number}").text
    assert ours.page(f"/agency/tickets/{filed.number}/answer/files/{file.id}").content == PDF


def test_nobody_else_fetches_them(desk, ours, citizen, filed):
    file = sent(desk, ours, filed.number)
    wrong = f"{(int(filed.query_code) + 1) % 100_000_000:08d}"
    assert citizen.post(f"/ticket/files/{file.id}", data={"number": filed.number, "code": wrong}).status_code == 404
    assert citizen.get(f"/api/tickets/{filed.number}/files/{'b' * 32}", params={"code": filed.query_code}).status_code == 404
    assert desk.signed_in("theirs").page(f"/agency/tickets/{filed.number}/answer/files/{file.id}").status_code == 404
    other = desk.file()
    assert ours.page(f"/agency/tickets/{other}/answer/files/{file.id}").status_code == 404


def test_before_the_answer_is_sent_its_files_are_the_clerks_alone(desk, ours, citizen, filed):
    ours.act(filed.number, "sign")
    assert write(ours, filed.number, "enclose", ("中标合同.pdf", PDF)).headers["location"].endswith("#files")
    (file,) = waiting(desk, filed.number)
    assert PARTLY in ours.page(f"/agency/tickets/{filed.number}/answer").text  # the words were kept with it
    assert citizen.get(f"/api/tickets/{filed.number}/files/{file.id}", params={"code": filed.query_code}).status_code == 404
    assert desk.signed_in("ours-head").page(f"/agency/tickets/{filed.number}/answer/files/{file.id}").status_code == 404
    write(ours, filed.number, f"drop {file.id}")
    assert waiting(desk, filed.number) == [] and not (desk.files / file.id).exists()


def test_a_file_that_is_refused_costs_no_words(desk, ours, filed):
    ours.act(filed.number, "sign")
    refused = write(ours, filed.number, "preview", ("表.xlsx", b"PK\x03\x04 no table"))
    assert refused.status_code == 409 and "这个文档打不开或不安全" in refused.text and PARTLY in refused.text
    refused = write(ours, filed.number, "enclose", ("程序.exe", b"MZ"))
    assert refused.status_code == 409 and "只能上传 pdf、ofd、doc、docx、xlsx、jpg、png 文件" in refused.text
    assert waiting(desk, filed.number) == []


def test_a_table_is_taken_with_the_form_that_is_previewed(desk, ours, filed):
    table = io.BytesIO()
    with zipfile.ZipFile(table, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    ours.act(filed.number, "sign")
    assert "1. 明细.xlsx" in write(ours, filed.number, "preview", ("明细.xlsx", table.getvalue())).text


def test_what_was_not_previewed_is_not_sent(desk, ours, filed):
    ours.act(filed.number, "sign")
    preview = write(ours, filed.number, "preview")
    write(ours, filed.number, "enclose", ("另一份.pdf", PDF))
    refused = write(ours, filed.number, "send", enclosed=hidden(preview.text, "enclosed"))
    assert refused.status_code == 409 and "附件有变化，请重新预览后再发送。" in refused.text
    assert desk.ticket(filed.number).status == "signed"


def test_whose_ticket_was_merged_is_told_where_to_ask(desk, ours):
    main, joined = (desk.file(Kind.COMPLAINT, title=f"公交车到站不停{place}") for place in "甲乙")
    ours.act(joined, "merge", main=main)
    ours.act(main, "sign")
    page = ours.page(f"/agency/tickets/{main}/answer?outcome=solved").text
    fields = {"version": hidden(page, "version"), "csrf": hidden(page, "csrf"), "outcome": "solved", "text": "已安排公交车按站点停靠，名单见附件。"}
    ours.browser.post(f"/agency/tickets/{main}/acts/answer", data={**fields, "step": "enclose"}, files={"file": ("站点.pdf", PDF)})
    assert ours.browser.post(f"/agency/tickets/{main}/acts/answer", data={**fields, "step": "send"}).status_code == 303
    with desk.database.read() as session:
        own, theirs = (desk.tickets.view_for_citizen(session, desk.ticket(number)).answer for number in (main, joined))
    assert "填写编号和查询码下载" in own
    assert "填写编号和查询码下载" not in theirs and "答复的附件请向承办单位索取" in theirs


def test_what_was_laid_to_an_answer_that_nobody_sent_goes_after_ninety_days(desk, ours, filed):
    ours.act(filed.number, "sign")
    write(ours, filed.number, "enclose", ("中标合同.pdf", PDF))
    assert answer_files.delete_unsent(desk.database, desk.files) == 0
    (file,) = waiting(desk, filed.number)
    with desk.database.write() as session:
        session.get(AnswerFile, file.id).at = utc_now() - dt.timedelta(days=91)
    assert answer_files.delete_unsent(desk.database, desk.files) == 1
    assert not (desk.files / file.id).exists()
