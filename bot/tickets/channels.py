"""Where a matter belongs that is not for this desk: the right channel is named to whoever is turned away."""

import re
from dataclasses import dataclass

PETITION_RULE = "信访工作条例第十七条"


@dataclass(frozen=True)
class RightChannel:
    """One way outside: its code, its name, what the citizen is told, and words by which a clerk may have named it already."""

    code: str
    title: str
    told: str
    named: tuple[str, ...]


RIGHT_CHANNELS = (
    RightChannel("emergency", "紧急救助", "情况紧急请立即拨打：报警110、火警119、急救120、交通事故122。", ("110", "119", "120", "122")),
    RightChannel("petition", "信访", f"可以向信访部门提出（{PETITION_RULE}）。", ("信访",)),
    RightChannel("court", "诉讼", "可以依法向人民法院提起诉讼。", ("法院", "诉讼", "起诉")),
    RightChannel("arbitration", "仲裁", "可以依法申请仲裁。", ("仲裁",)),
    RightChannel("reconsideration", "行政复议", "可以依法申请行政复议（行政复议法第二十条）。", ("复议",)),
    RightChannel("discipline", "纪检监察", "反映公职人员违纪违法的，可以向纪检监察机关提出。", ("纪检", "监察", "纪委")),
    RightChannel("disclosure", "申请公开", "要获取政府信息的，可以提出政府信息公开申请（政府信息公开条例第二十九条）。", ("信息公开", "申请公开")),
    RightChannel("elsewhere", "其他机关", "请向有权处理的机关提出。", ("12345", "热线")),
    # Where nothing is open any more (settled lawfully, secret, against public morals) the reasons must do.
    RightChannel("none", "没有其他渠道", "", ()),
)
_ELSEWHERE = re.compile(r"(?:向|到|去|找|由|联系|拨打|咨询|通过|经).{1,24}?(?:局|委|院|所|办|政府|公司|中心|部门|机关|单位|途径|渠道|\d{5,})")
_BY_CODE = {channel.code: channel for channel in RIGHT_CHANNELS}


def channel_of(code: object) -> RightChannel | None:
    """The channel with this code."""
    return _BY_CODE.get(code) if isinstance(code, str) else None


def names_one(text: str) -> bool:
    """Whether the words point to a channel already."""
    return _ELSEWHERE.search(text) is not None or any(word in text for channel in RIGHT_CHANNELS for word in channel.named)
