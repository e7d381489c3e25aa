"""The workflow tables as Mermaid diagrams for ``docs/workflow.md``; a test compares file and tables."""

from __future__ import annotations

from pathlib import Path

from app.services.workflow.judge import TABLES, states_known_to
from app.services.workflow.table import Transition

_FILE = Path(__file__).resolve().parents[3] / "docs" / "workflow.md"
_TITLES = {"case": "户的程序 Case", "alert": "预警 Alert"}
# Rows that leave every state would hide the others.
_EVERYWHERE = 8


def _edges(workflow: str, variant: str) -> list[str]:
    known = states_known_to(workflow, variant)
    lines: list[str] = []
    for row in TABLES[workflow]:
        if variant in row.variants and row.to is not None and len(row.from_states) < _EVERYWHERE:
            sources = [state.value for state in row.from_states if state in known] or ["[*]"]
            lines += [f"    {source} --> {row.to.value}: {row.row} {row.name}" for source in sources]
    return lines


def _states(workflow: str, variant: str) -> list[str]:
    known = states_known_to(workflow, variant)
    ordered = [state for state in type(next(iter(known))) if state in known]
    return [f'    state "{state.label}" as {state.value}' for state in ordered]


def _row_line(row: Transition) -> str:
    sources = "、".join(state.label for state in row.from_states) or "–"
    if len(row.from_states) >= _EVERYWHERE:
        sources = f"{row.from_states[0].label} … {row.from_states[-1].label}"
    to = row.to.label if row.to is not None else ("前一状态" if row.action == "take_back" else "不变")
    windows = " ".join(stage.value for stage in row.windows) or "*"
    parties = "+".join(party.value for party in row.parties)
    papers = "、".join(f"{paper.name}{'❄' if paper.is_frozen else ''}" for paper in row.papers)
    variants = "" if len(row.variants) == 2 else " ".join(row.variants)
    return (
        f"| {row.row} | {sources} | `{row.action}` {row.name} | {to} | {parties} | {windows} | {papers} | {variants} |"
    )


def document() -> str:
    """The whole page: for each workflow the rows, and one diagram per variant."""
    parts = ["# The two workflows", "", "Generated from the tables by `make diagrams`; do not edit by hand.", ""]
    for workflow, title in _TITLES.items():
        parts += [f"## {title}", "", "| # | from | action | to | party | window | papers | variant |", "|" + "---|" * 8]
        parts += [_row_line(row) for row in TABLES[workflow]]
        variants = ("sc2020", "cn2021") if workflow == "case" else ("sc2020",)
        for variant in variants:
            parts += ["", f"### {variant}", "", "```mermaid", "stateDiagram-v2"]
            parts += [*_states(workflow, variant), *_edges(workflow, variant), "```"]
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    _FILE.write_text(document(), encoding="utf-8")
