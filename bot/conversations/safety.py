"""Danger in a citizen's words: the right number first, at once, before anything is understood or filed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.conversations import threats
from bot.conversations.alarming import alarming
from bot.conversations.replies import Citation, Reply
from bot.knowledge.text import is_english
from bot.people.masking import holds_card_number

_SOURCE = "全国统一服务热线号码"


@dataclass(frozen=True)
class Danger:
    """One kind of danger: words that tell it, what to say, whose number it is."""

    name: str
    words: re.Pattern[str]
    say: str
    numbers: tuple[str, ...]


_DANGERS = (
    Danger(
        "traffic",
        re.compile(r"(?:翻车|车祸|追尾|撞车|撞(?:了|到|倒)人|车(?:撞|翻|掉)).{0,12}(?:夹|压|卡|困|出不来|人还?在里|司机跑)"),
        "请马上拨打 122 报警，有人受伤拨打 120，有人被困拨打 119！打开双闪，在来车方向放好警示牌，人撤到护栏外面；不要移动重伤的人。",
        ("122", "120", "119"),
    ),
    Danger(
        "rescue",
        re.compile(r"(?:被(?:大?水|洪水)?困|困)在.{0,6}(?:电梯|轿厢|屋顶|房顶|楼上|二楼|山上|山里|树上|河|水|岛|洲|车里|井)|(?:漫|决|溃)(?:了)?[堤坝口].{0,12}(?:困|淹|人|跑)"),
        "请马上拨打 119 求救，也可以拨打 110；有人受伤拨打 120。涨水先往高处走，不要涉水；垮塌、滑坡往两边跑；困在电梯里不要扒门，按警铃等人来。",
        ("119", "110", "120"),
    ),
    Danger(
        "suicide",
        re.compile(r"(?:药|绳子)[^,，。]{0,4}(?:买|备|准备)(?:回来|好|齐)了?.{0,20}(?:算是?交代|交代后事|告别|永别|了断|不?用找我|别找我)|不想活|活不下去|活着(?:真|也|实在)?(?:没|沒)(?:啥|什么|有)?(?:意思|意义|劲|盼头)|不如死了|死了算了|(?:药|绳子|遗书|遗嘱).{0,6}(?:备好|准备好|写好|都有)|喝下去|想死|去死了?算|自杀|跳[楼河江湖桥]|(?:从|在|站).{0,6}(?:楼顶|楼上|桥上|天台|窗).{0,6}(?:跳|下去|往下)|现在就在楼顶|活够了|上吊|割腕|喝(?:农药|百草枯)|轻生|寻短见|结束(?:自己的?)?生命|一了百了|死给.{0,4}看"),
        "您现在的安全最要紧。请马上拨打 110 或 120，也可以拨打心理援助热线 12356，24 小时有人接听；或者请身边的亲友陪着您。\n"
        "您受的委屈我们看见了，已经提醒工作人员尽快关注这个对话。您反映的事，我可以帮您重新登记。",
        ("110", "120", "12356"),
    ),
    Danger(
        "gas",
        re.compile(r"(?:煤气|燃气|天然气|液化气|瓦斯).{0,8}(?:味|泄[漏露]|漏(?:了|气)|中毒|嘶嘶)|(?:漏|泄)[漏]?(?:煤气|燃气|天然气|液化气)|一氧化碳中毒|(?:煤气|燃气)罐.{0,6}(?:漏|响|炸)|(?:热水器|煤炉|蜂窝煤|炭火|炭盆|烧炭|火盆).{0,24}(?:头(?:晕|疼|痛|昏)|恶心|站不起|没力气|发软|想吐)"),
        "请马上开窗通风、关掉阀门，所有人撤离到户外；不要开关电灯电器，不要用明火。到室外后再拨打 119；有人头晕、恶心请拨打 120，再联系燃气公司抢修。",
        ("119", "120"),
    ),
    Danger(
        "chemical",
        re.compile(r"(?:化工|化学品?|农药厂|药厂|液氨|氨气|氯气|硫化氢|毒气|危化品?|槽罐车?|油罐车?|储罐|罐子).{0,10}(?:泄[漏露]|漏了|漏出|在漏|爆了|炸了|翻了)|(?:闻|吸)(?:了|到).{0,6}(?:毒气|怪味|刺鼻).{0,10}(?:晕|吐|倒)"),
        "请马上往上风方向撤离，用湿毛巾捂住口鼻，不要靠近、不要用明火，并拨打 119；有人晕倒、中毒请拨打 120，需要疏散请拨打 110。",
        ("119", "120", "110"),
    ),
    Danger(
        "crime",
        re.compile(r"(?:扬言|威胁|恐吓|放话|叫嚣|(?:邻居|老公|前夫|丈夫|男人|对象|前男友|他|她|他们|对方|那家人?|债主|包工头)[^,，。]{0,6}(?:说|讲|喊))[^,，。]{0,6}(?:要|会|就)[^,，。]{0,6}(?:杀|砍|弄死|打死|烧|炸|捅|放火)[^,，。]{0,3}(?:我|俺|咱|全家|他[爸妈]|房)"),
        "请马上拨打 110 报警！先保证自己安全，到人多、有灯的地方，留好短信、录音等证据。有人受伤请拨打 120。",
        ("110", "120"),
    ),
    Danger(
        "fire",
        re.compile(r"着火|起火|失火|走水了|烧起来|火烧(?:起来|到|得)|冒(?:浓烟|火)|冒黑?烟.{0,6}火|火苗|窜火|(?<![油抽吸香二手])烟(?![囱味花草民酒]).{0,8}(?:出不去|跑不出|下不去|呛)|(?:楼道|屋里|家里).{0,6}(?:全是|都是)(?:浓|黑)?烟|大火|爆炸了|(?<!我)要炸了|(?:店|厂|房|屋|楼|仓库|车间|作坊|罐).{0,4}炸了|(?:房|屋|墙|楼).{0,4}(?:塌|倒|掀)了.{0,10}(?:人|埋|压)|有?人.{0,4}(?:埋|压)在?(?:里|下|底)"),
        "请马上拨打 119！先带人撤离到安全的地方，不要贪恋财物，不坐电梯。油锅起火用锅盖盖住、关火，不要浇水。",
        ("119",),
    ),
    Danger(
        "medical",
        re.compile(r"晕(?:倒|过去|死)|(?:人|友|[老同]师|学|爸|妈|爷|奶|孩子|老伴|老公|老婆|[他她我])(?:[^,，。]{0,4})晕了|昏(?:迷|过去)|倒(?:在)?地上?(?:了|不|起不)|不省人事|嘴(?:都)?歪|半边(?:身子)?.{0,3}(?:不能动|动不了|没知觉)|(?<![牛羊猪狗猫鸡鸭鹅鱼].)(?<![牛羊猪狗猫鸡鸭鹅鱼]..)(?<![牛羊猪狗猫鸡鸭鹅鱼]...)(?<![牛羊猪狗猫鸡鸭鹅鱼]....)口吐白沫|吐血|休克|窒息|噎(?:住|着)|没(?:有)?反应了|没(?:有)?呼吸|没气了|心脏病(?:发|犯)|大出血|喘不(?:上|过)气|溺水|掉(?:进|到|下)?.{0,3}(?:河|水|井|塘|沟|江|湖|水库|窨井|下水道)里?(?:了|去)|落水|触电|抽搐|中毒了|车祸.{0,10}(?:伤|流血|人)|撞(?:了|到)人|流了?(?:很多|好多)血|快不行了|生命危险"),
        "请马上拨打 120！告诉对方地点和病人情况，按电话里的指导先行救护；有人落水、被困同时拨打 119。",
        ("120", "119"),
    ),
    Danger(
        "crime",
        re.compile(r"救命|(?:拿|持|提|举|操|抄)(?:着|了|起)?(?:.{0,2}刀|斧|棍)|(?:撬|踹|砸|翻).{0,4}(?:门|窗|墙).{0,10}(?:外头|外面|还在|现在|就在|进来)|(?:现在|半夜|正在)?有人(?:在)?(?:撬|踹|翻).{0,4}(?:门|窗|墙)|砍(?:人|我)|杀人|抢劫|绑架|强奸|家暴|(?:正在|还在|现在)(?:殴?打(?![桩井孔洞地牌球药谷场工电官广擂麻路听算折印量烊])|偷(?!排|倒|采|工|税)|抢(?!修|建|收)|砸|踹|撬|追)|[打掐踢砍捅]我.{0,12}(?:流血|血|救|快来)|(?:头破)血流|被(?:人)?(?:跟踪|绑|囚禁|非法拘禁|打了)|入室|有人(?:要|在)(?:打|杀|砍|砸)|打死我|持枪|拐(?:卖|走).{0,4}孩子|孩子(?:丢|不见)了"),
        "请马上拨打 110 报警！先保证自己安全，到人多、有灯的地方。有人受伤请拨打 120。",
        ("110", "120"),
    ),
)
# Who cries for help in English is told the same numbers, in both languages.
_ENGLISH = {
    "suicide": r"\b(?:kill(?:ing)? myself|want to die|end(?:ing)? my life|commit suicide|don'?t want to live)\b",
    "fire": r"\b(?:on fire|there(?:'?s| is) (?:a )?(?:fire|smoke)|(?:house|home|room|flat|apartment|kitchen|building|shop|car) is burning|fire!)",
    "gas": r"\b(?:gas (?:is )?leak|smell(?:ing)? (?:of )?gas|carbon monoxide)",
    "medical": r"\b(?:heart attack|(?:not|isn'?t|stopped|can'?t|cannot) breath(?:e|ing)|unconscious|passed out|bleeding (?:badly|heavily|a lot)|is drowning|having a stroke)\b",
    "crime": r"\b(?:(?:is|are) (?:beating|attacking|hitting|stabbing|choking|raping|kidnapping) (?:me|us|her|him)"
    r"|(?:being|getting) (?:attacked|robbed|raped|beaten|stabbed)|breaking into my|(?:has|with) a (?:knife|gun)|(?:kill|stab) me)\b",
    "rescue": r"\b(?:trapped|stuck) (?:in|under|inside|on) (?:the |a |an |my )?(?:lift|elevator|car|roof|water|flood|rubble|well|river)",
}
_IN_ENGLISH = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ENGLISH.items()}
_ONLY_ABOUT_ENGLISH = re.compile(r"\b(?:report|plan|records?|regulation|last (?:year|month|week)|ago|statistics|documents?|if|insurance|investigation|case)\b", re.IGNORECASE)
_CALL_NOW = "In danger call now: {numbers} (110 police, 119 fire and rescue, 120 ambulance). Get to safety first; if you cannot call, ask somebody near you."
# Where one kind has several ways of being told, the last says what is to be done.
_BY_NAME = {danger.name: danger for danger in _DANGERS}
# Talk about danger (a record, a plan, an old case, a suggestion) is not danger.
_ONLY_ABOUT = re.compile(
    r"报告|预案|演练|隐患|调查|认定|文件|公开|去年|前年|上个?月|以前|之前|当年|那年|曾经|怎么预防|防火|消防(?:车道|栓|通道|设施)|标准|赔偿|建议|规定|案件|判|如果|万一|(?<!害)怕|担心|防止|避免"
)
_PUT_OUT = re.compile(r"(?:已经|都|火|烟|刚刚?|给|被)(?:已经|都|给|被)?(?:扑|浇|救)?灭(?:了|掉)(?!.{0,6}(?:又|复燃|重新))")
# Smoke or illness that goes on for weeks is a grievance to be filed; whoever stands in it now says so. Gas and blows stay danger.
_CHRONIC = re.compile(r"天天|每[天晚夜周]|夜夜|经常|长期|常年|老是|总是|三天两头|好?几(?:年|个月)|半年|多年|连着.{0,3}[天晚]")
_STRONG_NOW = re.compile(r"救命|救救|现在|正在|此刻|马上要|快来|快不行|着火了|起火了")
_NOW = re.compile(r"现在|马上|快|正在|救|了!|了！|着火了|起火了|不想活|想死|自杀|味儿?|头(?:疼|晕|痛)")


@lru_cache(maxsize=256)  # asked of a message at the gate, and again where it is acted on
def danger_in(text: str) -> Danger | None:
    """The danger that the words tell of, if it is happening and not merely spoken about: by a rule, else by likeness."""
    meant = threats.without(text)
    danger = next((one for one in _DANGERS if one.words.search(text if one.name == "suicide" else meant)), None)
    danger = danger or _cried_in_english(text) or _BY_NAME.get(alarming().kind_of(meant) or "")
    if danger is not None and danger.name == "fire" and _PUT_OUT.search(text):
        return None
    return danger if danger is not None and (danger.name == "suicide" or _happens(danger, text)) else None


def _cried_in_english(text: str) -> Danger | None:
    name = next((name for name, pattern in _IN_ENGLISH.items() if pattern.search(text)), None)
    return _BY_NAME[name] if name and not _ONLY_ABOUT_ENGLISH.search(text) else None


def _happens(danger: Danger, text: str) -> bool:
    if danger.name in ("fire", "medical") and _CHRONIC.search(text) and not _STRONG_NOW.search(text):
        return False
    return not _ONLY_ABOUT.search(text) or _NOW.search(text) is not None


_SECRET = re.compile(
    r"(?:密码|验证码|口令|PIN码?)(?:也|都|就)?(?:是|告诉|给|发|报|没改|[:：]|\s*\d{4,})|(?:登|用|上)我.{0,4}(?:账?号|账户).{0,4}(?:看|查|办|操作)|(?:卡号|银行卡).{0,4}\d{8,}",
    re.IGNORECASE,
)


def gives_secret(text: str) -> bool:
    """Whether a password, a code or a bank card is handed over, which nobody here needs."""
    return _SECRET.search(text) is not None or holds_card_number(text)


def reply_to(danger: Danger, text: str = "") -> Reply:
    """What is said at once; the numbers stand in the first line. `text`: the cry; one in English hears them in English first."""
    english = f"{_CALL_NOW.format(numbers=', '.join(danger.numbers))}\n" if is_english(text) else ""
    return Reply(f"{english}{danger.say}", "safety", tuple(Citation(_SOURCE, number) for number in danger.numbers))
