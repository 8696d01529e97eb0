"""What made-up citizens say to file each kind: how they begin, and what they answer to each question."""

from typing import Any

from tests.support.people import ADDRESS, ID_NUMBER, NAME, PHONE
from tests.support.running import Citizen

OPENINGS = {
    "application": "我想申请公开一份政府信息",
    "complaint": "我要投诉",
    "consultation": "我要咨询一件事",
    "suggestion": "我想提个建议",
}
_MATTERS = {
    "complaint": "夜市烤串摊把油烟排进居民楼，家里没法开窗",
    "consultation": "新生儿落户要带哪些材料，去哪个窗口办理",
    "suggestion": "建议在中心小学门口增设一条人行横道，接送孩子更安全",
}
_FACTS = {
    "info_description": "2024年度全县农村危房改造补助资金的分配方案",
    "target_agency": "不清楚",
    "applicant_type": "个人",
    "applicant_name": NAME,
    "id_number": ID_NUMBER,
    "contact_phone": PHONE,
    "contact_address": ADDRESS,
    "delivery_form": "纸质",
    "delivery_way": "邮寄",
    "place": "枞阳镇银塘路菜市场旁",
    "occurred_at": "上个月开始，每天晚上",
}


def begin(citizen: Citizen, kind: str, until: str = "review") -> dict[str, Any]:
    """Begin a filing and answer what is asked, up to the question `until`; that question."""
    facts = _FACTS | {"description": _MATTERS.get(kind, "")}
    reply = citizen.through(OPENINGS[kind])
    asked: list[str | None] = []
    while reply["asks"] != until:
        assert reply["asks"] in facts and reply["asks"] not in asked, f"after {asked}: {reply}"
        asked.append(reply["asks"])
        reply = citizen.through(facts[reply["asks"]])
    return reply


def file(citizen: Citizen, kind: str = "complaint") -> dict[str, Any]:
    """File one ticket; its card with number and query code."""
    begin(citizen, kind)
    filed = citizen.through("确认")
    assert filed["outcome"] == "filed", filed
    card: dict[str, Any] = filed["ticket"]
    return card
