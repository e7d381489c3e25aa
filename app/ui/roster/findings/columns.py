"""How findings and proposals are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.services.findings.answers import Proposal, Verdict
from app.services.findings.service import FindingRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.household_columns import code_column, head_column, village_column
from app.ui.theme import Tone

translate = QCoreApplication.translate
STATES = ("open", "exempt", "fixed")


def state_chip(row: FindingRow) -> Chip:
    """待核, 证据已变, 属实豁免 or 已改."""
    if row.state == "exempt":
        return Chip(translate("findings", "属实豁免"), Shape.CHECK, Tone.NEUTRAL)
    if row.state == "fixed":
        return Chip(translate("findings", "已改"), Shape.CHECK, Tone.DONE)
    if row.reason:  # it was exempt until its evidence changed
        return Chip(translate("findings", "证据已变"), Shape.TRIANGLE, Tone.LATE)
    return Chip(translate("findings", "待核"), Shape.RING, Tone.DUE)


def finding_columns() -> Sequence[Column[FindingRow]]:
    """One finding a line; the gravest come first. What explains it stands below the list."""
    return (
        chip_column("state", translate("findings", "状态"), state_chip, width=10),
        village_column(lambda r: r.village, width=7),
        head_column(lambda r: r.head_name),
        Column("member", translate("findings", "姓名"), lambda r: r.member_name or "", 8),
        Column("title", translate("findings", "疑点"), lambda r: r.title, 22, tip=lambda r: r.title),
        Column("message", translate("findings", "具体情况"), lambda r: r.message, 32, tip=lambda r: r.message),
        Column("reason", translate("findings", "豁免理由"), lambda r: r.reason or "", 12, tip=lambda r: r.reason or ""),
        code_column(lambda r: r.household_code),
    )


def verdict_words() -> Mapping[Verdict, tuple[str, Tone]]:
    """What a row of a village's sheet comes to."""
    return {
        Verdict.EXEMPT: (translate("findings", "可豁免"), Tone.ACCENT),
        Verdict.MENDED: (translate("findings", "已改，检查也没有了"), Tone.DONE),
        Verdict.STILL_FOUND: (translate("findings", "村里说已改，检查仍有"), Tone.LATE),
        Verdict.ALREADY: (translate("findings", "已经豁免"), Tone.NEUTRAL),
        Verdict.NO_REASON: (translate("findings", "属实但没写说明"), Tone.DUE),
        Verdict.CHANGED: (translate("findings", "发表后证据已变"), Tone.DUE),
        Verdict.WRONG: (translate("findings", "村里说数据不对，要改"), Tone.DUE),
        Verdict.EMPTY: (translate("findings", "没有填"), Tone.NEUTRAL),
        Verdict.UNKNOWN: (translate("findings", "对不上疑点"), Tone.LATE),
    }


def proposal_columns() -> Sequence[Column[tuple[int, Proposal]]]:
    """One row of a sheet a line, with the finding it means."""
    words = verdict_words()

    def chip(row: tuple[int, Proposal]) -> Chip:
        text, tone = words[row[1].verdict]
        shape = Shape.CHECK if tone in (Tone.DONE, Tone.ACCENT) else Shape.RING
        return Chip(text, shape, tone)

    def about(row: tuple[int, Proposal]) -> str:
        finding = row[1].finding
        return finding.message if finding else row[1].about

    return (
        chip_column("verdict", translate("findings", "核对结果"), chip, width=22),
        Column("village", translate("findings", "村"), lambda r: r[1].finding.village if r[1].finding else "", 8),
        Column("head", translate("findings", "户主"), lambda r: r[1].finding.head_name if r[1].finding else "", 8),
        Column("about", translate("findings", "疑点"), about, 40, tip=about),
        Column("reason", translate("findings", "村里写的说明"), lambda r: r[1].reason, 26, tip=lambda r: r[1].reason),
        Column("by", translate("findings", "填报人"), lambda r: r[1].by, 8),
        Column("file", translate("findings", "文件"), lambda r: r[1].file, 14, tip=lambda r: r[1].file),
        Column("sheet", translate("findings", "表"), lambda r: r[1].sheet, 10),
        count_column("row", translate("findings", "行"), lambda r: r[1].row),
    )
