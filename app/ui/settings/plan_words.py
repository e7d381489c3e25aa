"""The words for what stands in a plan: used by its table, its editor and its list of changes alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import Category, CrossCheckTopic, Gap
from app.services.step_fields import field_label
from app.services.workflow.plan import Plan
from app.ui.common.choice_editors import Option
from app.ui.common.values import money_text
from app.ui.settings.directory import body_words

translate = QCoreApplication.translate

EXIT_ITEMS = ("income", "education", "medical", "housing", "water", "electricity", "broadcast")
MONEY = frozenset({"line_fen", "exit_line_fen"})


def variant_words() -> dict[str, str]:
    """The workflow variants."""
    return {
        "sc2020": translate("plan", "2020年流程（不公示）"),
        "cn2021": translate("plan", "2021年以后的流程（评议后公示）"),
    }


def limit_words() -> dict[str, tuple[str, str]]:
    """Day limits and counts: label and unit."""
    day, month, times = translate("plan", "天"), translate("plan", "个月"), translate("plan", "条")
    return {
        "typing_grace_working_days": (translate("plan", "阶段结束后补录宽限"), translate("plan", "个工作日")),
        "district_answer_days": (translate("plan", "区答复后接办期限"), day),
        "supplement_days": (translate("plan", "补录（登记到审定）"), day),
        "green_papers_days": (translate("plan", "绿色通道补手续"), day),
        "notice_days": (translate("plan", "公示天数（0为不公示）"), day),
        "months_before_clearing": (translate("plan", "识别满几个月可消除"), month),
        "response_days": (translate("plan", "部门接收期限"), day),
        "finish_days": (translate("plan", "帮扶办结期限"), day),
        "follow_up_days": (translate("plan", "销号后回访"), day),
        "reopen_months": (translate("plan", "反弹重开期限"), month),
        "clues_needed": (translate("plan", "“反映较多”的线索数"), times),
        "away_check_months": (translate("plan", "全家外出户每几个月监测一次"), month),
        "alert_working_days": (translate("plan", "交办、办结期限按工作日计（1是，0按自然日）"), ""),
        "supplement_working_days": (translate("plan", "补录、补手续期限按工作日计（1是，0按自然日）"), ""),
    }


def counting_words() -> dict[str, str]:
    """The rules of counting."""
    return {
        "food_default_stable": translate("plan", "没有登记时吃饭按有保障"),
        "clothing_default_stable": translate("plan", "没有登记时穿衣按有保障"),
        "marginal_by_guarantee": translate("plan", "一般农户有保障缺项的列入边缘户筛查"),
        "school_from_age": translate("plan", "义务教育年龄从"),
        "school_to_age": translate("plan", "义务教育年龄到"),
    }


def plain_words() -> dict[str, str]:
    """The single values."""
    return {
        "year": translate("plan", "年度"),
        "name": translate("plan", "方案名称"),
        "preset": translate("plan", "预置来源"),
        "variant": translate("plan", "流程"),
        "line_fen": translate("plan", "收入监测线（元/人·年）"),
        "exit_line_fen": translate("plan", "脱贫退出线（元/人·年）"),
        "source_note": translate("plan", "依据"),
        "to_be_checked": translate("plan", "预置内容待核对"),
        "exit_items": translate("plan", "退出标准"),
        "alert_gaps": translate("plan", "预警缺项"),
        "cross_check_topics": translate("plan", "比对项目"),
        "meeting.body": translate("plan", "评议主体"),
        "meeting.bodies": translate("plan", "应到人员"),
        "meeting.quorum": translate("plan", "到会比例"),
        "meeting.majority": translate("plan", "通过比例"),
    }


def office_words() -> dict[str, str]:
    """What the plan calls the offices and systems."""
    return {
        "township_office": translate("plan", "镇级办公室名称"),
        "district_office": translate("plan", "区级主管部门名称"),
        "national_system": translate("plan", "国家系统名称"),
        "platform": translate("plan", "省平台名称"),
    }


def options(words: Mapping[str, str]) -> list[Option]:
    """Words as the choices of a form."""
    return [Option(code, word) for code, word in words.items()]


def item_words(path: str) -> dict[str, str]:
    """The codes that stand in a list of the plan."""
    if path == "exit_items":
        return exit_words()
    if path == "alert_gaps":
        return {gap.value: gap.label for gap in Gap}
    if path == "cross_check_topics":
        return {topic.value: topic.label for topic in CrossCheckTopic}
    return {code: word for code, word in body_words().items() if code}


def exit_words() -> dict[str, str]:
    """The exit items."""
    return {item: field_label(item) for item in EXIT_ITEMS}


def label_of(path: str, plan: Plan) -> str:
    """What people call a part of the plan."""
    head, _, rest = path.partition(".")
    if head == "stages":
        return _of_stage(rest, plan)
    if head == "deadlines":
        code, _, what = rest.partition(".")
        name = next((d.name for d in plan.deadlines if d.code == code), code)
        said = {"due_on": translate("plan", "{name}期限"), "name": translate("plan", "{name}名称")}
        return said.get(what, "{name}").format(name=name)
    if head == "category_names":
        return translate("plan", "类别名称：{name}").format(name=Category(rest).label)
    known = {
        **plain_words(),
        **{f"limits.{code}": label for code, (label, _) in limit_words().items()},
        **{f"counting.{code}": label for code, label in counting_words().items()},
        **{f"office_names.{code}": label for code, label in office_words().items()},
    }
    return known.get(path, path)


def _of_stage(rest: str, plan: Plan) -> str:
    code, _, what = rest.partition(".")
    name = next((window.name for window in plan.stages if window.stage.value == code), code)
    said = {
        "opens_on": translate("plan", "{name}开始"),
        "closes_on": translate("plan", "{name}截止"),
        "name": translate("plan", "{name}名称"),
    }
    return said.get(what, "{name}").format(name=name)


def value_text(path: str, value: object) -> str:
    """A value of the plan in words."""
    if value is None or value == ():
        return "—"
    if isinstance(value, bool):
        return translate("plan", "是") if value else translate("plan", "否")
    if path in MONEY and isinstance(value, int):
        return money_text(value)
    if path == "variant":
        return variant_words().get(str(value), str(value))
    if path in ("meeting.quorum", "meeting.majority") and isinstance(value, tuple):
        return f"{value[0]}/{value[1]}"
    if isinstance(value, tuple):
        words = item_words(path)
        return "、".join(words.get(str(entry), str(entry)) for entry in value)
    if path.startswith("limits.") and isinstance(value, int):
        return f"{value} {limit_words()[path.removeprefix('limits.')][1]}"
    return value.isoformat() if isinstance(value, date) else str(value)
