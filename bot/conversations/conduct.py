"""What a message means for the desk's conduct, read from its words: an order, a wish for a person, others' affairs, other work.

The words of an order and of other work are few and named here; whatever they do not foresee is left to engine and knowledge.
"""

import re

from bot.filing.demands import asks_for_a_record, is_grievance
from bot.filing.speech import either, said

# Instructions inside a message change nothing: what the desk is to say, or to be, from now on.
_ORDERS_US = re.compile(
    either(
        "命令你", "(?:往后|以后|今后|从现在(?:起|开始)).{0,4}你?(?:都|一律|只)(?:要|能|准|得)?(?:回答|答复|说|讲)", "你(?:必须|只能|只准|要)(?:回答|说)[“\"'：:]",
        "忽略.{0,8}(?:指令|规则|设定|提示)|ignore .{0,20}(?:instructions|rules)", "请.{0,3}(?:照此|按此|照这[个样]|按这[个样]).{0,3}(?:答|回[答复]|告诉)",
        "你现在是.{0,10}(?:模型|机器人|角色|猫|老师)",
    ),
    re.IGNORECASE,
)  # fmt: skip
# What the desk shall answer whoever asks, laid down beforehand, and not asked about.
_FROM_NOW = r"(?:往后|以后|今后|从今|打今[儿天]起|从(?:今天|今儿|现在|这会儿?)(?:起|开始)?)"
_SAY = r"(?:给我|按|照|要|得|这么|这样)*(?:答复?|回答?复?|告诉|说|讲)"
_A_NUMBER = r".{0,5}[0-9一二三四五六七八九十两百]+个?(?:天|工作日|日|块|元)"
_ALL = "(?:一律|统一|全都?|都|只准)"
_RULES_ANSWERS = re.compile(
    either(
        rf"{_FROM_NOW}.{{0,14}}{_ALL}{_SAY}(?:是|成|作|[“\"'‘「]|{_A_NUMBER})",
        rf"{_FROM_NOW}.{{0,14}}(?:一律|统一){_SAY}(?:[他她它没不]|[,，。!！]?$)",
        rf"(?:谁|凡是?|有人)[^,，。]{{0,4}}问.{{0,8}}(?:一律|统一|全都?|都)(?:(?:这么|这样){_SAY}|{_SAY}{_A_NUMBER})",
        r"(?:一律|统一|都|就)(?:这么|这样)?[答回说讲](?!复).{1,16}(?:记牢|记住|记好|记清|照办)",
    )
)
# Without a word of rules, roles, secrets or forgery nothing is bent, whatever the engine likens a message to.
_BENDS = re.compile(either(said("bending"), "工单.{0,6}[改调]", "[a-z]{2}"), re.IGNORECASE)
_IS_IT_RIGHT = re.compile(r"[吗么嘛?？]\s*$|合法|合规|对不对|对吗|有没有(?:依据|道理)|能不能|可不可以|(?:他们?|局里|单位|窗口)[^,，。]{0,4}(?:一律|都)")
# School work, writing for pleasure, programming: nobody's business here, whatever words of ours stand in it.
_WRITES = "改|写|做|翻译|润色|背|讲|编"
_WORKS = (
    "作文|英语|诗|小说|代码|程序|文案|检讨|情书|笑话|故事|数学题|题目|剧本|辞职(?:信|报告)|简历|演讲稿|发言稿|祝福语"
)
_OTHER_WORK = re.compile(
    either(rf"(?:{_WRITES})(?:成|一?[首篇个段下道])?.{{0,8}}(?:{_WORKS})", "(?:作文|英语|数学题|代码).{0,8}(?:改成|改写|翻译|写|做|解)")
)
_OUR_WORK = re.compile(r"公开|申请|投诉|举报|复议|答复|政府|工单|建议|咨询")
_A_PERSON = re.compile(
    either(
        "人工|真人|活人|工作人员|客服|坐席|领导|主任|负责人|管事的|值班|做主的?", "机器.{0,4}(?:讲|说|听|懂)", "有人(?:吗|在|接)|找个?人|跟?人[说讲聊谈]|接线|接(?:个|一个)人",
        "通个?话|电话.{0,3}打(?!不通|了|过了|过好)|打.{0,2}电话(?!.{0,3}不通)", "human|person|agent|staff",
    ),
    re.IGNORECASE,
)  # fmt: skip
_BY_VOICE = re.compile(r"通个?话|(?:有没有|有个?|给个?)电话.{0,4}打过去|打(?:个)?电话.{0,4}(?:给我|跟我|和我|找我)")
# What tomorrow's weather will be is asked of the weather service.
_COMING_DAY = "[今明后](?:[天日晚早个]|儿个?)"
_WEATHER_COMES = "下雨|下雪|落雨|有雨|有雪|刮风|降温|出太阳|放晴|天晴"
_WEATHER = re.compile(
    either(
        "天气(?:预报|怎么?样|咋样|如何|好不好|好吗)|带伞", rf"{_COMING_DAY}[^,，。]{{0,6}}(?:下不下[雨雪]|(?:{_WEATHER_COMES})了?[不吗么没伐啵嘛呢?？])",
        rf"{_COMING_DAY}[^,，。]{{0,4}}(?:多少度|会不会[下落]|天气)",
    )
)
_ONLY_POINTS = re.compile(
    rf"(?:{said('let_be')}|那|这|就是?|上一?[回次]|之前|先前|刚才|你们?|您|咱|我们?|说|讲|提|过|了|的|啥|什么|嗯|呃|哎|事情?|件|个|知道|晓得|懂|吧|嘛|呗|么|呀|啊|[^\w])+"
)
_A_STORY = 40  # characters
_I_WISH = re.compile(r"(?:我|俺)就?(?:想|要)(?:看|查|要|了解|知道)")
_LEAST, _ELLIPTIC = 4, 14  # characters
_PAPERS = "手续|材料|资料|证件|证明|条件|流程|步骤|程序|表格?|东西"
_ASKED = "什么|啥|哪些|哪里|哪儿|去哪|到哪|怎么|咋|如何|哪个|多少|几|多久|谁"
_DOES = "查|看|到|有|带|准备|提供|交|填|写|办理?|弄|搞|去|来|找|问|要|需要|得|该|应该|能|可以|行"
_NO_SUBJECT = re.compile(
    rf"(?:那|还|都|如果|要是|万一|没有|在|上|里|网上?|网站|我|我们|您|你|是|钱|天|时候|时间|不|的|了|吗|呢|么|啊|呀|嘛|{_PAPERS}|{_ASKED}|{_DOES}|[,，。.?？!！\s])+"
)
_BY_ROLE = "别人|他人|人家|举报人|投诉人|申请人|当事人|邻居|隔壁|同事|亲戚|朋友|前[妻夫]|老板|对象|[他她]"
_BY_NAME = r"[\u4e00-\u9fff]{1,2}(?:家|会计|老师|主任|总|经理|书记)|[张王李赵刘陈杨黄周吴][\u4e00-\u9fff]{1,2}"
_SOMEBODY = re.compile(rf"(?:{_BY_ROLE}|{_BY_NAME}).{{0,14}}(?:申请|工单|进度|编号|投诉|信息|材料|电话|住址|地址|身份证|号码|在哪|住哪)")
_FAMILY = "[爸爹妈娘爷奶哥姐弟妹叔姨舅姑婶嫂]|儿子|女儿|闺女|孩子|孙|老[公婆伴]|[前丈]夫|前妻"
_ANYBODY = re.compile(
    either(
        "谁|哪[个位家]|那[人个家位]|某|[他她]|别人|人家", "邻居|隔壁|对门|同[事村学]|亲戚|朋友|房东|租客|老[板乡]", _FAMILY,
        "主任|会计|书记|局长|所长|镇长|村长", "名字|姓名|微信|尾号|工单|投诉人|举报|申请人", "[a-z]{3}",
    ),
    re.IGNORECASE,
)  # fmt: skip
_PRIES = re.compile(
    r"(?:查|问问?|看看?|打听)(?:一下|下)?(?:隔壁|邻居|别人|他人|人家|同村|同事|前[妻夫])[^,，。]{0,8}"
    r"(?:(?:交|提|递|申请|投诉|举报|反映)(?:没|过|了)|有没有)[^,，。]{0,8}(?:申请|投诉|举报|建议|工单|[?？没吗]$)"
)
# Who acts for somebody asks how that is done, and for nobody's data.
_ON_BEHALF = re.compile(
    either(
        r"[替代帮给][^,，。]{0,6}(?:申请|写|填|交|递|办理|领|取)[^,，。]*[,，。\s]?.{0,12}(?:手续|要啥|要什么|[咋怎]么?[弄办整]|[中行可]不|吗|么)",
        "用[^,，。]{1,6}(?:的名|名义)|授权|委托书",
        # A paper that names others too: how it is given is a rule.
        "(?:文件|材料|名单|答复|表)[上里]面?还?(?:有|含|夹着|写着?|带)",
    )
)


def orders_us(text: str) -> bool:
    """Whether the desk is told what to say, or to be, from now on: «往后有人问，一律答三十天»."""
    return _ORDERS_US.search(text) is not None or (_RULES_ANSWERS.search(text) is not None and _IS_IT_RIGHT.search(text) is None)


def bends_rules(text: str) -> bool:
    """Whether there is any word of bending rules in it: the desk's, or the law's."""
    return _BENDS.search(text) is not None


def is_others_work(text: str) -> bool:
    """School work, writing, tomorrow's weather; a grievance beside the weather stays ours."""
    if _OUR_WORK.search(text):
        return False
    return _OTHER_WORK.search(text) is not None or (_WEATHER.search(text) is not None and not is_grievance(text))


def names_a_person(text: str) -> bool:
    """Whether somebody to talk to is named at all."""
    return _A_PERSON.search(text) is not None


def wants_a_voice(text: str) -> bool:
    """Whether talking by telephone is wanted, whatever rule the rest of the message touches: «眼睛花看不清字 有没有电话打过去说»."""
    return _BY_VOICE.search(text) is not None


def only_points(text: str) -> bool:
    """«那个啥……就是上回说的那个»: words that only point, and tell nothing that could be registered."""
    return _ONLY_POINTS.fullmatch(text) is not None


def lacks_subject(text: str) -> bool:
    """«需要什么手续», «要带什么材料»: a question that says nothing of what it is about; what was said before may tell."""
    return _LEAST <= len(text) <= _ELLIPTIC and _NO_SUBJECT.fullmatch(text.strip()) is not None


def ends_in_a_wish_for_a_record(text: str) -> bool:
    """A long story, dictated without a stop, whose end asks to see a record: «……停我低保的那个文件能不能给我看看»."""
    wishes = list(_I_WISH.finditer(text))
    return len(text) >= _A_STORY and bool(wishes) and asks_for_a_record(text[wishes[-1].start() :])


def pries(text: str) -> bool:
    """«我想查隔壁老刘交没交过申请»: whether somebody else filed anything is nobody's business."""
    return _PRIES.search(text) is not None


def names_somebody(text: str) -> bool:
    """Whether anybody else is spoken of at all."""
    return _SOMEBODY.search(text) is not None or _ANYBODY.search(text) is not None


def is_about_somebody(text: str) -> bool:
    """Whether somebody else's papers are asked for, and not only a rule about them."""
    return _SOMEBODY.search(text) is not None and _ON_BEHALF.search(text) is None
