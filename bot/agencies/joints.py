"""Where in a message another matter may begin: at words that say so, or, in a short message, at a bare comma or blank."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from bot.agencies.wording import chinese

MOST = 4  # matters of one message; what is told beyond them stays with the last
_LEAST = 4  # Chinese characters: fewer tell no matter
_SHORT = 48  # Chinese characters: two matters said in one breath are short; what is longer is a story
_CLAUSES = 3  # of such a message
_SUBJECTS = "nsfjliz"  # how the tags of nouns, places and set phrases begin: a time, a verb or «把» goes on with what was told
_ONE = r"(?:[一二两三四1-4]?(?:件|个|桩|样|码)(?:事情?|问题|情况)?)"
_TELL = r"(?:说|讲|反映|投诉|举报|问|咨询|打听|请教|报)(?:一?下|一?[个件桩]事?)?"
_BEGINS = (
    rf"(?:还有|另外|此外|再有|再就是|再者|顺便|对了|除此之外|除了这(?:个|件事?))(?:呢|啊|呀)?(?:{_ONE}|的)?(?:就是|的是|是)?"
    rf"|(?:再|另|还有?另?|又有?另?){_ONE}(?:就是|是)?"
    rf"|(?:我|俺)?(?:还|又|也|另|再|顺带)(?:想要|要|想|得|请(?:你们?)?|麻烦(?:你们?)?){_TELL}"
)
_NUMBERED = (
    r"(?:首先|其次|再次|最后|一来|二来|三来|一方面|[一另后]一?[个件桩](?:事情?)?(?:就?是|呢)|头一[件个桩](?:事情?)?(?:是|呢)?"
    r"|第[一二三四1-4](?![章节条款项次天批季者届期号轮名手方人])[个件点样桩]?|其[一二三四]|[一二三四]是|[一二三四](?=[、,，.．:：])|[1-4](?=[、．.:：)）](?!\d))"
    r"|[(（][一二三四1-4][)）]|[①②③④])(?:事情?|问题)?"
)
# These join words and sentences alike: only after a mark do they begin something.
_AFTER_A_MARK = r"(?:同时|与此同时|以及|再一个|另有|外加|顺带|另一方面)(?:就是|是|呢|还)?"
_JOINT = re.compile(rf"(?:^|(?<=[,，。.;；!！?？~、:：\s]))(?:{_BEGINS}|{_NUMBERED}|{_AFTER_A_MARK})[,，、:：.．)）\s]*")
# Speech comes without any mark: there the words alone have to tell.
_SPOKEN = re.compile(rf"(?:{_BEGINS})")
_MARK = re.compile(r"[,，。.;；!！?？、:：\s]")
_COMMA = re.compile(r"[,，。;；!！\s]+")
# What goes on about somebody or something just named is no other matter; «他隔壁» is somebody else.
_GOES_ON = re.compile(r"(?:[他她它其该](?!们?家?(?:隔壁|对面|旁边|楼[上下]))|这|那|结果|所以|因为|而且|但|可是)")
# What follows from the matter (no way through, no money left), or what others say and do about it, goes on with it.
_FOLLOWS = re.compile(
    r"[进过出开走]不(?:进|过|出)?[去来了]|^.{0,8}(?:说(?!好)|讲是|告诉|答应|推|调解|协调)"
    r"|来看过|没(?:有|了)?下文|^.{1,5}都"
    r"|[交买看吃用养还]不(?:起|上)|没钱|揭不开|过不下|弄得|搞得|害得|导致|吓得"
)
# Beside a matter: one thing more of one's troubles (也, 还, 又), another place (村里 without 的 is who governs there), something else of one's own, another wish.
_BESIDE = re.compile(
    r"^.{1,8}?(?:也|还(?!有)|又(?!来|开始|是))"
    r"|^(?:我|俺|咱)们?(?:家|妈|爸|爹|娘|老|儿|女|爷|奶|公|婆|弟|妹|哥|姐|孩子|娃|村|小区|楼|单位|厂|店|的)"
    r"|^.{0,6}(?:门口|门前|楼[上下]|隔壁|对面|外面|旁边|边上|路口|[东西南北]头|[巷街]里|[村镇乡县]里的|[河路街村]边)"
    r"|想(?:报|问|办|申请|投诉|举报|咨询)"
)
_SHARED_LEAD = re.compile(
    r"^(?:麻烦|请|求|劳驾)?(?:你们?|您)?(?:帮|给)?(?:我|俺|咱)?们?(?:要|想|来)?(?:投诉|反映|举报|咨询|说|问|有)?"
    r"(?:[两二三几23](?:件|桩|码|个(?=事|问题))(?:事情?|问题|情况)?)[了呢啊要想找您你们反映投诉]{0,6}[,，:：。.\s]*"
)
# Who counts the matters («两件事», «还有一件事») need not tell each so well.
_COUNTED = re.compile(rf"{_SHARED_LEAD.pattern}|(?:第[二2]|另|还有|再)(?:外)?[一]?(?:件|桩|个(?=事|问题|就是|[,，:：]))")
_BESIDES = re.compile(r"^除了(?P<first>[^,，]{4,30}?)(?:的?(?:事情?|问题|情况))?(?:以?外)?(?=[,，])")
# «我妈的低保和我儿子的学籍都卡住了»: two things, of each of which the same is said.
_BOTH = re.compile(r"^(?P<one>[^,，、和跟与]{4,12}?)(?:和|跟|与|以及|还有)(?P<other>[^,，、和跟与都]{4,12}?)(?:都|全都?)(?P<said>[^,，。说管推]{2,8})$")
_END = " ,，。.;；、:：!！\n"


def counted(text: str) -> bool:
    """Whether the message itself says that it tells of several matters."""
    return _COUNTED.search(text.strip(_END)) is not None


def pieces(text: str) -> list[str]:
    """A message cut where it says that something else begins; what is too short to be a matter stays with what is before it."""
    found: list[str] = []
    told = _BESIDES.sub(r"\g<first>", _SHARED_LEAD.sub("", text.strip(_END), count=1))
    joint = _JOINT if _MARK.search(told) else _SPOKEN
    for piece in (part.strip(_END) for part in joint.split(told)):
        if found and (min(len(chinese(piece)), len(chinese(found[-1]))) < _LEAST or len(found) == MOST or _GOES_ON.match(piece)):
            found[-1] = f"{found[-1]}，{piece}".strip(_END)
        elif piece:
            found.append(piece)
    return found


def of_both(text: str) -> list[str]:
    """«甲和乙都停了» as «甲停了», «乙停了»; empty for anything else."""
    both = _BOTH.match(text.strip(_END))
    return [both["one"] + both["said"], both["other"] + both["said"]] if both else []


@dataclass(frozen=True)
class Cut:
    """One way to cut a message; `beside`: its own words put what follows beside what is before, and not only a new subject."""

    parts: list[str]
    beside: bool


def bare_cuts(text: str) -> Iterator[Cut]:
    """The ways to cut a short message in which no word says that another matter begins, the most pieces first."""
    told = _SHARED_LEAD.sub("", text.strip(_END), count=1)
    clauses = [part for part in _COMMA.split(told) if part]
    if not 2 <= len(clauses) <= _CLAUSES or len(chinese(told)) > _SHORT:
        return
    free = counted(text) or not re.search("[,，。;；!！]", told)  # between blanks alone nothing else can tell
    begins = {at: free or _BESIDE.search(clauses[at]) is not None for at in range(1, len(clauses)) if _may_begin(clauses[at])}
    # Of three clauses a bare subject begins too often what only goes on.
    cuts = [at for at, beside in begins.items() if beside or len(clauses) == 2]
    for chosen in ([cuts, *([cut] for cut in cuts)] if len(cuts) > 1 else [cuts] if cuts else []):
        parts = ["，".join(clauses[start:end]) for start, end in zip([0, *chosen], [*chosen, len(clauses)], strict=True)]
        if min(len(chinese(part)) for part in parts) >= _LEAST:
            yield Cut(parts, all(begins[at] for at in chosen))


def _may_begin(clause: str) -> bool:
    if _GOES_ON.match(clause) or _FOLLOWS.search(clause):
        return False
    return _BESIDE.search(clause) is not None or rjieba.tag(clause)[0][1][0] in _SUBJECTS
