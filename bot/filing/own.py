"""Short answers that say themselves what they answer, whatever is asked: «没有电话», «姓陈», «名字就免了», and a bare place."""

import re

from bot.filing import checks, naming, remarks
from bot.filing.form import Form
from bot.filing.slots import NOT_GIVEN, slot_of
from bot.filing.speech import either
from bot.tickets.kinds import Kind

_NO_PHONE = re.compile(
    r"(?:我|俺|家里|现在|暂时|也|都)*(?:没有?|冇得?|莫得|不留|不想留|不方便留)(?:联系)?(?:电话|手机)(?:号码?)?(?:了|的|啊|呀)?[。.!！\s]*"
)
_PLACE_ENDS = either(
    "镇|乡|村|组|庄|屯|街道?|路|巷|弄|大道|号|栋|楼|单元|小区|社区|花园|新村|广场|公园|市场|车站|站|学校|小学|中学|医院|桥|河|湖|塘|坝",
    "门口|路口|对面|旁边?|附近|那边|这边|边上|一带|[东西南北]头|[东西南北]边",
)
_A_STORY = 16  # characters: a longer answer to «where?» tells what happened, too
_BARE_PLACE = re.compile(rf"(?:就?在|地点[是:：]?|位置[是:：]?)?(?P<place>[\u4e00-\u9fff0-9A-Za-z]{{2,20}}(?:{_PLACE_ENDS}))(?:的|那里|这里|那儿)?[。.,，!！\s]*")
_TELLS = re.compile(r"[了没不被把着太很坏断破堵漏倒塌脏臭吵乱占修建装栽种]|希望|建议|要")
# Places without such a word: «天安门城楼» has one, «老戏台», «城南» and «河沿上» have these.
_ABOUT_PLACES = re.compile(
    r"[市场家边旁面里上下处前后内外口东西南北中区台亭馆厅棚井田地林沟圩洲畈冲岭咀嘴渡闸垅埂岗湾墩圈埠滩岛峰崖洞泉寺庙庵祠墓塔宫殿院所局署府行社点段线沿头尾角]"
)
_LATIN_PLACE = re.compile(r"\b(?:road|street|lane|avenue|town|township|village|county|district|market|school|hospital|square|park|bridge|station|near|at|in)\b", re.IGNORECASE)


def bare_place(text: str) -> str | None:
    """The place that is all the message says: «枞阳镇老街»; None where it tells what is the matter there, too."""
    match = _BARE_PLACE.fullmatch(text.strip())
    return match["place"] if match and not _TELLS.search(match["place"]) and not remarks.is_question(text) else None


def holds_a_place(text: str) -> bool:
    """Whether anything in it may be the word of a place; «小明» and «lu deng huai le» hold none."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return checks.names_a_place(text) or _ABOUT_PLACES.search(text) is not None
    return _LATIN_PLACE.search(text) is not None or re.search(r"\d", text) is not None


def tells_more(place: str) -> bool:
    """Whether words given for a place tell what happened there, too; a long address does not."""
    return len(place) > _A_STORY and re.search(r"[,，。;；\s]|把|被|了|没|不", place) is not None


def answers(form: Form, asked: str, text: str) -> tuple[str, str] | None:
    """The slot and the value that a short message gives by itself where another slot is asked; None when it gives none."""
    given = form.answers
    if asked != "contact_phone" and "contact_phone" not in given and _NO_PHONE.fullmatch(text.strip()):
        last = form.kind is Kind.APPLICATION and given.get("contact_address") == NOT_GIVEN
        return None if last else ("contact_phone", NOT_GIVEN)
    if asked != "applicant_name" and "applicant_name" not in given and form.kind is not Kind.APPLICATION:
        if remarks.spares_the_name(text):
            return "anonymous", "yes"
        if surname := naming.only_surname(text):
            return "applicant_name", naming.polite(surname)
    return None


def kept(form: Form, given: tuple[str, str]) -> str:
    """Keep what `answers` found and say so."""
    name, value = given
    form.answers[name] = value
    if name == "anonymous":
        return "好的，匿名登记。"
    slot = slot_of(form.of_kind, name)
    title = slot.title if slot else ""
    return f"已记下{title}：{value}。" if value else f"好的，{title}不填。"
