"""The visit form of one household as it is typed back, in the order of the paper and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.enums import Risk, VisitOutcome
from app.services.errors import Refused
from app.services.visits.form import Signature, VisitForm
from app.services.visits.prefill import FormStart
from app.services.workflow.case_guards import GUARANTEES
from app.services.workflow.facts import Signer
from app.ui.common.choice_editors import Option, TruthEditor
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import type_word
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import money_text
from app.ui.household.words import guarantee_word
from app.ui.visits.answers import SiteTruth
from app.ui.visits.entering import EnterMoves
from app.ui.visits.income_grid import IncomeGrid
from app.ui.visits.kept import Kept
from app.ui.visits.members import MembersTable
from app.ui.visits.refusing import OpenPermits, show_placed

# As the paper lists them.
_ORDER = ("food_enough", "clothing_enough", "education_secured", "medical_covered", "housing_safe", "water_safe")
_KEPT = ("visited_on", "visitors")


class VisitSheet(QWidget):
    """One household's form. ``is_dirty`` tells whether something was typed; day and visitors do not count."""

    changed = Signal()
    ended = Signal()  # Enter in the last field

    def __init__(
        self,
        start: FormStart,
        *,
        kept: Kept,
        directory: Sequence[Signer],
        today: Callable[[], date],
        line_fen: int | None,
        open_permits: OpenPermits,
        is_clearing: bool = False,
    ) -> None:
        super().__init__()
        self.start, self.is_clearing = start, is_clearing
        self._line_fen, self._open_permits = line_fen, open_permits
        self.income = IncomeGrid(start.income)
        self.form = Form(self._fields(directory), today=today)
        self.form.set_values({"visited_on": kept.day or today(), "visitors": kept.visitors})
        self.same = QPushButton(self.tr("其余各项与台账一致"))
        self.same.setToolTip(self.tr("把还没回答、台账已有结论的各项照台账填上；现场看到的不同请逐项改。"))
        self.same.clicked.connect(self.take_known)
        self._lay_out()
        self._keys = EnterMoves(self.form, tuple(self.form.values()), self.ended.emit)
        self.form.changed.connect(self._on_changed)
        self._show_what_applies()
        self._untouched = self._typed()

    # -- building ----------------------------------------------------------------------------------

    def _fields(self, directory: Sequence[Signer]) -> list[Field]:
        return [
            Field("visited_on", self.tr("走访日期"), Kind.DAY, required=True, keep=True),
            Field("visitors", self.tr("走访人"), Kind.SIGNERS, required=True, keep=True, least=2, directory=directory),
            Field("income", self.tr("家庭收支"), required=True, make=lambda: self.income),
            Field("claims_fen", self.tr("理赔收入"), Kind.MONEY),
            Field("self_paid_fen", self.tr("自付支出"), Kind.MONEY),
            Field("heads", self.tr("计入人均"), Kind.INTEGER, required=True, initial=self.start.heads, least=1, most=99,
                  unit=self.tr("人")),
            *self._guarantees(),
            *self._risks(),
            *self._finding(),
            *self._signature(),
        ]  # fmt: skip

    def _income_known(self) -> str:
        known, basis = self.start.net_per_head_fen, self.start.net_basis
        if known is None:
            return ""
        return self.tr("台账人均纯收入 {amount} 元（{basis}）").format(amount=money_text(known), basis=basis or "")

    def _guarantees(self) -> list[Field]:
        known = {guarantee.name: guarantee for guarantee in self.start.guarantees}

        words = (self.tr("稳定"), self.tr("不稳定"), self.tr("未知"))

        def asked(name: str) -> Field:
            return Field(
                name, guarantee_word(name), Kind.TRUTH, required=True, make=lambda: SiteTruth(words, known.get(name))
            )

        return [asked(name) for name in _ORDER]

    def _risks(self) -> list[Field]:
        options = tuple(Option(risk.value, risk.label) for risk in Risk)
        words = (self.tr("有风险"), self.tr("无风险"), self.tr("未知"))
        return [
            Field("risk_found", self.tr("存在风险"), Kind.TRUTH, required=True, make=lambda: SiteTruth(words)),
            Field("risks", self.tr("风险类型"), Kind.MULTI_CHOICE, options=options, initial=self.start.risks),
            Field("risk_remark", self.tr("其他风险"), hint=self.tr("写明是什么风险")),
        ]

    def _finding(self) -> list[Field]:
        ways = (
            Option(VisitOutcome.VISITED.value, self.tr("入户走访")),
            Option(VisitOutcome.PHONE.value, self.tr("电话走访")),
        )
        return [
            Field("way", self.tr("走访结果"), Kind.CHOICE, required=True, options=ways, initial=ways[0].code),
            Field("is_away", self.tr("全家外出"), Kind.TRUTH, make=TruthEditor),
            Field("difficulty", self.tr("主要困难"), Kind.TEXT),
            Field("finding", self.tr("走访组意见"), Kind.TEXT),
        ]

    def _signature(self) -> list[Field]:
        options = tuple(Option(one.value, one.label) for one in Signature)
        return [
            Field("signature", self.tr("户主签字"), Kind.CHOICE, required=True, options=options,
                  initial=Signature.SIGNED.value),
            Field("no_signature_reason", self.tr("未签字原因"), hint=self.tr("如：户主在外务工")),
            Field("paper_no", self.tr("纸质表编号")),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 4, 6, 4)
        column.addWidget(self._basics())
        self.members = MembersTable(self.start.members)
        column.addWidget(self.members)
        column.addWidget(self.form)
        row = self.form.editor("water_safe").parentWidget()
        if row is not None and isinstance(cell := row.layout(), QVBoxLayout):
            cell.addWidget(self.same, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scrolled = Scrolled(content)
        whole.addWidget(self._scrolled)

    def _basics(self) -> QLabel:
        start = self.start
        said = [type_word(start.household_type)]
        if start.address:
            said.append(start.address)
        if start.household.phone:
            said.append(self.tr("电话 {phone}").format(phone=start.household.phone))
        said.append(self.tr("{members} 人，计入人均 {heads} 人").format(members=len(start.members), heads=start.heads))
        said.append(self._income_known())
        label = QLabel(" · ".join(filter(None, said)))
        label.setWordWrap(True)
        label.setProperty("muted", True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    # -- reading -----------------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The household's code."""
        return self.start.household.code

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self._typed() != self._untouched

    def _typed(self) -> dict[str, object]:
        values = {name: value for name, value in self.form.values().items() if name not in _KEPT}
        answered = [n for n in (*_ORDER, "risk_found", "is_away") if self._truth(n).is_answered]
        return {**values, "answered": answered, "income": self.income.typed()}

    def _truth(self, name: str) -> TruthEditor:
        editor = self.form.editor(name)
        assert isinstance(editor, TruthEditor)
        return editor

    def kept(self) -> Kept:
        """Day and visitors, for the next household."""
        values = self.form.values()
        team = self.start.work.team_id if self.start.work else None
        return Kept(_day(values["visited_on"]), _visitors(values["visitors"]), team)

    def totals(self) -> tuple[str, bool | None]:
        """Income sum, per head and where that stands to the line, in words; and whether it is below (None: unknown)."""
        net, heads = self.income.net_fen, self.form.value("heads")
        if net is None:
            return self.tr("还没有填收支"), None
        if not isinstance(heads, int) or heads <= 0:
            return self.tr("纯收入 {net} 元").format(net=money_text(net)), None
        said = self.tr("人均 {per_head} 元（{net}÷{heads}人）").format(
            per_head=money_text(net // heads), net=money_text(net), heads=heads
        )
        return said, None if self._line_fen is None else net < self._line_fen * heads

    def visit_form(self) -> VisitForm | None:
        """What was typed, or None after showing what is missing or cannot be read."""
        if not self.form.check():
            return None
        v = self.form.values()
        has_risk = v["risk_found"] == 1
        risks = tuple(Risk(code) for code in _codes(v["risks"])) if has_risk else ()
        return VisitForm(
            visited_on=_day(v["visited_on"]) or date.min,
            visitors=_visitors(v["visitors"]),
            by_phone=v["way"] == VisitOutcome.PHONE.value,
            is_away=v["is_away"] == 1,
            **{name: _truth(v[name]) for name in GUARANTEES},  # type: ignore[arg-type]
            income=self.income.value(),
            heads=_whole(v["heads"]),
            claims_fen=_whole(v["claims_fen"]),
            self_paid_fen=_whole(v["self_paid_fen"]),
            risk_found=_truth(v["risk_found"]),
            risks=risks,
            risk_remark=_text(v["risk_remark"]) if Risk.OTHER in risks else "",
            difficulty=_text(v["difficulty"]),
            finding=_text(v["finding"]),
            signature=Signature(str(v["signature"])),
            no_signature_reason=_text(v["no_signature_reason"]) if self._is_unsigned() else "",
            paper_no=_text(v["paper_no"]),
        )

    # -- acting ------------------------------------------------------------------------------------

    def take_known(self) -> None:
        """Answer what is open as the ledger does."""
        for name in _ORDER:
            editor = self.form.editor(name)
            if isinstance(editor, SiteTruth):
                editor.take_known()
        self.form.editor("risk_found").setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """To the first field that is not kept; to the visitors while nobody is named."""
        first = "income" if self.form.value("visitors") else "visitors"
        self.form.editor(first).setFocus(Qt.FocusReason.TabFocusReason)

    def show_refusal(self, refused: Refused) -> None:
        """Say why the form was not taken, beside its fields."""
        show_placed(self.form, refused, day="visited_on", open_permits=self._open_permits)
        self._scrolled.ensureWidgetVisible(self.form.bar)  # the sentences and the next step come first

    def _on_changed(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _is_unsigned(self) -> bool:
        return self.form.value("signature") not in (Signature.SIGNED.value, Signature.FINGERPRINT.value)

    def _show_what_applies(self) -> None:
        """What does not apply is not asked."""
        has_risk = self.form.value("risk_found") == 1
        self.form.show_field("risks", is_shown=has_risk)
        self.form.show_field("risk_remark", is_shown=has_risk and Risk.OTHER.value in _codes(self.form.value("risks")))
        self.form.show_field("is_away", is_shown=self.form.value("way") == VisitOutcome.PHONE.value)
        self.form.show_field("no_signature_reason", is_shown=self._is_unsigned())
        self._keys.watch()


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _visitors(value: object) -> tuple[Signer, ...]:
    return tuple(one for one in value if isinstance(one, Signer)) if isinstance(value, tuple) else ()


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


def _truth(value: object) -> bool | None:
    return None if value is None else bool(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str:
    return "" if value is None else str(value)
