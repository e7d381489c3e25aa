"""One clue: what was said, which household it speaks of, what the check found, when the petitioner was told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.enums import ClueState
from app.services.clues import ClueMatch, ClueRow
from app.services.regions import RegionRow
from app.ui.cases.rows import row_of
from app.ui.common.chips import ChipLabel
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import code_column, head_column, village_column
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.household_changes import HouseholdChanges
from app.ui.screening.clue_words import channel_word, clue_chip
from app.ui.screening.finder import HouseholdFinder

_ANSWERS = (ClueState.VERIFIED, ClueState.UNFOUNDED, ClueState.DUPLICATE)


class ClueCard(QFrame):
    """Match and answer; ``propose_asked`` opens 拟新增 for the household of the clue."""

    household_opened = Signal(int)
    propose_asked = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._clue: ClueRow | None = None
        self._regions: Sequence[RegionRow] = ()
        self._households = HouseholdChanges(context, self)
        self._households.saved.connect(self.match)
        self._matches = Latest(context.runner, self)
        self._matches.answered.connect(self._on_matches)
        self.setProperty("pane", True)
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self._chip = ChipLabel(parent=self)
        self._facts = QFormLayout()
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.bar = RefusalBar(self)
        self.candidates: RowsTableModel[ClueMatch] = RowsTableModel(
            self._columns(), id_of=lambda match: match.household_id
        )
        self.table = DataTable(self.candidates, name=self.tr("可能是这些户"))
        self.finder = HouseholdFinder(context, self.tr("都不是：查找别的户"))
        self.form = Form(self._fields(), today=context.today)
        self._lay_out()
        self.finder.found.connect(self.match)
        self.table.opened.connect(self.match)
        self.show_clue(None)

    def _columns(self) -> list[Column[ClueMatch]]:
        yes, no = self.tr("证件号码相同"), self.tr("姓名相同")
        return [
            head_column(lambda m: m.head_name),
            village_column(lambda m: m.village),
            Column("person", self.tr("对上的人"), lambda m: m.person, 9),
            Column("why", self.tr("凭什么"), lambda m: yes if m.by_number else no, 12),
            code_column(lambda m: m.household_code),
        ]

    def _fields(self) -> Sequence[Field]:
        options = tuple(Option(state.value, state.label) for state in _ANSWERS)
        return (
            Field("state", self.tr("核实结果"), Kind.CHOICE, required=True, options=options),
            Field("answer", self.tr("核实情况"), Kind.LONG_TEXT, required=True),
            Field("on", self.tr("核实日期"), Kind.DAY, required=True, keep=True),
            Field("reply_on", self.tr("答复反映人日期"), Kind.DAY),
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self._chip)
        head.addStretch(1)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addLayout(self._facts)
        column.addWidget(self.bar)
        column.addWidget(self._links())
        column.addWidget(self._matching())
        self._answer_title = QLabel(self.tr("核实和答复"))
        self._answer_title.setProperty("heading", True)
        column.addWidget(self._answer_title)
        column.addWidget(self.form)
        self.save = QPushButton(self.tr("保存核实结果"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._on_answer)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._hint = QLabel(self.tr("在左边选一条线索：在这里对应农户、登记核实结果和答复。"))
        self._hint.setProperty("muted", True)
        self._hint.setWordWrap(True)
        whole = QVBoxLayout(self)
        whole.addWidget(self._hint)
        whole.addWidget(Scrolled(self._inside), 1)

    def _links(self) -> QWidget:
        self._links_row = QWidget()
        row = QHBoxLayout(self._links_row)
        row.setContentsMargins(0, 0, 0, 0)
        for sign, text, signal in (
            ("file-text", self.tr("理由单"), self.household_opened),
            ("plus", self.tr("拟新增…"), self.propose_asked),
            ("house", self.tr("打开农户"), self._context.navigator.household_asked),
        ):
            button = QPushButton(icon(sign), text)
            button.clicked.connect(lambda _=False, s=signal: s.emit(self._household()))
            row.addWidget(button)
        self._again = QPushButton(self.tr("改对应的户…"))
        self._again.setProperty("flat", True)
        self._again.clicked.connect(self._ask_matches)
        row.addWidget(self._again)
        row.addStretch(1)
        return self._links_row

    def _matching(self) -> QWidget:
        self._match_place = QWidget()
        column = QVBoxLayout(self._match_place)
        column.setContentsMargins(0, 0, 0, 0)
        self._match_said = QLabel()
        self._match_said.setWordWrap(True)
        column.addWidget(self._match_said)
        self.table.setFixedHeight(120)
        column.addWidget(self.table)
        row = QHBoxLayout()
        self.take = QPushButton(icon("check"), self.tr("就是这一户"))
        self.take.clicked.connect(self._on_take)
        row.addWidget(self.take)
        row.addWidget(self.finder, 1)
        self.found = QPushButton(icon("plus"), self.tr("新建农户…"))
        self.found.setToolTip(self.tr("台账里没有这一户：录入后线索就对应到它"))
        self.found.clicked.connect(self._on_found)
        row.addWidget(self.found)
        column.addLayout(row)
        return self._match_place

    def _household(self) -> int:
        return (self._clue.household_id if self._clue else None) or -1

    @property
    def clue(self) -> ClueRow | None:
        """The clue that is shown."""
        return self._clue

    def show_clue(self, clue: ClueRow | None) -> None:
        """Show a clue; what is typed of the same one stays."""
        is_same = clue is not None and self._clue is not None and clue.id == self._clue.id
        changed = not is_same or (self._clue and clue and clue.state != self._clue.state)
        self._clue = clue
        self._inside.setVisible(clue is not None)
        self._hint.setVisible(clue is None)
        if clue is None:
            return
        self.title.setText(self.tr("线索 {number}").format(number=clue.number))
        self._chip.show_chip(clue_chip(clue.state))
        self._show_facts(clue)
        self._links_row.setVisible(clue.household_id is not None)
        self._match_place.setVisible(clue.household_id is None)
        is_settled_by_case = clue.state is ClueState.PROPOSED
        for part in (self._again, self._answer_title, self.form, self.save):
            part.setVisible(not is_settled_by_case)
        if changed:
            self.bar.clear()
            self._fill_answer(clue)
        if clue.household_id is None:
            self._ask_matches()

    def _fill_answer(self, clue: ClueRow) -> None:
        self.form.clear_refusal()
        said = clue.state.value if clue.state in _ANSWERS else None
        self.form.set_values(
            {
                "state": said,
                "answer": clue.answer,
                "on": clue.answered_on or self._context.today(),
                "reply_on": clue.reply_on,
            }
        )

    def _show_facts(self, clue: ClueRow) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        subject = "　".join(filter(None, (clue.subject_name, clue.village)))
        home = f"{clue.head_name}　{clue.village or ''}　{clue.household_code}" if clue.household_code else ""
        counts = self.tr("计入筛查") if clue.counts else self.tr("不计入筛查")
        for label, text in (
            (self.tr("来源"), f"{channel_word(clue.channel)}　{day_text(clue.received_on)}"),
            (self.tr("内容"), clue.content or ""),
            (self.tr("反映人"), clue.informant or self.tr("匿名")),
            (self.tr("被反映人"), subject),
            (self.tr("对应的户"), home or self.tr("还没有对应")),
            (self.tr("筛查"), counts),
            (self.tr("答复反映人"), day_text(clue.reply_on)),
        ):
            if text:
                name = QLabel(label)
                name.setProperty("muted", True)
                words = QLabel(text)
                words.setWordWrap(True)
                words.setTextFormat(Qt.TextFormat.PlainText)
                words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._facts.addRow(name, words)

    # -- matching ----------------------------------------------------------------------------------

    def _ask_matches(self) -> None:
        if self._clue is None:
            return
        self._match_place.show()
        clue_id, clues = self._clue.id, self._context.office.clues
        self._matches.ask(self.tr("查找可能的户"), lambda _: clues.matches(clue_id))

    def _on_matches(self, found: Sequence[ClueMatch]) -> None:
        self.candidates.show_rows(found)
        self.table.setVisible(bool(found))
        self.take.setVisible(bool(found))
        if found:
            self._match_said.setText(self.tr("可能是这些户，请认定："))
            self.table.select_position(0)
        else:
            self._match_said.setText(self.tr("台账里没有同号或同名的人。可以查找农户来对应，也可以先不对应。"))

    def _on_take(self) -> None:
        chosen = row_of(self.candidates, self.table.current_id())
        if chosen is not None:
            self.match(chosen.household_id)

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages and groups that a new household may stand in."""
        self._regions = regions

    def _on_found(self) -> None:
        """A household that the ledger does not know, with what the clue says of it; saved, it is the clue's."""
        if self._clue is not None:
            clue = self._clue
            name, number = clue.subject_name or "", clue.subject_id_number or ""
            self._households.add(self._regions, village_id=clue.village_id, head=name, id_number=number)

    def match(self, household_id: int) -> None:
        """Say that the clue speaks of this household."""
        if self._clue is None:
            return
        clue, clues = self._clue, self._context.office.clues
        actor, today = self._context.actor(), self._context.today()
        self.bar.clear()
        task = self._context.runner.start(
            self.tr("对应农户"),
            lambda _: clues.match(
                clue.id, row_version=clue.row_version, household_id=household_id, actor=actor, today=today
            ),
        )
        task.refused.connect(self.bar.show_refusal)

    # -- answering ---------------------------------------------------------------------------------

    def _on_answer(self) -> None:
        if self._clue is None or not self.form.check():
            return
        clue, values, clues = self._clue, self.form.values(), self._context.office.clues
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存核实结果"),
            lambda _: clues.answer(
                clue.id,
                row_version=clue.row_version,
                state=ClueState(str(values["state"])),
                answer=str(values["answer"]),
                on=values["on"],  # type: ignore[arg-type] - the form gives days
                reply_on=values["reply_on"],  # type: ignore[arg-type]
                actor=actor,
                today=today,
            ),
        )
        task.succeeded.connect(
            lambda saved: self._context.navigator.say(self.tr("线索 {number} 已核实。").format(number=saved.number))
        )
        task.refused.connect(self.form.show_refusal)
