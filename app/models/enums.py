"""The words of the trade as enums: the value is stored, ``label`` is what people read. Plain Python, no mapping."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stored code with the Chinese word that workflow, papers and screens use."""

    label: str

    def __new__(cls, value: str, label: str) -> Labelled:
        """Keep the label beside the code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Labelled | None:
        """The member with this Chinese word, if there is one."""
        return next((member for member in cls if member.label == label), None)


class PlanStage(Labelled):
    """The stages of a plan, with the codes of the command line."""

    SCREENING = "P", "排查"
    VISITING = "Z", "走访"
    EVALUATING = "D", "评定"
    ENTERING = "L", "录入"
    MONITORING = "M", "动态监测及补短帮扶"
    CONSOLIDATING = "C", "成效巩固"
    CONTINUING = "K", "接续"


class CaseState(Labelled):
    """Where the procedure of a household stands (a condition, not an act)."""

    PROPOSED = "proposed", "拟新增"
    REPORTED_BY_VILLAGE = "reported_by_village", "村已上报"
    CROSS_CHECKING = "cross_checking", "比对中"
    CROSS_CHECKED = "cross_checked", "已比对"
    LISTED = "listed", "初步名单"
    VISITED = "visited", "已走访"
    EVALUATED = "evaluated", "已评议"
    NOTICE_POSTED = "notice_posted", "公示中"
    NOTICE_OVER = "notice_over", "公示期满"
    REPORTED_TO_DISTRICT = "reported_to_district", "已报区"
    TO_BE_MENDED = "to_be_mended", "待补正"
    APPROVED = "approved", "区已审定"
    ENTERED = "entered", "已录入"
    MONITORED = "monitored", "监测中"
    CLEARING_PROPOSED = "clearing_proposed", "拟消除"
    NOT_INCLUDED = "not_included", "不纳入"
    RISK_CLEARED = "risk_cleared", "风险消除"
    REMOVED = "removed", "已退出"


CLOSED_CASE_STATES = frozenset({CaseState.NOT_INCLUDED, CaseState.RISK_CLEARED, CaseState.REMOVED})
OPEN_CASE_STATES = frozenset(CaseState) - CLOSED_CASE_STATES
BEFORE_APPROVAL = frozenset(list(CaseState)[: list(CaseState).index(CaseState.APPROVED)])


class AlertState(Labelled):
    """Where an alert stands."""

    MARKED = "marked", "村标注"
    REVIEWED = "reviewed", "村初审"
    CONFIRMED = "confirmed", "预警对象"
    ASSIGNED = "assigned", "已交办"
    HELPING = "helping", "帮扶中"
    CLOSURE_REQUESTED = "closure_requested", "申请销号"
    CLOSED = "closed", "已销号"
    UPDATED = "updated", "部门已更新"
    FOLLOWED_UP = "followed_up", "已回访"
    UNFOUNDED = "unfounded", "不成立"
    TERMINATED = "terminated", "终止"


OPEN_ALERT_STATES = frozenset(list(AlertState)[: list(AlertState).index(AlertState.CLOSED)])


class Track(Labelled):
    """Which calendar a case follows."""

    BATCH = "B", "集中"
    SUPPLEMENT = "S", "补录"
    GREEN = "G", "绿色通道"


class Party(Labelled):
    """Whose act a step is."""

    VILLAGE = "V", "村"
    TOWNSHIP = "T", "镇经办"
    LEADER = "L", "镇领导"
    DISTRICT = "Q", "区"
    DEPARTMENT = "H", "行业部门"


class HouseholdType(Labelled):
    """户类型 of the national export."""

    EXITED = "exited", "脱贫户"
    ORDINARY = "ordinary", "一般农户"


class Category(Labelled):
    """Kinds of monitored households, in the words of the 2020 plan."""

    UNSTABLE_EXITED = "unstable_exited", "脱贫监测户"
    MARGINAL = "marginal", "边缘户"
    SUDDEN = "sudden", "突发严重困难户"

    def fits(self, household_type: str | None) -> bool:
        """Whether a household of this type may carry the category; an unknown type fits none but ``sudden``."""
        if self is Category.SUDDEN:
            return True
        wanted = HouseholdType.EXITED if self is Category.UNSTABLE_EXITED else HouseholdType.ORDINARY
        return household_type == wanted


class Risk(Labelled):
    """致贫/返贫风险 of the national system (domain 1.4)."""

    ILLNESS = "illness", "因病"
    SCHOOLING = "schooling", "因学"
    DISABILITY = "disability", "因残"
    DISASTER = "disaster", "因自然灾害"
    ACCIDENT = "accident", "因意外事故"
    FARM_PROJECT = "farm_project", "因产业项目失败"
    UNSTABLE_WORK = "unstable_work", "因务工就业不稳"
    NO_LABOUR = "no_labour", "缺劳动力"
    HOUSING = "housing", "因安全住房"
    WATER = "water", "因安全饮水"
    OTHER = "other", "其他"


class Gap(Labelled):
    """What an alert is about: a gap in 两不愁三保障 and water; later plans add income and work."""

    HOUSING = "housing", "住房安全"
    EDUCATION = "education", "义务教育"
    MEDICAL = "medical", "基本医疗"
    WATER = "water", "安全饮水"
    FOOD = "food", "吃"
    CLOTHING = "clothing", "穿"
    INCOME = "income", "收入"
    EMPLOYMENT = "employment", "就业"
    LIVING = "living", "生活状态"
    EMERGENCY = "emergency", "突发严重困难"


class MonthlyItem(Labelled):
    """The seven things watched every month (plan 三)."""

    HOUSING = "housing", "住房"
    EDUCATION = "education", "教育"
    MEDICAL = "medical", "医疗"
    WATER = "water", "安全饮水"
    INCOME = "income", "收入"
    EMPLOYMENT = "employment", "就业"
    LIVING = "living", "生活状态"


class MonthlyFinding(Labelled):
    """What a monthly check says of an item."""

    NORMAL = "normal", "正常"
    CHANGED = "changed", "有变化"
    GAP = "gap", "缺项"


class MeasureGroup(Labelled):
    """The fourteen groups of help measures (domain 4.1 E)."""

    INDUSTRY = "industry", "产业帮扶"
    EMPLOYMENT = "employment", "就业帮扶"
    FINANCE = "finance", "金融帮扶"
    PUBLIC_POST = "public_post", "公益岗位帮扶"
    HOUSING = "housing", "住房安全保障"
    WATER = "water", "饮水安全保障"
    HEALTH = "health", "健康帮扶"
    COMPULSORY_EDUCATION = "compulsory_education", "义务教育保障"
    EDUCATION = "education", "教育帮扶"
    SOCIAL_SECURITY = "social_security", "综合保障"
    SOCIAL = "social", "社会帮扶"
    RELOCATION = "relocation", "搬迁"
    LIVING_CONDITIONS = "living_conditions", "生产生活条件改善"
    INFRASTRUCTURE = "infrastructure", "基础设施建设"


class CrossCheckTopic(Labelled):
    """The five things compared (plan 五（一）)."""

    HOUSING = "housing", "住房"
    BUSINESS = "business", "经商"
    VEHICLE = "vehicle", "购车"
    SOCIAL_SECURITY = "social_security", "社保"
    PUBLIC_OFFICE = "public_office", "公职人员"


class VisitOutcome(Labelled):
    """How an attempt to visit ended."""

    VISITED = "visited", "已走访"
    ABSENT = "absent", "未遇"
    REFUSED = "refused", "拒访"
    AWAY = "away", "外出"
    PHONE = "phone", "电话走访"


class ClueState(Labelled):
    """What became of a clue."""

    UNVERIFIED = "unverified", "未核"
    VERIFIED = "verified", "已核"
    PROPOSED = "proposed", "转拟新增"
    UNFOUNDED = "unfounded", "不属实"
    DUPLICATE = "duplicate", "重复"


class ClueChannel(Labelled):
    """Where a clue came from (workflow 5)."""

    LETTER = "letter", "信访"
    VISIT = "visit", "上访"
    NEIGHBOURS = "neighbours", "群众反映"
    HOTLINE = "hotline", "12345"
    SELF_REPORT = "self_report", "自主申报"
    DEPARTMENT = "department", "部门推送"
    SCREENING = "screening", "排查"
    OTHER = "other", "其他"
