"""抽查缺项清单: what is missing in which household's dossier and who brings it, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.services.dossier.standing import DossierRow, Draw
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort

_NAME = "抽查缺项清单"


def gap_list(rows: Sequence[DossierRow], draw: Draw, *, office: str, today: date) -> ListData:
    """One line for each household and each thing missing; households with nothing missing are listed as well."""
    lines: list[ListRow] = []
    for row in rows:
        head = (row.village, row.head or "（无户主）", row.code)
        missing = [(item.name, item.bring or "村") for item in row.missing] or [("无缺项", "")]
        lines += [ListRow((str(len(lines) + n), *head, *gap, "")) for n, gap in enumerate(missing, start=1)]
    lacking = sum(bool(row.missing) for row in rows)
    facts = (
        Fact("抽查户数", f"{len(rows)}户"),
        Fact("有缺项", f"{lacking}户"),
        Fact("缺项合计", f"{sum(len(row.missing) for row in rows)}项"),
        *_fairness(draw),
    )
    return ListData(
        title=f"一户一档{_NAME}",
        columns=(
            ListColumn("序号", 3),
            ListColumn("村", 6),
            ListColumn("户主", 6),
            ListColumn("户编号", 11, Sort.ID),
            ListColumn("所缺材料", 16, Sort.TEXT),
            ListColumn("由谁补齐", 14, Sort.TEXT),
            ListColumn("补齐日期、签字", 10, Sort.HAND),
        ),
        rows=tuple(lines),
        office=office,
        day=today,
        facts=facts,
        empty="没有抽查的农户",
        signers=("抽查人", "分管领导"),
    )


def gap_sheet(listed: ListData) -> SheetSpec:
    """The same as a sheet."""
    return SheetSpec(
        name=_NAME,
        columns=[
            SheetColumn(c.heading, ColumnKind.ID if c.sort is Sort.ID else ColumnKind.TEXT) for c in listed.columns
        ],
        rows=[row.cells for row in listed.rows],
        title=listed.title,
        lines=["　".join(f"{fact.label}：{fact.value}" for fact in listed.facts)],
    )


def _fairness(draw: Draw) -> tuple[Fact, ...]:
    """How the households were taken, so that the draw can be done again."""
    if draw.seed is None:
        return (Fact("抽取方式", "指定名单"),)
    return (
        Fact("抽取方式", "随机抽取"),
        Fact("随机种子", str(draw.seed)),
        Fact("抽取范围", f"{draw.population}户"),
    )
