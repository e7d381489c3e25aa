"""Changes of a whole household: new, edited, moved, split, merged, ended (workflow 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from app.services.dossier.parts import Dossier
from app.services.household_events.inputs import Ending, HouseholdInput, PersonInput
from app.services.household_events.outlook import Change
from app.services.regions import RegionRow
from app.services.workflow.facts import Signer
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Work
from app.ui.household import fields as f
from app.ui.household.panels import ChangePanel, Panels
from app.ui.household.people_editor import PeopleEditor
from app.ui.household.picker import HouseholdPicker
from app.ui.household.relations_editor import RelationsEditor
from app.ui.household.split_view import SplitView

_NEEDS_DECISION = "outlook.case_removed"


class HouseholdChanges(Panels):
    """Each method opens one panel; nothing is written before its button is pressed."""

    # -- new, edited, moved ------------------------------------------------------------------------

    def add(
        self, regions: Sequence[RegionRow], *, village_id: int | None = None, head: str = "", id_number: str = ""
    ) -> None:
        """A new household with its members; what is known of the head already stands on the first line."""
        form = Form(
            (
                *f.place_fields(regions),
                Field("code", self.tr("户编号"), hint=self.tr("留空由系统编号")),
                *f.household_fields(),
                f.day_field(self.tr("从何日起")),
                f.arrival_field(self.tr("建户原因"), required=False),
            ),
            today=self._context.today,
        )
        f.follow_village(form, regions)
        form.set_values({"village_id": str(village_id) if village_id else None, "on": self._context.today()})
        people = PeopleEditor(self._context.today)
        people.know_head(head, id_number)
        panel = ChangePanel(form, below=(people,))

        def ask() -> Work[object] | None:
            if not form.check() or (members := self._people(form, people)) is None:
                return None
            given, on = f.household_input(form.values(), code=f.text_of(form.values(), "code")), form.value("on")
            return self._adding(given, members, cast("date", on), f.text_of(form.values(), "came_by") or "")

        self.open_panel(self.tr("新增农户"), panel, do=self.tr("保存新户"), said=self.tr("新户已保存。"), ask=ask)

    def _people(self, form: Form, people: PeopleEditor) -> list[PersonInput] | None:
        try:
            return people.people()
        except ValueError as unreadable:
            form.bar.show_sentences([self.tr("出生日期“{text}”看不懂。请按 2010-06-01 填写。").format(text=unreadable)])
            return None

    def _adding(self, given: HouseholdInput, members: list[PersonInput], on: date, came_by: str) -> Work[object]:
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()
        return lambda _: events.add(given, members, on=on, came_by=came_by, actor=actor, today=today)

    def edit(self, dossier: Dossier) -> None:
        """What is known of the household itself; its place is changed by 调整村组."""
        head = dossier.head
        form = Form(f.household_fields(head), today=self._context.today)
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            place = {"village_id": str(head.village_id), "group_id": str(head.group_id or "")}
            given = f.household_input({**form.values(), **place})
            version = head.row_version
            return lambda _: events.edit(head.household_id, given, row_version=version, actor=actor, today=today)

        title, about = self.tr("修改农户信息"), head.head_name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("农户信息已保存。"), ask=ask
        )

    def move(self, dossier: Dossier, regions: Sequence[RegionRow]) -> None:
        """Another village or group of the township; the code and the case stay."""
        head = dossier.head
        form = Form(
            (*f.place_fields(regions, head), f.day_field(initial=self._context.today())), today=self._context.today
        )
        f.follow_village(form, regions)
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            place, on = f.household_input(form.values()), cast("date", form.value("on"))
            return lambda _: events.move(
                head.household_id, village_id=place.village_id, group_id=place.group_id, on=on, actor=actor, today=today
            )

        title, about = self.tr("调整村组"), head.head_name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("村组已调整。"), ask=ask
        )

    # -- split -------------------------------------------------------------------------------------

    def split(self, dossier: Dossier, regions: Sequence[RegionRow]) -> None:
        """Some members found a household of their own."""
        view = SplitView(self._context.today, dossier, regions)
        outlook = self._context.office.household_events.outlook(Change.SPLIT, dossier.head.household_id)
        panel = ChangePanel(view.form, outlook=outlook, below=(view.going, view.staying))
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not view.form.check():
                return None
            given, on = view.given(), cast("date", view.form.value("on"))
            return lambda _: events.split(dossier.head.household_id, given, on=on, actor=actor, today=today)

        title, about = self.tr("分户"), dossier.head.head_name
        self.open_panel(
            title, panel, about=about, do=self.tr("保存分户"), said=self.tr("已分户，现显示新户。"), ask=ask
        )

    # -- merged, ended -----------------------------------------------------------------------------

    def merge(self, dossier: Dossier) -> None:
        """All members join another household."""
        head, office = dossier.head, self._context.office
        events, actor, today = office.household_events, self._context.actor(), self._context.today()
        into = Field(
            "into",
            self.tr("并入哪一户"),
            required=True,
            make=lambda: HouseholdPicker(office.households, but=head.household_id),
        )
        form = Form((into, *self._ending_fields()), today=self._context.today)
        relations = RelationsEditor(dossier.members, self._context.today, title=self.tr("每人与并入户户主的关系"))
        panel = ChangePanel(form, below=(relations,))

        def show_outlook() -> None:
            chosen = cast("int | None", form.value("into"))
            outlook = events.outlook(Change.MERGE, head.household_id, into_id=chosen)
            form.show_field("decision_no", is_shown=any(r.code == _NEEDS_DECISION for r in outlook))
            panel.say(outlook)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            chosen, ending = cast("int", form.value("into")), self._ending(form)
            said = relations.relations(frozenset(m.membership_id for m in dossier.members))
            return lambda _: events.merge(
                head.household_id, chosen, relations=said, ending=ending, actor=actor, today=today
            )

        form.editor("into").changed.connect(show_outlook)
        show_outlook()
        title, about = self.tr("并户"), head.head_name
        self.open_panel(
            title, panel, about=about, do=self.tr("保存并户"), said=self.tr("已并户，现显示并入的户。"), ask=ask
        )

    def end(self, dossier: Dossier) -> None:
        """Nobody is left, or all moved away."""
        head, events = dossier.head, self._context.office.household_events
        actor, today = self._context.actor(), self._context.today()
        reasons = (Option("gone", self.tr("整户死亡或失踪")), Option("moved", self.tr("整户迁出本镇")))
        reason = Field("reason", self.tr("事由"), Kind.CHOICE, required=True, options=reasons)
        form = Form((reason, *self._ending_fields()), today=self._context.today)
        outlook = events.outlook(Change.END, head.household_id)
        form.show_field("decision_no", is_shown=any(r.code == _NEEDS_DECISION for r in outlook))

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            why, ending = str(form.value("reason")), self._ending(form)
            return lambda _: events.end(head.household_id, reason=why, ending=ending, actor=actor, today=today)

        title, about = self.tr("整户注销"), head.head_name
        panel = ChangePanel(form, outlook=outlook)
        self.open_panel(title, panel, about=about, do=self.tr("注销本户"), said=self.tr("本户已注销。"), ask=ask)

    def _ending_fields(self) -> tuple[Field, ...]:
        return (
            f.day_field(initial=self._context.today()),
            Field("proof", self.tr("依据"), required=True, hint=self.tr("如：村委会证明、户口注销证明")),
            Field("decision_no", self.tr("审批文号"), required=True, hint=self.tr("退出审批表或区级批复的文号")),
            Field("signers", self.tr("签字人"), Kind.SIGNERS),
        )

    @staticmethod
    def _ending(form: Form) -> Ending:
        values = form.values()
        signers = values["signers"] if isinstance(values["signers"], tuple) else ()
        return Ending(
            cast("date", values["on"]),
            proof=f.text_of(values, "proof") or "",
            decision_no=f.text_of(values, "decision_no") or "",
            signers=cast("tuple[Signer, ...]", signers),
        )
