"""What citizens and staff read about the hand-over."""

import datetime as dt
import re

from bot.clock.calendar import SHANGHAI
from bot.clock.wording import day_zh
from bot.filing.speech import said

# Why a person is wanted, as staff read it; danger's names are those of `bot.conversations.safety`.
REASON_WORDS = {
    "person": "市民要求人工",
    "unsure": "服务台连续两次没有把握",
    "threat": "有威胁的话",
    "suicide": "有轻生的话",
    "gas": "燃气危险",
    "chemical": "化学品泄漏",
    "traffic": "交通事故",
    "rescue": "有人被困",
    "fire": "火情",
    "medical": "急病或受伤",
    "crime": "人身安全危险",
}
STOP_WAITING = "不等了"
BACK_TO_DESK = "转回服务台"
TAKEN = "工作人员已接入，接下来由工作人员直接回复您。前面说过的话都看得到，不用重说。想转回自动服务，回复“转回服务台”。"
PASSED_ON = "您的话已转给工作人员，请稍等，回复会显示在这里。"
HANDED_BACK = "工作人员已把对话交回服务台，由我接着为您服务。还需要人工，再说“转人工”就行。"
CLOSED = "本次人工服务已结束。还有别的事，接着在这里说，我来为您服务。"
STOPPED_WAITING = "好的，不再为您排队。您接着问我就行；还需要人工，再说“转人工”。"
LEFT_PERSON = "已转回自动服务，由我接着为您服务。还需要人工，再说“转人工”就行。"
TICKET_INSTEAD = "事情已经登记成工单，会有人答复您，就不再为您排人工了。还想找工作人员，再说“转人工”。"
_LAPSED = "工作人员的页面断开了，已为您重新排队，位置没有往后退。{place}您的话都留着，不用重说。"
_GIVEN_BACK = "工作人员把您的对话转给其他同事，位置没有往后退。{place}您的话都留着，不用重说。"
_UNSURE = "我两次都没能帮上您，不再让您猜了。"
_STOPS = re.compile(
    rf"(?:那|我|{said('let_be')}|还是|就|先|[，,。！!\s])*"
    r"(?:不再?等(?:了|人工了?)?|不排队了|不(?:用|要|需要|想)再?(?:(?:等|排队|转|找)(?:人工|真人|工作人员)?|人工|真人|工作人员)了"
    r"|(?:取消|退出|结束)(?:人工|排队|等待)(?:服务)?|(?:转|换|切)?回到?(?:机器人|服务台|自动(?:服务|回复)?))"
    r"(?:了|吧|谢谢|[，,。！!\s])*"
)


def stops_waiting(text: str) -> bool:
    """不等了, 转回机器人 — as the whole of a message."""
    return _STOPS.fullmatch(text.strip()) is not None


def place(ahead: int) -> str:
    """The citizen's place in the queue."""
    return f"您前面还有 {ahead} 位。" if ahead else "您排在第一位。"


def waiting(ahead: int, hotline: str) -> str:
    """Somebody wants a person during working hours."""
    return (
        f"已为您转人工，正在排队，{place(ahead)}等的时候可以接着问我，工作人员来了会看到全部对话。\n"
        f"不想等了，回复“{STOP_WAITING}”；也可以拨打 {hotline}。"
    )


def still_waiting(ahead: int, hotline: str) -> str:
    """He asks again while he waits."""
    return f"还在为您排人工的队，{place(ahead)}等的时候可以接着问我。\n不想等了，回复“{STOP_WAITING}”；也可以拨打 {hotline}。"


def nobody_there(opens: dt.datetime, hotline: str) -> str:
    """Somebody wants a person when none is at work. `opens`: the next opening."""
    return (
        f"现在工作人员不在班，{moment(opens)}上班。已为您排上人工，到时在这里回复您，您的话都留着。\n"
        f"不想等，现在回复“咨询”或“投诉”就能登记成工单，一定有人答复您；急事请拨打 {hotline}。"
    )


def gone_home(opens: dt.datetime, hotline: str) -> str:
    """The working hours ended while he waited."""
    return (
        f"对不起，让您久等了。工作人员已下班，{moment(opens)}上班后接着为您服务，您的位置留着。\n"
        f"不想等，现在回复“咨询”或“投诉”就能登记成工单，一定有人答复您；急事请拨打 {hotline}。"
    )


def unsure(told: str) -> str:
    """The desk could not help twice in a row: what it does about it."""
    return f"{_UNSURE}{told}"


def lapsed(ahead: int) -> str:
    """The operator's page is gone."""
    return _LAPSED.format(place=place(ahead))


def given_back(ahead: int) -> str:
    """The operator passed the conversation on."""
    return _GIVEN_BACK.format(place=place(ahead))


def moment(at: dt.datetime) -> str:
    """`2026年10月16日（星期五）8:30 `, in Shanghai."""
    there = at.astimezone(SHANGHAI)
    return f"{day_zh(there.date())}{there.hour}:{there.minute:02d} "


def lasted(since: dt.datetime, until: dt.datetime) -> str:
    """How long, for people: 不到1分钟, 12分钟, 1小时05分, 2天."""
    minutes = int((until - since).total_seconds() // 60)
    if minutes < 1:
        return "不到1分钟"
    if minutes < 60:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时{minutes % 60:02d}分" if minutes < 24 * 60 else f"{minutes // (24 * 60)}天"
