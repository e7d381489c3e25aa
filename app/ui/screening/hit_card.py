"""A doubt on one screen: who, which household, what the department said, what two persons found, what follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.cases.door import Outcome
from app.services.cases.request import StepInput
from app.services.cross_check.desk import Hit
from app.services.cross_check.words import ItemConclusion
from app.services.errors import Reason, Refused
from app.services.workflow.table import Transition
from app.ui.cases.step_page import StepPage
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, ChipLabel, Shape, case_chip, category_chip
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.flow import FlowLayout
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.permits import answer_wishes
from app.ui.common.scrolled import Scrolled
from app.ui.common.tasks import Latest
from app.ui.common.values import day_text, money_text
from app.ui.household.words import tag_chip
from app.ui.theme import Tone

Steps = Sequence[tuple[Transition, Sequence[Reason]]]


class HitCard(QFrame):
    """``concluded(Hit)`` when two persons' finding was saved; 不符合 then offers the row that it leads to."""

    concluded = Signal(object)
    household_opened = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._hit: Hit | None = None
        self._steps = Latest(context.runner, self)
        self._steps.answered.connect(self._on_steps)
        self.setProperty("pane", True)
        self._title = _words()
        self._title.setProperty("heading", True)
        self._chips_place = QWidget()
        self._chips = FlowLayout(self._chips_place)
        self._facts = QFormLayout()
        self.form = Form(self._fields(), today=context.today)
        self._kept: dict[str, object] = {"on": context.today(), "verifiers": ()}
        self.save = QPushButton(icon("check", colour="#FFFFFF"), self.tr("保存结论"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._on_save)
        self.next = ActionBar(name=self.tr("不符合之后的办理"))
        answer_wishes(self.next, context.navigator, lambda: (self._hit.household.code,) if self._hit else ())
        self.step = StepPage(context.today)
        self.step.saved.connect(self._on_step_saved)
        self._lay_out()
        self.show_hit(None)

    def _fields(self) -> Sequence[Field]:
        options = tuple(Option(conclusion.value, conclusion.label) for conclusion in ItemConclusion)
        return (
            Field("conclusion", self.tr("结论"), Kind.CHOICE, required=True, options=options),
            Field("evidence", self.tr("佐证材料"), required=True, hint=self.tr("如：行驶证查询单、房产证明")),
            Field("verification", self.tr("核实情况"), Kind.LONG_TEXT),
            Field("correction", self.tr("更正原因"), required=True),
            Field("on", self.tr("核实日期"), Kind.DAY, required=True, keep=True),
            Field("verifiers", self.tr("核实人（两人）"), Kind.SIGNERS, required=True, keep=True, least=2),
        )

    def _lay_out(self) -> None:
        links = QHBoxLayout()
        for sign, text, act in (
            ("file-text", self.tr("理由单"), lambda: self._hit and self.household_opened.emit(self._id())),
            ("house", self.tr("打开农户"), lambda: self._hit and self._context.navigator.open_household(self._id())),
        ):
            button = QPushButton(icon(sign), text)
            button.setProperty("flat", True)
            button.clicked.connect(act)
            links.addWidget(button)
        links.addStretch(1)
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._facts.setVerticalSpacing(4)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self._title)
        column.addWidget(self._chips_place)
        column.addLayout(links)
        column.addLayout(self._facts)
        column.addWidget(self._rule())
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.next)
        column.addWidget(self.step)
        column.addStretch(1)
        self._hint = _words()
        self._hint.setProperty("muted", True)
        whole = QVBoxLayout(self)
        whole.addWidget(self._hint)
        whole.addWidget(Scrolled(self._inside), 1)

    @staticmethod
    def _rule() -> QFrame:
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        return rule

    def _id(self) -> int:
        assert self._hit is not None
        return self._hit.household.household_id

    @property
    def hit(self) -> Hit | None:
        """The doubt that is shown."""
        return self._hit

    def show_hit(self, hit: Hit | None) -> None:
        """Show a doubt; what is typed for the same one stays."""
        is_same = hit is not None and self._hit is not None and hit.item_id == self._hit.item_id
        was_concluded = bool(self._hit and self._hit.conclusion)
        self._hit = hit
        self._inside.setVisible(hit is not None)
        self._hint.setVisible(hit is None)
        self._hint.setText(self.tr("在左边选一条疑似，这里一屏看全：人、户、部门反馈、核实和结论。"))
        if hit is None:
            return
        self._show_facts(hit)
        self.form.show_field("correction", is_shown=hit.conclusion is not None)
        if not is_same or (hit.conclusion and not was_concluded):
            self._begin(hit)
        self._ask_steps(hit)

    def _begin(self, hit: Hit) -> None:
        # No next_record: it would take the cursor out of the list while the arrows walk through it.
        self.form.clear_refusal()
        empty = dict.fromkeys(("conclusion", "evidence", "verification", "correction"))
        self.form.set_values({**empty, **self._kept})
        self.save.setText(self.tr("更正结论") if hit.conclusion else self.tr("保存结论"))
        if hit.conclusion is not None:
            self.form.set_values(
                {
                    "conclusion": hit.conclusion.value,
                    "evidence": hit.evidence,
                    "verification": hit.verification,
                    "on": hit.concluded_on,
                    "verifiers": hit.verifiers,
                }
            )
        self.step.clear()
        self.step.hide()

    def _show_facts(self, hit: Hit) -> None:
        home = hit.household
        self._title.setText(
            self.tr("{name}（{relation}）　{topic}").format(
                name=hit.name, relation=hit.relation or self.tr("关系未填"), topic=hit.topic.label
            )
        )
        chips = [case_chip(hit.case_state)] if hit.case_state else []
        chips += [category_chip(hit.category)] if hit.category else []
        chips += [tag_chip(tag) for tag in hit.tags.split(",") if tag]
        if hit.others:
            said = self.tr("本户另有 {count} 条疑似").format(count=hit.others)
            chips.append(Chip(said, Shape.TRIANGLE, Tone.DUE))
        while item := self._chips.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            self._chips.addWidget(ChipLabel(chip, self._chips_place))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        answered = "，".join(filter(None, (hit.answered_by, day_text(hit.answered_on))))
        for label, text in (
            (self.tr("疑点"), hit.details or self.tr("部门只写了疑似，没有说明")),
            (self.tr("反馈"), self.tr("{by}（第 {batch} 批）").format(by=answered, batch=hit.batch_number)),
            (self.tr("证件号码"), hit.id_number),
            (self.tr("所在户"), f"{home.head_name}　{home.village_name}{home.group_name}　{home.code}"),
            (self.tr("人均纯收入"), self._income(hit)),
            (self.tr("现有结论"), self._conclusion(hit)),
        ):
            if text:
                name = QLabel(label)
                name.setProperty("muted", True)
                self._facts.addRow(name, _words(text))

    def _income(self, hit: Hit) -> str:
        if hit.net_per_head_fen is None:
            return self.tr("没有收入数据")
        return self.tr("{yuan} 元，家庭 {count} 人").format(
            yuan=money_text(hit.net_per_head_fen), count=hit.household.member_count
        )

    def _conclusion(self, hit: Hit) -> str:
        if hit.conclusion is None:
            return ""
        who = "、".join(verifier.name for verifier in hit.verifiers)
        return self.tr("{conclusion}，{on} {who}").format(
            conclusion=hit.conclusion.label, on=day_text(hit.concluded_on), who=who
        )

    # -- saving ------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        if self._hit is None or not self.form.check():
            return
        values, cross_check, item = self.form.values(), self._context.office.cross_check, self._hit.item_id
        actor, today = self._context.actor(), self._context.today()

        def conclude(_: object) -> Hit:
            return cross_check.conclude(
                item,
                ItemConclusion(str(values["conclusion"])),
                verifiers=values["verifiers"],  # type: ignore[arg-type] - the form gives signers and a day
                verification=str(values["verification"] or ""),
                evidence=str(values["evidence"]),
                on=values["on"],  # type: ignore[arg-type]
                correction=str(values["correction"] or ""),
                actor=actor,
                today=today,
            )

        task = self._context.runner.start(self.tr("保存核实结论"), conclude)
        task.succeeded.connect(self._on_saved)
        task.refused.connect(self.form.show_refusal)

    def _on_saved(self, hit: Hit) -> None:
        self._kept = {name: self.form.value(name) for name in ("on", "verifiers")}
        self.show_hit(hit)
        self.concluded.emit(hit)

    # -- what 不符合 leads to -----------------------------------------------------------------------

    def _ask_steps(self, hit: Hit) -> None:
        if hit.next_action is None:
            self.next.show_actions(())
            self._steps.forget()
            return
        cases, today, code = self._context.office.cases, self._context.today(), hit.household.code
        self._steps.ask(self.tr("读取可办步骤"), lambda _: cases.open_actions(code, today=today))

    def _on_steps(self, steps: Steps) -> None:
        wanted = self._hit.next_action if self._hit else None
        self.next.show_actions(
            [
                BarAction(
                    step.action,
                    self.tr("下一步：{name}").format(name=step.name),
                    lambda s=step: self._take(s),
                    tuple(why),
                )
                for step, why in steps
                if step.action == wanted
            ]
        )

    def _take(self, step: Transition) -> None:
        self.step.show()
        self.step.begin(step)
        if self.step.form is not None and self._hit is not None:
            self.step.form.set_values({"item": self._hit.topic.label, "evidence": self._hit.evidence})

    def _on_step_saved(self, action: str, given: StepInput) -> None:
        if self._hit is None:
            return
        code, cases = self._hit.household.code, self._context.office.cases
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存"), lambda _: cases.take(action, households=[code], given=given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_taken)
        task.refused.connect(self.step.show_refusal)

    def _on_taken(self, outcome: Outcome) -> None:
        if outcome.refused:
            self.step.show_refusal(Refused(*outcome.refused[0].reasons))
            return
        self.step.clear()
        self.step.hide()
        done = outcome.done[0]
        said = self.tr("{code} 已办理，现为“{state}”。").format(code=done.household_code, state=done.state.label)
        self._context.navigator.say(said)


def _words(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
