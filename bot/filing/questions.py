"""What a question in the middle of a form is about: its cost, its reason, what follows, where else to go."""

import re

from bot.filing import remarks
from bot.filing.speech import either, whole

_COST = re.compile(r"[出花掏付收要]钱|收费|邮费|运费|多少钱|免费")
_BALKS = re.compile(
    r"(?:还|都|又|非)要?.{0,8}(?:啊|呀|干嘛|干啥|么|吗|嘛)"
    r"|(?:不想|不愿意?|不敢|不方便|不肯)(?:给|填|说|写|留|提供|告诉|交)|(?:能不能|可不可以|可以)不(?:给|填|说|写|留|提供)"
)
_WHERE = "哪(?:里|儿|个|家|级|一?个?部门|个?单位)?|谁|什么部门|啥部门"
_WHERE_TO = re.compile(rf"(?:往|向|到|去|上|找|跟|给|该?找)(?:{_WHERE})[^,，。]{{0,3}}(?:举|告|投|反映|说|讲|递|管)")
_HOW_TO_COMPLAIN = re.compile(r"(?:去哪|哪里|哪儿|找谁|找哪|怎么|咋|能不能|可以|能).{0,6}(?:投诉|举报|反映|告|维权)")
_WHAT_FOLLOWS = re.compile(
    either(
        "(?:派|来|安排|有)[个的]?人.{0,4}(?:看|查|管|处理|修|核实|过来|上门)",
        "(?:报|反映|投诉|登记|提交|说)(?:了|完|上去)?.{0,4}(?:有用|管用|有人管|怎么办理|会怎样)", "(?:接下来|下一步|之后|然后)(?:会?(?:怎么|怎样|咋)|呢)",
    )
)
_WHY = re.compile(
    r"为(?:什么|啥|何)|凭(?:什么|啥)|干(?:嘛|啥|什么)|必须|一定|非要?|做什么用|有什么用|要.{0,6}(?:做|干)"
    r"|(?:可以|能|不).{0,4}不?(?:写|填|说|给|留|要|提供|用)|泄露|保密|隐私|安全"
)


def worth_asking(text: str) -> bool:
    """Whether there are words enough in it to look an answer up by: a mistyped number is no question."""
    return len(re.findall(r"[\u3400-\u9fff]", text)) >= 4 or len(re.findall(r"[A-Za-z]{2,}", text)) >= 3


def without_lead(text: str) -> str:
    """The question without «等等，» before it."""
    return re.sub(rf"^(?:等一?等|等一?下|对了|{whole('那')}|慢着|且慢|我先问一?下|顺便问一?下|问一下)[,，、\s]*", "", text.strip())


def asks_cost(text: str) -> bool:
    """«邮寄要我出钱不»: it names one of the choices, and asks what that costs."""
    return remarks.is_question(text) and _COST.search(text) is not None


def asks_for_a_number(text: str) -> bool:
    """«住建局电话多少», «领导的电话给我»: somebody else's number or address, and not why one's own is asked for."""
    return re.search(
        r"(?:电话|号码|地址|热线)(?:号码)?(?:是|在)?(?:多少|几号|哪[里儿]?|什么)"
        r"|(?:打|哪个|什么)电话(?:找|问|能|可以|$)|(?:局|府|院|所|会|领导|主任|县长|镇长|书记|他们|你们)(?:的)?(?:电话|号码|地址)"
        r"|^[\u4e00-\u9fff]{3,10}(?:电话|地址)(?:号码)?[。\s]*$", text
    ) is not None


def asks_what_follows(text: str) -> bool:
    """«你们会派人来看吗», «报了有用吗»: what becomes of a matter once it is filed."""
    return len(text) <= 24 and remarks.is_question(text) and _WHAT_FOLLOWS.search(text) is not None


def asks_why(text: str) -> bool:
    """Whether it asks for the reason of a question, or whether it may be left out."""
    return _WHY.search(text) is not None


def balks(text: str) -> bool:
    """«还要身份证啊我不想给»: something of a form is not to be given."""
    return len(text) <= 24 and _BALKS.search(text) is not None


def asks_period(text: str) -> bool:
    """Whether it asks how long it takes, without saying what: in a form, its own kind is meant."""
    return re.search(r"几天|多久|多长时间|多少天|什么时候|啥时候|何时|期限|几时", text) is not None


def asks_where_to_complain(text: str) -> bool:
    """«超期了我去哪投诉», «我要举报，往哪举»: the way is asked for, nothing is complained of."""
    return _WHERE_TO.search(text) is not None or (remarks.is_question(text) and _HOW_TO_COMPLAIN.search(text) is not None)


def asks_what_to_write(text: str) -> bool:
    """«写法人还是写我经办人»: how the open question is meant."""
    return re.search(r"(?:写|填|留|报|用)(?:谁|哪|什么|啥|么子|几|多少)|怎么(?:写|填)|咋(?:写|填|整)|还是(?:写|填|留|用)", text) is not None


def fears_being_known(text: str) -> bool:
    """«我的名字不要告诉他家», «会不会被报复»: whoever reports something wants to stay unknown to the other side."""
    return re.search(r"(?:不要|别|不能|莫|不会|会不会).{0,6}(?:告诉|透露|泄露|泄漏|传|晓得|知道|说出去|穿小鞋|报复|打击)|怕.{0,6}(?:报复|知道|穿小鞋|找我)|保密", text) is not None
