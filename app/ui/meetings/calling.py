"""Calling a village's meeting: day, place, who leads it, who sits in without a vote."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.services.errors import Refused
from app.services.meetings.records import Call
from app.services.meetings.rules import VotingWay
from app.services.workflow.facts import Signer
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.scrolled import Scrolled
from app.ui.meetings.contents import Contents

translate = QCoreApplication.translate


def _form(context: TabContext, contents: Contents) -> Form:
    names = tuple(signer.name for signer in contents.officers)
    ways = tuple(Option(way.value, way.label) for way in VotingWay)
    return Form(
        (
            Field("held_on", translate("meetings", "会议日期"), Kind.DAY, required=True),
            Field("place", translate("meetings", "地点")),
            Field("chair", translate("meetings", "主持人"), suggestions=names),
            Field("recorder", translate("meetings", "记录人"), suggestions=names),
            Field("teller", translate("meetings", "监票、计票人"), suggestions=names),
            Field("way", translate("meetings", "表决方式"), Kind.CHOICE, options=ways, initial=VotingWay.HANDS.value),
            Field("observers", translate("meetings", "列席人员（不计票）"), Kind.SIGNERS),
        ),
        today=context.today,
    )


def ask_call(parent: QWidget, context: TabContext, contents: Contents, *, proposed: date) -> QDialog:
    """Ask how the meeting is called and call it, or change the call of one that was not held yet."""
    form = _form(context, contents)
    meeting_id = contents.line.meeting.id if contents.line.meeting else None
    form.set_values(_proposed(contents, proposed))

    def send(dialog: QDialog) -> None:
        if not form.check():
            return
        call = _call(form, contents)
        meetings, actor, today = context.office.meetings, context.actor(), context.today()

        def keep(_: object) -> object:
            if meeting_id is None:
                return meetings.call(call, actor=actor, today=today)
            return meetings.change_call(meeting_id, call, actor=actor, today=today)

        task = context.runner.start(translate("meetings", "召集会议"), keep)
        said = translate("meetings", "{village}的会议已召集，可以打印签到表和评议表。")
        task.succeeded.connect(lambda _: context.navigator.say(said.format(village=contents.line.village_name)))
        task.succeeded.connect(lambda _: dialog.accept())
        task.refused.connect(lambda refused: _on_refused(context, form, dialog, refused))

    title = translate("meetings", "召集{village}会议").format(village=contents.line.village_name)
    verb = translate("meetings", "召集") if meeting_id is None else translate("meetings", "保存修改")
    dialog = dialogs.panel(parent, title, Scrolled(form), do=verb, then=send)
    dialog.resize(560, 470)
    form.focus_first()
    return dialog


def _proposed(contents: Contents, day: date) -> dict[str, object]:
    """What the call says already, or what is usual in the village."""
    page = contents.page
    if page is None:
        village = contents.line.village_name.removesuffix(translate("meetings", "村"))
        place = translate("meetings", "{village}村委会").format(village=village)
        return {"held_on": day, "place": place, **_usual_roles(contents)}
    observers = tuple(Signer(person.name, person.post) for person in page.attendants if person.is_observer)
    return {
        "held_on": page.row.held_on,
        "place": page.place,
        "chair": page.chair,
        "recorder": page.recorder,
        "teller": page.teller,
        "way": page.voting_way.value if page.voting_way else None,
        "observers": observers,
    }


def _usual_roles(contents: Contents) -> dict[str, str]:
    """The village's secretary leads and its clerk writes, where the directory names them; both can be changed."""
    posts = ((translate("meetings", "书记"), "chair"), (translate("meetings", "文书"), "recorder"))
    found = (
        (role, next((signer.name for signer in contents.officers if post in signer.office), "")) for post, role in posts
    )
    return {role: name for role, name in found if name}


def _call(form: Form, contents: Contents) -> Call:
    values = form.values()
    held_on, observers = values["held_on"], values["observers"]
    assert isinstance(held_on, date)
    assert isinstance(observers, tuple)
    signers = [signer for signer in observers if isinstance(signer, Signer)]
    return Call(
        village_id=contents.line.village_id,
        held_on=held_on,
        place=str(values["place"] or ""),
        chair=str(values["chair"] or ""),
        recorder=str(values["recorder"] or ""),
        teller=str(values["teller"] or ""),
        voting_way=VotingWay(str(values["way"] or VotingWay.HANDS.value)),
        is_clearing=contents.line.is_clearing,
        observers=tuple((signer.name, signer.office) for signer in signers),
    )


def _on_refused(context: TabContext, form: Form, dialog: QDialog, refused: Refused) -> None:
    form.show_refusal(refused)
    if "meeting.body_unknown" in refused.codes:

        def open_directory() -> None:
            dialog.reject()
            context.navigator.open_settings("directory")

        form.bar.offer(translate("meetings", "打开人员名录…"), open_directory)
