"""What an answer says about remedies. Worded with care: a wrong paragraph costs a citizen a time limit."""

from enum import StrEnum


class Remedy(StrEnum):
    """Which paragraph on remedies an answer closes with."""

    NONE = "none"
    RIGHTS = "rights"
    RECONSIDERATION_FIRST = "reconsideration_first"
    EITHER = "either"


# 行政复议法 art. 24 and 27: who decides on reconsideration depends on who answered.
_WHERE = (
    "行政复议机关：对政府工作部门的答复，是本级人民政府；对人民政府的答复，是上一级人民政府；"
    "对实行垂直领导的行政机关、税务和国家安全机关的答复，是上一级主管部门（行政复议法第二十四条、第二十七条）。"
)
_SIXTY = "自知道本答复之日起六十日内向行政复议机关申请行政复议（行政复议法第二十条）"
_SUE = "自知道本答复之日起六个月内依法向人民法院提起行政诉讼（行政诉讼法第四十六条）"
REMEDIES = {
    Remedy.NONE: "",
    Remedy.RIGHTS: (
        "如认为本机关在政府信息公开工作中侵犯您的合法权益，可以依法申请行政复议或者提起行政诉讼（政府信息公开条例第五十一条）。"
        f"申请行政复议的，请{_SIXTY}。{_WHERE}"
    ),
    # 不予公开: the agency itself must tell the applicant to go to reconsideration first (art. 23(2)).
    Remedy.RECONSIDERATION_FIRST: (
        f"如不服本答复中不予公开的决定，应当先{_SIXTY}；"
        "对行政复议决定不服的，可以在收到复议决定书之日起十五日内向人民法院提起行政诉讼（行政复议法第二十三条第一款第四项、行政诉讼法第四十五条）。"
        f"{_WHERE}"
    ),
    # 无法提供 and 不予处理 are no 不予公开: a lawsuit is open at once, reconsideration as well.
    Remedy.EITHER: f"如不服本答复，可以{_SIXTY}，也可以{_SUE}（法释〔2025〕8号第一条）。{_WHERE}",
}
