"""The form of the yearly report's tables: rows, columns and their words, as 国办公开办函〔2021〕30号 prints them."""

from dataclasses import dataclass

from bot.tickets.applicants import ApplicantClass

TOTAL = "总计"
NEW, CARRIED_IN, DONE, CARRIED_OUT = "1", "2", "3.7", "4"
IDENTITY = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = "三、本年度办理结果"
# Columns of the table of applications, by the class of the applicant.
CLASS_COLUMNS: dict[ApplicantClass, str] = {
    ApplicantClass.CITIZEN: "自然人",
    ApplicantClass.BUSINESS: "法人-商业企业",
    ApplicantClass.RESEARCH: "法人-科研机构",
    ApplicantClass.WELFARE: "法人-社会公益组织",
    ApplicantClass.LEGAL: "法人-法律服务机构",
    ApplicantClass.OTHER: "法人-其他",
}
COLUMNS = (*CLASS_COLUMNS.values(), TOTAL)


@dataclass(frozen=True)
class Row:
    """One row: its code, the group it stands in (of the results), its words."""

    code: str
    group: str
    words: str


def _rows(number: int, group: str, *words: str) -> tuple[Row, ...]:
    return tuple(Row(f"3.{number}.{place}", group, f"{place}.{word}") for place, word in enumerate(words, start=1))


RESULT_ROWS: tuple[Row, ...] = (
    Row("3.1", "", "（一）予以公开"),
    Row("3.2", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    *_rows(
        3, "（三）不予公开", "属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益",
        "属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项",
    ),
    *_rows(4, "（四）无法提供", "本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确"),
    *_rows(
        5, "（五）不予处理", "信访举报投诉类申请", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请",
        "要求行政机关确认或重新出具已获取信息",
    ),
    *_rows(
        6, "（六）其他处理", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "其他",
    ),
)  # fmt: skip
ROWS: tuple[Row, ...] = (
    Row(NEW, "", "一、本年新收政府信息公开申请数量"),
    Row(CARRIED_IN, "", "二、上年结转政府信息公开申请数量"),
    *RESULT_ROWS,
    Row(DONE, "", "（七）总计"),
    Row(CARRIED_OUT, "", "四、结转下年度继续办理"),
)
RESULT_CODES = tuple(row.code for row in RESULT_ROWS)

# The table of reconsiderations and lawsuits: routes with their words, results with theirs.
ROUTES = {"reconsideration": "行政复议", "direct": "行政诉讼-未经复议直接起诉", "after": "行政诉讼-复议后起诉"}
CASE_RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果"}
PENDING = "尚未审结"
CASE_COLUMNS = (*CASE_RESULTS.values(), PENDING, TOTAL)

# The table of active disclosure, which the desk knows nothing of: an empty form.
ACTIVE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("第二十条第（一）项", ("本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
    ("第二十条第（五）项", ("本年处理决定数量",), ("行政许可",)),
    ("第二十条第（六）项", ("本年处理决定数量",), ("行政处罚", "行政强制")),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), ("行政事业性收费",)),
)
