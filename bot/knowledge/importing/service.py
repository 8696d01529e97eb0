"""Imports an official document: read, find its title and clauses, check that it may be quoted, keep it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.knowledge.importing.editions import refuse_dead, same_source, set_aside, short_title
from bot.knowledge.importing.heading import describe, is_draft, place_in
from bot.knowledge.importing.keeping import keep, newer_kept
from bot.knowledge.importing.listing import names_only
from bot.knowledge.importing.models import Block, Imported, ImportRefused, Meta, Overrides, Paragraph
from bot.knowledge.importing.reading import read
from bot.knowledge.importing.structure import structured
from bot.knowledge.models import Source

__all__ = ["ImportRefused", "Imported", "Importer", "Overrides"]

_OFFICE = re.compile(r"^([\u4e00-\u9fff])\S*?政(办)?(?:发|函|规|字|秘|电|明电|通)")
_NATIONAL = re.compile(r"国务院|主席令|法释|国[办发函]|中华人民共和国|全国")
_NO_PLACE = "没有认出是哪个地方的文件，本服务台会对所有人引用；只适用于某地的，请加 --place 再导入一次。"
_MAX_WARNINGS = 12
_NOTHING = Overrides()


@dataclass(frozen=True)
class Importer:
    """What an import needs to know: where documents are kept, the sources that the desk has, the places it knows.

    `place_names` says which profile a name means (枞阳 → zongyang); `today` is an Asia/Shanghai date.
    """

    folder: Path
    sources: Mapping[str, Source]
    place_names: Mapping[str, str]
    today: date

    def take(self, path: Path, stated: Overrides = _NOTHING, progress: Callable[[str], None] = lambda _step: None) -> Imported:
        """The report of the import; the document is quoted from now on.

        Raises `ImportRefused` (one Chinese sentence, nothing written) for a file that cannot be read or must not be quoted.
        """
        progress("正在读取文件")
        reading = read(path)
        if named := names_only(reading.blocks):
            raise ImportRefused(f"{path.name}：这只是一份文件目录（列了{named}个文件的名称），没有正文，没有导入；请打开其中的文件，逐份导入。")
        progress("正在分条")
        meta, notes = self._described(reading.blocks, reading.meta, path, stated)
        structure = structured(reading.blocks, meta.title)
        if not structure.pieces:
            raise ImportRefused(f"{path.name}：没有读到正文，没有导入。")
        progress("正在核对现行规定")
        refuse_dead(meta, structure.pieces, self.sources, self.today)
        if (day := newer_kept(self.folder, meta)) is not None:
            raise ImportRefused(f"《{meta.title}》已经导入过更新的一版（{day:%Y年%-m月%-d日}起施行），这一版没有导入。")
        pieces, held = set_aside(structure.pieces, self.sources, self.today)
        progress("正在保存")
        kept, replaced = keep(self.folder, meta, pieces, held)
        warnings = [*notes, *reading.warnings, *self._dated(meta), *_few(structure.warnings)]
        return Imported(path, kept, meta, tuple(pieces), tuple(held), tuple(warnings), replaced)

    def _described(self, blocks: tuple[Block, ...], known: Meta, path: Path, stated: Overrides) -> tuple[Meta, list[str]]:
        body = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
        meta = describe(blocks, replace(known, title=stated.title or known.title, url=stated.url or known.url, in_force_on=stated.in_force_on))
        if stated.title:
            meta = replace(meta, title=stated.title)
        meta = replace(meta, place=stated.place or place_in(meta, body, self.place_names))
        found = same_source(meta, body, self.sources.values())
        if found is not None and found.live(self.today):
            meta = replace(meta, number=meta.number or found.number, place=meta.place or found.place, url=meta.url or found.url,
                           in_force_on=meta.in_force_on or found.in_force_on)  # fmt: skip
        return self._titled(meta, path, stated, found)

    def _titled(self, meta: Meta, path: Path, stated: Overrides, found: Source | None) -> tuple[Meta, list[str]]:
        notes = [] if meta.place or _NATIONAL.search(f"{meta.number} {meta.title}") else [_NO_PLACE]
        if stated.title:
            return replace(meta, title=short_title(stated.title)), notes
        if found is not None and found.live(self.today):
            if meta.title is None:
                notes.append(f"文件里没有题目，按来源表里同一地方、同一类的文件取名《{found.title}》；不对的话，请加 --title 再导入一次。")
            return replace(meta, title=found.title), notes
        if meta.title is None:
            notes.append("文件里没有找到题目，暂用文件名；请加 --title 写明题目再导入一次。")
            return replace(meta, title=path.stem), notes
        title = short_title(meta.title)
        issuer = meta.issuer or self._issuer(meta)
        if title.startswith("关于") and issuer:
            title = f"{issuer}{title}"
            notes.append(f"题目前面的“{issuer}”是从落款或者文号看出来的，请核对。")
        if is_draft(title):
            notes.append("题目写着征求意见稿或者草案，还不是正式文件；请确认要不要让服务台引用。")
        return replace(meta, title=title, issuer=issuer), notes

    def _issuer(self, meta: Meta) -> str | None:
        """The government or its office, as the first character of a document number and 政发, 政办发 tell."""
        found = _OFFICE.match(meta.number or "")
        names = [name for name, place in self.place_names.items() if place == meta.place and name.startswith(found[1] if found else "?")]
        if found is None or not names:
            return None
        return f"{max(names, key=len)}人民政府{'办公室' if found[2] else ''}"

    def _dated(self, meta: Meta) -> list[str]:
        if meta.valid_to is not None and meta.valid_to < self.today:
            return [f"文件写明有效期到{meta.valid_to:%Y年%-m月%-d日}，已经过期，服务台不会引用。"]
        if meta.in_force_on is not None and meta.in_force_on > self.today:
            return [f"文件从{meta.in_force_on:%Y年%-m月%-d日}起施行，在那之前服务台不会引用。"]
        return []


def _few(warnings: tuple[str, ...]) -> list[str]:
    if len(warnings) <= _MAX_WARNINGS:
        return list(warnings)
    return [*warnings[:_MAX_WARNINGS], f"编号方面还有{len(warnings) - _MAX_WARNINGS}处要核对，没有全部列出。"]
