"""Citizens' words made comparable: width, traditional characters, length; and the parts routing compares."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import opencc
import rjieba

LONGEST = 1200  # characters that are looked at: the beginning says what it is about, the end what is wanted
_HEAD = 800
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d+")
_GREETING = re.compile(r"(尊敬的)?(各位)?(领导|书记|县长|市长|州长|局长|工作人员|客服|同志)(们)?[:,，。!！、]?(您好|你好)?|您好|你好|谢谢|请问一下|请问|麻烦|打扰了?")
_ASKING = re.compile(r"(我|我们)?(想|要|需要|希望|现)?(依法)?(向[^,，。]{0,12})?(申请|要求|请求)(政府)?(信息)?(公开|获取|查阅)(一下)?")

# When it was, and that nobody does anything about it, is told of every matter alike: it speaks for no duty.
_WHEN = re.compile(
    r"(?:上|这|前|去|今|昨|明|当|本)一?个?(?:月|周|年|天|日|晚|星期|礼拜|阵子)(?:的|里|就|又|都)?"
    r"|(?<![0-9一二三四五六七八九十〇零])[一二三四五六七八九十两几半0-9]{1,3}[多来]?个?多?(?:月|年(?!度)|天|周|星期|礼拜|小时|分钟|钟头)(?:了|多|以?前|来)?"
)
_NOBODY = re.compile(
    r"也?(?:一直|都|总是|老是)?没[得有]?一?个?人(?:管|问|理|来(?:管|看|修)?|[跟给和]我们?(?:说|讲)(?:一声)?|过问|处理|解决)[过了]?|跟我们?说|说(?:一声|法)"
    r"|为[啥什]么?|咋回事|怎么回事|我?不(?:知道|晓得)|能不能|可不可以|你们?[给帮]?(?:我们?)?(?:管|看|问|查|处理)(?:一?下)?"
)


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    # Characters only: the phrase tables (tw2sp) turn the 横埠 of 横埠镇 into 横端口.
    return opencc.OpenCC("t2s")


def plain(text: str) -> str:
    """Half-width, simplified, lower case, without blanks or control characters; at most `LONGEST` characters."""
    return plain_whole(cut(text))


def plain_whole(text: str) -> str:
    """The same for a text of any length."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if not char.isspace() and unicodedata.category(char)[0] != "C")
    return _simplifier().convert(text).lower() if _CHINESE.search(text) else text.lower()


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; everything else as it stands."""
    return _simplifier().convert(text)


def cut(text: str) -> str:
    """The beginning and the end of a text too long to be looked at whole."""
    return text if len(text) <= LONGEST else text[:_HEAD] + "。" + text[_HEAD - LONGEST :]


def chinese(text: str) -> list[str]:
    """The Chinese characters of a text: all there is to route by."""
    return _CHINESE.findall(text)


def matter(text: str) -> str:
    """A plain text without courtesies, the words of asking for disclosure, times and «没人管»: what it is about; empty for a mere greeting."""
    told = _GREETING.sub("", text)
    for said in (_ASKING, _WHEN, _NOBODY):
        told = said.sub("", told) or told
    return told


def parts(text: str) -> Iterator[str]:
    """What two texts are compared by: words of two characters and more, and runs of two and three characters."""
    for run in _RUN.findall(text):
        if not _CHINESE.match(run):
            yield run
            continue
        for size in (2, 3):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]
        for word in rjieba.cut(run):
            if len(word) > 1:
                yield f"={word}"
