"""What the words demand, whatever they call themselves: action, or a record (art. 39); and whether writing is hard for who says them (art. 29)."""

import re

from bot.filing.speech import either, said

_NOW = "快|赶紧|马上|尽快|立即|早点"
_ACTS = "派人|来人|处理|解决|整改|修|拆|停|清|掏"
_GRIEVANCE = re.compile(
    either(
        "举报|投诉|控告|维权|上访|信访", "不处理|不作为|没人管|不管(?!理)", "查处|处罚|严惩|严查|赔偿|赔我|给我?赔", "欠.{0,6}(?:工资|钱)",
        "给.{0,4}(?:说法|交代|公道)|凭(?:什么|啥)|讨.{0,3}(?:公道|说法)|要(?:个|一个)?(?:说法|交代|公道)", f"(?:{_NOW})(?:{_ACTS})|派(?:个?人|人).{{0,4}}[来去]",
        "[图要求]的就?是.{0,8}(?:修|解决|处理|赔|拆|搬|停|管|清)", "不要?.{0,4}(?:文件|材料).{0,6}[要图只就]", "管(?:一)?管|(?:解决|处理)(?:一下)?[我这那]",
        r"[,，。;；\s]请?(?:你们?|帮我|尽快|依法)*(?:处理|解决)[。.!！\s]*$",
    )
)
# Why nobody acts: asked in the form of an application it is a complaint all the same.
_NO_RECORD_WANTED = re.compile(
    either(
        "我(?:举报|投诉|反映|控告)[^,，。]{0,24}(?:没动静|没下文|没人管|不处理|不管|没结果|没回音)",
        "(?:必须|一定要?|赶紧)(?:给我?|把)?.{0,4}(?:处理|处罚|说法|交代)",
        "(?:文件|材料|批文)不(?:文件|材料|批文)|不是?要.{0,4}(?:文件|材料)|(?:文件|材料).{0,3}(?:没用|不要|无所谓)",
    )
)
_WHY_NOTHING_IS_DONE = re.compile(
    "(?:为(?:什么|啥|何)|凭(?:什么|啥)|怎么|咋).{0,40}"
    "(?:没人|没有人|不见人|无人|一直不|就是不|还不|不给|还没|从来不|迟迟|老是|老不|总是|总不|天天|不来|不修|不管)"
)
_RECORD = re.compile(said("record"))
_ASKS_FOR = re.compile(r"公开|申请.{0,6}(?:要|获取|查)|要一?份|查阅|复印|提供.{0,8}(?:给我|我看)|拿到|看一?看|调取")
_MAY_I = re.compile(
    "(?:能|可以|可不可以|能不能|可能)(?:[让给帮](?:我|俺|咱))?.{0,4}(?:申请)?(?:公开|看|查|瞅|瞧|复印|要|拿|提供)"
)
_OTHER_QUESTION = re.compile(
    r"谁|哪|怎么|如何|咋|多久|几天|多少|为什么|为啥|啥|什么|收费|要钱|还是|规定|算不算|合法|都能|都可以"
    r"|一般|哪些|范围|趋势|统计|汇总|分析|档案馆|工商|登记|不动产"
)
_WRITING_HELP = re.compile(
    either(
        "不[会识认能](?:写字?|字|打字)|没文化|文盲", "瞎|盲|聋|看不(?:见|清)|眼睛.{0,4}(?:不好|坏)|手.{0,4}(?:抖|残|写不)",
        "[帮替给][我俺][写填记]|代[写填]|口头", "[我俺]?(?:用?嘴|口)[讲说]|[我俺][讲说念].{0,4}你们?.{0,2}[记写填]",
    )
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
