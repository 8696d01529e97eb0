"""Facts that a citizen gives without being asked, and the matter itself, out of free words.

Only what is marked («我叫…», a valid number, «发邮箱») is taken: a wrong guess costs a citizen more than one question.
"""

import datetime as dt
import re
from collections.abc import Callable

from bot.agencies.wording import simplified
from bot.clock.service import today
from bot.filing import checks, remarks
from bot.filing.checks import SlotError
from bot.tickets.kinds import Kind

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖"
    # Seen today, and not in the old list of surnames.
    "闫覃佘笪疏付代涂冼揭邝岳帅缑亓仝撒苟芦呙占兰仉麦苑佟邸旷敬漆阳钦矫粟楚展丛卿雒炎员宛扎丹旺玉"
)
_TWO = frozenset(map("".join, zip(*[iter("欧阳上官司马诸葛东方皇甫尉迟公孙令狐慕容长孙宇文司徒夏侯轩辕端木百里南宫呼延万俟淳于单于太史申屠公羊赫连澹台")] * 2, strict=True)))
# Words that begin with what may be a surname, and are said in answer to anything.
_EVERYDAY = re.compile(
    r"(?:谢谢|都行|都可以|都好|那行|那好|那就|能行|能办|应该|别急|别问|别管|别人|别了|麻烦|全部|全都|和你|和他|查进度|查一下|查询|查|相信|经理|从来|后来|高兴|成交|管用|管他|时间|方便|关于|于是|何时|何必|何况|干嘛|干什么|"
    r"万一|盖章|解决|安排|安静|满意|连夜|常常|终于|终止|双方|公开|公家|强烈|应当|通知|支持|石头|麻了|章程|包括|计划|路过|路人|高速|车子|房子|田地|水井|水管|党员|农民|农村|山上|左右|柴火|饶了|易懂|燕子|国家|文件|危险|有人|"
    r"符合|符号|许多|许可|施工|陶瓷|钱款|钱财|金额|单独|毛病|于此|关门|关掉|时候|何处|都对|都是|都有|管理|相同|游客|从前|益处|商量|商店|程序|曾经|简单|空白|空地|江边|河边|池塘|井盖|暴雨|温暖|司机|胡说|胡扯|万幸|莫慌|莫急|"
    r"莫管|莫问|甘心|终归|步行|居民|冷静|利益|越来越.*|向你|向他|易燃|古怪|别.{1,3}|能.{1,3}|那.{1,3}|查.{1,2}度?|付[了款钱清完].?|代[我你他她].{0,2})"
)
_NAMED = re.compile(
    r"(?:(?P<sure>我叫做?|我的?名字[是叫]?|名字[是叫]|姓名[是:：]?|本人叫|联系人[是:：]?|(?:我|俺)(?:妈妈?|爸爸?|娘|爹|母亲|父亲|爷爷|奶奶|外公|外婆|老伴|老婆|老公|爱人|儿子|女儿)(?:的?名字)?(?:叫做?|是))|名字|我是|俺是|本人是?|俺叫)[:：\s]*"
    r"(?:[\u4e00-\u9fff]{2,6}\s+)?(?P<name>[\u4e00-\u9fff]{2,4})(?=[,，。.;；!！、\s:：]|$|电话|身份证|住|手机|想|要|的电话)"
)
_NO_NAME = re.compile(
    r"[来去想要在有被从给不的了吗呢啊投诉建议咨询申请公开个农民百姓居民村民业主家长司机老人汉学生工人代表公司单位群众市县镇乡这那本当地人]"
)
# After «我叫» most of these are parts of names (建民, 学工, 家珍); only what makes a sentence speaks against one.
_SURELY_NO_NAME = re.compile(r"[的了吗呢啊被给这那]|投诉|建议|咨询|申请|公开|公司|单位|群众|你们|想要|来[投反]")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?![0-9A-Za-z])")
_NUMBER = re.compile(rf"(?:我的?|联系)?(?:电话|手机|身份证)?(?:号码?)?[是为:：\s]*(?:(?<![0-9A-Za-z])\d{{17}}[\dXx](?![0-9A-Za-z])|{_PHONE.pattern})")
_KINDS_OF_ORGANIZATION = r"(?:公司|单位|合作社|企业|协会|商会|机构|律所|事务所)"
# The one that applies, not one that is spoken of: «我们镇上污水厂跟哪家公司签的», «我是某公司的职工».
_ORGANIZATION = re.compile(
    rf"(?:我们?|咱们?|本)(?:这个|这家|这边|家|小)?{_KINDS_OF_ORGANIZATION}(?!上班|做工|打工|附近|门口|旁边)"
    rf"|(?:代表|我们?(?:这边|这里|这)?是|咱们?(?:这边|这里|这)?是|(?:替|帮|给)我们)[^,，。?？哪什]{{0,14}}?{_KINDS_OF_ORGANIZATION}(?!的?(?:员工|职工|工人|退休|业主|客户|住户))"
    rf"|以{_KINDS_OF_ORGANIZATION}的?名义"
)
_AS_WHOM = re.compile(r"(?:我|是|以|用|按|就|还是|那|算了|要|想|改成?|换成?|[,，\s])*(?P<type>个人|单位|公司|企业)(?:的?名义|身份)?(?:来)?(?:申请)?(?:吧|的|了|啊)?[。.!！\s]*")
_HOME = re.compile(
    r"(?:^|[,，。;；\s])(?:我|俺)?(?:家)?(?:住在?|(?:家庭|联系)?(?:住址|地址)[是为:：\s])\s*(?P<home>[\u4e00-\u9fff][\u4e00-\u9fff0-9A-Za-z-]{4,40})(?=[,，。;；\s]|$)"
)
_COMPANY = re.compile(
    r"(?:我们?|单位|公司)*(?:名称|全称|名字)?[是叫:：\s]*(?P<name>[\u4e00-\u9fff（）()A-Za-z]{2,30}(?:公司|合作社|事务所|协会|商会|研究院|工厂))"
    r"[\s,，:：0-9A-Za-z统一社会信用代码是]*"
)
_WAYS: tuple[tuple[str, str], ...] = (
    ("电子邮件", r"(?:发|寄|传|给)(?:到|给|我)*的?(?:电子)?邮[箱件]|电子邮件|e-?mail|邮箱(?:收|接收|发)"),
    ("自行领取", r"\bpick(?:ing)? (?:it |them )?up\b|\bcollect (?:it|them)\b"
     r"|自[己行]?(?:来|去|过来|过去|上门)?[领拿取]|(?:自取|自提|上门取)|我(?:自己)?(?:来|去)(?:领|拿|取)|(?:派|叫|让|找)[^,，。]{0,4}[来去](?:领|拿|取)|当面[领取拿]"),
    ("当场查阅", r"当场(?:看|查阅|查看)|现场(?:看|查阅|查看)|(?:查阅|看一?看|抄录)就(?:行|可以|好)"),
    ("邮寄", r"邮寄|寄(?:给我|到|过来|回|来|家)|快递(?:给我|到|过来|寄)|挂号信|EMS|\bby (?:post|mail|courier)\b|\bpost it\b"),
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("电子", r"\belectronic(?:ally)?\b|\bsoft copy\b|电子(?:版|档|文档|文件|的|形式)?|PDF|扫描件"),
    ("纸质", r"\bpaper\b|\bhard copy\b|\bprinted\b|^纸$|纸质|纸头|纸的|纸张|纸面|打印(?:件|出来)|复印件|原件复印"),
)
_WHEN = re.compile(
    r"(?:(?:20\d\d|今|去|前)年)?\d{1,2}月(?:\d{1,2}[日号]?)?(?:[早晚中下上]?[上午晨间夜里晚]{1,2})?(?:\d{1,2}[点时:：]\d{0,2}分?半?)?"
    r"|20\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?|(?:今天|昨天|前天|昨晚|今早|今晚)(?:[早晚中下上夜][上午晨间里晚]?)?"
    r"|(?:每天|天天|每晚|每周|夜夜)(?:早上|晚上|半夜|夜里|凌晨|中午|深夜)?"
)
_PLACE = re.compile(
    r"(?:^|[,，。;；:：\s]|在|位于|地点[是:：]?|地址[是:：]?)(?P<place>(?!建议|投诉|举报|反映|我们|你们|他们|咱们|这个|那个|每个|希望)(?:[\u4e00-\u9fff]{2,3}[县区市])?[\u4e00-\u9fff]{1,4}(?:镇|乡|街道)"
    r"[\u4e00-\u9fff0-9A-Za-z]{0,10}?(?:村|社区|小区|花园|广场|路口|路|街|大道|学校|小学|中学|幼儿园|医院|市场|工地|门口)"
    r"(?:[\u4e00-\u9fff0-9]{0,6}(?:号楼?|栋|单元|室|门口|西门|东门|南门|北门|对面|旁边|路口))?)"
)
_DAYS_AGO = {"今": 0, "昨": 1, "前": 2}

_GREETING = re.compile(
    r"^(?:(?:您|你|你们)好[呀啊]?|哈[喽罗啰]|在(?:不在?|吗|么|吧)(?=[,，。!！?？~\s])|喂|请问(?:一下)?|麻烦(?:您|你|问)?(?:一下)?|那个|就是|嗯+|唉|哎|劳驾)[,，。!！?？~\s]*"
    # Whom one speaks to is left out only where it stands apart: «老师打人手心» is the matter itself.
    r"|^(?:师傅|小?老师|工作人员|大[哥姐]|小[哥妹]|阿姨|同志们?|领导们?)(?:您|你)?(?:好[呀啊]?)?(?:[,，。!！~\s]+|(?=我|俺|请|帮|麻烦))"
)
_ON_BEHALF = re.compile(
    r"^我们(?:公司|单位|合作社|企业|协会|村委会|学校)(?=想|要|来|申请)|^(?:公司|单位|合作社)名义"
    r"|^我?们?(?:代表|以)(?:我们?|本)?[\u4e00-\u9fff（）()]{0,16}?(?:公司|单位|合作社|企业|协会|名义)(?:的?名义)?[,，来]?"
)
_POLITE_ASKING = re.compile(
    r"^(?:我)?(?:能不能|可不可以|可以|能)(?:依法)?(?:申请)?(?:公开|看一?看|查一?查|查阅|要)|(?:能|可以)?(?:让|给)?我?(?:看一?看|查一?查|复印)?[吗么][?？]?$"
)
_LEADS: dict[Kind, str] = {
    Kind.APPLICATION: (
        r"(?:我)?(?:想要?|要|需要|希望|打算|来)?(?:请?(?:你们|您)?(?:帮我|替我|给我))?(?:去|来)?"
        r"(?:(?:依法)?申请(?:信息公开|政府信息公开|公开)?|公开|查一?查|查阅|查看|调取|获取|索取|了解|看一?看|要|拿|找|弄|领|复印|办(?=一?[个份下点]|政?府?信息公开))(?:一?下|一?份|一?个|点)?"
    ),
    Kind.COMPLAINT: r"(?:我|我们|俺)?(?:想|要|来)?(?:实名|匿名)?(?:投诉|举报|反映|反应|告|控告|曝光)(?:一?下|一个(?:问题|情况)?)?",
    Kind.CONSULTATION: r"(?:我|俺)?(?:就)?(?:想|要|来)?(?:咨询|了解|问问|问|打听|请教)(?:一?下)?",
    Kind.SUGGESTION: r"(?:我|我们)?(?:想|要|来)?(?:有(?:个|条|一个|一条)?|提(?:个|条|一个|一条|点)?)(?:小)?(?:意见|建议)|我?建议(?=[:：,，]|$)",
}
_EMPTY_MATTER = re.compile(
    r"(?:一?[份个些件]?(?:政府)?(?:文件|材料|东西|信息|资料|公开|事|事情|问题|情况|意见|建议|表|某局|他们|你们)|信息公开|申请表|[的了吧啊呢呀])*"
)
_ASIDE = re.compile(
    r"^(?:我|俺)?(?:就|只)?(?:想|要|来)?(?:依法)?(?:申请)?(?:政府)?信息公开$|我(?:上面|刚才)|我不会写|(?:你们|您)?帮我写|申请材料(?:是|我)|下面这些|给你[俩们]?|一次(?:性)?(?:给|说)"
    # Who is filing, where the part gives just that: «我电话打不通», «入住不登记身份证» are parts of a matter.
    r"|^(?:这是|我们?|俺)?的?(?:联系|收信)?(?:电话|手机|姓名|名字|身份证|(?:电子)?邮箱|地址|住址)(?:号码?)?(?:[是为叫:：写填用留]|\s*[0-9A-Za-z]|$|给你)"
    r"|^(?:我|俺)(?:妈妈?|爸爸?|娘|爹|母亲|父亲|爷爷|奶奶|外公|外婆|老伴|老婆|老公|爱人)(?:的?名字)?叫[\u4e00-\u9fff]{2,4}$"
    r"|^我叫(?![他她你人])|^我是(?!.*(?:反映|投诉))"
)
# Of an application: where the applicant lives, how it is to be given, and by whom. In a complaint that is where it happens.
_ASIDE_OF_APPLICATION = re.compile(
    r"^(?:我|俺)?家?住(?:在|址)?[\u4e00-\u9fff]{2,8}(?:[县市区镇乡村路街号]|街道)[\u4e00-\u9fff0-9]*$|^(?:请?发到?|寄到?|发送到?)(?:我的?)?(?:邮箱)?[A-Za-z0-9._%+-]+[@＠]\S+$|^向[^,，。]{2,16}(?:申请|提出|索取)$"
    r"|^(?:我?要|请?提供|需要)?(?:电子|纸质)(?:版|件|档|的|材料)?(?:的?(?:就行|就可以|形式))?$"
)


def facts(text: str, kind: Kind | None) -> dict[str, str]:
    """Slots that the text fills by itself, each already checked. Delivery wishes count for applications only."""
    found: dict[str, str] = {}
    for slot, reader in _readers(kind).items():
        if value := reader(text):
            found[slot] = value
    return found


def _readers(kind: Kind | None) -> dict[str, Callable[[str], str | None]]:
    readers: dict[str, Callable[[str], str | None]] = {"applicant_name": person, "contact_phone": _phone}
    if kind in (None, Kind.APPLICATION):
        readers |= {"id_number": _checked(checks.id_number, r"\d{17}[\dXx]"), "email": _checked(checks.email, "[@＠]")}
        readers |= {"delivery_way": delivery_way, "delivery_form": delivery_form, "applicant_type": _applicant_type}
    if kind is Kind.APPLICATION:
        readers |= {"organization_name": organization, "contact_address": home}
        readers["credit_code"] = _checked(checks.credit_code, r"(?<![0-9A-Za-z])(?=\w*[A-Z])[0-9A-Z]{18}(?![0-9A-Za-z])")
    if kind in (Kind.COMPLAINT, Kind.SUGGESTION):
        readers["place"] = _place
    if kind is Kind.COMPLAINT:
        readers["occurred_at"] = when
    return readers


def person(text: str) -> str | None:
    """A name that is introduced as one («我叫…», «名字…»), with a Chinese surname."""
    for match in _NAMED.finditer(text):
        name = match["name"]
        no_name = _SURELY_NO_NAME if match["sure"] else _NO_NAME
        if name[0] in _SURNAMES and not no_name.search(name[1:]):
            return name
    return None


def only_surname(text: str) -> str | None:
    """The surname of «我姓王», «免贵姓欧阳»; None for anything else."""
    match = re.fullmatch(r"(?:我|俺|免贵|本人)*姓(?P<name>[\u4e00-\u9fff]{1,2})(?:的|啊|呀)?[。.!！\s]*", text.strip())
    return match["name"] if match and (match["name"][0] in _SURNAMES or match["name"] in _TWO) else None


def sounds_like_a_name(text: str) -> bool:
    """Whether it begins like a person's name (a surname, 老王, 小李) and is no everyday word; letters and dots are a foreign name."""
    if not re.fullmatch(r"[\u4e00-\u9fff]+", text):
        return True
    text = simplified(text)
    first = text[1] if len(text) > 1 and text[0] in "小老阿姓" else text[0]
    return (first in _SURNAMES or text[:2] in _TWO) and not _EVERYDAY.fullmatch(text)


def _phone(text: str) -> str | None:
    return _checked(checks.phone, _PHONE.pattern)(text)


def without_numbers(text: str) -> str:
    """What is left beside telephone and identity numbers: «李秀英 13900002222» gives a name, too."""
    return _NUMBER.sub(" ", text).strip(" ,，。;；、") or text


def _checked(check: Callable[[str], str], looks_like: str) -> Callable[[str], str | None]:
    pattern = re.compile(looks_like)

    def read(text: str) -> str | None:
        if not pattern.search(text):
            return None
        try:
            return check(text)
        except SlotError:
            return None  # something like it, but wrong: it will be asked for

    return read


def _applicant_type(text: str) -> str | None:
    if whom := as_whom(text):
        return whom
    return "organization" if _ORGANIZATION.search(text) or organization(text) else None


def home(text: str) -> str | None:
    """Where the applicant says that he lives, beside other things: «…，住枞阳镇黄山路9号，…»."""
    match = _HOME.search(text)
    try:
        return checks.address(match["home"]) if match else None
    except SlotError:
        return None


def as_whom(text: str) -> str | None:
    """«还是个人», «用公司名义»: the whole message says as whom the application is made."""
    match = _AS_WHOM.fullmatch(text.strip())
    return ("citizen" if match["type"] == "个人" else "organization") if match else None


def organization(text: str) -> str | None:
    """The organisation whose name, with or without its code, is the whole message."""
    match = _COMPANY.fullmatch(text.strip())
    return match["name"] if match else None


def delivery_way(text: str) -> str | None:
    """Which way of getting the information is wished for."""
    return next((way for way, pattern in _WAYS if re.search(pattern, text, re.IGNORECASE)), None)


def delivery_form(text: str) -> str | None:
    """Which form is wished for; e-mail and mail say it by themselves."""
    form = next((form for form, pattern in _FORMS if re.search(pattern, text, re.IGNORECASE)), None)
    return form or {"电子邮件": "电子"}.get(delivery_way(text) or "")


def _place(text: str) -> str | None:
    match = _PLACE.search(text)
    return match["place"] if match else None


def where(text: str) -> str | None:
    """The place inside a longer account: «昨天下午在菜市场门口 把我的车拖走了»."""
    match = re.search(r"在(?P<place>[\u4e00-\u9fff0-9A-Za-z]{2,16}?)(?=把|被|[,，。;；\s]|$)", text)
    return _place(text) or (match["place"] if match else None)


def when(text: str) -> str | None:
    """A time in the citizen's words; «昨天» gets its date beside it, or it would mean another day tomorrow."""
    match = _WHEN.search(text)
    return dated(match[0]) if match and match[0] else None


def dated(words: str) -> str:
    """`words` with the date of 今天/昨天/前天 written out."""
    match = re.search(r"([今昨前])[天晚早]", words)
    if not match:
        return words
    day = today() - dt.timedelta(days=_DAYS_AGO[match[1]])
    return f"{words}（{day:%Y-%m-%d}）"


def matter(text: str, kind: Kind) -> str:
    """What the citizen wants or reports, without greeting, introduction and «我要投诉»; empty when only the wish to file was said."""
    parts = [_strip_lead(part, kind) for part in re.split(r"(?<=[,，。！!；;\n])", checks.without_repeats(text))]
    kept = "".join(part for part in parts if part and not _is_aside(part, kind))
    kept = kept.strip(" ,，。:：;；、!！\n")
    return "" if _EMPTY_MATTER.fullmatch(kept) else kept


def _strip_lead(part: str, kind: Kind) -> str:
    part = _ON_BEHALF.sub("", part.strip())
    while (shorter := _GREETING.sub("", part)) != part:
        part = shorter
    if kind is Kind.APPLICATION:
        part = _POLITE_ASKING.sub("", part)
    else:  # a complaint that came as an application sheds its first name
        part = re.sub(r"^(?:依法)?(?:申请)?(?:政府)?信息公开(?:申请)?[:：,，]?|^(?:我)?(?:要求|申请|请求)公开(?=为|你|他|，|,)", "", part)
    return re.sub(rf"^{_LEADS[kind]}[:：,，\s的]*", "", part, count=1).strip()


def _is_aside(part: str, kind: Kind) -> bool:
    bare = part.strip(" ,，。:：;；、!！")
    return (
        not bare
        or _ASIDE.search(bare) is not None
        or (kind is Kind.APPLICATION and _ASIDE_OF_APPLICATION.search(bare) is not None)
        or _EMPTY_MATTER.fullmatch(bare) is not None
        or (len(bare) <= 10 and delivery_way(bare) is not None)
        or _PHONE.fullmatch(bare) is not None
        or (len(bare) <= 10 and person(bare) is not None)
    )


_SPECIFIC = re.compile(r"20\d\d|〔|\d+号|《|[一二三四五六七八九十]+年|第[一二三四五六七八九十\d]+")


def is_specific(description: str) -> bool:
    """Whether an application's description says enough to search by: a year, a number, a title."""
    return len(description) >= 8 and _SPECIFIC.search(description) is not None


def enough(description: str, kind: Kind) -> bool:
    """Whether the opening already tells the matter well enough not to ask for it again."""
    if kind is Kind.APPLICATION:
        return is_specific(description)
    return len(description) >= (11 if kind is not Kind.CONSULTATION else 5 if remarks.is_question(description) else 8)


_GRIEVANCE = re.compile(
    r"举报|投诉|控告|不处理|不作为|没人管|不管(?!理)|给.{0,4}(?:说法|交代|公道)|凭(?:什么|啥)|讨.{0,3}(?:公道|说法)|查处|处罚|严惩|严查|赔偿|赔我|欠.{0,6}(?:工资|钱)|维权|上访|信访"
    r"|(?:快|赶紧|马上|尽快|立即|早点)(?:派人|来人|处理|解决|整改|修|拆|停|清|掏)|派(?:个?人|人).{0,4}(?:来|去)|要(?:个|一个)?(?:说法|交代|公道)|(?:图|要|求)的(?:就)?是.{0,8}(?:修|解决|处理|赔|拆|搬|停|管|清)|不要?.{0,4}(?:文件|材料).{0,6}(?:要|图|只|就)|管(?:一)?管|(?:解决|处理)(?:一下)?(?:我|这|那)"
    r"|[,，。;；\s]请?(?:你们?|帮我|尽快|依法)*(?:处理|解决)[。.!！\s]*$|给我?赔"
)
# Why nobody acts: asked in the form of an application it is a complaint all the same.
_NO_RECORD_WANTED = re.compile(
    r"我(?:举报|投诉|反映|控告)[^,，。]{0,24}(?:没动静|没下文|没人管|不处理|不管|没结果|没回音)|(?:必须|一定要?|赶紧)(?:给我?|把)?.{0,4}(?:处理|处罚|说法|交代)"
    r"|(?:文件|材料|批文)不(?:文件|材料|批文)|不(?:是)?要.{0,4}(?:文件|材料)|(?:文件|材料).{0,3}(?:没用|不要|无所谓)"
)
_WHY_NOTHING_IS_DONE = re.compile(
    r"(?:为(?:什么|啥|何)|凭(?:什么|啥)|怎么|咋).{0,40}(?:没人|没有人|不见人|无人|一直不|就是不|还不|不给|还没|从来不|迟迟|老是|老不|总是|总不|天天|不来|不修|不管)"
)
_RECORD = re.compile(
    r"文件|批复|批文|通知|名单|标准|方案|报告|合同|协议|许可证|公告|明细|账目|预算|决算|材料|档案|纪要|目录|数据|图纸|附图|证书|验收|决定书|清单|公示|台账|规划|预案|价目|凭证|依据|办法|复印"
)
_ASKS_FOR = re.compile(r"公开|申请.{0,6}(?:要|获取|查)|要一?份|查阅|复印|提供.{0,8}(?:给我|我看)|拿到|看一?看|调取")
_MAY_I = re.compile(r"(?:能|可以|可不可以|能不能|可能)(?:[让给帮](?:我|俺|咱))?.{0,4}(?:申请)?(?:公开|看|查|瞅|瞧|复印|要|拿|提供)")
_OTHER_QUESTION = re.compile(
    r"谁|哪|怎么|如何|咋|多久|几天|多少|为什么|为啥|啥|什么|收费|要钱|还是|规定|算不算|合法|都能|都可以"
    r"|一般|哪些|范围|趋势|统计|汇总|分析|档案馆|工商|登记|不动产"
)
_WRITING_HELP = re.compile(
    r"不(?:会|识|认|能)(?:写字?|字|打字)|没文化|文盲|瞎|盲|看不(?:见|清)|眼睛.{0,4}(?:不好|坏)|聋|手.{0,4}(?:抖|残|写不)|(?:帮|替|给)(?:我|俺)(?:写|填|记)|代(?:写|填)|口头"
    r"|(?:我|俺)?(?:用?嘴|口)(?:讲|说)|(?:我|俺)(?:讲|说|念).{0,4}你们?.{0,2}(?:记|写|填)"
)


def is_grievance(text: str) -> bool:
    """Whether words that call themselves an application demand action instead of a record (art. 39)."""
    demands = _GRIEVANCE.search(text) or _WHY_NOTHING_IS_DONE.search(text)
    return demands is not None and (_RECORD.search(text) is None or _NO_RECORD_WANTED.search(text) is not None)


def wants_a_record(text: str) -> bool:
    """Whether words that call themselves a complaint ask for a record."""
    return _ASKS_FOR.search(text) is not None and _RECORD.search(text) is not None and not re.search(r"不公开|没公开|未公开|拒绝", text)


def asks_for_a_record(text: str) -> bool:
    """«环评批复能让我看看么», «我可以申请公开…批复吗»: put as a question, meant as an application."""
    return _MAY_I.search(text) is not None and _RECORD.search(text) is not None and not _OTHER_QUESTION.search(text)


def needs_writing_help(text: str) -> bool:
    """Whether the citizen says that writing is hard: the desk fills the application in (art. 29)."""
    return _WRITING_HELP.search(text) is not None


def joined(kind: Kind, said: str, more: str) -> str:
    """A fuller account stands for the short one; a mere addition is put beside it."""
    if not said or said in more:
        return more
    if kind is Kind.APPLICATION and len(more) >= 8:
        return more
    return f"{said}；{more}"
