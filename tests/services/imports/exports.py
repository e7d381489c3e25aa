"""The wide national exports of an invented township: 监测对象信息, 脱贫户信息 and 户信息, by their own letters."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.files.cells import column_letter
from tests.services.imports.people import row_32

_BASE = [
    *("省", "市", "县", "乡", "户编号", "户主姓名", "户主证件号码", "行政村", "自然村", "家庭住址", "联系电话"),
    *("居住在易地扶贫搬迁集中安置区", "监测对象类别", "安置区地址", "是否脱贫户"),
    *(f"致贫/返贫风险{number}" for number in range(1, 6)),
    *("因自然灾害子项", "因自然灾害备注", "其他风险备注", "监测联系人", "联系方式", "信息采集人", "信息采集人联系电话"),
    *("户编号", "人编号", "姓名", "性别", "证件类型", "证件号码", "残疾证号", "与户主关系", "民族", "政治面貌"),
    *("文化程度", "健康状况"),
]
_C = (
    "是否住房出现安全问题",
    "是否义务教育阶段适龄儿童少年失学辍学",
    "是否饮水出现安全问题",
    "是否有家庭成员未参加城乡居民(职工)基本医疗保险",
)
_D = (
    *("工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "生产经营性支出", "家庭纯收入", "家庭人均纯收入"),
    *("理赔收入", "合规自付支出"),
)
# Letters that domain 4.4 names, and what stands around them.
_AT: Mapping[str, str] = {
    "AO": "在校生状况",
    "AP": "劳动技能",
    "AQ": "务工地点",
    "AR": "务工时长(月)",
    "AS": "是否参加居民医疗保险",
    "AT": "是否参加职工医疗保险",
    "AU": "是否参加大病保险",
    "AV": "享受低保政策情况",
    "BI": "享受特困供养政策情况",
    "CH": "整户无劳动能力兜底保障户",
    "CI": "实施开发式帮扶措施情况",
    "DE": "风险是否已消除",
    "DF": "识别监测时间",
    "DG": "风险消除时间",
    "DH": "风险消除方式",
    "DI": "风险是否已消除0",
    "DJ": "帮扶责任人姓名",
    "EN": "产业帮扶",
    "EO": "就业帮扶",
    "EP": "金融帮扶",
    "EQ": "公益性岗位帮扶",
    "ER": "住房安全保障",
    "ES": "饮水安全保障",
    "ET": "健康帮扶",
    "EU": "义务教育保障",
    "EZ": "教育帮扶",
    "FA": "综合保障",
    "FB": "社会帮扶",
    "FC": "搬迁",
    "FD": "生产生活条件改善",
    "FE": "基础设施建设",
    **{column_letter(89 + i): title for i, title in enumerate((*_C, *_D, "收入参考范围", "人均收入参考范围"))},
    **{column_letter(164 + i): f"风险消除后{title}" for i, title in enumerate((*_C, *_D))},
}
WIDTH = 177


def monitoring_titles() -> list[str]:
    """177 titles; what is not known of the export stands as columns that nobody asked for."""
    titles = [""] * WIDTH
    titles[: len(_BASE)] = _BASE
    letters = {column_letter(i): i for i in range(WIDTH)}
    for letter, title in _AT.items():
        titles[letters[letter]] = title
    return [title or f"备用项{number}" for number, title in enumerate(titles, start=1)]


def monitoring_row(number: int, **given: object) -> list[object]:
    """A member of the township of ``row_32`` with the columns of the monitoring export; ``given`` overrules."""
    old = row_32(number)
    first = row_32(number - number % 3)
    values: dict[str, object] = {
        "乡": old[3],
        "行政村": old[4],
        "户编号": old[6],
        "户主姓名": first[8],
        "户主证件号码": first[9],
        "人编号": old[7],
        "姓名": old[8],
        "证件号码": old[9],
        "与户主关系": old[11],
        "监测对象类别": "脱贫不稳定户",
        "是否脱贫户": "是",
        "致贫/返贫风险1": "因病",
        "致贫/返贫风险2": "因意外",
        "健康状况": "健康",
        "劳动技能": "普通劳动力",
        "享受低保政策情况": "农村低保",
        "享受特困供养政策情况": "不享受",
        "整户无劳动能力兜底保障户": "否",
        "实施开发式帮扶措施情况": "已实施",
        "健康帮扶": "参加城乡居民基本医疗保险个人缴费补贴,大病救助",
        "综合保障": "低保、残疾人补贴",
        "是否住房出现安全问题": "否",
        "工资性收入": "12000",
        "家庭纯收入": "15000.5",
        "家庭人均纯收入": "5000.17",
        "风险是否已消除": "是",
        "风险是否已消除0": "是",
        "识别监测时间": "202106",
        "风险消除时间": "2022年12月",
        "风险消除方式": "措施消除",
        "风险消除后是否住房出现安全问题": "否",
        "风险消除后家庭纯收入": "30000",
        "监测联系人": "周联系",
        "联系方式": "13800000001",
    }
    values |= given
    return [values.get(title, "") for title in monitoring_titles()]


def monitoring_export(count: int, **given: object) -> list[list[object]]:
    """The export with its header on the third row, a row for each member."""
    return [
        ["（自定义）监测对象信息"],
        ["数据截止日期：2023-12-18"],
        list(monitoring_titles()),
        *(monitoring_row(i, **given) for i in range(count)),
    ]


_MEMBERS = frozenset(
    {
        "人编号",
        "姓名",
        "性别",
        "证件类型",
        "证件号码",
        "残疾证号",
        "与户主关系",
        "民族",
        "政治面貌",
        "文化程度",
        "健康状况",
    }
)


def by_household(rows: list[list[object]]) -> list[list[object]]:
    """The same export as it comes with a row for each household: without the members' columns."""
    head, titles, body = rows[: -len(rows) + 2], rows[2], rows[3:]
    keep = [i for i, title in enumerate(titles) if title not in _MEMBERS]
    return [*head, *([row[i] for i in keep] for row in (titles, *body[::3]))]


LIVING_TITLES = (
    *(
        "序号",
        "行政村",
        "户编号",
        "户主姓名",
        "户主证件号码",
        "户类型",
        "耕地面积（亩）",
        "林地面积（亩）",
        "住房面积（㎡）",
    ),
    *("入户路类型", "与村主干路距离（公里）", "主要燃料类型", "是否通生活用电", "是否通广播电视", "是否有卫生厕所"),
    *("是否加入农民专业合作组织", "到户产业帮扶类型", "是否军烈属", "危房等级", "饮用水源"),
)


def living_row(number: int, **given: object) -> list[object]:
    """One household of the township of ``row_32``."""
    head = row_32(3 * number)
    values: dict[str, object] = {
        "序号": number + 1,
        "行政村": head[4],
        "户编号": head[6],
        "户主姓名": head[8],
        "户主证件号码": head[9],
        "户类型": "脱贫户",
        "耕地面积（亩）": "3.5",
        "林地面积（亩）": "10亩",
        "住房面积（㎡）": 120,
        "入户路类型": "水泥路",
        "与村主干路距离（公里）": "0.35",
        "主要燃料类型": "电",
        "是否通生活用电": "是",
        "是否通广播电视": "有",
        "是否有卫生厕所": "√",
        "是否加入农民专业合作组织": "否",
        "到户产业帮扶类型": "种植业，养殖业",
        "是否军烈属": "否",
        "危房等级": "A",
        "饮用水源": "自来水",
    }
    values |= given
    return [values.get(title, "") for title in LIVING_TITLES]


def living_export(households: int, **given: object) -> list[list[object]]:
    """（乡村建设）户信息: a row for each household."""
    return [list(LIVING_TITLES), *(living_row(i, **given) for i in range(households))]
