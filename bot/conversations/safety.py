"""Danger in a citizen's words: the right number first, at once, before anything is understood or filed.

Where it is in doubt whether anybody is in danger (a question of law that speaks of it), the message is answered, and one line tells the number.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.conversations import figures, threats
from bot.conversations.alarming import DOUBTED, alarming
from bot.conversations.replies import Citation, Reply
from bot.knowledge.text import is_english
from bot.people.masking import holds_card_number

_SOURCE = "全国统一服务热线号码"
_LINE = "要是现在有人遇险，请先拨打 {number}，再回复“救命”，我们马上叫工作人员来看。"
_LINES = {"suicide": "要是您或身边的人有轻生的念头，请先拨打 12356（24 小时）或 110，再回复“救命”，我们马上叫工作人员来看。"}


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
        re.compile(r"(?:被(?:大?水|洪水)?困|困)在.{0,6}(?:电梯|轿厢|屋顶|房顶|楼上|二楼|山上|山里|树上|河|水|岛|洲|车里|井)|水(?:进屋|涨|淹|漫|没|到|齐)[^。!！]{0,5}(?:齐腰|腰深|腰了|胸口|脖子|窗台|床沿|床上)|水[^。!！]{0,16}(?:爬|躲|逃|站|坐)(?:到|在|上)[^,，。]{0,3}(?:房顶|屋顶|房上|树上|楼顶)|(?:漫|决|溃)(?:了)?[堤坝口].{0,12}(?:困|淹|人|跑)"),
        "请马上拨打 119 求救，也可以拨打 110；有人受伤拨打 120。涨水先往高处走，不要涉水；垮塌、滑坡往两边跑；困在电梯里不要扒门，按警铃等人来。",
        ("119", "110", "120"),
    ),
    Danger(
        "suicide",
        re.compile(r"(?:药|绳子)[^,，。]{0,4}(?:买|备|准备)(?:回来|好|齐)了?.{0,20}(?:算是?交代|交代后事|告别|永别|了断|不?用找我|别找我)|(?:明天|今晚|明早|以后)我?就?(?:不在|没)了[^!！?？]{0,8}(?:不用|别|不必)再?(?:回|找|寄|等|管|打)|(?:都一样|无所谓|没意思)了[^!！?？]{0,4}(?:今晚|今天|明天)就走|不想活|活不下去|活(?:个|着)?(?:什么|啥|甚)(?:劲|意思)|(?:也|都)?[不唔]想(?:再)?(?:做人|醒)|人(?:也|都)不想做了|永远(?:睡|闭上)|想[^,，。]{0,4}睡过去|(?:^|[,，。!！\s我俺也])不活[了咧](?!$)|(?:这条|我的|我这)命[^,，。]{0,3}(?:赔|还)(?:给)?(?:你|他)们|(?:桥|栏杆|护栏|窗台?)(?:的)?外(?:面|头|边)(?!有)(?=$|[,，。!！\s]|站|坐|风)|(?:吃|吞|喝)(?:了|下)[^,，。]{0,2}(?:好多|很多|整?瓶|一把|几十[片颗粒])[^,，。]{0,3}药|药[^,，。]{0,6}(?:下肚|吞下去|吃下去)了?|(?:口|副)棺材[^。]{0,6}(?:今晚|自己|我)用|(?:给|留给)我(?:媳妇|老婆|娃|孩子|儿子|闺女|女儿|爸妈|爹娘)[^。]{0,8}我?用不着了|我要走了[,，。\s]*对不起|活着(?:真|也|实在)?(?:没|沒)(?:啥|什么|有)?(?:意思|意义|劲|盼头)|不如死了|死了算了|(?:药|绳子|遗书|遗嘱).{0,6}(?:备好|准备好|写好|都有)|喝下去|想死|去死了?算|自杀|跳[楼河江湖桥]|(?:从|在|站).{0,6}(?:楼顶|楼上|桥上|天台|窗).{0,6}(?:跳|下去|往下)|现在就在楼顶|活够了|上吊|割腕|喝(?:农药|百草枯)|轻生|寻短见|结束(?:自己的?)?生命|一了百了|死给.{0,4}看"),
        "您现在的安全最要紧。请马上拨打 110 或 120，也可以拨打心理援助热线 12356，24 小时有人接听；或者请身边的亲友陪着您。\n"
        "您受的委屈我们看见了，已经提醒工作人员尽快关注这个对话。您反映的事，我可以帮您重新登记。",
        ("110", "120", "12356"),
    ),
    Danger(
        "gas",
        re.compile(r"(?:煤[气汽]|燃气|天然气|液化气|瓦斯).{0,8}(?:味|[泄泻][漏露]|漏(?:了|气)|中毒|嘶嘶)|(?:漏|泄)[漏]?(?:煤气|燃气|天然气|液化气)|一氧化碳中毒|(?:煤气|燃气)罐.{0,6}(?:漏|响|炸)|(?:热水器|煤炉|蜂窝煤|炭火|炭盆|烧炭|火盆).{0,24}(?:头(?:晕|疼|痛|昏)|恶心|站不起|没力气|发软|想吐)"),
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
        re.compile(r"着火|起火|失火|走水了|烧起来|火烧(?:起来|到|得)|冒(?:浓烟|火)|冒黑?烟.{0,6}(?:火|报警|警报)|火苗|窜火|(?<![油抽吸香二手])烟(?![囱味花草民酒]).{0,8}(?:出不去|跑不出|下不去|呛)|(?:楼道|屋里|家里).{0,6}(?:全是|都是)(?:浓|黑)?烟|大火|爆炸了|(?<!我)要炸了|(?:店|厂|房|屋|楼|仓库|车间|作坊|罐).{0,4}炸了|(?:房|屋|墙|楼).{0,4}(?:塌|倒|掀)了.{0,10}(?:人|埋|压)|有?人.{0,4}(?:埋|压)在?(?:里|下|底)"),
        "请马上拨打 119！先带人撤离到安全的地方，不要贪恋财物，不坐电梯。油锅起火用锅盖盖住、关火，不要浇水。",
        ("119",),
    ),
    Danger(
        "medical",
        re.compile(r"晕(?:倒|过去)|(?:叫|喊|唤|摇)(?:都|也)?不(?:答应|应|醒)(?!我们?)|(?:倒|瘫|栽|躺)(?:在)?地(?:上|下)?[^,，。]{0,4}(?:抽|不动|白沫)|(?:吞|咽)(?:了|下)[^,，。]{0,5}(?:电池|硬币|针|钉|磁|药片|洗)|(?:一下子?|一头|突然|忽然|当场)[^,，。]{0,3}(?:栽|倒)(?:倒|了|下)|(?:突然|忽然|他|她|就)不会说话了|(?:血流|流血|出血)不(?:停|止)|误(?:把|食|吃|喝|服|吞)[^,，。]{0,4}(?:老鼠药|农药|药|敌敌畏|酒精|洗)|(?:把|将)人(?:给)?撞|(?:河|水|井|池|塘|捞|窖|矿)[^。!！]{0,14}没(?:有)?(?:上得来|上来|浮上?来)|(?:房顶|屋顶|楼|梯子|架子?|树|墙|车)[上顶]?[^,，。]{0,6}(?:摔|掉|跌|出溜|滚|栽)[^,，。]{0,4}[^,，。]{0,3}(?:不会?动|动不了|没知觉|起不来)|(?:人|友|[老同]师|学|爸|妈|爷|奶|孩子|老伴|老公|老婆|[他她我])(?:[^,，。]{0,4})晕了|昏(?:迷|过去)|倒(?:在)?地上?(?:了|不|起不)|不省人事|嘴(?:都)?歪|半边(?:身子)?.{0,3}(?:不能动|动不了|没知觉)|(?<![牛羊猪狗猫鸡鸭鹅鱼].)(?<![牛羊猪狗猫鸡鸭鹅鱼]..)(?<![牛羊猪狗猫鸡鸭鹅鱼]...)(?<![牛羊猪狗猫鸡鸭鹅鱼]....)口吐白沫|吐血|休克|窒息|噎(?:住|着)|没(?:有)?反应了|没(?:有)?呼吸|没气了|心脏病(?:发|犯)|大出血|喘不(?:上|过)气|溺水|掉(?:进|到|下)?.{0,3}(?:河|水|井|塘|沟|江|湖|水库|窨井|下水道)里?(?:了|去)|落水|触电|抽搐|中毒了|车祸.{0,10}(?:伤|流血|人)|撞(?:了|到)人|流了?(?:很多|好多)血|血(?:一直|直|不停|哗哗)(?:地|的|在|往外)?(?:流|淌|喷|冒)|止不住(?:的)?血|血止不住|快不行了|生命危险"),
        "请马上拨打 120！告诉对方地点和病人情况，按电话里的指导先行救护；有人落水、被困同时拨打 119。",
        ("120", "119"),
    ),
    Danger(
        "crime",
        re.compile(r"救命|(?:拿|持|提|举|操|抄)(?:着|了|起)?(?:.{0,2}刀|斧|棍)|(?:撬|踹|砸|翻).{0,4}(?:门|窗|墙).{0,10}(?:外头|外面|还在|现在|就在|进来)|(?:现在|半夜|正在)?有人(?:在)?(?:撬|踹|翻).{0,4}(?:门|窗|墙)|砍(?:人|我)|杀人|抢劫|绑架|强奸|家暴|(?:正在|还在|现在)(?:殴?打(?![桩井孔洞地牌球药谷场工电官广擂麻路听算折印量烊钱款卡字报分])|偷(?!排|倒|采|工|税)|抢(?!修|建|收)|砸|踹|撬|追)|[打掐踢砍捅]我.{0,12}(?:流血|血|救|快来)|(?:头破)血流|(?:把我|把俺|将我)[^,，。]{0,3}(?:锁|关|按|堵|架|拖)[^。]{0,10}打(?!电话|官司)|不(?:让|许|准)(?:我|俺)们?(?:出|走)[^。]{0,10}(?:堵|站着|守着|锁)|(?:被|让|叫)(?:他?们?人|他们?|一[群帮伙]人|几个人)[^,，。]{0,3}(?:堵|围|按|锁|关)[^,，。]{0,6}[打揍]|被(?:人)?(?:跟踪|绑|囚禁|非法拘禁|打了)|入室|有人(?:要|在)(?:打|杀|砍|砸)|打死我|持枪|拐(?:卖|走).{0,4}孩子|孩子(?:丢|不见)了"),
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
_STRONG_NOW = re.compile(r"救命|救救|现在|正在|此刻|刚刚|又(?:着火|来了|塌|漏|烧|摔|打)|马上要|快来|快不行|着火了|起火了")
_NOW = re.compile(r"现在|马上|快|正在|刚刚|又(?:着火|来了|塌|漏|烧|摔|打)|救|了!|了！|着火了|起火了|不想活|想死|自杀|味儿?|头(?:疼|晕|痛|昏)")
# A question of law or a wish for a record, in one clause: whoever asks it may still stand in danger, but most do not.
_OF_LAW = re.compile(
    r"公开|申请|复议|起诉|诉讼|开庭|法院|答复|回执|补正|批[文复]|文件|依据|档案|条例|政策|规定|期限|过期|决定书|判决|案子|结论|材料|记录|笔录|录像|监控|复印|鉴定|证明|名单|标准|采购|招标|中标|合同"
    r"|补[助偿贴]|赔偿|抚恤|报销|救助|备案|查档|登记|公[示告]|通报|报告|补办|户口|低保|保险|听证|征[收地]|网[页站]|登录|附件|验证码|存根|资金|那[次回年场]|统计|费用?|打官司|官司"
)
_ASKS = re.compile(
    r"[?？]|[吗么嘛]$|(?:行|能|给|可以|有|算|管|对|要|是)(?:不|没有?|否)|[了过]没有?|能不能|可不可以|怎么|咋|啥|什么|哪|多久|多少|为何|凭|谁|几[号天年]|想(?:要|看|查|申请)|[我能想](?:要|来|看|查|复印|申请)|不(?:给|让|肯|公开)|(?:找|看|查|要)不(?:到|着)|丢了|我要看|算不?算"
)
_CLAUSES = re.compile(r"[,，。.!！;；\s]+|(?<=[?？])")
# Of suicide these are also told of others, long since; «不想活了» is not.
_OF_OTHERS = re.compile(r"自杀|跳[楼河江湖桥]|上吊|割腕|喝(?:农药|百草枯)|轻生|寻短见|结束(?:自己的?)?生命")
_COSTS = re.compile(r"(?:贵|涨|价|费|房贷|工资|低保|税)[^。!！]{0,8}(?:活不下去|没法活|活不起)")


@lru_cache(maxsize=256)  # asked of a message at the gate, and again where it is acted on
def _heard(text: str) -> tuple[Danger | None, bool]:
    """The danger that the words tell of, by a rule, else by likeness; and whether that is beyond doubt."""
    plainly = figures.without(text)
    meant = threats.without(plainly)
    told = next((one for one in _DANGERS if one.words.search(plainly if one.name == "suicide" else meant)), None) or _cried_in_english(text)
    danger = told or _BY_NAME.get(alarming().kind_of(meant, DOUBTED) or "")
    if danger is None or (danger.name == "fire" and _PUT_OUT.search(text)) or not (danger.name == "suicide" or _happens(danger, plainly)):
        return None, False
    return danger, (told is not None and not _only_asked(told, plainly)) or alarming().kind_of(meant) is not None



def danger_in(text: str) -> Danger | None:
    """The danger that the words tell of, if it is happening beyond doubt and not merely spoken about."""
    danger, sure = _heard(text)
    return danger if sure else None


def doubted_in(text: str) -> Danger | None:
    """The danger that the words may tell of; None where there is none, or no doubt."""
    danger, sure = _heard(text)
    return None if sure else danger


def has_words(text: str) -> bool:
    """Whether the words of a rule stand in the text, whatever is meant by them."""
    return any(one.words.search(text) for one in _DANGERS)


def _cried_in_english(text: str) -> Danger | None:
    name = next((name for name, pattern in _IN_ENGLISH.items() if pattern.search(text)), None)
    return _BY_NAME[name] if name and not _ONLY_ABOUT_ENGLISH.search(text) else None


def _happens(danger: Danger, text: str) -> bool:
    if danger.name in ("fire", "medical") and _CHRONIC.search(text) and not _STRONG_NOW.search(text):
        return False
    return not _ONLY_ABOUT.search(text) or _NOW.search(text) is not None


def _only_asked(danger: Danger, text: str) -> bool:
    """Whether a rule's words stand beside a question of law, and nothing says that it happens now."""
    if danger.name == "suicide" and (own := _OF_OTHERS.sub("", text)) != text and danger.words.search(own):
        return False
    if danger.name == "suicide" and not _OF_OTHERS.search(text):
        return _COSTS.search(text) is not None
    return not _STRONG_NOW.search(text) and any(_OF_LAW.search(part) and _ASKS.search(part) for part in _CLAUSES.split(text))


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


def beside(text: str) -> list[Reply]:
    """One line with the number, to stand before the answer where danger is in doubt; empty where there is none to doubt."""
    danger = doubted_in(text)
    if danger is None:
        return []
    return [Reply(_LINES.get(danger.name, _LINE).format(number="、".join(danger.numbers[:2])), "safety", tuple(Citation(_SOURCE, number) for number in danger.numbers))]
