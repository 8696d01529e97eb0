"""A file sent by the web chat: its citizen is told where it goes."""

import httpx

from tests.support.outside import OutsideDesk

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 20
COMPLAINT = ("我要投诉", "楼下烧烤店半夜噪音扰民没人管", "枞阳镇莲花小区3栋", "昨天", "匿名", "没有", "确认")


def test_each_file_is_answered_with_where_it_goes(desk: OutsideDesk):
    client = httpx.Client(base_url=f"{desk.url}/api/chat", trust_env=False, timeout=60)
    client.headers["Authorization"] = f"Bearer {client.post('/sessions').json()['token']}"

    def note() -> str:
        return str(client.post("/attachments", files={"file": ("井盖.png", PNG)}).json()["note"])

    assert "是什么事" in note(), "nothing is open: what is it about?"
    for said in COMPLAINT[:2]:
        client.post("/messages", json={"text": said})
    assert "随这次登记一起提交" in note()
    for said in COMPLAINT[2:]:
        filed = client.post("/messages", json={"text": said}).json()["replies"]
    assert [reply["outcome"] for reply in filed] == ["filed"]
    assert "补充到您的工单" in note()
    told = client.get("/messages").json()["messages"]
    assert sum("attachments" in item for item in told) == 3, "the notes are no messages"
