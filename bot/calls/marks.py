"""Marks that a caller's words suggest for a ticket: urgent, for somebody else, not able to write, without a name."""

import re
from collections.abc import Sequence

from bot.calls.hearing import Heard
from bot.calls.transcript import CALLER, Turn
from bot.filing import demands, words
from bot.tickets.kinds import Kind

URGENT = "是"
_URGENT = re.compile(
    r"(?:很|非常|特别|太|十分)(?:着?急|紧急)|急(?:死|得很|需)|等不了|等着用|来不及|(?:现在|正在)(?:还在)?(?:漏|停|塌|堵|断|淹|冒|流)|(?:全|整)(?:村|楼|小区).{0,6}(?:停[水电气]|没[水电])|马上(?:就)?要(?:塌|倒|断|淹)|随时(?:会|可能|要)"
)
_PERSON = (
    r"(?:爸爸?|妈妈?|父亲|母亲|父母|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|老人|老公|老婆|爱人|妻子|丈夫|儿子|女儿|孩子"
    r"|弟弟?|妹妹?|哥哥?|姐姐?|邻居|朋友|亲戚|同事|同学|叔叔?|伯伯?|姑姑?|舅舅?|姨妈?|村里人|一个人)"
)
_ON_BEHALF = re.compile(
    rf"(?:替|帮|代|代替|给)(?:我|我们|俺)?(?:家)?(?:的)?(?P<who>{_PERSON}).{{0,4}}(?:来)?(?:打(?:的|来|过来|(?:这个)?电话)|问|投诉|反映|申请|咨询|举报|说)|(?P<other>{_PERSON})(?:让|叫|托)我(?:来)?(?:打|问|投诉|反映|申请|咨询)"
)
_NO_NAME = re.compile(
    r"(?:我)?(?:要求?|想)?匿名|(?:不|别)(?:想|要|愿意?|能|敢)?(?:留|说|透露|写|登记)(?:我的?)?(?:名字?|姓名)"
    r"|(?:不要|别|千万别)(?:说|告诉).{0,8}(?:是我|我(?:举报|投诉|说))"
)


def suggested(turns: Sequence[Turn], kind: Kind) -> dict[str, Heard]:
    """The marks that the words speak for, each with the words."""
    found: dict[str, Heard] = {}
    for turn in turns:
        if turn.speaker == CALLER and not turn.before:
            found |= _in(turn.plain, kind)
    return found


def _in(text: str, kind: Kind) -> dict[str, Heard]:
    found: dict[str, Heard] = {}
    if match := _URGENT.search(text):
        found["urgent"] = Heard(URGENT, match[0])
    if match := _ON_BEHALF.search(text):
        found["on_behalf_of"] = Heard(match["who"] or match["other"], match[0])
    if kind is Kind.APPLICATION and demands.needs_writing_help(text):
        found["oral_help"] = Heard(words.ORAL_HELP, text[:40])
    if kind is not Kind.APPLICATION and (match := _NO_NAME.search(text)):
        found["anonymous"] = Heard("yes", match[0])
    return found
