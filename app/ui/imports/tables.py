"""What an import found, as tables: refused rows, questions, changes, repairs, and imports of the past."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.files.columns import column_set
from app.services.imports.batches import IssueRow
from app.services.imports.results import BatchRow, CellRepairs, FieldChange, Question, Rejection, SkippedSheet
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.theme import Tone

translate = QCoreApplication.translate
_SHOWN_TITLES = 24


def rejection_columns() -> Sequence[Column[Rejection]]:
    """Rows that are not stored, and why."""
    return (
        Column("sheet", translate("imports", "工作表"), lambda r: r.sheet, 12),
        count_column("row", translate("imports", "行"), lambda r: r.row),
        Column("column", translate("imports", "列"), lambda r: r.column, 12),
        Column("why", translate("imports", "没有导入的原因和办法"), lambda r: r.message, 102, tip=lambda r: r.message),
        Column("file", translate("imports", "文件"), lambda r: r.file, 26, tip=lambda r: r.file),
    )


def question_columns() -> Sequence[Column[Question]]:
    """What a person should look at; it does not stop the import."""
    return (
        Column("kind", translate("imports", "事项"), lambda q: question_word(q.kind), 16),
        count_column("row", translate("imports", "行"), lambda q: q.row),
        Column("what", translate("imports", "说明"), lambda q: q.message, 102, tip=lambda q: q.message),
        Column("file", translate("imports", "文件"), lambda q: q.file, 26, tip=lambda q: q.file),
    )


def question_word(kind: str) -> str:
    """A kind of question in a few words."""
    words = {
        "newer_here": translate("imports", "本镇的更新"),
        "stays_here": translate("imports", "本镇已改登记"),
        "moved": translate("imports", "换了户"),
        "has_left": translate("imports", "已减少的人"),
        "member_missing": translate("imports", "表中没有的人"),
        "unknown_village": translate("imports", "村名不认识"),
        "founded": translate("imports", "新建村组"),
        "new_groups": translate("imports", "新建村组"),
        "repaired": translate("imports", "自动修正"),
        "list_not_found": translate("imports", "台账中没有"),
        "list_name_differs": translate("imports", "姓名不符"),
        "clue_unmatched": translate("imports", "线索未对应"),
        "rejected": translate("imports", "没有导入"),
    }
    return words.get(kind, kind)


def change_columns() -> Sequence[Column[FieldChange]]:
    """Values that change, before and after."""
    return (
        Column("label", translate("imports", "对象"), lambda c: c.label, 20),
        Column("field", translate("imports", "项目"), lambda c: c.field, 16),
        Column("old", translate("imports", "现在"), lambda c: c.old or "", 18),
        Column("new", translate("imports", "表中"), lambda c: c.new or "", 18),
        chip_column("kept", translate("imports", "处理"), _change_chip, width=12),
        count_column("row", translate("imports", "行"), lambda c: c.row),
    )


def _change_chip(change: FieldChange) -> Chip:
    if change.kept:
        return Chip(translate("imports", "保留本镇"), Shape.SQUARE, Tone.DUE)
    return Chip(translate("imports", "更新"), Shape.CHECK, Tone.ACCENT)


def repair_columns() -> Sequence[Column[CellRepairs]]:
    """Hidden characters and habits that were taken away."""
    return (
        Column("column", translate("imports", "列"), lambda r: r.column, 14),
        Column("what", translate("imports", "修正"), lambda r: repair_word(r.code), 16),
        count_column("count", translate("imports", "处数"), lambda r: r.count),
        Column("example", translate("imports", "例如"), _example, 24),
        Column("rows", translate("imports", "行"), lambda r: r.rows, 40, tip=lambda r: r.rows),
    )


def _example(repair: CellRepairs) -> str:
    """What stood in one of the cells; of a list that looks like another kind, which one to choose."""
    if repair.code == "looks_like":
        return translate("imports", "请改选“{kind}”").format(kind=kind_word(repair.example))
    return repair.example


def repair_word(code: str) -> str:
    """A repair in a few words; unknown ones keep their code."""
    words = {
        "space": translate("imports", "去掉多余空格"),
        "full_width": translate("imports", "全角转半角"),
        "apostrophe": translate("imports", "去掉单引号"),
        "formula_quote": translate("imports", "去掉公式引号"),
        "lower_x": translate("imports", "小写x改大写"),
        "leading_g": translate("imports", "去掉前缀G"),
        "excel_date": translate("imports", "日期序号转日期"),
        "date_form": translate("imports", "统一日期写法"),
        "word": translate("imports", "统一用词"),
        "unit": translate("imports", "去掉单位"),
        "rounded": translate("imports", "四舍五入到分"),
        "nothing": translate("imports", "横线当作空"),
        "separator": translate("imports", "统一分隔符"),
        "order": translate("imports", "统一先后次序"),
        "by_content": translate("imports", "按内容识别的列"),
        "looks_like": translate("imports", "更像这种表"),
        "precision_lost": translate("imports", "号码精度已丢失"),
        "not_understood": translate("imports", "读不懂，未取值"),
        "not_in_list": translate("imports", "不在代码表中，按原文"),
    }
    return words.get(code, code)


def skipped_columns() -> Sequence[Column[SkippedSheet]]:
    """Sheets that were not read."""
    whys = {
        "hidden": translate("imports", "隐藏的工作表，没有读"),
        "empty": translate("imports", "空表"),
        "no_header": translate("imports", "没有找到标题行"),
    }
    return (
        Column("file", translate("imports", "文件"), lambda s: s.file, 24),
        Column("sheet", translate("imports", "工作表"), lambda s: s.sheet, 16),
        Column("why", translate("imports", "原因"), lambda s: whys.get(s.why, s.why), 30),
    )


def batch_columns() -> Sequence[Column[BatchRow]]:
    """Imports of the past, the latest first."""
    return (
        count_column("id", translate("imports", "批次"), lambda b: b.id),
        Column("at", translate("imports", "时间"), lambda b: b.applied_at, 17),
        Column("kind", translate("imports", "种类"), lambda b: kind_word(b.kind), 12),
        Column("files", translate("imports", "文件"), lambda b: b.files, 38, tip=lambda b: b.files),
        count_column("rows", translate("imports", "行数"), lambda b: b.rows),
        count_column("created", translate("imports", "新增"), lambda b: b.created),
        count_column("updated", translate("imports", "更新"), lambda b: b.updated),
        count_column("rejected", translate("imports", "未导入"), lambda b: b.rejected),
        chip_column("undone", translate("imports", "状态"), _batch_chip, width=10),
    )


def _batch_chip(batch: BatchRow) -> Chip:
    if batch.undone:
        return Chip(translate("imports", "已撤销"), Shape.CROSS, Tone.NEUTRAL)
    return Chip(translate("imports", "有效"), Shape.CHECK, Tone.DONE)


def issue_columns() -> Sequence[Column[IssueRow]]:
    """What imports left for a person to decide."""
    return (
        count_column("batch", translate("imports", "批次"), lambda i: i.batch),
        Column("kind", translate("imports", "事项"), lambda i: question_word(i.kind), 16),
        count_column("row", translate("imports", "行"), lambda i: i.row),
        Column("what", translate("imports", "说明"), lambda i: i.message, 100, tip=lambda i: i.message),
    )


def kind_word(kind: str) -> str:
    """A kind of list that can be imported."""
    words = {
        "roster": translate("imports", "花名册"),
        "incomes": translate("imports", "收入表"),
        "clues": translate("imports", "线索"),
        "carried-over": translate("imports", "自动纳入名单"),
        "category-list": translate("imports", "部门名单"),
        "district-decision": translate("imports", "区审定结果"),
        "cross-check": translate("imports", "比对结果"),
        "work": translate("imports", "务工监测"),
        "village-profile": translate("imports", "行政村信息"),
        "monitoring": translate("imports", "监测对象信息"),
        "living": translate("imports", "户信息"),
    }
    return words.get(kind, kind)


def kind_hint(kind: str) -> str:
    """What the list is, which columns it must have and which are understood."""
    about = {
        "roster": translate("imports", "国家系统导出的花名册或户籍册：建立和更新农户、成员和各项情况。"),
        "incomes": translate("imports", "各户收入：按项目或只有合计；带年度和类型（年度、预计）。"),
        "clues": translate("imports", "信访、12345、部门推送等线索：登记到线索簿，能对上户的自动对上。"),
        "carried-over": translate("imports", "往年监测对象名单：对上的户自动纳入，没对上的列出。"),
        "category-list": translate("imports", "低保、特困、残疾、大病等部门名单：按证件号码对人。"),
        "district-decision": translate("imports", "区级审定结果：同意、退回、不同意逐户办理；表里没有的视为未答复。"),
        "work": translate("imports", "务工监测：务工地点、单位、月数和收入，按证件号码对人。"),
        "village-profile": translate("imports", "行政村基本情况：每村一行。"),
        "monitoring": translate(
            "imports",
            "国家系统“（自定义）监测对象信息”：风险、识别和消除时的情况、帮扶措施；带成员的一并建立和更新成员。",
        ),
        "living": translate(
            "imports",
            "脱贫户信息、（乡村建设）户信息：土地、道路、住房、水电厕和各项收入；带成员的一并建立和更新成员。",
        ),
    }
    columns = column_set(kind)
    titles = {field.name: field.titles[0] for field in columns.fields}
    either = translate("imports", "或")
    needs = "、".join(either.join(titles[name] for name in names) for names in (*columns.needs, *columns.marks))
    # What the list is about comes before what it shares with every roster.
    shared = {field.name for field in column_set("roster").fields} if kind != "roster" else set()
    names = sorted(titles, key=lambda name: name in shared)
    others = [titles[name] for name in names if titles[name] not in needs][:_SHOWN_TITLES]
    line = translate("imports", "{about}\n须有的列：{needs}。\n还认得的列：{others}等；列名不同的，读取后可逐列指明。")
    return line.format(about=about.get(kind, kind_word(kind)), needs=needs, others="、".join(others))
