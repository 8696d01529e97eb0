"""A doubt about a detail, where more of the matter is asked: «是九二年还是九三年我记不大真了，要紧不»."""

import re

_DOUBTS = re.compile(
    r"(?:记|说|讲|弄|搞|想|认|估)不(?:大|太|怎么|很)?(?:真|清|清楚|准|得|住|起来|起|明白|确切|全)|(?:不|莫|没)(?:大|太)?(?:记得|晓得|知道|确定|清楚)|忘了|拿不准|吃不准"
)
_MINDS = re.compile(r"要紧[不吗么]|(?:行|中|成|可以|碍事|有关系|有影响|要不要紧)[不吗么]|(?:行不行|可以吗|有没有关系|要不要紧|不要紧吧|没关系吧)")
_YEAR = r"(?:(?:19|20)?\d\d|[一二三四五六七八九零〇]{2,4})年?"
_EITHER = re.compile(rf"(?:是|大概|可能|不是)?(?P<a>{_YEAR})(?:还是|或者?|、|就是)(?P<b>{_YEAR})")
_ABOUT = re.compile(rf"(?:大概|大约|可能|好像|估计|应该)是?(?P<a>{_YEAR}(?:前后|左右|上下)?)")
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_DETAIL = re.compile(r"哪|几|年|月|号|名称|名字|标题|具体")
_FILLERS = re.compile(r"[我俺是的了年月号吧啊呀也就都呢咯]|那个|到底|具体")
_LONGEST = 40  # characters: a longer text tells the matter, whatever it leaves in doubt
_NEW = 5  # characters that are left of a message besides its doubt tell something new
NO_MATTER = "说不准也可以，知道多少写多少，写个大概就行。"


def is_one(text: str) -> bool:
    """Whether a short message tells that a detail is not known for sure, or asks whether that matters, and tells nothing else."""
    doubted = _DOUBTS.search(text) or _MINDS.search(text)
    if len(text) > _LONGEST or not doubted or not _DETAIL.search(text):
        return False
    left = text
    for pattern in (_EITHER, _ABOUT, _DOUBTS, _MINDS, _FILLERS):
        left = pattern.sub("", left)
    return len(re.findall(r"[\u4e00-\u9fff]", left)) < _NEW


def detail(text: str) -> str:
    """What the doubt still tells: «大约1992或1993年»; empty when it tells nothing to search by."""
    if both := _EITHER.search(text):
        first, second = _in_full(both["a"]), _in_full(both["b"])
        return f"大约{first}或{second}年" if first and second else ""
    one = _ABOUT.search(text)
    year = _in_full(one["a"]) if one else ""
    return f"大约{year}年" if year else ""


def _in_full(year: str) -> str:
    """A year in four digits: 九二 is 1992, 一二 is 2012."""
    digits = "".join(re.findall(r"\d", year.translate(_DIGITS)))
    if len(digits) == 2:
        return f"{'19' if digits >= '40' else '20'}{digits}"
    return digits if len(digits) == 4 else ""


def beside(said: str, text: str) -> str:
    """What was told before, with what the doubt adds to it."""
    more = detail(text)
    return f"{said}，{more}" if more and more not in said else said
