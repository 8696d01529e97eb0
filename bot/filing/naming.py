"""Names of people in free words: only what is introduced as one («我叫…»), or begins with a surname, is one."""

import re

from bot.agencies.wording import simplified
from bot.filing.speech import either, said, words

_SURNAMES = frozenset("".join(words("surnames")))
_TWO = frozenset(words("double_surnames"))
_EVERYDAY = re.compile(either(said("no_name"), "越来越.*|别.{1,3}|能.{1,3}|那.{1,3}|查.{1,2}度?|付[了款钱清完].?|代[我你他她].{0,2}"))
_SURE = either("我叫做?|我的?名字[是叫]?|名字[是叫]|姓名[是:：]?|本人叫|联系人[是:：]?", f"[我俺]{said('kin')}(?:的?名字)?(?:叫做?|是)")
_NAMED = re.compile(
    rf"(?:(?P<sure>{_SURE})|名字|我是|俺是|本人是?|俺叫)[:：\s]*"
    r"(?:[\u4e00-\u9fff]{2,6}\s+)?(?P<name>[\u4e00-\u9fff]{2,4})(?=[,，。.;；!！、\s:：]|$|电话|身份证|住|手机|想|要|的电话)"
)
_NO_NAME = re.compile(
    r"[来去想要在有被从给不的了吗呢啊投诉建议咨询申请公开个农民百姓居民村民业主家长司机老人汉学生工人代表公司单位群众市县镇乡这那本当地人]"
)
# After «我叫» most of these are parts of names (建民, 学工, 家珍); only what makes a sentence speaks against one.
_SURELY_NO_NAME = re.compile(r"[的了吗呢啊被给这那]|投诉|建议|咨询|申请|公开|公司|单位|群众|你们|想要|来[投反]")


def person(text: str) -> str | None:
    """A name that is introduced as one («我叫…», «名字…»), with a Chinese surname."""
    for match in _NAMED.finditer(text):
        name = match["name"]
        no_name = _SURELY_NO_NAME if match["sure"] else _NO_NAME
        if name[0] in _SURNAMES and not no_name.search(name[1:]):
            return name
    return None


def only_surname(text: str) -> str | None:
    """The surname of «我姓王», «免贵姓欧阳»; None for anything else."""
    match = re.fullmatch(r"(?:我|俺|免贵|本人)*姓(?P<name>[\u4e00-\u9fff]{1,2})(?:的|啊|呀)?[。.!！\s]*", text.strip())
    return match["name"] if match and (match["name"][0] in _SURNAMES or match["name"] in _TWO) else None


def surname_told(text: str) -> str | None:
    """The surname inside a story: «路灯坏了，我姓周，…»; None where it is not introduced as the speaker's own."""
    match = re.search(r"(?:^|[,，。;；\s])(?:我|俺|免贵|本人)+姓(?P<name>[\u4e00-\u9fff]{1,2})(?=[,，。;；.!！\s]|$)", text)
    return match["name"] if match and (match["name"] in _SURNAMES or match["name"] in _TWO) else None


def polite(surname: str) -> str:
    """How somebody is called of whom only the surname is known."""
    return f"{surname}先生/女士"


def sounds_like_a_name(text: str) -> bool:
    """Whether it begins like a person's name (a surname, 老王, 小李) and is no everyday word; letters and dots are a foreign name."""
    text = simplified(text)
    if not re.fullmatch(r"[\u4e00-\u9fff]+", text):
        return True
    first = text[1] if len(text) > 1 and text[0] in "小老阿姓" else text[0]
    return (first in _SURNAMES or text[:2] in _TWO) and not _EVERYDAY.fullmatch(text)
