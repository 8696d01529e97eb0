"""The last day for what a citizen asks about: whether one is asked for, and of which period (`asked.yml`).

A rule whose source is not live in the library is not used.
"""

import re
from collections.abc import Set as AbstractSet
from datetime import date

from bot.clock.models import TimelineError
from bot.knowledge import computed_rules as rules
from bot.knowledge.asked import masked, table
from bot.knowledge.computed_question import Question, together
from bot.knowledge.models import Answer, Library
from bot.knowledge.said import SaidDate, dates, is_lunar, with_digits, without_lunar
from bot.knowledge.text import is_english

_ASKS = re.compile(
    r"几号|哪天|哪1天|哪一天|哪日|几月|什么时候|啥时|何时|多会儿|多咱|几时|最晚|最迟|最后[一1]?[天日]|准日子|准信|起算|从哪|打哪|怎么变|到期|截止|期限[^,，。]{0,8}(?:怎么|哪|几|什么|啥|多)|期限[?？]?$|最后期限|为止|多久|什么时间|超期|超时|过期|逾期|过没过|超没超|超了[没吗]|超没|过了没|算满|[期届]满|数到|到头|终点|[来赶]得及|[来赶]不及|赶得上|赶趟|[晚迟]了[没吗]|还有[没冇戏]|答复日|截至|够数"
    r"|\bwhen\b|deadline|latest|due|how long|how many days|what date|last day|overdue|by which day"
)
# «没人跟我说过延期补正啥的»: what did not happen is not what is asked about.
_DID_NOT_HAPPEN = re.compile(
    r"(?:没有?(?:哪个|[谁人])?|从未|未曾?|也没)[^,，。\s]{0,8}(?:说|讲|通知|告诉|叫|喊|让|要|提|收到)[^,，。\s]{0,8}(?:延期|延长|补正|补材料|征求意见)[^,，。\s]{0,8}"
    r"|(?:没有?|未)(?:再|经|被)?(?:补正|延期|延长)"
)
# A lunar date is not turned into a solar one: a leap month or a day more or less would make every later day wrong.
_ASK_LUNAR = Answer(
    "您说的像是农历的日子，我不敢替您换算。请告诉我公历（阳历）是几月几号，我再帮您算最后一天。", (), 0.95, "computed-date", outcome="clarify"
)
_DONE = re.compile(r"[^,，。]{0,6}(?:交|递|寄|送|签|收|确认|提|拿|submit|hand|sent|receiv)")
_TO = re.compile(r"\s*(?:到|至|[-—~])\s*")


def compute_date(text: str, today: date, library: Library, places: AbstractSet[str | None], asked: bool = False) -> Answer | None:
    """The last day that the text asks for; None unless it names a date, asks for one, and one period is clearly meant.

    `asked`: somebody else found that a time limit is asked for, so the words of asking need not be known here.
    """
    said = with_digits(text)
    lunar = is_lunar(said)
    named = tuple(dates(said if lunar else without_lunar(said), today))
    if not (named or lunar) or not (asked or _ASKS.search(said)):
        return None
    meant = table().meant(_DID_NOT_HAPPEN.sub(" ", masked(said, named)))
    if not meant:
        return None
    if lunar:
        return _ASK_LUNAR
    counted = tuple(_happened(said, named, today))
    if _is_span(said, counted):
        return None
    try:
        question = Question(said, counted, today, library, places, is_english(text))
        return together([answer for row in meant if (answer := rules.worked(row, question))])
    except TimelineError as error:
        return Answer(str(error), (), 0.9, "computed-date", outcome="declined")


def _happened(text: str, said: tuple[SaidDate, ...], today: date) -> list[SaidDate]:
    """The dates on which something happened: «今天» beside another date is when the question is put, unless it says what was done."""
    then = [one for one in said if one.on != today or _DONE.match(text, one.end)]
    return then or list(said)


def _is_span(text: str, said: tuple[SaidDate, ...]) -> bool:
    """«9月10号到9月15号那几天»: no day is told."""
    return len(said) == 2 and bool(_TO.fullmatch(text[said[0].end : said[1].start]))
