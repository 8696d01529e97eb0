"""Web pages: the document without menus, breadcrumbs, share buttons and footers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.knowledge.importing.heading import labelled
from bot.knowledge.importing.models import Block, Meta, Paragraph, Reading
from bot.knowledge.importing.reading.plain import decode
from bot.knowledge.importing.reading.tables import grid
from bot.knowledge.importing.reading.tidy import clean

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_NEVER = "script,style,noscript,template,nav,aside,form,button,iframe,svg,select,object,video,audio,header,footer,input,textarea"
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|bread\w*|crumbs?|foot\w*|header|topbar|toolbar|tools?|share\w*|bdshare\w*|side(?:bar)?|related|"
    r"recommend\w*|copyright|print\w*|qrcode|ewm|location|position|weizhi|dqwz|fenxiang|search\w*|login|pager?|pagination|"
    r"links?|friend\w*|banner|float\w*|advert\w*|comment\w*)(?:$|[-_\s\d])", re.IGNORECASE,
)  # fmt: skip
_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article", "main", "body", "td", "th", "tr", "table",
     "tbody", "thead", "dl", "dt", "dd", "blockquote", "pre", "center", "address", "figure")
)  # fmt: skip
# What pages print around a document; the facts in it are taken before it is dropped.
_AROUND = re.compile(
    r"^[【\[（(]?\s*(?:来源|信息来源|稿源|作者|发布时间|发布日期|发文日期|成文日期|生成日期|浏览次数|浏览量|浏览|阅读次数|阅读|点击数|点击次数|访问量|"
    r"字体|字号|打印|关闭|分享|收藏|责任编辑|编辑|上一篇|下一篇|当前位置|您的位置|您现在的位置|您所在的位置|扫一扫|索引号|主题分类|信息分类|"
    r"组配分类|体裁分类|公开方式|公开范围|公开形式|公开时限|有效性|发布机构|发文机关|发文机构|发文单位|发文字号|文号|废止日期|关键词|信息名称|"
    r"视力保护色|纠错|返回顶部|无障碍)\s*[】\]）)]?\s*(?:[：:\[【（(|]|$)"
)  # fmt: skip
_SENTENCES = re.compile(r"[。；，、：,;]")
_CONTAINERS = (
    "#zoom", "#Zoom", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", "#content_text", ".v_news_content",
    "#vsb_content", ".article-content", ".article_content", ".pages_content", "#js_content",
)  # fmt: skip
_SHARE = 0.9  # of a page's sentences that the document's own element must keep
_SITE = re.compile(r"\s*[-_—|–]+\s*[^-_—|–]{0,24}(?:网|门户|平台|政府|中心|局|委|站)[^-_—|–]{0,8}$")


def read_html(data: bytes) -> Reading:
    """The paragraphs and tables of the page's document; title, number and dates where the page names them."""
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower().startswith((b"gb", b"utf")) and not data.startswith(b"\xef\xbb\xbf"):
        encoding = "gb18030" if declared[1].lower().startswith(b"gb") else "utf-8"
        text = data.decode(encoding, errors="replace")
        text = decode(data, "网页") if "\ufffd" in text else text
    else:
        text = decode(data, "网页")
    page = LexborHTMLParser(text)
    meta = _meta(page)
    _strip(page)
    body = page.body
    blocks = [] if body is None else [block for block in _walk(_document(body)) if not _is_around(block)]
    return Reading(tuple(_with_title(blocks, meta.title)), meta)


def _is_around(block: Block) -> bool:
    return isinstance(block, Paragraph) and _AROUND.match(block.text) is not None and len(block.text) < 120


def _with_title(blocks: list[Block], title: str | None) -> list[Block]:
    """The page's title marks its paragraph as the title, so that it is not taken for text."""
    return [
        Paragraph(block.text, title=True) if isinstance(block, Paragraph) and title and _bare(block.text) == _bare(title) else block
        for block in blocks
    ]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _meta(page: LexborHTMLParser) -> Meta:
    named = {
        (node.attributes.get("name") or node.attributes.get("property") or "").lower(): (node.attributes.get("content") or "").strip()
        for node in page.css("meta[content]")
    }
    heading = page.css_first("h1")
    said = clean(heading.text(separator="")) if heading else ""
    tag = page.css_first("title")
    window = _SITE.sub("", clean(tag.text())) if tag else ""
    title = named.get("articletitle") or (said if len(said) >= 6 else "") or named.get("og:title") or window
    stated = labelled(clean(page.body.text(separator=" "))) if page.body is not None else Meta()
    return replace(stated, title=clean(title) or None, url=named.get("url") if str(named.get("url")).startswith("http") else None)


def _strip(page: LexborHTMLParser) -> None:
    for node in page.css(_NEVER):
        node.decompose()
    whole = _weight(page.body) if page.body is not None else 0
    for node in page.css("body [class], body [id]"):
        marks = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if _FURNITURE.search(marks) and _weight(node) < whole * 0.3:
            node.decompose()
    for node in page.css("[style]"):
        if re.search(r"display\s*:\s*none", node.attributes.get("style") or "", re.IGNORECASE) and _weight(node) < whole * 0.3:
            node.decompose()


def _weight(node: LexborNode) -> int:
    """How much running text an element holds: the sentence marks outside its links."""
    linked = sum(len(_SENTENCES.findall(link.text())) for link in node.css("a"))
    return len(_SENTENCES.findall(node.text())) - linked


def _document(body: LexborNode) -> LexborNode:
    whole = _weight(body)
    for name in _CONTAINERS:
        found = body.css_first(name)
        if found is not None and _weight(found) >= whole * 0.6:
            return found
    node = body
    while whole:
        inner = max(_children(node), key=_weight, default=None)
        if inner is None or _weight(inner) < whole * _SHARE or inner.tag in {"table", "p", "tbody"}:
            return node
        node = inner
    return node


def _children(node: LexborNode) -> list[LexborNode]:
    return [child for child in node.iter() if child.tag in _BLOCKS]


def _walk(node: LexborNode) -> Iterator[Block]:
    """Blocks in reading order: text between block elements and line breaks is a paragraph."""
    line: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "table":
            yield from _flushed(line)
            yield from _table(child)
        elif child.tag == "br":
            yield from _flushed(line)
        elif child.tag in _BLOCKS or (child.tag != "-text" and child.css_first("p,div,table,br,li") is not None):
            yield from _flushed(line)
            yield from _walk(child)
        else:
            line.append(child.text(deep=True) if child.tag != "-text" else str(child.text_content or ""))
    yield from _flushed(line)


def _flushed(line: list[str]) -> Iterator[Block]:
    text = clean("".join(line))
    line.clear()
    if text:
        yield Paragraph(text)


def _table(table: LexborNode) -> Iterator[Block]:
    """A table of rows, or the blocks inside one that is only a frame."""
    if table.css_first("table table") or (table.css_first("td p + p") and len(table.css("td")) <= 2):
        for cell in _own(table, {"td", "th"}):
            yield from _walk(cell)
        return
    yield from grid(_spread(table), filled=True)


def _own(node: LexborNode, tags: set[str]) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag in tags:
            yield child
        else:
            yield from _own(child, tags)


def _spread(table: LexborNode) -> list[list[str]]:
    """Cells with `rowspan` and `colspan` repeated wherever they reach."""
    waiting: dict[tuple[int, int], str] = {}
    rows: list[list[str]] = []
    for at, row in enumerate(table.css("tr")):
        cells: list[str] = []
        for cell in row.css("td,th"):
            while (at, len(cells)) in waiting:
                cells.append(waiting.pop((at, len(cells))))
            text, wide, high = clean(cell.text(separator=" ")), _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(len(cells), len(cells) + wide):
                waiting.update({(at + down, column): text for down in range(1, high)})
            cells.extend([text] * wide)
        while (at, len(cells)) in waiting:
            cells.append(waiting.pop((at, len(cells))))
        rows.append(cells)
    return rows


def _span(cell: LexborNode, name: str) -> int:
    said = (cell.attributes.get(name) or "1").strip()
    return min(max(int(said), 1), 200) if said.isdigit() else 1
