"""Words to the desk in the middle of a form that answer nothing it asked: slips, thanks, impatience, one's wish for another matter.

They are no name, no place and no part of the matter, whatever is being asked for. Each is read as the whole message.
"""

import re

from bot.filing import remarks
from bot.filing.form import Form
from bot.filing.slots import FORMS
from bot.filing.speech import either
from bot.tickets.kinds import WORDS, Kind

_END = r"(?:了|的|啊|呀|吧|哦|哈|嘛|呢|啦|哎|唉|诶|咯|撒|噻|嘞|呗|我)*"
_MISTAKEN = re.compile(
    rf"(?:哎呀?|啊呀?|不好意思|对不起|抱歉|刚才|上面|前面|上一?[个条句]|那个|我|又|不对)*[说写填打讲搞弄发点选输按](?:错|岔|反){_END}"
)
_THANKS = re.compile(
    either(
        rf"(?:好的?|嗯+)?(?:谢谢|多谢|感谢|辛苦|麻烦|谢)(?:您|你|你们|了|啦|啊|哈|谢)*(?:真?(?:厉害|好|棒|快)|帮忙|费心)?{_END}",
        rf"你们?(?:真|太|好|很)(?:厉害|好|棒|聪明|贴心){_END}",
    )
)
_HOW = "(?:怎么|咋|为什么|为啥|干嘛)"
_SO = "(?:这么|那么)"
_IMPATIENT = re.compile(
    either(
        rf"{_HOW}?(?:{_SO}|太|好|真|有点)?(?:麻烦|复杂|啰嗦|罗嗦|慢|烦(?:人|死|躁)?|累){_END}",
        rf"[急烦气]死{_END}", rf"(?:快|搞快|赶紧|赶快)(?:点|些|一点)?{_END}", rf"你?直接[给跟和]?我?[讲说]{_END}",
        rf"(?:莫|别|不要)[搞弄]?{_SO}?(?:复杂|啰嗦|罗嗦|麻烦|问){_END}",
        r"(?:怎么|咋|还)还?(?:有|要问|没完|没好|没问完|不行)(?:吗|呢)?", rf"(?:还要|还有)(?:问|填|几|多少)(?:多少|几[个项样]|什么)?{_END}",
        rf"(?:怎么|咋|为什么|为啥)?(?:又|老是?|一直|总是?)(?:要我|让我|叫我)?[问说填讲来](?:一?遍|这个|一样)?{_END}",
    )
)  # fmt: skip
_LOST = re.compile(
    either(
        rf"[我俺]?[看听弄搞]不(?:懂|明白|来|清楚){_END}", rf"[我俺]?不[会懂](?:弄|填|搞|用|写|打字?)?{_END}", rf"(?:什么|啥|哪样)(?:意思|东西){_END}",
        "你在?说(?:什么|啥)[呢啊]?", rf"[我俺]?(?:该|要|应该)?(?:怎么|咋)[填写弄搞回答]{_END}",
    )
)  # fmt: skip
_ANOTHER = re.compile(
    r"^(?:请|再|另外|还要?|继续|接着|顺便|帮我|给我|我|也|要|想|麻烦)*(?:申请|投诉|咨询|反映|登记|办|提)"
    r"(?:另外?|别的|其他|其它|下)?一?[个件](?:别的|其他|新的|投诉|申请|建议|咨询)?(?:[,，:：。\s].*)?$"
)
_ANOTHER_WORD = re.compile(r"再|另|还|继续|接着|顺便|别的|其他|其它|下一")
# «再申请一件：…», «第三件，申请公开…»: one more of the kind that it names, with its matter.
_ONE_MORE = re.compile(
    r"(?:(?:好的?|那|对了|还是我|我|[,，\s])*(?:再|另外|还要?|还想|又要?|接着)(?:想|要|帮我|给我)?(?P<a>申请|投诉|咨询|建议)(?:公开)?(?:另?一|1)?[件个份条]"
    r"|第[一二三四五六七八九十\d]{1,2}[件个份条](?:[,，:：\s]|我|想|要)*(?P<b>申请|投诉|咨询|建议)(?:公开)?)(?:信息公开)?[:：,，\s]*(?P<matter>.{4,})", re.DOTALL,
)
_KINDS = {"申请": Kind.APPLICATION, "投诉": Kind.COMPLAINT, "咨询": Kind.CONSULTATION, "建议": Kind.SUGGESTION}
# What was told in another filing is not kept for this one.
_THE_SAME = "(?:名字|姓名|地址|电话|身份证|信息|资料|其他|别的|这些)*"
_LAST_TIME = "(?:上次|上回|上一?[个次份件]|之前|刚才|前面)(?:的|那[个次])?"
_AS_BEFORE = re.compile(
    either(
        rf"(?:{_THE_SAME}[都全]?[跟和同按照]?{_LAST_TIME}[都全是]*(?:一样|相同|一致)?){_END}",
        rf"(?:{_THE_SAME}[都全](?:是|还是)?(?:一样|相同|不变|没变)){_END}",
        rf"(?:我的)?(?:个人|其他|其它|其余|别的)?(?:信息|资料|情况|都|全)*(?:同上|照旧){_END}",
    )
)
_GOES_ON = re.compile(
    rf"(?:那|我们|我|还是|可以|请|[,，\s])*(?:继续|接着|往下)(?:说|填|来|办|登记|上次的?|刚才的?|昨天的?)*{_END}"
    rf"|(?:我们|我|你|那个)*(?:昨天|上次|上回|刚才|刚刚|前面|之前)?(?:我们|我|你)?(?:说|填|讲|办|写|问|搞|弄)到(?:哪(?:里|儿|一?步|一项)?|什么地方){_END}"
)
ANOTHER = "先把手上这一件办完，再帮您办下一件；不想办这一件了，回复“取消”。"
SAME_AGAIN = "上次填的个人信息没有留在对话里，麻烦您再说一遍。"
_PAPER = "我?的?(?:身份证|证件|号码)(?:号码?)?"
_NOT_HERE = "不在(?:手边|身边|身上|家|我这)?|没带|没拿|忘带|忘记带|丢|找不到|记不得|记不住|不记得"
_NO_PAPER = re.compile(
    either(
        rf"{_PAPER}(?:现在|今天|暂时)?(?:{_NOT_HERE})(?:了|来|在身上|在家|里|清)*{_END}",
        rf"[我俺]?(?:老花眼?|眼睛?花|眼神不好)?(?:看不清|老花眼?|眼花|眼睛不好){_END}",
    )
)
NO_PAPER = "不要紧，先填别的，证件号码到时候再补；看不清可以请家人念给您，草稿会给您留着。"
# What can be done with a ticket, wished for while it is none yet.
_OF_A_TICKET = either(
    "催(?:一?下|一催|催|办)?", rf"[查看问](?:一?下|查|看)?(?:进度|到哪一?步?{_END}|办到哪.{{0,4}}|我的编号|编号|单号)",
    "(?:我的)?(?:编号|单号|查询码)(?:呢|是多少|多少|是什么)?", "(?:满意度?)?(?:评价|打分)", "撤回一下",
)  # fmt: skip
_NOT_YET = re.compile(rf"(?:你们?|帮我|给我|请|麻烦)*(?:{_OF_A_TICKET}){_END}")
NOT_YET = "这一件还没提交，提交以后有了编号，才能查进度、催办。"
_GREETS = re.compile(
    either(rf"[您你]好{_END}|你们好{_END}", rf"在(?:不在|吗|么){_END}|喂+|hello|hi", rf"我?[想要]?(?:问|请问|打听)(?:一?下|个事|你?个问题)?{_END}"), re.IGNORECASE
)
_GREETED = "您好，接着说就行。"
_THANKED = "不客气。"
_SORRY = "让您费心了，"
_EXPLAINED = "没关系，一项一项来，照您平常说话那样回答就行。"


def is_slip(text: str) -> bool:
    """«哎呀说错了»: the last answer was wrong."""
    return _whole(_MISTAKEN, text)


def wants_another(text: str) -> bool:
    """«再帮我申请一个»: a second filing while the first is not finished."""
    plain = text.strip()
    return _ANOTHER.match(plain) is not None and _ANOTHER_WORD.search(plain) is not None


def one_more(text: str) -> tuple[Kind, str] | None:
    """The kind and the matter of «再申请一件：枞阳县2023年…»; None where nothing more is ordered, or only asked about."""
    found = _ONE_MORE.fullmatch(text.strip())
    return (_KINDS[found["a"] or found["b"]], found["matter"].strip()) if found and not remarks.is_question(text) else None


def as_before(text: str) -> bool:
    """«跟上次一样», «名字地址都一样»."""
    return _whole(_AS_BEFORE, text)


def lead(form: Form, text: str) -> str | None:
    """What is said to such words before the open question is asked again; None where they are no such words."""
    if wants_another(text) or (form.asks != form.matter_slot and one_more(text)):
        return ANOTHER
    if _whole(_NO_PAPER, text):
        return NO_PAPER
    if remarks.orders_filing(text) and len(text) <= 12 and remarks.named_kind(text) is form.kind:
        return f"正在帮您登记{WORDS[form.of_kind].title}，接着说就行。"
    if _whole(_NOT_YET, text):
        return NOT_YET
    if as_before(text):
        return SAME_AGAIN
    if _whole(_GOES_ON, text):
        return f"好的，接着来，{left(form)}。"
    if _whole(_GREETS, text):
        return _GREETED
    if _whole(_THANKS, text):
        return _THANKED
    if _whole(_LOST, text):
        return _EXPLAINED
    if _whole(_IMPATIENT, text):
        return f"{_SORRY}{left(form)}。"
    return None


def left(form: Form) -> str:
    """How many questions are still to come, the open one included."""
    number = sum(slot.name not in form.answers and slot.needed(form.answers) for slot in FORMS[form.of_kind])
    return f"还剩 {number} 项就可以提交" if number > 1 else "这是最后一项"


def is_hurried(text: str) -> bool:
    """«确认», «提交吧» while questions are still open: there is nothing yet to be confirmed."""
    return remarks.is_confirm(text) and re.search(r"(?i)确认|confirm|submit|提交|交吧|发吧|没问题|无误", text) is not None


def _whole(pattern: re.Pattern[str], text: str) -> bool:
    parts = [part for part in re.split(r"[,，。.!！?？~…\s]+", text.strip()) if part]
    return bool(parts) and all(pattern.fullmatch(part) for part in parts)
