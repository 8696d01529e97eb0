"""A browser in two words, so that its owner knows it again: «Chrome · Windows»."""

# The first that fits; many browsers also call themselves by the names of others.
_NAMES = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("QQBrowser", "QQ 浏览器"), ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"), ("MiuiBrowser", "小米浏览器"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"),
    ("Kylin", "麒麟"), ("UOS", "统信"), ("Linux", "Linux"),
)  # fmt: skip


def browser_words(user_agent: str) -> str:
    """Name and system out of a User-Agent line; what is not known is left out."""
    found = (next((words for sign, words in pairs if sign in user_agent), "") for pairs in (_NAMES, _SYSTEMS))
    return " · ".join(filter(None, found)) or "其他浏览器"
