"""What a clerk let the citizen know stands where he looks his ticket up, as long as it concerns him."""

from bot.tickets.kinds import Kind
from bot.tickets.service import Filing
from tests.integration.consoles.conftest import APPLICANT, OURS


def looked_up(citizen, filed) -> str:
    return citizen.post("/ticket", data={"number": filed.number, "code": filed.query_code}).text


def test_what_is_to_be_corrected_and_until_when_stands_there_until_it_came(ours, citizen, filed):
    ours.act(filed.number, "sign")
    assert "承办单位告知您" not in looked_up(citizen, filed)
    ours.act(filed.number, "ask_correction", text="请说明是哪一年的合同。")
    page = looked_up(citizen, filed)
    assert "承办单位告知您" in page and "请说明是哪一年的合同。" in page and "之前（含当天）补正" in page
    ours.act(filed.number, "correct", text="2024年的")
    assert "承办单位告知您" not in looked_up(citizen, filed)


def test_why_a_complaint_is_not_dealt_with_stands_there(desk, ours, citizen):
    filing = Filing(Kind.COMPLAINT, APPLICANT, "citizen", {"description": "邻居欠钱不还"}, "邻居欠钱不还", OURS, "web")
    with desk.database.write() as session:
        filed = desk.tickets.file(session, filing)
    ours.act(filed.number, "sign")
    ours.act(filed.number, "refuse", text="属于民事纠纷，可以依法向人民法院提起诉讼。")
    assert "不予受理：属于民事纠纷，可以依法向人民法院提起诉讼。" in looked_up(citizen, filed)
