"""«电话错了，改成…»: which answer a citizen wants changed, and into what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.filing import checks, extract, naming
from bot.filing.slots import slot_of
from bot.filing.speech import either, said, whole
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class Change:
    """One slot to change. `value` None: the citizen only said that it is wrong, so it is asked again.

    `append`: the value is added. `keep_old`: it stands first, with what it corrects beside it (a part named for the whole).
    """

    slot: str
    value: str | None
    append: bool = False
    keep_old: bool = False


# The first word that fits wins, so the longer ones stand first.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("credit_code", r"(?:统一)?(?:社会)?信用代码|税号"),
    ("organization_name", r"(?:单位|公司|机构)(?:的?(?:名称|名字|全称))"),
    ("id_number", r"身份证(?:号码?|件)?|证件(?:号码?)?"),
    ("email", r"(?:电子)?邮箱(?:地址)?|邮件地址"),
    ("postal_code", r"邮编|邮政编码"),
    ("contact_phone", r"(?:联系)?(?:电话|手机)(?:号码?)?|号码|联系方式"),
    ("delivery_way", r"(?:获取|领取|提供)?(?:方式|途径)"),
    ("delivery_form", r"(?:提供)?形式"),
    ("occurred_at", r"(?:发生)?(?:时间|日期)"),
    ("place", r"(?:发生)?(?:地点|位置)"),
    ("contact_address", r"(?:联系|收信|邮寄)?(?:地址|住址)"),
    ("applicant_name", r"联系人|名字|姓名|称呼"),
    ("target_agency", r"(?:受理|承办)?(?:机关|单位|部门)"),
    ("description", r"(?:所需|要的|申请的?)?(?:信息|文件|材料)|内容|描述|情况|事情|问题"),
)
_FIELD_LEAD = re.compile(rf"(?:还有|另外|把|将|我的?)*(?:{'|'.join(words for _, words in _FIELDS)})")
_NUMBERS = {
    "contact_phone": checks.phone, "email": checks.email, "id_number": checks.id_number, "credit_code": checks.credit_code, "postal_code": checks.postal_code,
}
# What is taken when it stands under its name, whatever is asked. Names of offices and of papers begin sentences of another sort.
_LABELS = frozenset(_NUMBERS) | {"organization_name", "contact_address", "applicant_name", "occurred_at", "place"}
_INTO = r"(?:改成?(?!一?下)|改为|更正为|换成?|换为|写成|写为|填成?|应该?是|应为|其实是|用)"
_WRONG = r"(?:[^,，。;；]{0,4}(?:错了?|不对|有误|变了|换了|要改|改一?下|没写对))"
# A statement of what a field is: «时间是5月29号», «地点再写细些，是黄冲村东头旧粮仓».
_STATED = r"(?:[^,，。;；是为]{0,8}[,，\s]*)?(?:应该|其实)?(?:是|为|[:：])\s*"
_TAIL = re.compile(r"(?:吧|了|哈|哦|噢|啊|呀|谢谢|拜托|，|,|。|\.|！|!|\s)+$")
_INTO_IT = "进去|上去?|进来|到里[面头]|在里[面头]"
_APPEND = re.compile(
    either(
        rf"^(?:还有)?[,，]?把?(?P<a>.{{2,200}}?)[,，\s]*(?:(?:也|都|一起|一并|帮我|给我|麻烦)+[写加补添记](?:{_INTO_IT}|一下)*|[写加补添记](?:{_INTO_IT}))(?:吧|了|啊)*[。!！]*$",
        rf"^(?:请|再|还要|帮我|麻烦)*(?:加上|添[上加]|补上|{whole('补充', '加', '添', '补')})"
        r"(?:一[句点下样]|一?[条个项件份](?=[:：,，\s]))?[:：,，\s]*(?P<b>.{2,500})$",
    )
)
_NOT_BUT = re.compile(r"不是(?P<old>[^,，。;；]{0,40}?)[,，。;；\s]*(?:而?是|要的?是|应该是)(?P<new>[^,，。;；]{2,200})")
# «是1993年不是1992年»: the part that was wrong is named last.
_IS_NOT = re.compile(r"(?:应该?)?是(?P<new>[^,，。;；是不]{1,30}?)[,，\s]*(?:而|可)?不是(?P<old>[^,，。;；是不]{1,30}?)(?:了|的|哈|啊)?[。.!！\s]*$")
_ONLY_MISTAKEN = re.compile(r"(?:我|刚才|前面|上面)*[说写填弄打讲选搞]?")  # «说错了»: that something is wrong, not what
_THAT = re.compile(r"(?:这|那)?(?:个|些|份|样)?(?:文件|材料|信息|东西)?")  # «不是这个»: the whole of it
_CHANGED_MIND = re.compile(r"改主意|(?:说|写|填|弄|打|讲)错了|更正|不对[,，]|等等[,，]|改一?下|改成|改为|换成|应该是|要的不是")
_GIVEN_UP = re.compile(r"不要|不用|改掉|去掉|别(?:用|发|给|寄)|不想")
_WANT_INSTEAD = re.compile(r"不(?:要|用|想要?)(?P<old>[^,，。]{1,12}?)了?[,，。\s]+(?:我?(?:要|想要|改|换))(?P<new>.{1,40})")


_TAKE_OUT = re.compile(r"^(?:那个|把|还有|那)?(?P<what>[^,，。]{2,20}?)(?:就|也|可以|都)?(?:不要了?|不用了|去掉|删掉|删了|划掉|拿掉)(?:吧|了)?[。.!！\s]*$")


def sounds_like_one(text: str) -> bool:
    """Whether the words announce a change at all: asked in the middle of a form, where most words are answers."""
    return any(pattern.search(text) for pattern in (_CHANGED_MIND, _NOT_BUT, _IS_NOT, _TAKE_OUT))


def read(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    """The change that the words ask for; None when they ask for none."""
    said = text.strip()
    for reader in (_is_not, _taken_out, _appended, _named_field, _stated_field, _not_but, _other_choice, _part_of_the_matter):
        if change := reader(said, kind, answers):
            return change
    return None


def each(text: str, kind: Kind, answers: Mapping[str, str]) -> list[Change]:
    """All changes of a message that names several fields («联系人换成…，电话…»); else the one that it asks for, with what goes with it."""
    parts = _parts(text)
    found = [change for part in parts if (change := _of_a_field(part, kind, answers)) and change.value]
    if len(parts) > 1 and len({change.slot for change in found}) == len(parts):
        return found
    one = read(text, kind, answers)
    beside = _further(text, kind, one) if one else None
    return [change for change in (one, beside) if change]


def _parts(text: str) -> list[str]:
    """The message cut where a field is named."""
    parts: list[str] = []
    for part in filter(None, re.split(r"[,，。;；\s]+", text.strip())):
        if not parts or _FIELD_LEAD.match(part):
            parts.append(part)
        else:
            parts[-1] += f"，{part}"
    return parts


def labelled(text: str, kind: Kind) -> list[Change]:
    """Values that stand under their names: «地址 枞阳镇湖滨路1号 邮编246700»; empty unless the message begins with one."""
    found = [change for part in _parts(text) if (change := _under_its_name(part, kind))]
    return found if found and _under_its_name(_parts(text)[0], kind) else []


def _under_its_name(part: str, kind: Kind) -> Change | None:
    slot = next((name for name, words in _FIELDS if name in _LABELS and slot_of(kind, name) and re.match(rf"(?:我的?)?(?:{words})", part)), None)
    if slot is None:
        return None
    if value := _number_in(part, slot):
        return Change(slot, value)
    words = dict(_FIELDS)[slot]
    match = re.match(rf"(?:我的?)?(?:{words})[\s,，:：是为叫]+(?P<new>.{{2,60}})$", part)
    if match is None and slot == "organization_name":  # «公司名称安徽…公司»: its last word tells that it is one
        match = re.match(rf"(?:{words})(?P<new>.{{4,40}}(?:{said('organization')}|院|厂|会|中心))$", part)
    return Change(slot, _clean(match["new"])) if match and slot not in _NUMBERS else None


def only_labelled(text: str, kind: Kind) -> bool:
    """Whether every part of the message stands under the name of a slot of its own: «公司名称…，统一社会信用代码…»."""
    return all(_under_its_name(part, kind) for part in _parts(text)) and bool(_parts(text))


def names_a_field(text: str) -> bool:
    """Whether it speaks of something that the forms ask for: a question about that, and not about the matter."""
    return re.search(r"身份证|证件|电话|手机|姓名|名字|匿名|地址|住址|邮箱|邮编|代码|名义", text) is not None


def field_named(text: str, kind: Kind) -> str | None:
    """The slot that the words name first: «机关选错了，退回上一步»."""
    return next((slot for slot, words in _FIELDS if slot != "description" and slot_of(kind, slot) and re.match(rf"(?:我的?)?(?:{words})", text)), None)


def _of_a_field(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    return _named_field(text, kind, answers) or _stated_field(text, kind, answers) or _numbered_field(text, kind)


def _numbered_field(text: str, kind: Kind) -> Change | None:
    """«电话13900000012»: the number tells by itself, without a word between."""
    slot = field_named(text, kind)
    value = _number_in(text, slot) if slot else None
    return Change(slot, value) if slot and value else None


def _taken_out(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    """«中标合同不要了»: a part of the matter falls away, where what is left still says something."""
    match = _TAKE_OUT.search(text)
    old = answers.get(_matter(kind), "")
    if match is None or match["what"] not in old:
        return None
    left = re.sub(rf"[、和及与跟,，;；]?{re.escape(match['what'])}", "", old, count=1).strip("、和及与,，;； ")
    return Change(_matter(kind), left) if len(left) >= 4 else None


def _matter(kind: Kind) -> str:
    return "info_description" if kind is Kind.APPLICATION else "description"


def _is_not(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    """Only the words that were wrong are replaced, wherever they stand; None when no answer has them."""
    match = _IS_NOT.search(text)
    if not match:
        return None
    old, new = match["old"].strip("“”\"'「」 "), match["new"].strip("“”\"'「」 ")
    return _in_place(old, new, answers) if len(old) >= 2 else None


def _in_place(old: str, new: str, answers: Mapping[str, str]) -> Change | None:
    """The words exchanged in the first answer that has them; what stands around them stays."""
    held = next((slot for slot, value in answers.items() if old in value), None)
    return Change(held, answers[held].replace(old, new)) if held else None


def _appended(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    match = _APPEND.search(text)
    return Change(_matter(kind), _clean(match["a"] or match["b"]), append=True) if match else None


def _named_field(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    for slot, words in _FIELDS:
        slot = _matter(kind) if slot == "description" else slot
        if slot_of(kind, slot) is None and slot != "target_agency":
            continue
        value = re.search(rf"(?:{words})(?:{_WRONG})?[^改换写填应用,，]{{0,6}}[,，。:：\s]*(?:请|帮我|麻烦|给我|你)*(?:{_INTO})[:：,，\s]*(?P<new>.+)$", text)
        if value:
            new = _name_in(text, slot) or _clean(value["new"])
            return Change(slot, new, keep_old=slot == _matter(kind) and not _retells(answers.get(slot, ""), new))
        if re.search(rf"(?:{words}){_WRONG}", text) or re.search(rf"(?:改|换|更正|修改)(?:一?下)?(?:我的?)?(?:{words})", text):
            return Change(slot, _value_beside(text[field.end() :], slot)) if (field := re.search(words, text)) else None
    return None


def _stated_field(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    for slot, words in _FIELDS:
        if slot == "description" or slot_of(kind, slot) is None:
            continue
        if found := re.match(rf"(?:我的?|那个|把|这个)*(?:{words}){_STATED}(?P<new>.{{2,}})$", text):
            return Change(slot, _name_in(text, slot) or _clean(found["new"]))
    return None


def _retells(old: str, new: str) -> bool:
    """Whether the new words tell the whole matter again, and not only the part that changes."""
    pairs = {old[i : i + 2] for i in range(len(old) - 1)}
    return not pairs or len(pairs & {new[i : i + 2] for i in range(len(new) - 1)}) >= len(pairs) / 2


def _name_in(text: str, slot: str) -> str | None:
    """A name that is introduced as one, whatever else is said around it: «我叫荣家珍，别写荣老太»."""
    return naming.person(text) if slot == "applicant_name" else None


def _value_beside(text: str, slot: str) -> str | None:
    """A value that stands in the same breath without «改成»: «电话错了，13900000012»."""
    if name := _name_in(text, slot):
        return name
    if slot in _NUMBERS:
        return _number_in(text, slot)
    parts = re.split(r"[,，。;；]\s*(?:应该)?(?:是|叫|我叫|我是)?", text, maxsplit=1)
    return _clean(parts[1]) or None if len(parts) > 1 else None


def _number_in(text: str, slot: str) -> str | None:
    try:
        return _NUMBERS[slot](text) if slot in _NUMBERS else None
    except checks.SlotError:
        return None


def _not_but(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    match = _NOT_BUT.search(text)
    if not match:
        return None
    old, new = match["old"].strip("“”\"'「」 "), _clean(match["new"])
    if part := _part_for_part(old, new, answers) or _part_for_part(old.removesuffix("的"), new.removesuffix("的"), answers):
        return part
    held = next((slot for slot, value in answers.items() if len(old) >= 2 and old in value), _matter(kind))
    a_part = held == _matter(kind) and not _THAT.fullmatch(old) and not _retells(answers.get(held, ""), new)
    return Change(held, new, keep_old=a_part)


def _part_for_part(old: str, new: str, answers: Mapping[str, str]) -> Change | None:
    """A year for a year, a village for a village."""
    alike = len(old) >= 2 and bool(new) and old[-1] == new[-1] and abs(len(old) - len(new)) <= 2
    return _in_place(old, new, answers) if alike else None


def _further(text: str, kind: Kind, first: Change) -> Change | None:
    """The other choice that the same words change: «电子的改掉，我们要纸质的，邮寄到公司» is the form and the way."""
    if kind is not Kind.APPLICATION or first.slot not in ("delivery_way", "delivery_form"):
        return None
    wanted = "，".join(part for part in re.split(r"[,，。;；]", text) if not _GIVEN_UP.search(part))
    named = next((form for form in ("纸质", "电子") if form in wanted), None)
    if first.slot == "delivery_way":
        return Change("delivery_form", named) if named else None
    way = extract.delivery_way(wanted)
    return Change("delivery_way", way) if way else None


def _other_choice(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    """«邮寄改成我自己来拿», «不要纸质的，要电子版», a new phone number by itself."""
    parts = re.split(_INTO, text, maxsplit=1)
    instead = _WANT_INSTEAD.search(text)
    new = parts[1] if len(parts) > 1 else instead["new"] if instead else text if len(text) <= 16 else ""
    if kind is Kind.APPLICATION and new:
        if way := extract.delivery_way(new):
            return Change("delivery_way", way)
        if form := extract.delivery_form(new):
            return Change("delivery_form", form)
    given = extract.facts(text, kind)
    for slot in ("contact_phone", "email", "id_number", "credit_code"):
        if slot in given and given[slot] != answers.get(slot):
            return Change(slot, given[slot])
    if len(parts) > 1 and len(parts[0].strip("把将 ")) >= 2:
        return _in_place(parts[0].strip("把将 ,，"), _clean(parts[1]), answers)
    return None


def _part_of_the_matter(text: str, kind: Kind, answers: Mapping[str, str]) -> Change | None:
    """«楼号弄错了，是5号楼», «金额改成两万五»: no slot of ours, but a part of one."""
    match = re.search(rf"^(?P<what>[^,，。]{{1,10}}?)(?:{_WRONG}[,，\s]*(?:{_INTO}|是)?|{_INTO})(?P<new>[^,，。]{{1,60}})$", text)
    if not match:
        return None
    new = _clean(match["new"])
    for slot in ("place", "contact_address"):
        if (unit := re.search(r"\d+(号楼|栋|幢|单元|室|号)", new)) and (old := re.search(rf"\d+{unit[1]}", answers.get(slot, ""))):
            return Change(slot, answers[slot].replace(old[0], unit[0]))
    what = match["what"].strip("把将我的 ")
    return Change(_matter(kind), f"更正：{new}" if _ONLY_MISTAKEN.fullmatch(what) else f"更正：{what}为{new}", append=True)


def _clean(value: str) -> str:
    return _TAIL.sub("", value.strip().strip("“”\"「」：: "))


def merged(slot: str, old: str, new: str) -> str:
    """The new value with what went without saying: the county of an address, the year of a date."""
    if slot in ("contact_address", "place"):
        return _with_region(old, new)
    if slot == "occurred_at" and (year := re.match(r"20\d\d", old)) and re.match(r"\d{1,2}月", new):
        return f"{year[0]}年{new}"
    return new


def _with_region(old: str, new: str) -> str:
    for length in (4, 3, 2):
        at = old.find(new[:length])
        if at > 0 and re.search(r"[省市县区州镇乡]$", old[:at]):
            return old[:at] + new
    region = re.match(r"(?:[\u4e00-\u9fff]{2,8}[省市州])?[\u4e00-\u9fff]{2,4}[县区市]", old)
    if region and re.match(r"[\u4e00-\u9fff]{1,4}(?:镇|乡|街道)", new) and not re.match(r"[\u4e00-\u9fff]{2,8}[县区市州省]", new):
        return region[0] + new
    return new
