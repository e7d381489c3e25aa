"""Changes of members: new, edited, gone, moved to another household, another head, who counts per head."""

from __future__ import annotations

from datetime import date
from typing import cast

from app.services.dossier.parts import Dossier, MemberLine
from app.services.household_events.outlook import Change
from app.services.household_events.relations import CHILDREN, HEAD
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Work
from app.ui.household import fields as f
from app.ui.household import words
from app.ui.household.panels import ChangePanel, Panels
from app.ui.household.picker import HouseholdPicker
from app.ui.household.relations_editor import RelationsEditor

_WAYS = ("died", "married_out", "moved_out", "error")


class MemberChanges(Panels):
    """Each method opens one panel for one member."""

    def add(self, dossier: Dossier) -> None:
        """Somebody is born, marries in, comes back or was forgotten."""
        hint = self.tr("如：出生医学证明、结婚证、户口迁移证及编号")
        ways = (f.arrival_field(), f.day_field(self.tr("从何日起")), f.proof_field(hint))
        form = Form((*f.person_fields(), *ways), today=self._context.today)
        form.set_values({"on": self._context.today()})
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            values, home = form.values(), dossier.head.household_id
            given, on = f.person_input(values), f.day_of(values, "on")
            came_by, proof = f.text_of(values, "came_by") or "", f.text_of(values, "proof") or ""
            return lambda _: events.add_member(
                home, given, on=on, came_by=came_by, proof=proof, actor=actor, today=today
            )

        title, about = self.tr("新增成员"), dossier.head.head_name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("成员已增加。"), ask=ask
        )

    def edit(self, dossier: Dossier, member: MemberLine) -> None:
        """What the household book says of a person."""
        form = Form(f.person_fields(member), today=self._context.today)
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            given, home = f.person_input(form.values(), member=member), dossier.head.household_id
            return lambda _: events.edit_member(
                home, member.membership_id, given, row_version=member.row_version, actor=actor, today=today
            )

        title, about = self.tr("修改成员"), member.name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("成员信息已保存。"), ask=ask
        )

    def change_head(self, dossier: Dossier) -> None:
        """Another member is the head."""
        present = next((m for m in dossier.members if m.is_head), None)
        options = f.member_options(dossier, but=present.membership_id if present else None)
        head = Field("head", self.tr("新户主"), Kind.CHOICE, required=True, options=options)
        form = Form((head, f.day_field(initial=self._context.today())), today=self._context.today)
        relations = self._relations(dossier, form)
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()
        outlook = events.outlook(Change.HEAD, dossier.head.household_id)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            everybody = frozenset(m.membership_id for m in dossier.members)
            said, on = relations.relations(everybody), cast("date", form.value("on"))
            home = dossier.head.household_id
            return lambda _: events.change_head(home, relations=said, on=on, actor=actor, today=today)

        title, about = self.tr("变更户主"), dossier.head.head_name
        panel = ChangePanel(form, outlook=outlook, below=(relations,))
        self.open_panel(title, panel, about=about, do=self.tr("保存"), said=self.tr("户主已变更。"), ask=ask)

    def leave(self, dossier: Dossier, member: MemberLine) -> None:
        """Somebody dies or leaves; when it is the head, the new head and all relations in the same window."""
        reasons = [Option(code, words.end_reason_word(code)) for code in _WAYS]
        lines = [
            Field("reason", self.tr("减少原因"), Kind.CHOICE, required=True, options=reasons),
            f.day_field(initial=self._context.today()),
            f.proof_field(self.tr("如：死亡证明、户口迁移证及编号")),
        ]
        form, relations, panel = self._with_new_head(dossier, member, lines)
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            why, on = str(form.value("reason")), cast("date", form.value("on"))
            proof = f.text_of(form.values(), "proof") or ""
            said, home = self._said(dossier, member, relations), dossier.head.household_id
            return lambda _: events.end_member(
                home, member.membership_id, reason=why, on=on, relations=said, proof=proof, actor=actor, today=today
            )

        title, about = self.tr("成员减少"), member.name
        self.open_panel(title, panel, about=about, do=self.tr("保存"), said=self.tr("成员变动已保存。"), ask=ask)

    def say_arrival(self, membership_id: int, about: str, *, proof: str = "") -> None:
        """How a member came, where nobody said it."""
        hint = self.tr("如：出生医学证明、结婚证、户口迁移证及编号")
        form = Form((f.arrival_field(), f.proof_field(hint)), today=self._context.today)
        form.set_values({"proof": proof})
        events, actor, today = self._context.office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            values = form.values()
            came_by, said = f.text_of(values, "came_by") or "", f.text_of(values, "proof") or ""
            return lambda _: events.say_arrival(membership_id, came_by=came_by, proof=said, actor=actor, today=today)

        title = self.tr("补注增加原因")
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("增加原因已保存。"), ask=ask
        )

    def move(self, dossier: Dossier, member: MemberLine) -> None:
        """A member goes to another household of the township."""
        office = self._context.office
        lines = [
            Field(
                "into",
                self.tr("转到哪一户"),
                required=True,
                make=lambda: HouseholdPicker(office.households, but=dossier.head.household_id),
            ),
            Field("relation", self.tr("与那户户主的关系"), Kind.CHOICE, required=True, options=f.relation_options()),
            f.day_field(initial=self._context.today()),
        ]
        form, relations, panel = self._with_new_head(dossier, member, lines)
        events, actor, today = office.household_events, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            into, on = cast("int", form.value("into")), cast("date", form.value("on"))
            word, said = str(form.value("relation")), self._said(dossier, member, relations)
            home = dossier.head.household_id
            return lambda _: events.move_member(
                home, member.membership_id, into_id=into, relation=word, on=on, relations=said, actor=actor, today=today
            )

        title, about = self.tr("转到别户"), member.name
        self.open_panel(title, panel, about=about, do=self.tr("保存"), said=self.tr("成员已转到所选的户。"), ask=ask)

    def count(self, dossier: Dossier, member: MemberLine) -> None:
        """计入人均 or not, with the reason."""
        choices = (Option("1", self.tr("计入人均")), Option("0", self.tr("不计入人均")))
        counted = str(int(bool(member.counts_per_head)))
        form = Form(
            (
                Field("counts", self.tr("人均"), Kind.CHOICE, required=True, options=choices, initial=counted),
                Field("reason", self.tr("不计入的原因"), initial=member.counts_reason),
            ),
            today=self._context.today,
        )
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            counts, reason = form.value("counts") == "1", f.text_of(form.values(), "reason")
            return lambda _: recording.set_counted(
                member.membership_id,
                row_version=member.membership_version,
                counts=counts,
                reason=None if counts else reason,
                actor=actor,
                today=today,
            )

        title, about = self.tr("计入人均"), member.name
        said = self.tr("已保存，人均纯收入按计入人数重新计算。")
        self.open_panel(title, ChangePanel(form), about=about, do=self.tr("保存"), said=said, ask=ask)

    # -- the new head --------------------------------------------------------------------------------

    def _with_new_head(
        self, dossier: Dossier, member: MemberLine, lines: list[Field]
    ) -> tuple[Form, RelationsEditor | None, ChangePanel]:
        if not member.is_head or len(dossier.members) == 1:
            form = Form(lines, today=self._context.today)
            return form, None, ChangePanel(form)
        options = f.member_options(dossier, but=member.membership_id)
        head = Field("head", self.tr("新户主"), Kind.CHOICE, required=True, options=options)
        form = Form([*lines, head], today=self._context.today)
        relations = self._relations(dossier, form, but=member.membership_id)
        outlook = self._context.office.household_events.outlook(Change.HEAD, dossier.head.household_id)
        return form, relations, ChangePanel(form, outlook=outlook, below=(relations,))

    def _relations(self, dossier: Dossier, form: Form, *, but: int | None = None) -> RelationsEditor:
        members = [m for m in dossier.members if m.membership_id != but]
        children = sum(m.relation in CHILDREN for m in dossier.members)
        title = self.tr("与新户主的关系（按原关系推算，请逐人核对；推算不出的请选择）")
        editor = RelationsEditor(members, self._context.today, title=title)

        def propose() -> None:
            head = form.value("head")
            editor.propose(int(str(head)) if head else None, children=children)

        form.editor("head").changed.connect(propose)
        if len(members) == 1:
            form.set_values({"head": str(members[0].membership_id)})
            editor.show_relations({members[0].membership_id: HEAD})
        return editor

    @staticmethod
    def _said(dossier: Dossier, member: MemberLine, relations: RelationsEditor | None) -> dict[int, str]:
        rest = frozenset(m.membership_id for m in dossier.members if m.membership_id != member.membership_id)
        return relations.relations(rest) if relations is not None else {}
