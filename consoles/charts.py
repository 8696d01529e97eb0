"""Charts as SVG that need no script, print well, and say in words what they show. Colours and type come from the style sheet.

Every chart is one image to a screen reader, named by its title; the numbers stand beside it in a table, which the page gives.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_HEIGHT, _TOP, _BOTTOM, _LEFT = 190, 14, 26, 46
_STEPS = (1, 2, 5, 10)
_LONG = 440  # from here on a chart may be drawn smaller, where its place is narrow


@dataclass(frozen=True)
class Series:
    """One row of values: its name and the class it is drawn with; None leaves a gap."""

    name: str
    css: str
    values: Sequence[float | None]


def stacked(parts: Sequence[tuple[str, int, str]], whole: int) -> Markup:
    """One bar of parts (class, number, word), `whole` wide at most: for a cell of a table."""
    said = "，".join(f"{word} {n}" for _, n, word in parts if n) or "没有"
    at, bars = 0.0, []
    for css, n, _ in parts:
        width = 100 * n / whole if whole else 0
        if n:
            bars.append(Markup('<rect class="{}" x="{:.2f}" y="0" width="{:.2f}" height="10"/>').format(css, at, max(width, 0.8)))
        at += width
    head = Markup('<svg class="bar-line" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">').format(said)
    return head + Markup("").join(bars) + Markup("</svg>")


def columns(title: str, labels: Sequence[str], series: Sequence[Series], step: int = 44) -> Markup:
    """Columns side by side for each label, with an axis of round numbers."""
    top = nice_top(max((value or 0 for one in series for value in one.values), default=0))
    width = _LEFT + step * len(labels) + 8
    body = [_axis(top, width, "")]
    bar = (step - 10) / max(len(series), 1)
    for place, one in enumerate(series):
        for index, value in enumerate(one.values):
            if value:
                height = _plot() * value / top
                x = _LEFT + step * index + 5 + bar * place
                words = f"{labels[index]} {one.name} {_number(value)}"
                body.append(
                    Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>').format(
                        one.css, x, _y(value, top), max(bar - 1.5, 1), height, words
                    )
                )
    return _image(title, width, [*body, *_labels(labels, step)])


def line(title: str, labels: Sequence[str], series: Sequence[Series], step: int = 44) -> Markup:
    """Shares (0..1) as lines with a dot for each label; a gap where there is none."""
    width = _LEFT + step * len(labels) + 8
    body = [_axis(100, width, "%")]
    for one in series:
        points = [(_LEFT + step * (index + 0.5), _y(100 * value, 100), value) for index, value in enumerate(one.values) if value is not None]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        body.append(Markup('<polyline class="{}" points="{}"/>').format(one.css, path))
        body += [
            Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="3.5"><title>{} {:.1f}%</title></circle>').format(one.css, x, y, one.name, 100 * value)
            for x, y, value in points
        ]
    return _image(title, width, [*body, *_labels(labels, step)])


def nice_top(most: float) -> float:
    """A round number at or above `most` that four lines divide well."""
    if most <= 4:
        return 4
    size = 10 ** math.floor(math.log10(most / 4))
    return float(next(4 * step * size for step in _STEPS if 4 * step * size >= most))


def _plot() -> int:
    return _HEIGHT - _TOP - _BOTTOM


def _y(value: float, top: float) -> float:
    return _TOP + _plot() * (1 - value / top)


def _axis(top: float, width: float, unit: str) -> Markup:
    lines = []
    for part in range(5):
        value = top * part / 4
        lines.append(
            Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/><text class="tick" x="{}" y="{:.1f}">{}{}</text>').format(
                _LEFT, width, _y(value, top), _y(value, top), _LEFT - 7, _y(value, top) + 4, _number(value), unit
            )
        )
    return Markup("").join(lines)


def _labels(labels: Sequence[str], step: int) -> list[Markup]:
    # So few that they do not run into one another.
    every = max(1, math.ceil(44 / step))
    return [
        Markup('<text class="label" x="{:.1f}" y="{}">{}</text>').format(_LEFT + step * (index + 0.5), _HEIGHT - 8, label)
        for index, label in enumerate(labels)
        if (len(labels) - 1 - index) % every == 0
    ]


def _image(title: str, width: float, body: Sequence[Markup]) -> Markup:
    head = Markup('<svg class="chart{}" viewBox="0 0 {:.0f} {}" width="{:.0f}" height="{}" role="img" aria-label="{}">').format(
        " long" if width > _LONG else "", width, _HEIGHT, width, _HEIGHT, title
    )
    return head + Markup("").join(body) + Markup("</svg>")


def _number(value: float) -> str:
    return escape(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")
