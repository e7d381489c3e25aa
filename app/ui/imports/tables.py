"""What an import found, as tables: refused rows, questions, changes, repairs, and imports of the past."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.files.columns import column_set
from app.services.imports.column_choices import RememberedColumns
from app.services.imports.decisions import words_of
from app.services.imports.issues import ASKED_TOGETHER, TOLD, IssueRow
from app.services.imports.results import BatchRow, CellRepairs, FieldChange, ImportResult, Question, Rejection
from app.services.imports.service import columns_of
from app.services.imports.staging import LEFT_OUT
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Align, Column, chip_column, count_column, day_column
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
        "push_not_found": translate("imports", "台账中没有"),
        "push_name_differs": translate("imports", "姓名不符"),
        "clue_unmatched": translate("imports", "线索未对应"),
        "rejected": translate("imports", "没有导入"),
        "head_changed": translate("imports", "换了户主"),
        "possible_duplicate": translate("imports", "可能重复的人"),
    }
    return words.get(kind, kind)


def change_columns() -> Sequence[Column[FieldChange]]:
    """Values that change, before and after, and which side is the later one."""
    return (
        Column("village", translate("imports", "村"), lambda c: c.village, 10),
        Column("label", translate("imports", "对象"), lambda c: c.label, 20, tip=lambda c: c.label),
        Column("field", translate("imports", "项目"), lambda c: c.field, 14, tip=lambda c: c.field),
        Column("old", translate("imports", "台账现值"), lambda c: c.old or "", 17, tip=lambda c: c.old or ""),
        Column("new", translate("imports", "表中值"), lambda c: c.new or "", 17, tip=lambda c: c.new or ""),
        chip_column("kept", translate("imports", "处理"), _change_chip, width=12),
        chip_column("newer", translate("imports", "哪边新"), _newer_chip, width=11),
        day_column("ours_on", translate("imports", "台账值日期"), lambda c: c.ours_on, width=12),
        day_column("theirs_on", translate("imports", "数据日期"), lambda c: c.theirs_on, width=12),
        count_column("row", translate("imports", "行"), lambda c: c.row),
        Column("sheet", translate("imports", "工作表"), lambda c: c.sheet, 9, tip=lambda c: c.file),
    )


def _change_chip(change: FieldChange) -> Chip:
    if change.kept:
        return Chip(translate("imports", "保留本镇"), Shape.SQUARE, Tone.DUE)
    return Chip(translate("imports", "更新"), Shape.CHECK, Tone.ACCENT)


def _newer_chip(change: FieldChange) -> Chip:
    chips = {
        "ours": Chip(translate("imports", "台账"), Shape.SQUARE, Tone.DUE),
        "theirs": Chip(translate("imports", "表"), Shape.CHECK, Tone.DONE),
        "same": Chip(translate("imports", "同一天"), Shape.RING, Tone.NEUTRAL),
        "unknown": Chip(translate("imports", "不清楚"), Shape.RING, Tone.NEUTRAL),
    }
    return chips[change.newer]


def origin_word(origin: str) -> str:
    """Who said what a column is."""
    words = {
        "title": translate("imports", "按列名认出"),
        "hand": translate("imports", "已指明"),
        "remembered": translate("imports", "按上次的对应关系"),
    }
    return words.get(origin, origin)


def outcome_word(outcome: str) -> str:
    """What becomes of a row."""
    words = {
        "created": translate("imports", "新增"),
        "updated": translate("imports", "更新"),
        "unchanged": translate("imports", "不变"),
        "rejected": translate("imports", "未导入"),
        "footers": translate("imports", "合计签字行"),
    }
    return words.get(outcome, outcome)


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


def skipped_word(why: str) -> str:
    """Why a sheet was not read."""
    whys = {
        "hidden": translate("imports", "隐藏的工作表，没有读"),
        "empty": translate("imports", "空表"),
        "no_header": translate("imports", "没有找到标题行"),
        LEFT_OUT: translate("imports", "按选择没有读"),
    }
    return whys.get(why, why)


def left_open(result: ImportResult) -> int:
    """How many things an import left for a person; the rows of an unknown village wait for one answer."""
    asked = sum(count for kind, count in result.question_counts if kind not in TOLD)
    return asked + sum(row.code not in ASKED_TOGETHER for row in result.rejected)


def summed(result: ImportResult) -> str:
    """What the rows of the files come to: all of them, then each outcome; the sum is the number of rows."""
    outcomes = "＋".join(
        translate("imports", "{word} {count}").format(word=outcome_word(name), count=f"{count:,}")
        for name, count in result.outcomes.items()
        if count or name in ("created", "updated", "unchanged")
    )
    total = f"{result.rows + result.footers:,}"
    files = "、".join(result.files)
    lines = [translate("imports", "{files}：{rows} 行＝{outcomes}").format(files=files, rows=total, outcomes=outcomes)]
    counts = result.households
    if counts.total:
        households = translate("imports", "户：新增 {created}，更新 {updated}，不变 {same}")
        numbers = {"created": counts.created, "updated": counts.updated, "same": counts.unchanged}
        lines.append(households.format(**{name: f"{number:,}" for name, number in numbers.items()}))
    if result.repairs:
        mended = sum(repair.count for repair in result.repairs)
        lines.append(translate("imports", "自动修正 {count} 处").format(count=f"{mended:,}"))
    return "；".join(lines) + "。"


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
    """What imports left for a person to decide, and what was decided."""
    return (
        chip_column("state", translate("imports", "状态"), _issue_chip, width=12),
        Column("village", translate("imports", "村"), lambda i: i.village, 10),
        Column("kind", translate("imports", "事项"), lambda i: question_word(i.kind), 14),
        Column("what", translate("imports", "说明"), lambda i: i.message, 90, tip=lambda i: i.message),
        count_column("row", translate("imports", "行"), lambda i: i.row),
        Column("batch", translate("imports", "批次"), lambda i: str(i.batch), 6, Align.RIGHT, tip=lambda i: i.files),
        Column("decision", translate("imports", "处理结果"), _decision_of, 16),
        Column("by", translate("imports", "处理人"), lambda i: i.decided_by or "", 9),
        day_column("on", translate("imports", "处理日期"), lambda i: i.decided_on),
    )


def _decision_of(issue: IssueRow) -> str:
    return words_of(issue.kind, issue.decision) if issue.decision else ""


def _issue_chip(issue: IssueRow) -> Chip:
    if issue.is_open:
        return Chip(translate("imports", "待核对"), Shape.RING, Tone.DUE)
    if issue.decision is None:
        return Chip(translate("imports", "已告知"), Shape.CHECK, Tone.NEUTRAL)
    return Chip(translate("imports", "已处理"), Shape.CHECK, Tone.DONE)


def remembered_columns() -> Sequence[Column[RememberedColumns]]:
    """Senders whose columns were named by hand."""
    return (
        Column("sender", translate("imports", "来表单位"), lambda r: r.sender or translate("imports", "（未写）"), 16),
        Column("kind", translate("imports", "种类"), lambda r: kind_word(r.kind), 12),
        Column("choices", translate("imports", "指明的列"), _choices_of, 60, tip=_choices_of),
        Column("titles", translate("imports", "表的列名"), lambda r: "、".join(r.titles), 60),
        day_column("used", translate("imports", "上次使用"), lambda r: r.used_on),
    )


def _choices_of(remembered: RememberedColumns) -> str:
    nothing = translate("imports", "不导入")
    return "；".join(f"{title}＝{field or nothing}" for title, field in remembered.choices)


def kind_word(kind: str) -> str:
    """A kind of list that can be imported."""
    words = {
        "roster": translate("imports", "花名册"),
        "incomes": translate("imports", "收入表"),
        "clues": translate("imports", "线索"),
        "carried-over": translate("imports", "自动纳入名单"),
        "category-list": translate("imports", "部门名单"),
        "department-list": translate("imports", "部门推送"),
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
        "department-list": translate(
            "imports", "医保、教育、住建等部门推送的因病、因学、失业、危房、饮水等情况：逐行留存，达到阈值的提请标注。"
        ),
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
    columns = column_set(columns_of(kind))
    titles = {field.name: field.titles[0] for field in columns.fields}
    either = translate("imports", "或")
    needs = "、".join(either.join(titles[name] for name in names) for names in (*columns.needs, *columns.marks))
    # What the list is about comes before what it shares with every roster.
    shared = {field.name for field in column_set("roster").fields} if kind != "roster" else set()
    names = sorted(titles, key=lambda name: name in shared)
    others = [titles[name] for name in names if titles[name] not in needs][:_SHOWN_TITLES]
    line = translate("imports", "{about}\n须有的列：{needs}。\n还认得的列：{others}等；列名不同的，读取后可逐列指明。")
    return line.format(about=about.get(kind, kind_word(kind)), needs=needs, others="、".join(others))
