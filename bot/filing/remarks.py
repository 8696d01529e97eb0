"""What a message in the middle of a form is, when it is not the answer: a question, a refusal, «as above», a wish to stop."""

import re

from bot.agencies.wording import simplified
from bot.filing.speech import either, said, whole, words
from bot.tickets.kinds import Kind

_TO_THE_DESK = "(?:那|我|还是|先|就|都|把它|请)*"
_DELETED = "(?:你们?)?(?:都|给我|帮我|全|把它|把这个)*(?:删|清|撤)(?:掉|除|了)"
_CANCELS = either("(?<!不)取消", said("give_up"), said("let_be"), f"不想?{said('no_more_of')}了", _DELETED)
_CANCEL_PART = re.compile(
    rf"{_TO_THE_DESK}(?:{_CANCELS})(?:吧|了|掉|啦|啊|好了|{said('let_be')}|申请|投诉|建议|咨询|填写|这次|本次|工单)*", re.IGNORECASE
)
_PARTS = re.compile(rf"[,，。.!！~\s]+|(?:{either(*(f'(?<={word})' for word in words('let_be')))})(?!吧|啊)")
# «没有，算了» leaves one answer out; by itself it stops the whole.
_SKIPS = re.compile(rf"{said('let_be')}(?:吧|啊)?")
_CANCEL_FILLER = re.compile(f"{said('around_giving_up')}*")
_YES_FIRST = r"(?:(?:好的?|嗯+|对[的了]?|行了?|可以了?|没问题|是的?|都对|没错|无误)[,，。\s]*)*"
_CONFIRM = re.compile(rf"^{_YES_FIRST}(?:{said('confirm')}|嗯+)(?:提交|了|吧|啊|呀|的|就行)*[。.!！~\s]*$", re.IGNORECASE)
_SUBMITS = re.compile(
    r"(?:^|[,，。.\s]|还是|那就|就|给我|帮我|替我|把它|直接|可以|想)(?:提交|交|报|递|送|发)(?:上去|上来|出去)(?:吧|了|好了|啊|呗|得了)*[。.!！\s]*$"
    r"|(?:还是|那就|帮我|给我|替我|直接|决定)(?:提交|交|递|报|登记|办)(?:了|掉|一下)?(?:吧|好了|呗|得了)[。.!！\s]*$"
)
_NOT_SUBMITTED = re.compile("(?:别|不要|不想|不用|先不|莫|没)[^,，。]{0,2}(?:提交|交|报|递|送|发|登记|办)(?:上去)?[^,，。]{0,2}$")
_OF_A_FORM = "电话|手机|邮箱|地址|地点|具体地点|邮编|信用代码|代码"
_NONE = re.compile(
    either(
        rf"^(?:暂时|都|我|也|真的?)*{said('nothing')}(?:了|的|啊|呀|吧|谢谢|{_OF_A_FORM})*[。.!！~\s]*$",
        rf"^{said('no_idea')}(?:楚|得)?(?:了|的|啊|呀|哦)*[。.!！~\s]*$",
    ),
    re.IGNORECASE,
)
_NOT_TELLING = "不(?:想|愿意?|便|方便|肯|敢|要)?(?:说|留名?|写|透露|告诉|具名|署名|讲)(?:名字?|姓名|了)?"
_REFUSES_NAME = re.compile(
    rf"^(?:那|还是)*(?:我的?)?(?:名字|姓名)?我?就?(?:要求?)?(?:匿名|{_NOT_TELLING})(?:吧|了|投诉|举报|反映|可以|行)?"
    r"(?:[,，\s]*我?(?:怕|担心|免得)[^?？]{1,20})?[。.!！\s]*$"
)
_A_NAME = "(?:名字|姓名|留名|署名|真名|大名)"
_SPARED = "(?:免了?|算了|省了|不必|不用|不(?:想|愿意?|方便|便|打算|准备)?(?:留|写|说|讲|提|填|给|透露|告诉))(?:留|写|说|讲|提|填)?名?"
_SPARES_NAME = re.compile(
    rf"^(?:{said('let_be')}|那|还是|我的?|就|[,，\s])*"
    rf"(?:{_A_NAME}(?:我|就|也|还是)*{_SPARED}|不(?:必|用|想|愿意?|方便|打算|准备|要)?(?:留名|署名|具名)字?|(?:要求?|想)?匿名)(?:了|吧|啊|呀)*(?=[,，。.!！\s]|$)"
)
_AS_ABOVE = re.compile(r"(?:上面|前面|刚才|刚刚|已经|不是都|早就).{0,6}(?:写|说|讲|发|填|给|交代)|就(?:这些|这样|是这个)|没有?(?:别的|其他|补充)|就我说的")
# Along the lower Yangtze a question begins with 可: 可要钱, 可照, 可能查到.
_KE_VERBS = "[等赶来记听看拿办说讲寄查]得"
_KE = either(
    rf"(?:^|[,，。\s]|来|家|这|那|样|都|也|记|写|办|钱|寄|名|你们(?=可{_KE_VERBS}))"
    rf"可(?:要|照|中|管|有|会|晓得|知道|行|好|准|用|给|得|收|算|需|{_KE_VERBS})(?!求|能|怜|惜|恶|靠|是|命|紧|笑)",
    r"[,，\s]可能(?:查|办|看|寄|补|改|退|拿|给|写|用|不)",
)
_ASKING = re.compile(
    either(
        r"[?？]", r"(?:吗|么|嘛|呢|伐|不|没|啵|哪)[。!！~\s]*$", r"(?:吗|么|伐)[,，]",
        "为(?:什么|啥|何)", "凭(?:什么|啥)", "什么|啥|咋|怎么|怎样|如何|谁|干嘛|干啥", "多(?:久|少|长|大|远)|(?<![好这那前有过])几天|几[号点时]",
        "哪(?:里|儿|个|些|天|家|告|办|找|问|交|领|取|去|说理|投)",
        "能不能|可不可以|行不行|要不要|是不是|好不好|有没有|会不会|该不该", "可以.{0,8}[吗么不]",
        r"不.{0,6}(?:行|可以)吧|吧[?？]$", r"(?:不用|不必|不需要|可以不|能不|不要|会|能|可以|应该).{0,8}吧[。!！\s]*$", "(?:行|好|中|成|可以)不(?=[,，]|$)",
        r"([\u4e00-\u9fff])不\1|([\u4e00-\u9fff])没\2", "(?:写|填|要|用|寄|发|给|走|找|报|留|算).{1,10}还是.{1,10}$",
        _KE, "嘎哈|整啥|弄啥|搞么|做么|哪样|啷个|咋个|要得不|得行不|中不中",
    )
)  # fmt: skip
_ABOUT_THE_FORM = re.compile(
    either(
        "上面|刚才|前面|不写|不填|不说|写啥|填啥|啥意思|什么意思|怎么(?:填|写|交)", "口头|代(?:填|写)|帮我写|你们?(?:写|记)", "必须|一定要|非要",
        "(?:记|写|讲|说|打)(?:岔|错|漏)了?.{0,6}(?:改|行|办)|能不能改|改得了", "要钱|收费|多久|几天|保密|隐私|泄露|安全吗|公章", "机器人|真人|人工",
    )
)
_PHOTO = re.compile(rf"(?:{said('picture')}|证据|图).{{0,8}}(?:发|传|给|上传|拍)|(?:发|传|拍|上传).{{0,8}}(?:{said('picture')}|图)")
_HAS_PHOTO = re.compile(rf"(?:有|拍了?|存了?|录了?)[^,，。]{{0,6}}{said('picture')}(?:的|了|呢)?[。.!！\s]*$")
_CALL_WISH = re.compile(r"(?:打|回电|回访|联系|来电).{0,12}(?:上午|下午|晚上|中午|周末|点以?[前后]|工作日|下班)")
_SOMEONE_ELSE = re.compile(said("someone_else"))
_BACK = re.compile(r"(?:我?(?:要|想)?(?:返回|退回|回到?|退到?)(?:上一?[步题个项]|去|前面)?|(?:上|前)一[步题个项])(?:重新?(?:填|写|说|来|选)(?:一?[下遍次])?)?(?:吧|了)?")
_MISTAKEN = re.compile(r"(?:[^,，]{0,6}(?:[说选填写弄打讲搞][错岔]了?|错了|不对)|等一?[等下]|哎?呀?|不好意思|重新?(?:填|写|说|来|选)(?:一?[下遍次])?)(?:了|啊|吧)?")
_MEANING = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_KIND_OF_FILING = "(?:办一?个(?:政府)?信息公开|申请公开|申请|投诉|举报|咨询|提)"
_A_FORM = "(?:写|填|办|弄|交|递)(?:一?[个份张下])?(?:政府)?(?:信息公开)?的?(?:申请|投诉|建议)"
_ORDER = re.compile(
    either(
        r"^\s*(?:政府)?信息公开申请[\s:：,，]", "申请(?:内容|事项)[:：]", rf"我们?(?:公司|单位|企业|合作社|厂|店|村|学校)?(?:现在)?就?[想要]{_KIND_OF_FILING}",
        rf"[帮给替]我(?:申请|登记|投诉|反映|要一?份|{_A_FORM})", r"\bI(?:'d like| want| would like| need) to (?:apply|request|file|complain|report)",
    ),
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"(?:怎么|如何|咋|能不能|可不可以|可以|行).{0,10}(?:申请|投诉|公开)|[么吗嘛]$")
_KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    (Kind.APPLICATION, r"(?:依申请|申请)?(?:政府)?信息公开|申请公开|公开申请"),
    (Kind.COMPLAINT, r"投诉|举报"),
    (Kind.CONSULTATION, r"咨询"),
    (Kind.SUGGESTION, r"(?:意见)?建议|提意见"),
)
_APPLIES = re.compile(
    r"(?:好的?|不是|不对|还是|行|那|就|我|要|想|来|帮我|给我|替我"
    r"|开始|是|写|填|办|弄|一?[个份张]|[,，\s])*(?:申请|公开)(?:书|表)?(?:吧|了|啊|一下|的|一个|一份)*[。.!！\s]*"
)
_BEGINS_APPLYING = re.compile(
    r"(?:好的?|行|那|就|我|我们|要|想|现在|[,，\s])*(?:开始|来)?(?:办|填)?(?:申请(?:信息公开|政府信息公开|公开)|开始申请|信息公开申请)(?:吧|了|啊)*[。.!！\s]*"
)
_SWITCH = (
    rf"(?:{said('let_be')}[,，\s]*(?:我|还是|就|要)*|改成?|换成?|转成?|转为|改为|改走|还是(?:按|走|办|算)?|(?:其实|应该)(?:是|算)?(?:想|要)?"
    r"|(?:不|别).{0,8}了?[,，]?(?:我)?(?:想|要))"
)


_BESIDES = either(
    "还有|另外|对了|再来|顺便", f"(?:再|我还?要?|想)?{whole('补充')}(?:一?[句点下])?", "再说一?[句点]",
    f"再?(?:{whole('加', '添')})(?:上|一?样|一?[个条份句项点件](?=[,，:：\\s])|一[个条份句项点])?"
)
_A_RECORD_MORE = rf"我?(?:还|也|再)?想?{whole('要')}(?=.{{3,30}}(?:的|年|份|版|报告|合同|文件|材料|明细)[。.!！\s]*$)"
_ADDS = re.compile(rf"(?:(?:{_BESIDES})[,，:：\s]*(?:我?(?:还|也)?想?{whole('要')}(?=.{{3}}))?|{_A_RECORD_MORE})(?P<more>.{{4,}})", re.DOTALL)
_LEFT_TO_THE_DESK = re.compile(
    r"(?:搞|弄|说|讲|分|闹|整)不(?:清|明白|懂).{0,10}(?:哪|归|谁|管)|(?:不|莫|没)(?:知道|晓得|清楚).{0,8}(?:哪|谁|归)"
    r"|(?:你们?|您)(?:看|讲|说|定|判断|决定|安排|帮我?(?:看|定|选|判断)).{0,14}(?:就|吧|着办|为准)|随便|都(?:行|可以|中)|听(?:你们?|您)的|归哪个?就"
)
_NO_STATEMENT = re.compile(
    r"^(?:改|修改|更正|换|重新|再来|返回|上一步|等|稍|先不|别|请|帮|麻烦|谢谢)|(?:局|委|办|院|所|政府|中心|公司|单位)[。.!！\s]*$"
    r"|^.{0,6}(?:不对|错了|有误|有问题)[。.!！\s]*$"
)
_MACHINE = "(?:电脑|机器人?|智能的?)"
_HEAD = "(?:人|领导|负责人|管事的?人?|主任)"
_END = r"[。.!！?？\s]*$"
_WANTS_PERSON = re.compile(
    either(
        f"转人工|转(?:给|到|接)?值班|人工(?:客服|服务|坐席)|[要找转换]个?{said('person')}|给我接(?:个|一个)?人",
        f"不想?[跟和同与](?:你这)?个?{_MACHINE}(?:说|讲|扯|聊|谈|啰嗦)",
        f"[想要][跟和同](?:你们)?(?:值班|坐席|{said('person')})(?:的|人员)?.{{0,2}}(?:通个?话|说|讲|聊|谈)",
        # The whole message: «人工», «找个人来说», «找你们领导». «找领导没用» tells of something else.
        rf"^我?[要想]?{said('person')}(?:呢|吧|啊|服务)?{_END}",
        rf"^(?:我|给我|帮我|你们?|能不能|可以|麻烦|请)*[要想得]?[找叫喊换派来](?:个|一个|你们?|您们?)?的?{_HEAD}(?:来|出来)?(?:[跟和给同]我)?"
        rf"(?:说话?|讲|聊|谈|接|问|看看)?(?:一下)?(?:吧|啊|行不行|吗|呀|嘛)?{_END}",
        rf"^(?:我?(?:都|已经)?等了?[^,，。]{{0,6}}[,，\s]*)?(?:咋|怎么|为啥|为什么)?(?:还是?)?[没冇](?:有|得)?人(?:来|理我?|回我?|回复|接|应)?(?:呢|啊|吗|呀)?{_END}",
        "(?:不要|不想要|别给我|不用)(?:这个)?机器人?$", "^(?:请问)?(?:多久|什么时候|几点|啥时候?|几时)(?:才|能|会)*(?:有|来)人",
        rf"^有没有(?:真|活)?人(?:在|工)?(?:啊|呀|呢|吗)?{_END}",
    )
)
_RECONSIDER = re.compile(r"(?:申请|要求|提起?|提出|要|想|走|办|登记|搞|做).{0,6}(?:行政)?复议|复议.{0,6}(?:申请|登记)")


def is_cancel(text: str, *, among_others: bool = False) -> bool:
    """取消, 算了不投了 … — the whole message, part by part, so that a description with the word in it is left alone.

    `among_others`: where no description is asked for, one part that says so is enough: «我不放心，不办了，取消».
    """
    parts = [part for part in _PARTS.split(text.strip().replace("啦", "了")) if part]
    said = [part for part in parts if _CANCEL_PART.fullmatch(part)]
    if among_others and len(text) <= 40 and any(not _SKIPS.fullmatch(part) for part in said):
        return True
    return bool(said) and all(part in said or _CANCEL_FILLER.fullmatch(part) for part in parts)


def is_confirm(text: str) -> bool:
    """确认, 提交吧, 就这样 …"""
    return len(text) <= 14 and _CONFIRM.search(text.strip()) is not None


def wishes_to_submit(text: str) -> bool:
    """«琢磨琢磨还是交上去吧»: a wish to submit, told in other words than the desk's «确认»."""
    last = re.split(r"[,，。;；\s]+", text.strip(" 。.!！"))[-1]  # «算了，琢磨着还是交上去吧» asks nothing, though «算…还是…» may
    return len(text) <= 40 and _SUBMITS.search(text.strip()) is not None and not _NOT_SUBMITTED.search(text) and not is_question(last)


def is_back(text: str) -> bool:
    """上一步, «说错了，返回上一步» — the whole message, part by part."""
    parts = [part for part in re.split(r"[,，。.!！~\s]+", text.strip()) if part]
    back = [part for part in parts if _BACK.fullmatch(part)]
    return bool(back) and all(part in back or _MISTAKEN.fullmatch(part) for part in parts)


def is_none(text: str) -> bool:
    """没有, 不清楚, 记不清了 …"""
    return _NONE.search(text.strip()) is not None


def refuses_name(text: str) -> bool:
    """匿名, 不想说 … as a statement, not as a question about it."""
    return _REFUSES_NAME.search(text.strip()) is not None or spares_the_name(text)


def spares_the_name(text: str) -> bool:
    """«名字就免了,提个意见还要留名», «算了不留名»: says by itself that the name is meant, whatever is asked."""
    return len(text) <= 30 and _SPARES_NAME.match(text.strip()) is not None and not is_question(text)


def points_above(text: str) -> bool:
    """«我上面不是都写了吗», «就这些»."""
    return len(text) <= 24 and _AS_ABOVE.search(text) is not None


def has_meaning(text: str) -> bool:
    """Whether there is any character that says something; `?`, emoji and [表情] do not."""
    return _MEANING.search(re.sub(r"\[[^\]]{1,8}\]", "", text)) is not None


def is_question(text: str) -> bool:
    """Whether it is put as a question."""
    return has_meaning(text) and _ASKING.search(text.strip()) is not None


def is_about_the_form(text: str) -> bool:
    """Whether a question is about the filing itself rather than the matter to be filed."""
    return len(text) <= 40 and _ABOUT_THE_FORM.search(text) is not None


def offers_photo(text: str) -> bool:
    """«我拍了张照片发你»."""
    return len(text) <= 30 and (_PHOTO.search(text) is not None or _HAS_PHOTO.search(text) is not None)


def wishes_call_time(text: str) -> bool:
    """When to be called back, said in place of the number."""
    return _CALL_WISH.search(text) is not None


def addition(text: str) -> str | None:
    """«还有，桥上护栏也撞断了», «加一样，还要验收报告»: what is added to the matter while something else is asked."""
    found = _ADDS.match(text.strip())
    return found["more"].strip("。.!！ ") if found and not is_question(text) else None


def is_statement(text: str) -> bool:
    """Whether it tells something: words enough, no question, no bare yes or no, no name of an office."""
    plain = text.strip()
    return (
        len(re.findall(r"[\u3400-\u9fff]", plain)) >= 5 and not is_question(plain) and not is_none(plain) and not is_confirm(plain)
        and _NO_STATEMENT.search(plain) is None
    )


def tells_something(text: str) -> bool:
    """Whether it is long enough to be a matter that is told, or asked about, and not about the form."""
    return len(re.findall(r"[\u3400-\u9fff]", text)) >= 9 and not is_about_the_form(text) and not is_none(text)


def wishes_something(text: str) -> bool:
    """«我要看拆迁补偿标准», «希望他们停工»: what is wished for in the matter, said where something else is asked."""
    return is_statement(text) and re.match(r"(?:我们?|俺|还)?(?:就|只|也)?(?:想|要(?!.{0,4}(?:投诉|举报|申请|咨询))|希望|要求)|请(?:你们|他们)", text.strip()) is not None


def leaves_it_to_the_desk(text: str) -> bool:
    """«我也搞不清归哪个管，你讲归哪个就归哪个»: who is responsible is for the desk to find."""
    return len(text) <= 40 and _LEFT_TO_THE_DESK.search(text) is not None


def addressee(text: str) -> str | None:
    """The office that an application names by itself: «…，向住建局申请»."""
    found = re.search(r"(?:^|[,，。;；\s]|我想?要?)向(?P<office>[^,，。;；\s]{2,16}?)(?:申请|要|提出|索取|公开|提交)", text)
    return found["office"] if found else None


def wants_reconsideration(text: str) -> bool:
    """Whether an administrative reconsideration is asked for here, and not only asked about."""
    return _RECONSIDER.search(text) is not None and not is_question(text)


def puts_off(text: str) -> bool:
    """«等会儿再给你»."""
    return re.search(r"等(?:会|一?下)|以后|待会|晚点|回头|过会|稍后|之后|改天", text) is not None


def means_a_child(text: str) -> bool:
    """«那就填我闺女的号呗»: a child's papers, where the applicant's own are asked for."""
    return re.search(r"(?:我|俺)?(?:家)?(?:闺女|女儿|儿子|孩子|小孩|娃|伢|孙子|孙女)(?:家)?的?[^,，。]{0,6}(?:号|证|身份证|证件)", text) is not None


def means_someone_else(text: str) -> bool:
    """Whether the answer speaks of another person's document."""
    return _SOMEONE_ELSE.search(text) is not None


def wants_person(text: str) -> bool:
    """转人工, 要真人, 找工作人员 — as the whole wish of a short message."""
    return len(text) <= 16 and _WANTS_PERSON.search(simplified(text)) is not None


def orders_filing(text: str) -> bool:
    """Whether filing is asked for in so many words: «我要申请…», «帮我登记投诉»."""
    return _ORDER.search(text) is not None and _HOW_TO.search(text) is None


def only_names(text: str, kind: Kind) -> bool:
    """«咨询», «我要投诉»: the kind of the open form once more, and nothing of the matter."""
    return len(text.strip()) <= 6 and named_kind(text) is kind and not is_question(text)


def only_applies(text: str) -> bool:
    """«好，那我申请»: the wish alone, with nothing of what is wanted."""
    return _APPLIES.fullmatch(text.strip()) is not None


def named_kind(text: str) -> Kind | None:
    """The kind that a short answer to «which kind?» names."""
    found = [kind for kind, words in _KIND_WORDS if re.search(words, text)]
    if not found and _APPLIES.fullmatch(text.strip()):
        found = [Kind.APPLICATION]
    if Kind.APPLICATION in found and len(found) > 1 and re.search(r"不.{0,4}公开", text):
        found.remove(Kind.APPLICATION)
    return found[0] if found and len(text) <= 20 else None


def after_the_switch(text: str, kind: Kind) -> str:
    """The matter that is told in the same breath: «算了我投诉吧 你们窗口的人态度太差»; empty where none is."""
    words = dict(_KIND_WORDS)[kind]
    rest = re.sub(rf"^.*?(?:{words})(?:吧|了|啊|一下|的)*[,，。:：\s]*", "", text.strip(), count=1)
    return rest if tells_something(rest) else ""


def switches_to(text: str, current: Kind) -> Kind | None:
    """Another kind that the citizen now wants instead: «还是按投诉办吧»."""
    if len(text) > 30:
        return None
    if current is not Kind.APPLICATION and (_BEGINS_APPLYING.fullmatch(text.strip()) or only_applies(text)):
        return Kind.APPLICATION
    if named := next((kind for kind, words in _KIND_WORDS if re.fullmatch(rf"(?:我|我们)?(?:想|要|来)?(?:{words})(?:吧|啊|了)?[。.!！\s]*", text.strip())), None):
        return named if named is not current else None
    return next((kind for kind, words in _KIND_WORDS if kind is not current and re.search(rf"{_SWITCH}.{{0,4}}(?:{words})", text)), None)
