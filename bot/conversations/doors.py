"""Whose door a question is that the desk itself cannot answer: what people ask of other offices, by the duties of the place."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.agencies.contacts import Contact, Contacts
from bot.agencies.service import Router
from bot.filing.speech import either
from bot.knowledge.text import clean

_SURE = 0.75  # a citizen is sent to nobody on a guess
_THEIRS = 0.5  # a matter told is registered, and its form tells the agency
_SOME = 0.3  # enough to ask whether it is to be registered
_MASTERED = 0.6  # what the knowledge alone, whatever the engine makes of a question, is so sure of stands
_APPLIED_FOR = "申请|申领|办|补办|领|报销|缴|登记"
_TERMS = "条件|手续|材料|流程|资格|标准|怎么|咋|什么|啥|哪里|哪儿|几天"
_PAPER = "证|执照|卡|本子?|户口|补贴|津贴|低保|社保|医保"
_OF_A_SERVICE = re.compile(
    either(
        rf"(?:{_APPLIED_FOR}|申报|享受|评上?)[^,，。]{{0,10}}(?:{_TERMS}|找谁|多久|多少)", rf"(?:{_TERMS})[^,，。]{{0,8}}(?:{_APPLIED_FOR}|评)",
        rf"(?:办|补办|换|换领|领|注销|迁|过户|续|挂失|报销)[^,，。]{{0,5}}(?:{_PAPER})", r"(?:要|需要|带|准备)些?(?:什么|啥|哪些)(?:材料|手续|证件|条件|东西|$|[?？呢啊])",
    )
)
_OURS = re.compile(
    either(
        "公开|信息|条例|复议|起诉|法院|官司|信访|上访|年报|答复|第三方|意见[书函]|更正|补正|身份证明|代理|委托",
        "档案|公示|文件|记录|名单|台账|账[目本]|预算|决算|三公|报告|合同|批[文复]|方案|目录|规划图", "投诉|举报|建议|咨询|热线|12345|你们这",
        "怎么查|看[一看]?看|给我看|不给|不能给|规定|发布会|发言人|解读|征求|口头|打字|写字|邮寄|邮箱|复印",
    )
)


@dataclass(frozen=True)
class Door:
    """The agency that a question belongs to, and how it is reached; `elsewhere` is what to say when it is no office of the government."""

    agency: str
    contact: Contact
    elsewhere: str = ""


class Doors:
    """Names whose business a question is, for one place."""

    def __init__(self, router: Router, contacts: Contacts) -> None:
        self._router, self._contacts = router, contacts

    def of(self, text: str) -> Door | None:
        """The door of a question; None where the duties of the place do not surely name one."""
        decision = self._router.route(text)
        if decision.confidence < _SURE:
            return None
        return Door(decision.agency, self._contacts.of(decision.agency_id), decision.elsewhere.say if decision.elsewhere else "")

    def knows(self, text: str) -> bool:
        """Whether the words tell of something that one of the duties of the place is about."""
        return self._router.route(text).confidence >= _SOME

    def is_theirs(self, text: str) -> bool:
        """Whether the words tell of what one of the duties of the place is about, and hold no word of disclosure or its remedies."""
        return _OURS.search(clean(text)) is None and self._router.route(text).confidence >= _THEIRS

    def of_service(self, text: str, sure: Callable[[str], float]) -> Door | None:
        """The office whose benefit, paper or permit is asked for («申请残疾证要哪些材料»); None where it is a rule of ours.

        `sure` says how sure (0..1) the knowledge alone is of a question; it is asked only where the words sound like a service.
        """
        return self.of(text) if sounds_like_a_service(text) and sure(text) < _MASTERED else None


def sounds_like_a_service(text: str) -> bool:
    """Whether the words ask how something is applied for or handled, without a word of disclosure or its remedies."""
    return _OURS.search(clean(text)) is None and _OF_A_SERVICE.search(text) is not None
