"""The last day for what a citizen asks about: which rule is meant. A rule whose source is not live in the library is not used."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from bot.clock.models import TimelineError
from bot.knowledge import computed_rules as rules
from bot.knowledge.computed_rules import REGULATION, Question
from bot.knowledge.models import Answer, Library
from bot.knowledge.said import dates, with_digits
from bot.knowledge.text import is_english

_ASKS = re.compile(
    r"几号|哪天|哪1天|哪一天|哪日|几月|什么时候|啥时|何时|多咱|几时|最晚|最迟|最后[一1]天|到期|截止|期限|多久|什么时间|超期|超时|过期|逾期|过没过|超没超|超了[没吗]|超没|过了没|算满|数到|到头|终点|[来赶]得及|[来赶]不及|赶得上|赶趟|[晚迟]了[没吗]|还有[没冇戏]|答复日|截至|够数"
    r"|\bwhen\b|deadline|latest|due|how long|what date|last day|overdue|by which day"
)
_HANDED_IN = re.compile(r"到期|满了|收[下着了]|(?:又|再)加|加满|交|递|寄|送|签收|收到|收的|收件|确认|提的|提了|申请|补正|延|发的|发了|submit|hand|sent|receiv|filed|appl|sign")
_ELSEWHERE = re.compile(
    r"护照|驾照|驾驶证|执照|低保|社保|医保|公积金|户口|签证|补贴|补助|贷款|公租房|廉租房|残疾证|准生证|居住证|退休|养老金|报销|报名|学位|录取|信访"
    r"|工伤|仲裁|劳动|离婚|罚款|违章|车票|passport|visa|pension"
)

# Which day counts as received is asked, and no last day.
_ASKS_RECEIPT = re.compile(r"收到日(?:子|期)?(?:是|算)?(?:哪|几|什么)|(?:哪1?天|几号|什么时候|啥时候?)(?:才)?算(?:是)?(?:你们)?收(?:到|着|下)")
_ASKS_DUE = re.compile(r"答复|回复|到期|截止|最晚|最迟|期限|满")
# «没人跟我说过延期补正啥的»: what did not happen is not what is asked about.
_DID_NOT_HAPPEN = re.compile(
    r"(?:没有?(?:哪个|[谁人])?|从未|未曾?|也没)[^,，。\s]{0,8}(?:说|讲|通知|告诉|叫|喊|让|要|提|收到)[^,，。\s]{0,8}(?:延期|延长|补正|补材料|征求意见)[^,，。\s]{0,8}"
)
# Other business, but put to us: what is asked is when we answer.
_PUT_TO_US = re.compile(r"(?:留言|咨询|网站|投诉|建议|反映|热线|信箱).{0,40}(?:答|回复|回音|回话|反馈)")


def compute_date(text: str, today: date, library: Library, places: AbstractSet[str | None], asked: bool = False) -> Answer | None:
    """The last day that the text asks for; None unless it names a date, asks for one, and one rule is clearly meant.

    `asked`: somebody else found that a time limit is asked for, so the words of asking need not be known here.
    """
    said = with_digits(text)
    question = Question(said, tuple(dates(said, today)), today, library, places, is_english(text))
    if not question.said or not (asked or _ASKS.search(said)) or (_ELSEWHERE.search(said) and not _PUT_TO_US.search(said)):
        return None
    if _ASKS_RECEIPT.search(said) and not _ASKS_DUE.search(said):
        return None
    told = _DID_NOT_HAPPEN.sub(" ", said)
    meant = next((rule for words, rule in _RULES if words.search(told)), None)
    try:
        return meant(question) if meant is not None else None
    except TimelineError as error:
        return Answer(str(error), (), 0.9, "computed-date", outcome="declined")


def _of_regulation(rule: Callable[[Question], Answer | None]) -> Callable[[Question], Answer | None]:
    """The rule, while the Regulation is live and something was handed in."""
    return lambda question: rule(question) if question.live(REGULATION) and _HANDED_IN.search(question.text) else None


# The first rule whose words are in the text is the one that is meant.
_RULES: Sequence[tuple[re.Pattern[str], Callable[[Question], Answer | None]]] = (
    # Until when to correct is written in the notice; no rule has days for it.
    (re.compile(r"(?:收到|拿到|接到)(?:了|的|一份|一张)?补正(?:的)?(?:通知|告知)(?!.*补(?:好|正|完)?.{0,6}(?:交|寄|送|递)了)"), lambda question: None),
    (re.compile(r"(?:收费|缴费|处理费).{0,6}通知|通知.{0,8}(?:缴|交)费|fee notice|notice.{0,12}fee"), rules.fee_notice),
    (re.compile(
        r"复议(?:决定|结果).*(?:起诉|法院|打官司|诉讼|告)|(?:起诉|法院|打官司).*复议决定"
        r"|reconsideration decision.*(?:sue|court)|(?:sue|court).*reconsideration decision"
    ), rules.lawsuit),
    (re.compile(
        r"(?:申请|提|去|找|办|想).{0,4}复议"
        r"|复议.{0,8}(?:[来赶]得及|[来赶]不及|赶趟|[晚迟]了[没吗]|最晚|最迟|最后|哪天|几号|截止|到期|什么时候|期限)|reconsideration"
    ), rules.reconsideration),
    (re.compile(r"复议|诉讼|起诉|打官司|lawsuit|\bsue\b"), lambda question: None),
    # Sixty days from a reply in hand: nothing else but reconsideration has that limit here.
    (re.compile(r"(?:答复|告知书|决定书).{0,24}(?<!\d)60[天日]|(?<!\d)60[天日].{0,24}(?:答复|告知书|决定书)"), rules.reconsideration),
    (re.compile(
        r"收(?:到|下|着|了).{0,12}征求意见(?:书|函|通知)|征求意见(?:书|函|通知).{0,12}(?:收到|签收|我们?.{0,4}(?:回|答))"
        r"|(?:给|向|找|问)(?:我|俺|咱)们?[^,，。]{0,6}征求意见|征求意见(?:书|函|通知)?[^,，。]{0,6}(?:问|给|让|叫)(?:我|俺|咱)|(?:问|叫)(?:我|俺|咱)们?(?:家)?(?:公司|厂|店)?同不同意"
        r"|(?:我|单位|公司).{0,6}(?:作为|是)第三方"
    ), _of_regulation(rules.third_party)),
    (re.compile(r"(?:征求|征询|问).{0,8}意见|third part"), _of_regulation(rules.consulted)),
    (re.compile(
        r"补正.{0,2}(?:材料|的?申请|件)?.{0,14}(?:交了|交上|寄了|送了|递了|寄出|交的|送的|提交了|交过|寄过|被?签收|收到了|寄到|送到|收的|到了?的)"
        r"|补(?:上|好|齐|完|全)?了?的(?:那[些份]|材料|东西|内容|说明|件|单子|表)[^,，。]{0,14}(?:交|寄|递|送|发|传|收)(?:了|过|上|回|到|的|去)"
        r"|(?:交|寄|递|送)(?:了|上去)的?补正|补好的?.{0,8}(?:交|寄|递|送)|corrected"
    ), _of_regulation(rules.corrected)),
    (re.compile(
        r"补正|补材料|补充材料|(?:跟我说|告诉我|通知我|叫我|喊我).{0,4}补|一次性告知|让.{0,3}补|补的?通知|没写清.{0,12}通知|(?:要|叫|喊|嫌.{0,12})(?:我|俺|咱)们?(?:再|重新|回去)?补|correction"
    ), _of_regulation(rules.correction_notice)),
    (re.compile(r"延|宽限|(?:又|再|多)(?:加|给|要|续|推).{0,4}\d{1,2}个?(?:工作日|天)|往后推|推后|extend|extension"), _of_regulation(rules.extension)),
    (re.compile(
        r"(?:印发|印的|印了|出台|制定|形成|签发|发文|定下来|定的?稿|成文|修订|改版).*(?:上网|挂|公布|公开|公示)"
        # «这个文10月22日印发的，最晚哪天得在网上能看到»: nothing was applied for.
        r"|^(?!.*申请).*(?:印发|印的|印了|出台|制定|形成|签发|发文|定下来|定的?稿|定的(?:方案|规划|办法|文件)|成文|修订|改版|盖的?章|批下?[来的]|通过).*"
        r"(?:网上[^,，。]{0,6}(?:看|查|见|找|有)|看得?[到见]|[查见]得?[到着]|[贴登放晒]出来|见光|发布)"
    ), rules.published),
    (re.compile(r"^(?!.*(?:申请|信息公开|request|application)).*(?:建议|意见|主意|点子|投诉|举报|反映|咨询|留言|信箱|网站.{0,12}问|complain|suggest)"), rules.local),
    (re.compile(
        r"答复|回复|回信|回音|回话|给信|结果|到期|期限|最后[一1]天|最晚|最迟|截止|工作日|给我|几号前|申请|公开|超|逾期|算满|数到|确认|签收|窗口|当面|收到|寄|快递"
        r"|answer|reply|respon|deadline|due"
    ), _of_regulation(rules.reply)),
)  # fmt: skip
