"""The sums and identities that the report's tables must keep; each is named whether it holds or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.oversight.annual import form

Table = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Check:
    """One rule, whether it holds, and where it does not: one sentence each."""

    rule: str
    violations: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it holds everywhere."""
        return not self.violations


def check_applications(table: Table, foreign: Mapping[str, int]) -> list[Check]:
    """The rules of the table of applications; `foreign` are results that have no row in it."""
    words = {row.code: row.words for row in form.ROWS}
    return [
        Check("各列：第一项加第二项等于第三项（七）加第四项", tuple(_identity(table))),
        Check("各列：第三项（七）总计等于（一）至（六）各项之和", tuple(_results(table))),
        Check("各行：各类申请人之和等于总计", tuple(_sums(table, form.COLUMNS, words))),
        Check("没有负数", tuple(f"{words[code]}，{column}：{n}" for code, row in table.items() for column, n in row.items() if n < 0)),
        Check("每个办理结果在表中都有位置", tuple(f"“{outcome}”有 {n} 件，表中没有这一项" for outcome, n in foreign.items())),
    ]


def _identity(table: Table) -> Iterator[str]:
    for column in form.COLUMNS:
        came = table[form.NEW][column] + table[form.CARRIED_IN][column]
        went = table[form.DONE][column] + table[form.CARRIED_OUT][column]
        if came != went:
            yield f"{column}：{table[form.NEW][column]} + {table[form.CARRIED_IN][column]} = {came}，{table[form.DONE][column]} + {table[form.CARRIED_OUT][column]} = {went}"


def _results(table: Table) -> Iterator[str]:
    for column in form.COLUMNS:
        summed = sum(table[code][column] for code in form.RESULT_CODES)
        if summed != table[form.DONE][column]:
            yield f"{column}：各项之和 {summed}，总计 {table[form.DONE][column]}"


def _sums(table: Table, columns: tuple[str, ...], words: Mapping[str, str]) -> Iterator[str]:
    for code, row in table.items():
        summed = sum(row[column] for column in columns if column != form.TOTAL)
        if summed != row[form.TOTAL]:
            yield f"{words[code]}：各列之和 {summed}，总计 {row[form.TOTAL]}"


def check_cases(table: Table) -> Check:
    """The rule of the table of reconsiderations and lawsuits."""
    return Check("复议、诉讼：四种情况之和等于总计", tuple(_sums(table, form.CASE_COLUMNS, {words: words for words in form.ROUTES.values()})))


def check_carried(year: int, carried_in: int, carried_out_before: int) -> Check:
    """What was carried into the year is what the year before carried out (for the whole place: agencies hand on tickets)."""
    differs = f"上年结转 {carried_in} 件，{year - 1} 年结转下年度 {carried_out_before} 件"
    return Check(f"上年结转等于 {year - 1} 年的结转下年度", () if carried_in == carried_out_before else (differs,))
