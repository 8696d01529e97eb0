"""Tables of every format, made alike: full rows, a head, merged cells repeated."""

from collections.abc import Iterator, Sequence

from bot.knowledge.importing.models import Block, Paragraph, Table
from bot.knowledge.importing.reading.tidy import close


def grid(rows: Sequence[Sequence[str | None]], *, filled: bool = False) -> Iterator[Block]:
    """The rows as blocks: title rows above and one-column tables become paragraphs.

    An empty cell left of a filled one is taken as merged with the cell above, unless `filled` says that merged cells are
    repeated already.
    """
    tidy = [tuple(close(cell or "") for cell in row) for row in rows]
    tidy = [row for row in tidy if any(row)]
    while tidy and (len(set(tidy[0])) == 1 or sum(map(bool, tidy[0])) == 1):
        yield from _paragraph(tidy.pop(0))
    columns = max(map(len, tidy), default=0)
    if columns < 2 or len(tidy) < 2:
        for row in tidy:
            yield from _paragraph(row)
        return
    square = [row + ("",) * (columns - len(row)) for row in tidy]
    yield Table(tuple(square if filled else _filled(square)))


def _paragraph(row: Sequence[str]) -> Iterator[Block]:
    for cell in dict.fromkeys(filter(None, row)):
        yield Paragraph(cell)


def _filled(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    done = [rows[0]]
    for row in rows[1:]:
        last = max(at for at, cell in enumerate(row) if cell)
        above = done[-1] if len(done) > 1 else ("",) * len(row)
        done.append(tuple(cell or (above[at] if at < last else "") for at, cell in enumerate(row)))
    return done


def row_texts(table: Table) -> list[str]:
    """Each row below the head as 列名：值；列名：值."""
    head, *rows = table.rows
    return [text for row in rows if (text := "；".join(_cells(head, row)))]


def _cells(head: Sequence[str], row: Sequence[str]) -> list[str]:
    said = [f"{name}：{cell.rstrip('；;。')}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
    return list(dict.fromkeys(said))
