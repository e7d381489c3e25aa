"""What the office prints, exports and reports at the end of each phase, in folders that a clerk would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from app.demo.clerk.desk import Desk
from app.services.errors import Refused

# Papers by phase, in the order in which they are signed; a frozen one is printed again as it left.
PAPERS: Mapping[str, Sequence[str]] = {
    "0-导入": (),
    "1-排查": (
        "carried_over_list", "unmatched_list", "village_report", "township_summary", "cross_check_request",
        "cross_check_results", "preliminary_list", "village_receipt", "return_slip", "notification",
    ),
    "2-走访": ("joined_register", "revisit_slip", "visit_form"),
    "3-评定": (
        "attendance_sheet", "evaluation_sheet", "meeting_record", "minutes", "district_list", "approved_list",
        "mending_notice", "recall_letter", "notification",
    ),
    "4-录入": ("approved_list", "mending_report", "entry_list", "ledger", "village_ledger", "list_changes"),
    "5-动态监测": (
        "monthly_sheet", "village_review", "alert_ledger", "assignment", "receipt", "decline_slip", "measure_sheet",
        "measure_ledger", "reminder", "coordination_letter", "approval_slip", "closure_request", "inspection_sheet",
        "closure_inspection", "feedback", "follow_up_sheet", "list_changes", "recategorising",
    ),
    "6-成效巩固": (
        "monthly_sheet", "alert_ledger", "measure_ledger", "emergency_register", "closure_inspection",
        "follow_up_sheet", "clearing_form", "clearing_notice", "removal_form", "ending_account", "corrections",
        "list_changes", "ledger",
    ),
    "7-接续": ("carry_forward_list", "list_changes"),
}  # fmt: skip
EXPORTS: Mapping[str, Sequence[str]] = {
    "0-导入": ("roster", "households"),
    "1-排查": ("hits", "clues", "comparison", "cases"),
    "2-走访": ("cases",),
    "3-评定": ("cases", "district_list", "platform"),
    "4-录入": ("cases", "list_changes"),
    "5-动态监测": ("cases", "alerts", "list_changes"),
    "6-成效巩固": ("cases", "alerts", "households", "list_changes", "comparison"),
    "7-接续": ("cases", "alerts"),
}
REPORTS: Mapping[str, str] = {
    "1-排查": "P", "2-走访": "Z", "3-评定": "D", "4-录入": "L", "5-动态监测": "M", "6-成效巩固": "C",
}  # fmt: skip


def write_papers(desk: Desk, phase: str, day: date) -> list[Path]:
    """Print, export and report; what has nothing to print on this day is left out."""
    folder = desk.folder / "文件" / phase
    folder.mkdir(parents=True, exist_ok=True)
    names = {row.kind: row.name for row in desk.office.papers.list_kinds(today=day) if row.documents}
    made = [
        path
        for kind in PAPERS[phase]
        if kind in names and (path := print_paper(desk, kind, folder / f"{names[kind]}.pdf", day))
    ]
    titles = {kind.kind: kind.name for kind in desk.office.exports.list_kinds()}
    for kind in EXPORTS[phase]:
        path = folder / f"{titles[kind]}.xlsx"
        if desk.attempt(f"export.{kind}", day, lambda k=kind, p=path: _export(desk, k, p, day)):
            made.append(path)
    if phase in REPORTS:
        made.append(_report(desk, REPORTS[phase], folder, day))
    desk.done["documents"] += len(made)
    return made


def _export(desk: Desk, kind: str, path: Path, day: date) -> object:
    return desk.office.exports.export(kind, path, actor=desk.actor(), today=day)


def print_paper(desk: Desk, kind: str, path: Path, day: date) -> Path | None:
    """One kind into one file."""
    try:
        printed = desk.office.papers.print(kind, path, actor=desk.actor(), today=day)
    except Refused as refused:
        desk.refuse(day, f"print.{kind}", path.name, refused.reasons, expects=())
        return None
    desk.done[f"paper.{kind}"] += printed.documents
    return path


def _report(desk: Desk, stage: str, folder: Path, day: date) -> Path:
    path = folder / f"阶段工作报告_{stage}.pdf"
    desk.office.reports.stage_report(stage, path, actor=desk.actor(), today=day)
    desk.done[f"report.{stage}"] += 1
    return path
