"""Which column of the annual report an applicant stands in (国办公开办函〔2021〕30号, table of applications)."""

from collections.abc import Mapping
from enum import StrEnum


class ApplicantClass(StrEnum):
    """自然人, or one of the five classes of 法人或其他组织; in the order of the report's columns."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    RESEARCH = "research"
    WELFARE = "welfare"
    LEGAL = "legal"
    OTHER = "other"


CLASS_WORDS = {
    ApplicantClass.CITIZEN: "自然人",
    ApplicantClass.BUSINESS: "商业企业",
    ApplicantClass.RESEARCH: "科研机构",
    ApplicantClass.WELFARE: "社会公益组织",
    ApplicantClass.LEGAL: "法律服务机构",
    ApplicantClass.OTHER: "其他",
}
# The first character of a 统一社会信用代码 is the office that registers its owner (GB 32100-2015, table 1).
_BY_REGISTRAR = {"9": ApplicantClass.BUSINESS, "3": ApplicantClass.LEGAL, "5": ApplicantClass.WELFARE}
_RESEARCH = ("研究院", "研究所", "研究中心", "科学院", "实验室")
_LEGAL = ("律师事务所", "公证处", "法律服务所", "司法鉴定", "仲裁委员会")
# A company may carry research in its name and stays a company; an institution or an association is what it is called.
_NAMED_RESEARCH = frozenset({"1", "5", ""})


def class_of(given: str, applicant: Mapping[str, str]) -> ApplicantClass:
    """The class that was given, or for an organisation what its credit code and its name say. A clerk may correct it."""
    if given in set(ApplicantClass):
        return ApplicantClass(given)
    if given != "organization":
        return ApplicantClass.CITIZEN
    registrar, name = applicant.get("credit_code", "")[:1], applicant.get("organization_name", "")
    if registrar in _NAMED_RESEARCH and any(word in name for word in _RESEARCH):
        return ApplicantClass.RESEARCH
    if not registrar and any(word in name for word in _LEGAL):
        return ApplicantClass.LEGAL
    return _BY_REGISTRAR.get(registrar, ApplicantClass.OTHER)
