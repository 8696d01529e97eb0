"""What makes an answer acceptable: one function a slot, giving the value in its kept form or one sentence to the citizen."""

import datetime as dt
import re

import phonenumbers
from stdnum.cn import ric, uscc

from bot.clock.service import today
from bot.filing.speech import said, whole

MAX_DESCRIPTION = 2_000
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,10}}[·•.][{_HAN}·•.]{{1,15}}|[A-Za-z][A-Za-z .'-]{{2,48}}")
_NAME_LEAD = re.compile(
    r"^(?:[Mm]y name is|I am|I'm|我的?名字[是叫]?|我?姓名[是:：]?|我叫做?|我是|本人|叫|名字[是叫]?|联系人[是:：]?"
    rf"|(?:我|俺){said('kin')}的?(?:名字)?(?:叫做?|是))\s*"
)
_CALLED = re.compile(rf"(?:姓)?[{_HAN}]{{1,2}}(?:先生|女士|小姐|师傅|大[姐哥爷妈娘伯]|阿姨|同志|老师|老板|医生|奶奶|爷爷)")
_NAME_TAIL = re.compile(r"(?:先生|女士|同志|老师)?[。.!！,，\s]*$")
_NOT_A_NAME = re.compile(
    r"不|没|吗|么|啥|谁|投诉|申请|建议|咨询|取消|知道|可以|姓名|名字|为何|的|了|匿名|保密|稍等"
    r"|[每今昨前明]天|[今明昨]早|[今昨]晚|晚上|早上|上午|下午|中午|半夜|凌晨|小时|小区|路口|门口|单位|公司"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PASSPORT = re.compile(r"[A-Za-z]{1,2}\d{6,9}|[HMhm]\d{8,10}|\d{8}")
_BARE_PASSPORT = re.compile(r"[A-Za-z]{1,2}\d{7,8}")  # a letter goes before: eight digits alone are a number cut short
_PLACE_WORD = re.compile(r"[省市县区州旗镇乡村庄屯组队街路巷弄道号楼栋幢室院园苑坊湾社桥港口站场厂店铺校馆库河湖江山塘坝渠岸坡地门]|\d")
_TALK = re.compile(r"[你您咱]|我(?!家|们?(?:村|小区|单位|厂|校|镇|县|这))|吧$|呗$|啊$")
_NO_PLACE = re.compile(r"^(?:不|别|没|莫|寄|发给|邮寄|谢|好|对|嗯|等|人工|确认|提交|知道)|[了啊嘛呢]$")
_TIME_WORD = re.compile(r"[0-9０-９年月日号天周点时早晚夜晨午今昨前去刚近常每春夏秋冬节假]|星期|一直|从来|以来|持续|凌晨|小时|分钟|[一二三四五六七八九十两几半]个|礼拜|最近")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum() or chr(wide - 0xFEE0) in "@.-_+#"} | {0x3000: 0x20}
_DIGITS = str.maketrans("幺零〇一二三四五六七八九", "100123456789")
_SPOKEN = re.compile(r"[幺零〇一二三四五六七八九]{7,}[Xx]?")
_MEANT = re.compile(rf"[{_HAN}A-Za-z0-9]")


class SlotError(ValueError):
    """An answer that cannot be taken; the message says what is wrong and how to go on."""


def narrow(text: str) -> str:
    """`text` with full-width letters, digits and signs of addresses as keyboards have them: １３９ is 139. Chinese punctuation stays.

    A number that was dictated is written in digits: 幺三九零零零零零零幺幺.
    """
    return _SPOKEN.sub(lambda run: run[0].translate(_DIGITS), text.translate(_NARROW))


def name(text: str) -> str:
    """A person's name: 2–4 characters, a name with a dot, or a Latin name."""
    plain = _NAME_TAIL.sub("", _NAME_LEAD.sub("", text.strip()))
    if not _NAME.fullmatch(plain) or ("·" not in plain and _NOT_A_NAME.search(plain)):
        raise SlotError("这里请只写姓名，例如：李小明。")
    return plain


def calling(text: str) -> str:
    """How somebody wants to be called: a name, or 李先生."""
    plain = re.sub(r"[。.!！,，\s]+$", "", _NAME_LEAD.sub("", text.strip()))
    return plain if _CALLED.fullmatch(plain) else name(text)


def id_number(text: str) -> str:
    """A citizen's identity number (GB 11643-1999, checksum ISO 7064 MOD 11-2) or a residence permit's."""
    digits = re.sub(r"[\s-]", "", text).upper()
    found = re.search(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])", digits)
    if not found:
        counted = re.search(r"[0-9X]{6,}", digits)
        length = f"您发来的是 {len(counted[0])} 位，" if counted else ""
        raise SlotError(f"身份证号码应为 18 位，{length}请核对后重新发送。")
    number = found[0]
    if not _checksum_fits(number):
        raise SlotError("这个身份证号码的校验位不对，可能有一位输错了，请核对后重新发送。")
    if not dt.date(1880, 1, 1) <= _born_on(number) <= today():
        raise SlotError("这个身份证号码里的出生日期不对，请核对后重新发送。")
    return number


def wrong_number(text: str) -> str:
    """What is wrong with an identity number that is the whole message, or told as one; empty where it is none, or right."""
    if not re.fullmatch(r"(?:.{0,4}(?:身份证|证件)(?:号码?)?[是为:：\s]*)?\d{15,17}[\dXx]{1,3}[。.\s]*", text.strip()):
        return ""
    try:
        id_number(text)
    except SlotError as error:
        return str(error)
    return ""


def _checksum_fits(number: str) -> bool:
    # Only the checksum is asked of the library: its list of regions is dated and stops before the residence permits
    # of Hong Kong, Macao and Taiwan (81–83), and it takes births in the future.
    return bool(ric.calc_check_digit(number) == number[-1])


def _born_on(number: str) -> dt.date:
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return dt.date.min


def other_document(text: str) -> str:
    """A passport's or a travel permit's number."""
    found = _PASSPORT.search(re.sub(r"\s|passport|number|no\.", "", text, flags=re.IGNORECASE))
    if not found:
        raise SlotError("没有认出证件号码，请只发送证件上的号码。")
    return found[0].upper()


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015)."""
    code = re.sub(r"[\s-]", "", text).upper()
    found = re.search(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", code)
    if not found:
        raise SlotError("统一社会信用代码应为 18 位，请核对营业执照后重新发送。")
    if not uscc.is_valid(found[0]):
        raise SlotError("这个统一社会信用代码的校验位不对，可能有一位输错了，请核对后重新发送。")
    return found[0]


def phone(text: str) -> str:
    """A Chinese mobile or fixed number; kept as it is dialled inside the country."""
    for match in phonenumbers.PhoneNumberMatcher(text, "CN"):
        national = phonenumbers.national_significant_number(match.number)
        if match.number.country_code == 86 and phonenumbers.is_valid_number(match.number):
            return national if national.startswith("1") else f"0{national}"
    raise SlotError("这个电话号码不对。手机号是 11 位，座机请带区号，请重新发送。")


def email(text: str) -> str:
    """An e-mail address."""
    found = _EMAIL.search(text.replace("＠", "@"))
    if not found:
        raise SlotError("电子邮箱的格式不对，例如：name@example.com。请重新发送。")
    return found[0]


def postal_code(text: str) -> str:
    """Six digits."""
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    if not found:
        raise SlotError("邮政编码是 6 位数字，请重新发送。")
    return found[0]


def _meaningful(text: str, least: int, what: str) -> str:
    plain = text.strip()
    if len(_MEANT.findall(plain)) < least or re.fullmatch(r"\[[^\]]{1,8}\]", plain):
        raise SlotError(f"没有看明白，{what}")
    return plain


def address(text: str) -> str:
    """An address to write to: as said, 4–120 characters, with something of a place in it."""
    plain = _meaningful(text, 4, "请写下能收到信的地址，例如：某某镇某某村 12 号。")
    if not _PLACE_WORD.search(plain) or not re.search(rf"[{_HAN}]{{2}}|[A-Za-z]{{3}}", plain):
        raise SlotError("这不像一个地址。请写下能收到信的地址，例如：某某镇某某村 12 号。")
    plain = re.sub(rf"^(?:我?的?(?:联系)?(?:地址|住址)(?:就?是|[:：])?|我?家?{whole('住')}在?)\s*", "", plain)
    return _limited(plain, 120, "地址")


def place(text: str) -> str:
    """Where it happened: as said; talk to the desk is no place."""
    plain = _meaningful(text, 2, "请说一下在什么地方，例如：某某镇某某路口。")
    if (_TALK.search(plain) or _NO_PLACE.search(plain)) and not _PLACE_WORD.search(plain):
        raise SlotError("请说一下在什么地方，例如：某某镇某某路口；说不清可以回复“说不清”。")
    return _limited(plain, 200, "地点")


def names_a_place(text: str) -> bool:
    """Whether there is any word of a place in it: 村, 路, 号."""
    return _PLACE_WORD.search(text) is not None


def occurred_at(text: str) -> str:
    """When it happened: as said; citizens say «每晚 11 点以后» as rightly as a date."""
    plain = _meaningful(text, 2, "请说一下是什么时候的事，例如：5 月 10 日早上，或者“记不清了”。")
    if not _TIME_WORD.search(plain):
        raise SlotError("没有看出时间。请说一下是什么时候的事，例如：5 月 10 日早上，或者“记不清了”。")
    return _limited(plain, 100, "时间")


def organization_name(text: str) -> str:
    """An organisation's full name."""
    plain = _meaningful(text, 4, "请写下单位的全称。")
    plain = re.sub(r"^(?:我们?|本(?=单位|公司|机构))?(?:单位|公司|机构)?(?:的?(?:全称|名称|名字))?(?:叫|是|[:：])?\s*(?=.{4})", "", plain)
    return _limited(plain.rstrip("。. "), 100, "单位名称")


def description(text: str) -> str:
    """The matter in the citizen's words; a passage pasted over and over is kept once."""
    plain = _limited(_meaningful(without_repeats(text), 2, "请用一两句话说说具体情况。"), MAX_DESCRIPTION, "内容")
    return plain


def without_repeats(text: str) -> str:
    """`text` with each sentence kept at its first place only."""
    parts = re.findall(r"[^。！？!?\n；;]+[。！？!?\n；;]*", text.strip())
    seen: dict[str, str] = {}
    for part in parts:
        seen.setdefault(part.strip("。！？!?\n；; "), part)
    return "".join(seen.values()).strip()


def _limited(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise SlotError(f"{what}最多 {most} 个字，现在有 {len(text)} 个字。请只留要点，详细材料可以作为附件提交。")
    return text


def other_paper(text: str) -> str | None:
    """Which paper other than the identity card a text names, or shows by its number alone."""
    for title in ("护照", "港澳通行证", "台胞证", "军官证", "回乡证", "居留证"):
        if title in text:
            return title
    if re.search(r"\bpassport\b", text, re.IGNORECASE):
        return "护照"
    return "护照" if _BARE_PASSPORT.fullmatch(text.strip()) else None
