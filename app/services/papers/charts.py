"""The blocks of a chart: every bar on one scale, the longest as long as the page allows."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.papers.parts import Bar, Chart, figure_target
from app.services.papers.toolkit.blocks import Block, Gap, TextRow
from app.services.papers.toolkit.charts import BarRow, LegendRow, Segment
from app.services.papers.toolkit.fonts import Role
from app.services.papers.toolkit.ink import Fill
from app.services.papers.toolkit.typeset import Style, Typesetter

_TITLE = Style(Role.SONG, 12, 18)
_WORDS = Style(Role.SONG, 10, 15)
_FILLS = (Fill.BLACK, Fill.HATCHED, Fill.WHITE, Fill.GREY)
_NAMES_AT_MOST = 0.34  # of the width
_SIDE = 8.0


def chart_blocks(typesetter: Typesetter, chart: Chart, width: float) -> Iterator[Block]:
    """Title, what the fillings mean, the bars; all on one page where they have room."""
    yield Gap(_SIDE, keeps=True)
    title = typesetter.width(chart.title, _TITLE)
    yield TextRow([(chart.title, (width - title) / 2, _TITLE)], _TITLE.leading, keeps=True)
    names = max((typesetter.width(bar.label, _WORDS) for bar in chart.bars), default=0.0) + _SIDE
    names = min(names, width * _NAMES_AT_MOST)
    if chart.legend:
        entries = tuple(zip(_FILLS, chart.legend, strict=False))
        yield LegendRow(entries, _WORDS, typesetter, _WORDS.leading, names)
    values = max((typesetter.width(bar.value, _WORDS) for bar in chart.bars), default=0.0) + _SIDE
    longest = max((bar.start + sum(bar.parts) for bar in chart.bars), default=0) or 1
    scale = (width - names - values) / longest
    for number, bar in enumerate(chart.bars, start=1):
        yield BarRow(
            _fitting(typesetter, bar.label, names - _SIDE),
            bar.value,
            _segments(bar, scale),
            names,
            width,
            _WORDS,
            typesetter,
            _WORDS.leading,
            link=figure_target(bar.key) if bar.key else "",
            keeps=number < len(chart.bars),
        )
    yield Gap(_SIDE)


def _segments(bar: Bar, scale: float) -> list[Segment]:
    """The parts of a bar one behind the other."""
    found: list[Segment] = []
    at = bar.start
    fills = _FILLS if bar.fill < 0 else [_FILLS[bar.fill]] * len(bar.parts)
    for part, fill in zip(bar.parts, fills, strict=False):
        found.append(Segment(at * scale, (at + part) * scale, fill))
        at += part
    return found


def _fitting(typesetter: Typesetter, text: str, width: float) -> str:
    """The name, shortened to its room with …: the table beside the chart has it whole."""
    if typesetter.width(text, _WORDS) <= width:
        return text
    while text and typesetter.width(f"{text}…", _WORDS) > width:
        text = text[:-1]
    return f"{text}…"
