"""The desk's own sentences: greeting, limits, what to do next. Law is not stated here but through entries and the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversations.replies import Option, Reply, options
from bot.knowledge.text import is_english

ABOUT = "我是明白，政府信息公开服务台的自动应答助手。可以解答信息公开的规定，帮您申请信息公开，登记投诉、咨询、建议，查办理进度。"
MENU: tuple[Option, ...] = options(
    (
        ("问规定", "申请信息公开多久能答复"),
        ("申请信息公开", "我要申请信息公开"),
        ("投诉", "我要投诉"),
        ("咨询", "我要咨询"),
        ("提建议", "我要提建议"),
        ("查进度", "查进度"),
    )
)
GREETING = f"您好！{ABOUT}请问您要办什么？"
THANKS = "不客气，能帮到您就好。还有别的事，随时找我。"
GOODBYE = "再见，祝您顺利。需要时随时再来。"
ABUSE = "您的心情我理解。请说一下是什么事，我尽快帮您查规定或登记，转给承办单位办理。"
MENU_AGAIN = "在这里可以：问信息公开的规定、申请信息公开、投诉、咨询、提建议、查进度。直接说事情也行，请问您要办什么？"
NOTHING_OPEN = "现在没有正在填写的内容，不用取消。已经提交的想撤回，请说“撤回”加上工单编号；要办别的，直接说就行。"
NOTHING_TO_CONFIRM = "现在没有等您确认的内容。要办事直接说就行，也可以从下面选。"
HEARD = "好的。还有什么要问、要办的，直接说就行。"
SLOWLY = "没关系，您慢慢说，有错字也不要紧。字小看不清，可以打开“长者模式”；想口头说，请打 12345，或者在这里说“转人工”。请问是什么事？"
GO_ON = "您请说。什么事都可以照平常说话那样讲，我来查规定，或者帮您登记给单位办。"
SAY_WHAT = "您问的是哪一件事？请连着事情一起说，例如“替老人申请公开要什么手续”“办低保要带什么材料”。"
WHICH = "请问您想办哪一件？可以直接说事情，也可以从下面选："
WHICH_AGAIN = "还没听明白是什么事。请把事情连成一句话说，例如“征地补偿款没给，想看补偿标准”“路灯坏了没人修”；也可以从下面选："
NOT_FOUND = "这个问题我没有查到有依据的答案，不敢随便回答您。您可以换个说法再问；也可以登记成咨询，由承办单位答复您。"
NOT_FOUND_BUT = "这个问题我没有查到有依据的答案，不敢随便回答您。这类事一般由{agency}负责。{contact}\n也可以登记成咨询，由它在期限内答复您。"
A_SERVICE = "您问的是要去{agency}办的事，不是信息公开。条件、材料和办法以它的规定为准，我不敢随便说。{contact}\n也可以登记成咨询，由它在期限内答复您。"
ASK_THEM = "这类事一般由{agency}负责。{contact}\n急用可以直接问；要书面答复，我这就帮您登记咨询，由它在期限内答复您。"
OUT_OF_SCOPE = "抱歉，这个超出了我能办的范围，我无法回答。我只办政府信息公开和政务方面的投诉、咨询、建议。"
MANIPULATE = "抱歉，这个我不能照办。我只按法律规定和公开的依据回答，规则不会因为一句话改变，也不能透露内部设置。"
OTHERS_DATA = "抱歉，别人的申请、工单和个人信息我不能提供，也不能代查。查自己的工单，请提供工单编号和查询码；受人委托的，请由本人凭编号查询，或按规定出具授权。"
KEEP_NUMBERS_PRIVATE = (
    "为了保护您的个人信息，请不要在聊天里随意发送身份证号码。刚才的证件号码已经打码保存，不会显示出来。\n"
    "查进度请提供工单编号和查询码；要申请信息公开，请回复“申请公开”，到需要时我会问您。"
)
NUMBER_MASKED = "为了保护您的个人信息，请不要在聊天里随意发送身份证号码；刚才的证件号码已经打码保存，不会显示出来。问到这一项时再发就行。"
KEEP_SECRETS = (
    "为了保护您的个人信息和钱款安全，请不要在聊天里发送银行卡号、密码、验证码；这里办事用不着这些，也不能替您登录账号或者转账。\n"
    "已经发出去的，请尽快修改密码；担心被盗用，请联系发卡银行挂失，被骗了请打 110。"
)
NEED_NUMBER = "请把工单编号和查询码发给我，我帮您查询办理进度。编号类似 G20260105001，查询码是提交时给您的 8 位数字。编号找不到了，可以回复“转人工”。"
NEED_CODE = "请再发一下这张工单（{number}）的查询码（提交时给您的 8 位数字），核对后告诉您进度。"
LINKED = "好的，工单 {number} 有新消息会同时发到这个对话。不想再收，请回复“取消关联 {number}”。"
UNLINKED = "已取消，工单 {number} 的消息不再发到这个对话。"
NOT_LINKED = "工单 {number} 没有关联到这个对话，不用取消。"
TOO_MANY_TRIES = "这张工单的查询码试得太多了，为了保护您的信息，请过一分钟再发。"
WRONG_CODE = "没有查到：编号或查询码不对，请核对后再发一次。"
OFFLINE = (
    "您的话已经收到并保存。理解服务正在恢复，一般几分钟就好。\n"
    "现在就可以：问信息公开的规定；要办理请直接回复“申请公开”“投诉”“咨询”或“建议”；查进度请发工单编号和查询码。"
)
ALSO_SAID = "您还说到：“{part}”。这件事要不要我帮您登记？回复“投诉”“咨询”或“建议”就开始。"
ONE_OF_TWO = "您问的可能是下面两件里的一件，都说给您听。"
TOO_FAST = "您发得太快了，请稍等几秒再发。"

STILL_IN_DANGER = (
    "我在，您的话工作人员也看得到。请现在就拨打 {numbers}；自己不方便打的，请到有人的地方，请身边的人帮您打。\n"
    "先顾好自己的安全，别的事等安全了再说。"
)
OUT_OF_DANGER = "没事就好。再有危险，随时拨打 {numbers}。这件事要反映的，直接说就行，我帮您登记。"
AFTER_DANGER = options((("登记投诉", "我要投诉"), ("找人工", "转人工")))
SHORT = "简单说："
NO_SHORTER = "对不起，我没能给您讲清楚。请说说是哪一处不明白；想听人讲，回复“转人工”，或者拨打 12345。"
IN_SHORT = f"{SHORT}{{short}}\n还不清楚的，您照平常说话那样再问我一句，或者回复“转人工”。"

WHAT_ABOUT_PLACE = "收到您发来的位置：{label}。请问那里有什么事？可以直接说，也可以从下面选："
ABOUT_PLACE = options((("投诉这里的事", "我要投诉"), ("对这里提建议", "我要提建议"), ("申请信息公开", "我要申请信息公开")))


_CAN = (
    "You can ask about the rules in English, or file by saying what you want, for example “I want to apply for …”, “I want to complain about …”; "
    "“查进度” shows where a ticket stands."
)
ENGLISH: Mapping[str, str] = {
    GREETING: f"Hello! I am Mingbai, the automatic assistant of the government information desk. {_CAN}",
    ABOUT: f"I am Mingbai, the automatic assistant of the government information desk. {_CAN}",
    WHICH: "What would you like to do?",
    WHICH_AGAIN: "I still do not see what it is about. Please say it in one sentence, or choose:",
    NOT_FOUND: "I found no answer with a legal source, so I will not guess. "
    "Please say it in other words, or file it as a consultation (reply 咨询) and the agency will answer you.",
    OUT_OF_SCOPE: f"Sorry, that is outside what I can do. I deal with government information disclosure, complaints, consultations and suggestions. {_CAN}",
    THANKS: "You are welcome. Come back any time.",
    GOODBYE: "Goodbye, and all the best.",
    NOTHING_OPEN: "Nothing is being filled in at the moment. To take back a ticket, say “撤回” and its number.",
    HEARD: "All right. Just say what else you want to ask or file.",
    MENU_AGAIN: _CAN,
    OTHERS_DATA: "Sorry, other people's applications, tickets and personal data cannot be given. For your own ticket give its number and query code.",
    NEED_NUMBER: "Please send the ticket number (like G20260105001) and the 8-digit query code that you were given.",
}


# What is said differently each time stands beside its English gist, so that nothing of it is lost.
_GIST: Mapping[str, str] = {
    "handed_over": "You are in the queue for our staff, who answer right here in office hours (Beijing time, mostly in Chinese). "
    "Urgent: call 12345. To stop waiting, reply “不等了”.",
    "filed": "Filed. Keep the number (编号) and the query code (查询码): with both you can look up progress. The reply comes to this conversation.",
    "cancelled": "Cancelled. Nothing was submitted.",
    "safety": "If you are in danger call now: 110 police, 119 fire and rescue, 120 ambulance.",
}


def in_english(reply: Reply) -> Reply:
    """The reply with a sentence of the desk's own told in English, or with its gist below; every other stays as it is."""
    if reply.text in ENGLISH:
        return replace(reply, text=ENGLISH[reply.text])
    gist = None if reply.text.isascii() else _GIST.get(reply.outcome)
    return replace(reply, text=f"{reply.text}\n{gist}") if gist and gist not in reply.text else reply


def either(answers: Sequence[tuple[str, str]]) -> str:
    """Two answers, each under the question that it answers, where it is not sure which was asked."""
    if all(is_english(text) for _, text in answers):
        return "I am not sure which of these you mean, so here are both.\n\n" + "\n\n".join(f"{title}\n{text}" for title, text in answers)
    told = (f"{number}、{title}\n{text}" for number, (title, text) in zip("一二", answers, strict=True))
    return f"{ONE_OF_TWO}\n\n" + "\n\n".join(told)
