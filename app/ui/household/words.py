"""The words for stored codes that a household's page shows; unknown codes stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QCoreApplication

from app.models.enums import AlertState, CaseState, Risk
from app.services.workflow.case_table import CONSEQUENCES
from app.services.workflow.judge import TABLES
from app.ui.common.chips import Chip, Shape
from app.ui.theme import Tone

translate = QCoreApplication.translate


def source_word(code: str) -> str:
    """Who said something: 入户走访, 国家系统导出 …"""
    words = {
        "household_book": translate("words", "户籍册"),
        "import": translate("words", "导入"),
        "national_export": translate("words", "国家系统导出"),
        "department": translate("words", "部门名单"),
        "village": translate("words", "村上报"),
        "clerk": translate("words", "经办人录入"),
        "household": translate("words", "户主陈述"),
        "meeting": translate("words", "民主评议"),
        "visit": translate("words", "入户走访"),
        "verification": translate("words", "现场核实"),
    }
    return words.get(code, code)


def occasion_word(code: str) -> str:
    """On which occasion: 年度, 预计, 识别, 消除."""
    words = {
        "annual": translate("words", "年度"),
        "expected": translate("words", "预计"),
        "identification": translate("words", "识别"),
        "elimination": translate("words", "消除"),
    }
    return words.get(code, code)


def guarantee_word(key: str) -> str:
    """住房安全, 安全饮水 …"""
    return guarantee_words()[key][0]


def guarantee_words() -> Mapping[str, tuple[str, tuple[str, str, str]]]:
    """Each guarantee's name, and the words for yes, no and unknown."""
    unknown = translate("words", "缺数据")
    return {
        "housing_safe": (
            translate("words", "住房安全"),
            (translate("words", "安全"), translate("words", "不安全"), unknown),
        ),
        "water_safe": (
            translate("words", "安全饮水"),
            (translate("words", "有保障"), translate("words", "无保障"), unknown),
        ),
        "medical_covered": (
            translate("words", "基本医疗"),
            (translate("words", "全员参保"), translate("words", "有人未参保"), unknown),
        ),
        "education_secured": (
            translate("words", "义务教育"),
            (translate("words", "有保障"), translate("words", "无保障"), unknown),
        ),
        "food_enough": (
            translate("words", "不愁吃"),
            (translate("words", "稳定"), translate("words", "不稳定"), unknown),
        ),
        "clothing_enough": (
            translate("words", "不愁穿"),
            (translate("words", "稳定"), translate("words", "不稳定"), unknown),
        ),
    }


def tag_word(code: str) -> str:
    """低保, 特困, 重病, 残疾."""
    words = {
        "subsistence": translate("words", "低保"),
        "extreme_poverty": translate("words", "特困"),
        "serious_illness": translate("words", "重病"),
        "disability": translate("words", "残疾"),
    }
    return words.get(code, code)


def tag_chip(code: str) -> Chip:
    """The chip of a tag."""
    return Chip(tag_word(code), Shape.NONE, Tone.NEUTRAL)


def sex_word(code: str | None) -> str:
    """男, 女 or nothing."""
    words = {"male": translate("words", "男"), "female": translate("words", "女")}
    return words.get(code or "", code or "")


def risk_words(codes: tuple[str, ...]) -> str:
    """Risks in order, joined by 、."""
    known = {member.value: member.label for member in Risk}
    return "、".join(known.get(code, code) for code in codes)


def status_word(code: str) -> str:
    """What became of a household that is no longer there."""
    words = {
        "active": translate("words", "在册"),
        "gone": translate("words", "整户已无人"),
        "moved": translate("words", "整户迁出"),
        "merged": translate("words", "已并入别户"),
    }
    return words.get(code, code)


def end_reason_word(code: str | None) -> str:
    """Why a person no longer belongs to the household."""
    words = {
        "died": translate("words", "去世"),
        "married_out": translate("words", "婚出"),
        "moved_out": translate("words", "迁出"),
        "moved_household": translate("words", "转到别户"),
        "split": translate("words", "分户"),
        "merged": translate("words", "并户"),
        "error": translate("words", "录入错误"),
    }
    return words.get(code or "", code or "")


def attachment_word(code: str | None) -> str:
    """What a file is."""
    words = {
        "photo": translate("words", "照片"),
        "scan": translate("words", "签字页扫描件"),
        "evidence": translate("words", "佐证材料"),
        "receipt": translate("words", "回执"),
    }
    return words.get(code or "", code or "")


def event_word(code: str) -> str:
    """收入骤减, 支出骤增 …"""
    words = {
        "income_drop": translate("words", "收入骤减"),
        "spending_jump": translate("words", "支出骤增"),
        "emergency": translate("words", "突发事件"),
        "petition": translate("words", "信访"),
    }
    return words.get(code, code)


@cache
def _actions() -> Mapping[str, str]:
    rows = (*CONSEQUENCES, *(row for table in TABLES.values() for row in table))
    return {row.action: row.name for row in rows}


def action_word(code: str) -> str:
    """What a line of the time line was: a workflow step or an entry of the audit."""
    entries = {
        "household.add": translate("words", "新增农户"),
        "household.edit": translate("words", "修改农户信息"),
        "household.add_member": translate("words", "新增成员"),
        "household.say_arrival": translate("words", "补注增加原因"),
        "household.edit_member": translate("words", "修改成员信息"),
        "household.end_member": translate("words", "成员减少"),
        "household.move_member": translate("words", "成员转户"),
        "household.change_head": translate("words", "变更户主"),
        "household.move": translate("words", "调整村组"),
        "household.split": translate("words", "分户"),
        "household.merge": translate("words", "并户"),
        "household.end": translate("words", "整户注销"),
        "household.record_fact": translate("words", "登记三保障情况"),
        "household.record_income": translate("words", "登记收入"),
        "household.record_event": translate("words", "登记突发情况"),
        "household.record_measure": translate("words", "登记帮扶措施"),
        "household.change_measure": translate("words", "修改帮扶措施"),
        "household.accept_comparison": translate("words", "台账比对：以表为准"),
        "household.decide_comparison": translate("words", "处理台账比对差异"),
        "household.undo": translate("words", "撤销上一步"),
        "household.correct_id": translate("words", "更正证件号码"),
        "household.keep_id": translate("words", "证件属实保留"),
        "household.put_off_id": translate("words", "证件待核"),
        "household.not_same": translate("words", "认定不是同一人"),
        "household.may_be_same": translate("words", "取消“不是同一人”"),
        "person.merge": translate("words", "合并重复人员"),
        "person.unmerge": translate("words", "撤销合并人员"),
        "findings.exempt": translate("words", "疑点豁免"),
        "findings.reopen": translate("words", "取消疑点豁免"),
        "import.decide": translate("words", "处理导入留下的事项"),
        "attachment.add": translate("words", "上传附件"),
        "attachment.open": translate("words", "查看附件"),
        "attachment.remove": translate("words", "移除附件"),
        "rollover.carry": translate("words", "年末结转"),
        "rollover.decide": translate("words", "年末结转决定"),
        "rollover.forget": translate("words", "撤销结转决定"),
        "monitoring.save": translate("words", "登记月监测"),
        "monitoring.carry": translate("words", "月监测沿用上月"),
        "monitoring.workbook": translate("words", "村级工作簿登记月监测"),
        "monitoring.undo": translate("words", "撤销月监测登记"),
        "monitoring.mark_alerts": translate("words", "缺项转预警"),
        "cross_check.conclude": translate("words", "疑似结果核实"),
        "cross_check.answer_by_hand": translate("words", "手工登记比对结果"),
        "cross_check.settle_row": translate("words", "认定比对结果"),
        "entry.add_correction": translate("words", "登记平台信息更正"),
        "entry.send_back": translate("words", "登记平台退回"),
        "entry.finish_tasks": translate("words", "办结平台待办"),
        "entry.drop_task": translate("words", "取消平台待办"),
        "visit.assign": translate("words", "分配走访组"),
        "visit.mark_printed": translate("words", "打印走访表"),
        "clue.match": translate("words", "线索对应到户"),
        "clue.answer": translate("words", "线索核实"),
    }
    if code.startswith("import.") and code not in entries:
        return translate("words", "导入")
    return entries.get(code) or _actions().get(code) or translate("words", "其他登记")


def state_word(code: str) -> str:
    """The state a step led to; nothing for what is none."""
    for states in (CaseState, AlertState):
        if code in {member.value for member in states}:
            return states(code).label
    return code
