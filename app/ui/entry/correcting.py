"""One line of 国家系统待修改清单: which household, which field, old and new value, since when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.services.households import RosterQuery
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.editors import TextEditor
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Latest

translate = QCoreApplication.translate
_SUGGESTED = 12
_BETWEEN = "　"


def ask_correction(parent: QWidget, context: TabContext, *, code: str = "") -> QDialog:
    """Ask for the line and keep it; the household is found by name, pinyin, ID number's end or code."""
    form = Form(_fields(), today=context.today)
    form.set_values({"on": context.today(), "household": code})
    finder = form.editor("household")
    assert isinstance(finder, TextEditor)
    _suggest(context, finder)
    title = translate("entry", "国家系统待修改清单：加一条")
    do = translate("entry", "加入清单")
    dialog = dialogs.panel(parent, title, form, do=do, then=lambda shown: _send(context, form, shown))
    dialog.resize(520, 330)
    form.focus_first()
    return dialog


def _fields() -> tuple[Field, ...]:
    return (
        Field("household", translate("entry", "农户"), required=True, hint=translate("entry", "户编号、姓名或拼音")),
        Field("field", translate("entry", "要改的字段"), required=True, hint=translate("entry", "如 联系电话")),
        Field("old", translate("entry", "平台上的原值")),
        Field("new", translate("entry", "应改为"), required=True),
        Field("on", translate("entry", "发现日期"), Kind.DAY, required=True),
    )


def _send(context: TabContext, form: Form, dialog: QDialog) -> None:
    on = form.value("on")
    if not form.check() or not isinstance(on, date):
        return
    platform, actor, today = context.office.platform, context.actor(), context.today()
    named = str(form.value("household")).partition(_BETWEEN)[0].strip()
    field, old, new = (str(form.value(name) or "") for name in ("field", "old", "new"))
    task = context.runner.start(
        translate("entry", "加待修改"),
        lambda _: platform.add_correction(
            named, field=field, old_value=old, new_value=new, on=on, actor=actor, today=today
        ),
    )
    told = translate("entry", "待修改清单加了一条：{field}").format(field=field)
    task.succeeded.connect(lambda _: context.navigator.say(told))
    task.succeeded.connect(lambda _: dialog.accept())
    task.refused.connect(form.show_refusal)


def _suggest(context: TabContext, finder: TextEditor) -> None:
    """Complete with 户编号 and head as the roster finds them."""
    asking = Latest(context.runner, finder)
    households = context.office.households

    def ask() -> None:
        text = str(finder.value() or "")
        if not text or _BETWEEN in text:
            return

        def read(_: object) -> list[str]:
            ids = households.find_ids(RosterQuery(text=text), limit=_SUGGESTED)
            rows = households.rows(ids)
            found = [rows[id_] for id_ in ids if id_ in rows]
            return [_BETWEEN.join((r.code, r.head_name, f"{r.village_name}{r.group_name}")) for r in found]

        asking.ask(translate("entry", "查找农户"), read)

    asking.answered.connect(finder.suggest)
    finder.changed.connect(ask)
