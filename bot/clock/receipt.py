"""On which day an application counts as received: 政府信息公开条例 第三十一条."""

from datetime import date

from bot.clock.models import LegalBasis, TimelineError

RECEIPT_BASIS = LegalBasis("政府信息公开条例", "第三十一条")

# channel: (which of its days counts, how a citizen is told)
_RULES = {
    "in_person": ("submitted", "当面提交的，以提交之日为收到之日"),
    "signed_mail": ("signed", "需要签收的邮件，以行政机关签收之日为收到之日"),
    "ordinary_mail": ("confirmed", "平常信函，以与申请人确认之日为收到之日"),
    "internet": ("confirmed", "通过互联网提交的，以双方确认之日为收到之日"),
    "fax": ("confirmed", "通过传真提交的，以双方确认之日为收到之日"),
}
RECEIPT_CHANNELS = tuple(_RULES)
_DAY_NAMES = {"submitted": "提交", "signed": "签收", "confirmed": "确认"}


def receipt_day(
    channel: str, *, submitted: date | None = None, signed: date | None = None, confirmed: date | None = None
) -> date | None:
    """The day of receipt, or None while the day that fixes it (signing, confirmation) has not come.

    `channel` is one of RECEIPT_CHANNELS. Raises TimelineError for another channel, for a day before submission, and
    when something handed in has no day.
    """
    if channel not in _RULES:
        raise TimelineError(f"收到之日按提交方式确定，不认识“{channel}”这种方式（{RECEIPT_BASIS}）。")
    deciding = _RULES[channel][0]
    day = {"submitted": submitted, "signed": signed, "confirmed": confirmed}[deciding]
    if day is None and deciding == "submitted":
        raise TimelineError(f"当面提交的，必须写明提交之日（{RECEIPT_BASIS}）。")
    if day is not None and submitted is not None and day < submitted:
        raise TimelineError(f"{_DAY_NAMES[deciding]}之日不能早于提交之日（{RECEIPT_BASIS}）。")
    return day


def receipt_rule(channel: str) -> str:
    """The rule in one plain Chinese sentence with its article."""
    if channel not in _RULES:
        raise TimelineError(f"收到之日按提交方式确定，不认识“{channel}”这种方式（{RECEIPT_BASIS}）。")
    return f"{_RULES[channel][1]}（{RECEIPT_BASIS}）。"
