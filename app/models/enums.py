"""The words of the trade as enums: the value is stored, ``label`` is what people read. Plain Python, no mapping."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stored code with the Chinese word that workflow, papers and screens use, and what the word means."""

    label: str
    meaning: str

    def __new__(cls, value: str, label: str, meaning: str = "") -> Labelled:
        """Keep label and meaning beside the code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member

    @classmethod
    def from_label(cls, label: str) -> Labelled | None:
        """The member with this Chinese word, if there is one."""
        return next((member for member in cls if member.label == label), None)


class PlanStage(Labelled):
    """The stages of a plan, with the codes of the command line."""

    SCREENING = "P", "排查", "村摸排、镇汇总、区镇比对，审定名单分发到村"
    VISITING = "Z", "走访", "镇组织进村入户，核实两不愁三保障和风险"
    EVALUATING = "D", "评定", "村两委和工作队评议，名单报区审定"
    ENTERING = "L", "录入", "入户采集，国家系统录入边缘户、标注脱贫监测户"
    MONITORING = "M", "动态监测及补短帮扶", "每月监测，预警交办，限时补短，核实销号"
    CONSOLIDATING = "C", "成效巩固", "每月监测，新预警立行立改"
    CONTINUING = "K", "接续", "次年1月1日至下一方案动态监测开始，监测帮扶不断档"


class CaseState(Labelled):
    """Where the procedure of a household stands (a condition, not an act)."""

    PROPOSED = "proposed", "拟新增", "村或镇提出，等待村里上报"
    REPORTED_BY_VILLAGE = "reported_by_village", "村已上报", "村级上报表已签字报镇"
    CROSS_CHECKING = "cross_checking", "比对中", "已报区，等待信息比对结果"
    CROSS_CHECKED = "cross_checked", "已比对", "每人每项都有结论，等待列入名单"
    LISTED = "listed", "初步名单", "在初步监测名单上，等待入户走访"
    VISITED = "visited", "已走访", "走访表已录入，等待评议"
    EVALUATED = "evaluated", "已评议", "评议通过，等待报区或公示"
    NOTICE_POSTED = "notice_posted", "公示中", "正在村内公示"
    NOTICE_OVER = "notice_over", "公示期满", "公示期满无异议，等待报区"
    REPORTED_TO_DISTRICT = "reported_to_district", "已报区", "名单已报区，等待审定"
    TO_BE_MENDED = "to_be_mended", "待补正", "区退回或我方撤回，等待补正"
    APPROVED = "approved", "区已审定", "区已审定同意，等待录入或标注"
    ENTERED = "entered", "已录入", "国家系统已录入或标注，等待台账核对"
    MONITORED = "monitored", "监测中", "在监测台账上，每月监测"
    CLEARING_PROPOSED = "clearing_proposed", "拟消除", "已提出消除风险，等待区审定"
    NOT_INCLUDED = "not_included", "不纳入", "程序结束，没有纳入监测"
    RISK_CLEARED = "risk_cleared", "风险消除", "风险已消除，监测结束"
    REMOVED = "removed", "已退出", "纳入后退出，监测结束"


CLOSED_CASE_STATES = frozenset({CaseState.NOT_INCLUDED, CaseState.RISK_CLEARED, CaseState.REMOVED})
OPEN_CASE_STATES = frozenset(CaseState) - CLOSED_CASE_STATES
BEFORE_APPROVAL = frozenset(list(CaseState)[: list(CaseState).index(CaseState.APPROVED)])


class NoState(Labelled):
    """Where a case or alert stands that was taken back altogether: nowhere."""

    NONE = "none", "–", "没有程序"


class AlertState(Labelled):
    """Where an alert stands."""

    MARKED = "marked", "村标注", "村已标注缺项，等待村初审"
    REVIEWED = "reviewed", "村初审", "村初审属实，等待镇审核"
    CONFIRMED = "confirmed", "预警对象", "镇已确定为预警对象，等待交办"
    ASSIGNED = "assigned", "已交办", "已交办行业部门，等待接收和定措施"
    HELPING = "helping", "帮扶中", "措施已定，正在帮扶"
    CLOSURE_REQUESTED = "closure_requested", "申请销号", "部门申请销号，等待镇核实"
    CLOSED = "closed", "已销号", "核实达标，已销号"
    UPDATED = "updated", "部门已更新", "部门已更新本行业系统"
    FOLLOWED_UP = "followed_up", "已回访", "已回访，情况稳定"
    UNFOUNDED = "unfounded", "不成立", "核实不属实或不成立"
    TERMINATED = "terminated", "终止", "户不在了、程序退出或误报，预警终止"


OPEN_ALERT_STATES = frozenset(list(AlertState)[: list(AlertState).index(AlertState.CLOSED)])


class Track(Labelled):
    """Which calendar a case follows."""

    BATCH = "B", "集中", "按方案的阶段日期办理"
    SUPPLEMENT = "S", "补录", "走访结束后新发现的户，随时办理，限期15天"
    GREEN = "G", "绿色通道", "火灾洪灾等急难，先帮后补手续"


class Party(Labelled):
    """Whose act a step is."""

    VILLAGE = "V", "村", "村两委和驻村工作队"
    TOWNSHIP = "T", "镇经办", "镇里经办人"
    LEADER = "L", "镇领导", "分管领导或受委托人"
    DISTRICT = "Q", "区", "区级主管部门"
    DEPARTMENT = "H", "行业部门", "行业部门"


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

    VISITED = "visited", "已走访", "见到本户并填表"
    ABSENT = "absent", "未遇", "家中无人"
    REFUSED = "refused", "拒访", "不愿接受走访"
    AWAY = "away", "外出", "全家外出"
    PHONE = "phone", "电话走访", "外出户电话核实"


class CaseOrigin(Labelled):
    """What a proposal rests on (workflow 2, row 2)."""

    HIT = "hit", "筛查命中"
    CLUE = "clue", "线索"
    APPLICATION = "application", "农户申请"
    DEPARTMENT = "department", "部门推送"


class EndCause(Labelled):
    """Why a procedure ends without a decision on its merits (rows 29 and 30)."""

    GAVE_UP = "gave_up", "自愿放弃"
    GONE = "gone", "整户死亡或失踪"
    MOVED = "moved", "整户迁出"
    MERGED = "merged", "并户"
    WRONG = "wrong", "识别有误"


class Tag(Labelled):
    """Marks of a household or person that are derived from facts and lists."""

    SUBSISTENCE = "subsistence", "低保"
    EXTREME_POVERTY = "extreme_poverty", "特困"
    SERIOUS_ILLNESS = "serious_illness", "重病"
    DISABILITY = "disability", "残疾"


class ClearingWay(Labelled):
    """风险消除方式 of the national system."""

    HELPED = "helped", "帮扶消除"
    NATURAL = "natural", "自然消除"


class AlertLevel(Labelled):
    """How urgent an alert is."""

    AMBER = "amber", "一般"
    RED = "red", "紧急"


class Arrival(Labelled):
    """How somebody came to belong to a household."""

    BORN = "born", "出生"
    ADOPTED = "adopted", "收养"
    MARRIED_IN = "married_in", "婚入"
    MOVED_IN = "moved_in", "迁入"
    RETURNED = "returned", "返回（退役、刑满、失踪找回等）"
    FORGOTTEN = "forgotten", "漏登补录"


class WaitCause(Labelled):
    """Why an alert is given more time or stands still (workflow 3, row 16)."""

    DISTRICT = "district", "等待区级办理"
    AWAY = "away", "农户外出"
    SEASON = "season", "季节原因"
    COURT_OR_MEDICAL = "court_or_medical", "诉讼或治疗中"


class AlertEnd(Labelled):
    """Why an alert is terminated (workflow 3, row 23)."""

    GONE = "gone", "整户不在了"
    CASE_REMOVED = "case_removed", "监测程序终止或退出"
    MISTAKEN = "mistaken", "误报"
    DOUBLED = "doubled", "重复"


class FollowUpResult(Labelled):
    """What the call after a closure found."""

    STABLE = "stable", "稳定"
    UNSTABLE = "unstable", "不稳定"


class MeasureState(Labelled):
    """Where a measure stands."""

    PLANNED = "planned", "进行中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


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
