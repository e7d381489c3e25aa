"""What is known of persons and households, by year, occasion, source and day (design 4: wide tables, not EAV).

The effective value of a field is chosen by source rank, then by date; the others stay. Text columns hold the
export's own value; ``raw`` keeps, as JSON, the text of every field whose parsed value differs from it.
"""

from __future__ import annotations

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.base import Base, Code, Fen, Long, OptionalCode, OptionalDay, OptionalName, Truth, Versioned


class Observed:
    """The columns that say what a fact row speaks of, who said so and when."""

    year: Mapped[int] = mapped_column(Integer)
    occasion: Mapped[str] = mapped_column(String(40))  # annual, identification, elimination
    source: Mapped[str] = mapped_column(String(40))  # national_export, household_book, visit, department, ...
    observed_on: Mapped[object | None] = mapped_column(Date)  # 数据日期, or the day of the visit
    raw: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def batch_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's declared_attr
        """The import that brought it, if one did."""
        return mapped_column(ForeignKey("import_batch.id"), index=True)


class PersonFact(Observed, Versioned, Base):
    """A person's schooling, health, labour, work and insurance."""

    __tablename__ = "person_fact"
    __table_args__ = (Index("ix_person_fact_subject", "person_id", "year", "occasion", "source"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    education: Mapped[OptionalCode]  # 文化程度
    school_status: Mapped[OptionalCode]  # 在校生状况; empty = not in school
    dropout_reason: Mapped[OptionalCode]  # 失学或辍学原因
    health: Mapped[OptionalName]  # 健康,残疾 ...: values joined by a comma
    labour_skill: Mapped[OptionalCode]
    political_status: Mapped[OptionalCode]
    work_months: Mapped[int | None]
    work_place: Mapped[OptionalName]
    employer: Mapped[OptionalName]
    employment_channel: Mapped[OptionalName]
    industry: Mapped[OptionalName]
    works_abroad: Mapped[Truth]
    resident_medical: Mapped[Truth]  # 城乡居民医保 / 新农合
    employee_medical: Mapped[Truth]
    major_illness_insurance: Mapped[Truth]  # 大病保险: proves nothing about basic medical insurance
    commercial_medical: Mapped[Truth]
    medical_aid: Mapped[Truth]
    other_health_aid: Mapped[Truth]
    resident_pension: Mapped[Truth]
    employee_pension: Mapped[Truth]
    subsistence_allowance: Mapped[Truth]  # 低保
    extreme_poverty_support: Mapped[Truth]  # 特困
    speaks_mandarin: Mapped[Truth]
    public_post: Mapped[OptionalName]
    public_post_months: Mapped[int | None]
    disability_kind: Mapped[OptionalName]
    disability_certificate_year: Mapped[OptionalCode]
    identification_standard: Mapped[OptionalCode]  # 识别标准
    person_identified_text: Mapped[OptionalCode]  # 人员识别时间, as it came


class HouseholdFact(Observed, Versioned, Base):
    """A household's housing, water, income per head and monitoring columns, and what a visit found."""

    __tablename__ = "household_fact"
    __table_args__ = (Index("ix_household_fact_subject", "household_id", "year", "occasion", "source"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    dangerous_housing: Mapped[Truth]  # 危房户
    housing_grade: Mapped[OptionalCode]
    safe_water: Mapped[Truth]  # 是否解决安全饮用水
    net_per_head_fen: Mapped[Fen]  # 人均纯收入 as imported: a fact of its own (design 2)
    poverty_cause: Mapped[OptionalCode]  # 致贫原因1
    exported_category: Mapped[OptionalCode]  # 监测对象类别 as exported
    exported_risk_cleared: Mapped[OptionalCode]
    exported_identified: Mapped[OptionalCode]
    exported_cleared: Mapped[OptionalCode]
    exported_member_count: Mapped[int | None]
    no_labour_household: Mapped[Truth]  # 整户无劳动能力兜底保障户
    # What a visit, meeting or department recorded of the household as a whole: 1 stable, 0 not, NULL not said.
    housing_safe: Mapped[Truth]
    water_safe: Mapped[Truth]
    medical_covered: Mapped[Truth]
    education_secured: Mapped[Truth]
    food_enough: Mapped[Truth]
    clothing_enough: Mapped[Truth]
    has_electricity: Mapped[Truth]
    has_broadcast: Mapped[Truth]
    note: Mapped[Long]
    step_id: Mapped[int | None] = mapped_column(ForeignKey("workflow_step.id"), index=True)


class HouseholdEvent(Versioned, Base):
    """Something that happened to a household: income drop, spending jump, emergency (closed-world, design 2)."""

    __tablename__ = "household_event"

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    kind: Mapped[Code]  # income_drop, spending_jump, emergency, petition
    happened_on: Mapped[OptionalDay]
    amount_fen: Mapped[Fen]
    description: Mapped[Long]
    source: Mapped[Code]
    withdrawn_on: Mapped[OptionalDay]
    withdrawn_reason: Mapped[OptionalName]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class ListEntry(Versioned, Base):
    """A person or household on a department's list on a day (低保, 特困, 残疾, 大病, 监测对象 ...)."""

    __tablename__ = "list_entry"
    __table_args__ = (Index("ix_list_entry_list", "list_kind", "as_of_on"),)

    list_kind: Mapped[Code]  # subsistence, extreme_poverty, disability, serious_illness, carried_over, ...
    as_of_on: Mapped[OptionalDay]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[OptionalName]
    id_number: Mapped[OptionalCode]
    matched: Mapped[Code] = mapped_column(default="matched")  # matched, repaired, name_differs, not_found, ...
    details: Mapped[Long]  # the row's other columns as JSON
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class WorkSpell(Versioned, Base):
    """One job of a person, as the 务工月监测 export gives it."""

    __tablename__ = "work_spell"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_working: Mapped[Truth]
    from_text: Mapped[OptionalCode]
    to_text: Mapped[OptionalCode]
    county: Mapped[OptionalName]
    monthly_pay_fen: Mapped[Fen]
    employer: Mapped[OptionalName]
    industry: Mapped[OptionalName]
    channel: Mapped[OptionalName]
    point_to_point: Mapped[Truth]
    traffic_subsidy_fen: Mapped[Fen]
    planned: Mapped[Truth]
    planned_county: Mapped[OptionalName]
    service_needed: Mapped[OptionalName]
    observed_on: Mapped[OptionalDay]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class LivingCondition(Versioned, Base):
    """Land, road, dwelling and connections of a household as exported; areas in 1/100 of 亩 or m², distances in m."""

    __tablename__ = "living_condition"

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    year: Mapped[int]
    observed_on: Mapped[OptionalDay]
    farmland: Mapped[int | None]  # 耕地面积
    woodland: Mapped[int | None]  # 林地面积
    returned_woodland: Mapped[int | None]  # 退耕还林面积
    orchard: Mapped[int | None]  # 林果面积
    pasture: Mapped[int | None]  # 牧草地面积
    water_surface: Mapped[int | None]  # 水面面积
    dwelling_area: Mapped[int | None]  # 住房面积
    road_kind: Mapped[OptionalName]  # 入户路类型
    road_distance: Mapped[int | None]  # 与村主干路距离
    fuel: Mapped[OptionalName]  # 主要燃料类型
    has_electricity: Mapped[Truth]  # 是否通生活用电
    has_broadcast: Mapped[Truth]  # 是否通广播电视
    has_toilet: Mapped[Truth]  # 是否有卫生厕所
    in_cooperative: Mapped[Truth]  # 是否加入农民专业合作组织
    led_by_company: Mapped[Truth]  # 是否有龙头企业带动
    led_by_leader: Mapped[Truth]  # 是否有创业致富带头人带动
    industry_aid_kind: Mapped[OptionalName]  # 到户产业帮扶类型
    values: Mapped[Long]  # JSON: the other columns of the export, title -> value
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class MonitoringFact(Observed, Versioned, Base):
    """A household's monitoring record as the national export gives it (domain 4.1 A, C, D, F).

    ``occasion`` tells the two takings apart: ``identification`` (识别时) and ``elimination`` (风险消除后); what is no
    taking (category, risks, dates, contact) stands in the row of identification. C: 1 = there is the problem.
    """

    __tablename__ = "monitoring_fact"
    __since__ = "0002"
    __table_args__ = (Index("ix_monitoring_fact_subject", "household_id", "year", "occasion", "source"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    category: Mapped[OptionalCode]  # 监测对象类别
    is_exited: Mapped[Truth]  # 是否脱贫户
    no_labour_household: Mapped[Truth]  # 整户无劳动能力兜底保障户
    is_resettled: Mapped[Truth]  # 居住在易地扶贫搬迁集中安置区
    resettlement: Mapped[OptionalName]  # 安置区地址
    risk_1: Mapped[OptionalCode]
    risk_2: Mapped[OptionalCode]
    risk_3: Mapped[OptionalCode]
    risk_4: Mapped[OptionalCode]
    risk_5: Mapped[OptionalCode]
    risk_remark: Mapped[OptionalName]  # what 其他 means
    disaster_item: Mapped[OptionalName]  # 因自然灾害子项
    disaster_note: Mapped[OptionalName]
    identified_on: Mapped[OptionalDay]  # 识别监测时间
    cleared: Mapped[Truth]  # 风险是否已消除
    cleared_on: Mapped[OptionalDay]
    cleared_way: Mapped[OptionalName]  # 风险消除方式
    contact_name: Mapped[OptionalName]  # 监测联系人
    contact_phone: Mapped[OptionalCode]
    housing_problem: Mapped[Truth]
    school_dropout: Mapped[Truth]
    water_problem: Mapped[Truth]
    member_uninsured: Mapped[Truth]
    wage_fen: Mapped[Fen]
    business_fen: Mapped[Fen]
    property_fen: Mapped[Fen]
    transfer_fen: Mapped[Fen]
    expense_fen: Mapped[Fen]
    net_fen: Mapped[Fen]
    net_per_head_fen: Mapped[Fen]
    claims_fen: Mapped[Fen]
    self_paid_fen: Mapped[Fen]
    income_range: Mapped[OptionalName]
    per_head_range: Mapped[OptionalName]


class MeasureFact(Observed, Versioned, Base):
    """A household's support measures as exported (domain 4.1 E): each column holds the ticked options, by comma."""

    __tablename__ = "measure_fact"
    __since__ = "0002"
    __table_args__ = (Index("ix_measure_fact_subject", "household_id", "year", "occasion", "source"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    development_status: Mapped[OptionalName]  # 实施开发式帮扶措施情况: 已实施, 尚未实施
    industry: Mapped[OptionalName]  # 产业帮扶
    employment: Mapped[OptionalName]  # 就业帮扶
    finance: Mapped[OptionalName]  # 金融帮扶
    public_post: Mapped[OptionalName]  # 公益岗位帮扶
    housing: Mapped[OptionalName]  # 住房安全保障
    water: Mapped[OptionalName]  # 饮水安全保障
    health: Mapped[OptionalName]  # 健康帮扶
    compulsory_education: Mapped[OptionalName]  # 义务教育保障
    education: Mapped[OptionalName]  # 教育帮扶
    comprehensive: Mapped[OptionalName]  # 综合保障
    society: Mapped[OptionalName]  # 社会帮扶
    relocation: Mapped[OptionalName]  # 搬迁
    living: Mapped[OptionalName]  # 生产生活条件改善
    infrastructure: Mapped[OptionalName]  # 基础设施建设


class VillageProfile(Versioned, Base):
    """行政村信息 of one village and day: column code to value."""

    __tablename__ = "village_profile"

    village_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    observed_on: Mapped[OptionalDay]
    household_count: Mapped[int | None]
    person_count: Mapped[int | None]
    values: Mapped[Long]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)


class Clue(Versioned, Base):
    """A clue from a petition, a neighbour, 12345, the household or a department (workflow 5).

    Closed-world: no clue recorded means none. A clue counts unless 不属实 or 重复.
    """

    __tablename__ = "clue"

    number: Mapped[Code]
    channel: Mapped[Code]  # letter, visit, neighbours, hotline, self_report, department, screening, other
    received_on: Mapped[OptionalDay]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    informant: Mapped[OptionalName]  # empty = anonymous
    subject_name: Mapped[OptionalName]  # as reported, also when unmatched
    subject_id_number: Mapped[OptionalCode]
    content: Mapped[Long]
    state: Mapped[Code] = mapped_column(default="unverified")  # unverified, verified, proposed, unfounded, duplicate
    answer: Mapped[Long]
    answered_on: Mapped[OptionalDay]
    reply_on: Mapped[OptionalDay]  # reply to the petitioner
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
