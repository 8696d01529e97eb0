"""What the desk tells citizens of their own accord: one template an occasion, plain words, no personal data but the answer itself."""

from collections.abc import Mapping
from string import Formatter

TEMPLATES: Mapping[str, str] = {
    "signed": "您的{kind}（编号 {number}）已由{agency}签收，正在办理。{due}",
    "answered": "{agency}对您的{kind}（编号 {number}）答复如下：\n\n{text}",
    "correction_asked": "您的{kind}（编号 {number}）需要补正：\n\n{text}",
    "corrected": "已收到您对 {number} 的补正，答复期限自收到补正之日起重新计算。{due}",
    "extended": "您的{kind}（编号 {number}）延长了答复期限：{text}{due}",
    "consulted": "您的{kind}（编号 {number}）需要征求第三方或其他机关的意见，所需时间不计入答复期限。{due}",
    "opinion_received": "您的{kind}（编号 {number}）征求的意见已经收到，继续办理。{due}",
    "reassigned": "您的{kind}（编号 {number}）改由{agency}办理。{due}",
    "refused": "您的{kind}（编号 {number}）不予受理：{text}",
    "transferred": "您的{kind}（编号 {number}）已转其他渠道办理：{text}",
    "merged": "您的{kind}（编号 {number}）与先前反映的同一事项合并办理：{text}",
    "withdrawn": "您的{kind}（编号 {number}）已按您的要求撤回。",
    "given_up": "您的{kind}（编号 {number}）逾期未补正，依法视为放弃申请，不再处理。如需要可以重新申请。",
    "redone": "您对 {number} 的办理结果不满意，已请{agency}重新办理。{due}",
}


def fields(template: str) -> frozenset[str]:
    """The names of the values that a template needs."""
    return frozenset(name for _, name, _, _ in Formatter().parse(TEMPLATES[template]) if name)


def text_of(template: str, data: Mapping[str, str]) -> str:
    """The words of a notice; KeyError when the template or one of its values is missing."""
    return TEMPLATES[template].format_map({name: data[name] for name in fields(template)})
