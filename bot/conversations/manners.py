"""Short words that want nothing of the law: yes, go back, the menu, «I have something to ask». Each is read as the whole message."""

import re

from bot.conversations import words
from bot.conversations.replies import Reply
from bot.filing import remarks
from bot.filing.speech import either, said

_MENU = re.compile(
    r"(?:回到?|返回|打开|看看?)?(?:首页|主页|主菜单|菜单|目录|帮助|功能|重新开始|从头(?:开始|来)|menu|help|home|start)(?:吧|一下)?", re.IGNORECASE
)
_HEARD = re.compile(rf"(?:[嗯恩哦噢喔唔啊]+|好[的吧啊嘞哒]*|{said('heard')})+", re.IGNORECASE)
_NOTHING = re.compile(r"(?:没|冇)(?:什么|啥)?事?了?(?:吧|啊)?|没有了|不用了?|不需要了?|就这(?:些|样|个)(?:吧|了)?|no", re.IGNORECASE)
_HARD = re.compile(
    either(
        "(?:眼睛|眼神)(?:也|都|很|太)?(?:不好|不行|花)|老花眼|看不清[字屏]", "打字(?:很|太|好|比较)?(?:慢|难|不行)|不会打字", "(?:字|屏幕)[太好]?小",
    )
)  # fmt: skip
_SPEAKER = "我|俺|老百姓|农民|村民|老人家?|老头子?|老太[太婆]|没文化|文化低|不懂|不会(?:弄|用|搞|打字|操作)?|手机|电脑|这个|这些"
_ASKS = "问|问问|打听|咨询|请教|了解|说|讲|反映"
_SOMETHING = "一?下|一?件|点|些|几|桩|一个|个|事情?|问题|情况"
_ANNOUNCES = re.compile(
    rf"(?:[,，。!！~\s]|您|你|你们|好|请问|麻烦|那个|就是|是|有|想|要|来|能|可以|给你?|跟你?|向你?|行不行|行吗|可以吗|在不在|在吗|{_SPEAKER}|{_ASKS}|{_SOMETHING})+"
)
_ASKS_ABOUT = re.compile(r"事|问题|情况|问一?下|打听|请教")


def reply_to(text: str) -> Reply | None:
    """What is said to such words where no form is open; None where they are no such words."""
    plain = re.sub(r"[\s,，。.!！?？~…、]+", "", text)
    if not plain or len(plain) > _LONGEST or re.search(r"[?？]\s*$", text):
        return None
    if _MENU.fullmatch(plain):
        return Reply(words.MENU_AGAIN, "smalltalk", options=words.MENU)
    if remarks.is_cancel(text) or remarks.is_back(text):
        return Reply(words.NOTHING_OPEN, "smalltalk", options=words.MENU)
    if remarks.is_confirm(text) and re.search(r"确认|提交|交吧|发吧", text):
        return Reply(words.NOTHING_TO_CONFIRM, "smalltalk", options=words.MENU)
    if len(plain) <= _HARD_LONGEST and _HARD.search(plain) and not remarks.is_question(text):
        return Reply(words.SLOWLY, "smalltalk", options=words.MENU)
    if _HEARD.fullmatch(plain):
        return Reply(words.HEARD, "smalltalk")
    if _NOTHING.fullmatch(plain):
        return Reply(words.GOODBYE, "smalltalk")
    if "要咨询" not in text and _ANNOUNCES.fullmatch(text.strip()) and _ASKS_ABOUT.search(text) and len(plain) >= _LEAST:
        return Reply(words.GO_ON, "smalltalk")
    return None


_HARD_LONGEST = 18
_LONGEST, _LEAST = 28, 3
