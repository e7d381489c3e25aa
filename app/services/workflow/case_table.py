"""The case table: every row of the procedure of a household, in the order of the paper (workflow 2)."""

from __future__ import annotations

from app.models.enums import CaseState, Party
from app.services.workflow.case_rows_decision import DISTRICT_ROWS, EVALUATING_ROWS, VISITING_ROWS
from app.services.workflow.case_rows_ledger import LEDGER_ROWS
from app.services.workflow.case_rows_screening import SCREENING_ROWS
from app.services.workflow.table import Transition

CASE_TABLE: tuple[Transition, ...] = (
    *SCREENING_ROWS,
    *VISITING_ROWS,
    *EVALUATING_ROWS,
    *DISTRICT_ROWS,
    *LEDGER_ROWS,
)

# What follows from a step of the alert table; nobody takes these as steps of their own.
OPENED_BY_EMERGENCY = Transition(
    row="预警2",
    action="open_by_emergency",
    name="应急立项",
    from_states=(),
    to=CaseState.PROPOSED,
    parties=(Party.LEADER,),
)
RECALLED_BY_ALERT = Transition(
    row="预警1",
    action="recall_by_alert",
    name="因预警撤回拟消除",
    from_states=(CaseState.CLEARING_PROPOSED,),
    to=CaseState.MONITORED,
    parties=(Party.VILLAGE,),
)
# What a split leaves: the linked copy of the case, in the state that the household's own case has.
OPENED_BY_SPLIT = Transition(
    row="分户",
    action="open_by_split",
    name="分户立项",
    from_states=(),
    to=CaseState.PROPOSED,
    parties=(Party.TOWNSHIP,),
)
CONSEQUENCES = (OPENED_BY_EMERGENCY, RECALLED_BY_ALERT, OPENED_BY_SPLIT)
