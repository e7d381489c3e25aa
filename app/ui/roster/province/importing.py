"""A list of the province before it is taken in: how it was read, what could not be understood, mapped by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLabel
from typing_extensions import override

from app.services.findings.rules import rules
from app.services.province.book import ListSummary
from app.services.province.reading import field_words
from app.services.province.service import Look, Taken
from app.services.province.words import Matched
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext, Work
from app.ui.household.panels import ChangePanel, Panels

_TITLE, _PREVIOUS, _RULE, _COLUMN = "title", "previous", "rule:", "column:"
_NO_LIST = "0"


def rule_options() -> list[Option]:
    """Every rule by number and title."""
    return [Option(rule.code, f"{rule.code} {rule.title}") for rule in rules().values()]


class ListImporting(Panels):
    """Asks for the file, shows what it holds, takes it in. ``saved(list_id)`` afterwards."""

    def read(self, path: Path, lists: Sequence[ListSummary], bar: RefusalBar) -> None:
        """Read the file in the background; nothing is written yet."""
        province = self._context.office.province
        bar.clear()
        task = self._context.runner.start(
            self.tr("读取上级清单"),
            lambda task: province.look(path, on_progress=task.progress, cancelled=task.is_cancelled),
        )
        task.succeeded.connect(lambda look: self._ask(path, look, lists))
        task.refused.connect(bar.show_refusal)

    def _ask(self, path: Path, look: Look, lists: Sequence[ListSummary]) -> None:
        form = Form([*self._own_fields(path, lists), *self._rule_fields(look), *self._column_fields(look)])
        words = QLabel(self._told(look))
        words.setWordWrap(True)
        panel = ChangePanel(form, below=(words,))

        def ask() -> Work[object] | None:
            return self._taking(path, form) if form.check() else None

        said = self.tr("清单已导入。")
        self.open_panel(self.tr("导入上级疑点清单"), panel, about=look.name, do=self.tr("导入"), said=said, ask=ask)

    def _own_fields(self, path: Path, lists: Sequence[ListSummary]) -> list[Field]:
        options = [Option(str(one.id), one.title) for one in lists]
        options.append(Option(_NO_LIST, self.tr("不比较")))
        return [
            Field(_TITLE, self.tr("清单名称"), required=True, initial=path.stem),
            Field(
                _PREVIOUS,
                self.tr("与哪份清单比较"),
                Kind.CHOICE,
                required=True,
                options=options,
                initial=options[0].code,
            ),
        ]

    def _rule_fields(self, look: Look) -> list[Field]:
        """Their words that no rule of ours is known for."""
        options = rule_options()
        label = self.tr("“{words}”（{count} 条）是哪条规则")
        return [
            Field(f"{_RULE}{rule.text}", label.format(words=rule.text, count=rule.rows), Kind.CHOICE, options=options)
            for rule in look.rules
            if rule.code is None
        ]

    def _column_fields(self, look: Look) -> list[Field]:
        """Columns that were not understood."""
        options = [Option(field, word) for field, word in field_words()]
        titles = dict.fromkeys(
            title for sheet in look.sheets for _, title, field in sheet.columns if field is None and title
        )
        label = self.tr("“{title}”列是什么")
        return [Field(f"{_COLUMN}{title}", label.format(title=title), Kind.CHOICE, options=options) for title in titles]

    def _told(self, look: Look) -> str:
        sheets = "、".join(
            self.tr("“{name}” {rows} 行").format(name=sheet.name, rows=sheet.rows) for sheet in look.sheets
        )
        lines = [self.tr("共 {rows} 条：{sheets}。").format(rows=look.rows, sheets=sheets)]
        lines += [
            self.tr("{word} {count} 条。").format(word=Matched(code).label, count=count)
            for code, count in look.matched.items()
        ]
        if look.skipped:
            names = "、".join(name for name, _ in look.skipped)
            lines.append(self.tr("没有当作清单读取的表：{names}。").format(names=names))
        unknown = sum(1 for rule in look.rules if rule.code is None)
        if unknown:
            lines.append(self.tr("有 {count} 类疑点没有对应的规则，可在上面指定一次，以后记住。").format(count=unknown))
        return "\n".join(lines)

    def _taking(self, path: Path, form: Form) -> Work[object]:
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        values = {name: str(value) for name, value in form.values().items() if value not in (None, "")}
        columns = {name.removeprefix(_COLUMN): field for name, field in values.items() if name.startswith(_COLUMN)}
        codes = {name.removeprefix(_RULE): code for name, code in values.items() if name.startswith(_RULE)}

        def work(task: TaskContext) -> Taken:
            return province.take_in(
                path,
                title=values[_TITLE],
                columns=columns,
                rule_codes=codes,
                previous_id=int(values[_PREVIOUS]),
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        return work

    @override
    def _on_saved(self, dialog: QDialog, title: str, said: str, result: object) -> None:
        assert isinstance(result, Taken)
        dialog.accept()
        self._context.navigator.say(said)
        self.saved.emit(result.list_id)
