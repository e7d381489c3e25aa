"""名册设计: a roster's design kept under its name, as ``roster --fields`` names the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, optional
from app.services.errors import NotFound

if TYPE_CHECKING:
    from app.services.office import Office


def _design(office: Office, entry: Entry) -> Made:
    from app.services.rosters.design import from_json

    given = {name: value for name, value in entry.values.items() if value is not None}
    design = from_json(given)
    try:
        known = office.rosters.get(design.name)
    except NotFound:
        known = None
    version = known.row_version if known and not known.is_ready_made else None
    saved, _ = office.rosters.save(design, row_version=version, actor=entry.actor, today=entry.today)
    return {"name": saved.name, "version": saved.version}


KINDS = (
    RecordKind(
        "roster-design",
        "名册设计：保存名册（同名的存为新版本）",
        (
            Field("name", "名称"),
            Field("columns", "列：字段代码，或 {field, title}", "list"),
            optional("subject", "一行是什么：persons 人员，households 农户"),
            optional("conditions", "筛选条件：{field, test, values, or}", "list"),
            optional("sort", "排序：字段代码，或 {field, descending}", "list"),
            optional("group_by", "按哪个字段分组"),
            optional("grouping", "分组方式：sheets 每组一张表，headings 表内分组"),
            optional("subtotals", "是否小计", "truth"),
            optional("numbered", "是否有序号列", "truth"),
            optional("ids", "证件号码：whole 全部，masked 掩码，tail 后两位"),
            optional("phones", "电话：whole 全部，masked 掩码，tail 后两位"),
            optional("title", "标题"),
            optional("subtitle", "副标题"),
            optional("office_line", "是否写填报单位和日期", "truth"),
            optional("signers", "签字行", "list"),
            optional("notes", "表尾说明", "list"),
            optional("paper", "纸张：a4_wide、a4_tall、a3_wide"),
        ),
        _design,
    ),
)
