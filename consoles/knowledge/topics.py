"""What topics are called on the editor's pages: in the content they have short names for files and programs."""

from collections.abc import Iterable, Mapping

_LOCAL = "local-"
_WORDS: Mapping[str, str] = {
    "active-disclosure": "主动公开", "annual-report": "年度报告", "archives": "档案", "calls-for-comments": "征求公众意见",
    "co_produced": "几个机关联合制作", "correction_notice": "补正", "delivery": "提供的形式和方式", "emergencies-and-public-opinion": "突发事件和舆情",
    "excess": "申请过多", "extension": "延长期限", "fees": "收费", "guide-and-catalogue": "公开指南和目录", "hotline-scope": "12345 热线",
    "how": "怎样申请：特别的情形", "how-and-where": "信息公开是什么", "how_and_where": "到哪里、怎样申请", "identity_and_agents": "身份证明和代理",
    "litigation": "行政诉讼", "local-periods": "各地的期限", "nine-key-areas": "九个重点领域", "oral_and_help": "书写有困难的",
    "other-doors": "该找别处的", "partial_and_processing": "部分公开和遮盖", "petitions": "信访", "policy-readings": "政策解读", "principles": "原则",
    "privacy": "个人信息", "privacy-and-safety": "隐私和安全", "publications-and-repeats": "公开出版物和重复申请", "receipt_day": "收到之日",
    "reconsideration": "行政复议", "record-correction": "更正本人信息", "remedies": "监督和举报", "reply_kinds": "答复的种类", "special": "档案：特别的情形",
    "special-queries": "专门的查询", "third_party": "第三方意见", "this-desk": "本服务台", "time_limits": "答复期限", "what_to_write": "申请书写什么",
    "who": "谁能申请：特别的情形", "who_may_apply": "谁能申请",
}  # fmt: skip


def words_of(topic: str, places: Mapping[str, str]) -> str:
    """A topic as an editor reads it; one that nobody named here is called by its own name."""
    if topic in _WORDS:
        return _WORDS[topic]
    place = places.get(topic.removeprefix(_LOCAL)) if topic.startswith(_LOCAL) else None
    return f"{place}本地的规定" if place else topic


def choices(topics: Iterable[str], places: Mapping[str, str]) -> list[tuple[str, str]]:
    """Topics with their words, to choose from; each once, what has words of its own first."""
    named = {topic: words_of(topic, places) for topic in topics if topic}
    return sorted(named.items(), key=lambda one: (one[0] == one[1], one[0].startswith(_LOCAL), one[1]))
