"""What the words want of a ticket that was filed before, read from them alone."""

import re

from bot.filing import remarks
from bot.filing.speech import either, said

_TICKET = r"(?:投诉|举报|申请|咨询|建议|工单|单子|件|事情?)"
_OWN = r"(?:这个|那个|这|那|我的|我|刚才的?|刚刚的?|上面的?|提交的)*"
_NUMBER = re.compile(
    r"(?:编号|单号|工单号|受理号|查询码|回执)[^,，。]{0,8}(?:多少|是什么|是啥|是几|啥|忘|记不|没记"
    r"|再[发说]|告诉|找不|丢|在哪|来着)|(?:忘|没记)[^,，。]{0,3}(?:编号|单号|工单号|查询码)"
)
_LEAD = r"^(?:对了|还有|我|还|要|想|再|请|帮我|麻烦|需要|刚才|给|把|[,，\s])*"
_PIECE = r"(?:一?[下句点条个些]|说明|内容|情况|材料|上去?)*"
_FORGOT = r"^(?:对了|还有|哎呀?|我|刚才|刚刚|[,，\s])*(?:忘(?:了|记)|漏)了?(?:说|讲|写|提)(?:了|一?[件点句])*[,，:：\s]*"
_ADDS = re.compile(
    either(
        # Where the words follow at once there has to be a wish before: «补正通知书没收到» adds nothing.
        rf"{_LEAD}(?:补充|补正|补一?[下句点]|追加){_PIECE}(?:[:：,，。\s]+(?P<a>.*))?$",
        rf"{_LEAD}(?:还要?|再|想要?|我要)(?:补充|追加){_PIECE}(?P<c>.{{4,}})$",
        rf"{_FORGOT}(?P<b>.{{4,}})$",
    ),
    re.DOTALL,
)
_HURRIES = re.compile(
    r"(?:帮我|给我|请|麻烦|替我|你们?|快|再|都[^,，。]{0,6}|[,，。\s]|^)催(?:一?下|一催"
    r"|催|办|问)?(?:他们|它们|单位|进度|局里|一下)*(?:吧|啊|呀|呗|了)?[。.!！\s]*$|催催"
)
_ABOUT_HURRYING = re.compile(r"怎么催|咋催|能不能催|可不可以催|可以催|能催|催.{0,6}(?:有用|没用|办法|犯法)|[吗么?？]\s*$")
_WHEN = re.compile(
    r"(?:那|请问|你们?|大概|到底|究竟|我的?|这个?|这件?事?|[,，\s])*(?:什么时候|啥时候?|几时|多久|多长时间|要多久|几天|还要多久|哪天)(?:才|能|会|可以)*(?:给|有)?(?:我|个)?"
    r"(?:答复|回复|回音|结果|消息|办好|办完|处理好?|解决|有人管|答覆)(?:我)?(?:呢|啊|呀|吗|啦)?[?？。!！\s]*"
)
_WISHES = r"(?:我|想|要|帮|给|请|把|还是|先|就|那|麻烦|能不能|可以|[,，\s])*"
_TAKEN_BACK = "撤回|撤销|撤掉|撤了|撤|取消|收回"
_AFTER_IT = rf"(?:吧|了|掉|行吗|可以吗|[,，\s]*烦了|[,，\s]*{said('let_be')})*"
_WITHDRAWS = re.compile(
    either(
        rf"{_WISHES}(?:{_TAKEN_BACK}){_OWN}{_TICKET}?{_AFTER_IT}[。.!！?？\s]*",
        rf"(?:我|就|那|还是|[,，\s])*(?:不|不想|不要){_TICKET}了(?:吧|[,，\s]*(?:撤|算|取消)(?:了|回)?)?[。.!！\s]*",
        rf"把?{_OWN}{_TICKET}(?:给我|帮我|我要|要)?(?:撤|取消)(?:回|销|掉|了)(?:吧|了)?[。.!！\s]*",
    )
)
_KEPT = "不撤(?:回|了)?|别撤(?:回|了)?|先不撤|不取消|不了|不用了|不要|不|别|继续办|留着"
_CHANGES_MIND = re.compile(rf"(?:还是|那|{said('let_be')}|[,，\s])*(?:{_KEPT}|{said('let_be')})(?:吧|了|撤|[,，\s])*[。.!！\s]*")
_HOW_MUCH = "很|非常|比较|还算?|十分|真|太|挺|蛮|基本上?|大致|总体|一点都?"
_SATISFIED = rf"(?:我|对[^,，。]{{0,12}})*(?:{_HOW_MUCH})*(?:不(?:太|怎么|是很|大|够)?)?满意(?:了|的|啊|吧|哦|呀|哈)*"
_JUDGES = re.compile(rf"(?:(?:满意度?)?(?:评价|打分|评分)(?:一下)?|{_SATISFIED}|差评|好评)[。.!！\s]*")
_CONTACT = re.compile(
    r"(?:电话|手机|号码|地址|住址|邮箱|邮编|联系方式)[^,，。]{0,10}(?:改|换|变|错|更新"
    r"|不用了)|(?:改|换|更新|更正)[^,，。]{0,6}(?:电话|手机|号码|地址|住址|邮箱|邮编|联系方式)"
)


def asks_number(text: str) -> bool:
    """«编号多少来着»."""
    return len(text) <= 20 and _NUMBER.search(text) is not None


def addition(text: str) -> str | None:
    """What is to be added; empty when only the wish to add was said; None when nothing is to be added."""
    match = _ADDS.match(text.strip())
    if match is None or (remarks.is_question(text) and len(text) <= 20):
        return None
    return (match["a"] or match["b"] or match["c"] or "").strip(" ，,。：:")


def hurries(text: str) -> bool:
    """«催一下», «都两天了 催催他们»; not «怎么催», which asks for the rule."""
    return len(text) <= 30 and _HURRIES.search(text) is not None and _ABOUT_HURRYING.search(text) is None


def asks_when(text: str) -> bool:
    """«什么时候给我答复»: of one's own matter, since no kind and no rule is named."""
    return len(text) <= 16 and _WHEN.fullmatch(text.strip()) is not None


def withdraws(text: str) -> bool:
    """«我要撤回这个投诉», «不投诉了»."""
    return len(text) <= 20 and _WITHDRAWS.fullmatch(text.strip()) is not None


def changes_mind(text: str) -> bool:
    """«不撤了», «算了»."""
    return _CHANGES_MIND.fullmatch(text.strip()) is not None


def judges(text: str) -> bool:
    """«不满意», «评价»."""
    return len(text) <= 24 and _JUDGES.fullmatch(text.strip()) is not None


def satisfied(text: str) -> bool | None:
    """Whether somebody says that he is satisfied; None where he does not say."""
    if re.search(r"不(?:太|怎么|是很|大|够)?满意|差评|一点都?不", text):
        return False
    return True if re.search(r"满意(?!度)|好评", text) else None


def changes_contact(text: str) -> bool:
    """«能不能改一下电话 换成…»."""
    return len(text) <= 60 and _CONTACT.search(text) is not None
