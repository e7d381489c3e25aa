"""The visit form as one would write it first: reportlab's platypus, tables of paragraphs, the same words."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Text

from app.paths import resource
from app.services.papers import parts as p
from app.services.papers.toolkit.fonts import SERIF

_WIDTH = 490.0
_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def print_forms(papers: Sequence[p.Paper]) -> bytes:
    """All papers into one file."""
    pdfmetrics.registerFont(TTFont("Serif", str(resource("fonts", SERIF))))
    style = ParagraphStyle("cell", fontName="Serif", fontSize=9, leading=11, wordWrap="CJK")
    title = ParagraphStyle("title", parent=style, fontSize=18, leading=26, alignment=1)
    target = BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, leftMargin=60, rightMargin=42, topMargin=40, bottomMargin=42)
    story: list[Flowable] = []
    for paper in papers:
        for part in paper.sheets[0].parts:
            story += _flowables(part, style, title)
        story.append(PageBreak())
    document.build(story)
    return target.getvalue()


def _flowables(part: p.Part, style: ParagraphStyle, title: ParagraphStyle) -> list[Flowable]:
    match part:
        case p.Title():
            return [Text(part.text, title), Text(part.subtitle, style)]
        case p.Lead():
            return [Text(f"{part.left}　{part.right}", style)]
        case p.Heading():
            return [_table([[part.text]], [1.0], style)]
        case p.Fields():
            return [
                _table(
                    [[t for f in row for t in (f.label, f.value)]], [w for f in row for w in (1.0, 2 * f.span)], style
                )
                for row in part.rows
            ]
        case p.Table():
            rows = [[c.heading for c in part.columns], *(list(r.cells) for r in part.rows if isinstance(r, p.Line))]
            return [_table(rows, [c.weight for c in part.columns], style, header=1)]
        case p.Writing():
            return [_table([[part.label, part.text]], [1.0, 7.0], style)]
        case p.Signatures():
            return [_table([[place.label, place.day]], [1.0, 1.0], style) for place in part.places]
        case p.Note():
            return [Text(part.text, style)]
        case _:
            return [Spacer(1, 6)]


def _table(rows: list[list[str]], weights: list[float], style: ParagraphStyle, *, header: int = 0) -> Table:
    total = sum(weights)
    cells = [[Text(text.replace("\n", "<br/>"), style) for text in row] for row in rows]
    made = Table(cells, colWidths=[_WIDTH * weight / total for weight in weights], repeatRows=header)
    made.setStyle(_GRID)
    return made
