"""Families 73 to 81: risks and what speaks for or against them (domain 6.9)."""

from __future__ import annotations

from tests.services.findings.cases.parts import Who, after, cleared, elder, fact, hit, idle, near, spell, watched, who

NO_WORK = {"work_months": None, "work_place": None}
FACTS = ("identified_on", "risk_1", "housing_problem", "school_dropout", "member_uninsured", "water_problem")
SAID_NOW = ("housing_problem", "water_problem")
UNKNOWN = fact(dangerous_housing=None, safe_water=None, net_per_head_fen=None)
ILL = "长期慢性病"


def family(strong: int, half: int = 0, none: int = 0) -> tuple[Who, ...]:
    """So many members who can work, can half work, cannot work."""
    everybody = [who] * strong + [idle] * half + [elder] * none
    relations = ("户主", "其他", "其他", "其他", "其他", "其他", "其他")
    return tuple(make(relation) for make, relation in zip(everybody, relations, strict=False))


RISKS = [
    hit(73, "1_11_001", "none", watched(risk_1=None)),
    hit(73, "1_11_001", "blank", watched(risk_1="")),
    hit(73, "1_11_001", "our own spell", spell(risks="")),
    hit(73, "1_11_001", "exported category alone", fact(exported_category="脱贫不稳定户")),
    near(73, "1_11_001", "one", watched(risk_1="其他", risk_remark="投资失败")),
    near(73, "1_11_001", "one of ours", spell(risks="other", risk_remark="投资失败")),
    near(73, "1_11_001", "not watched", who()),
    *(hit(74, "1_11_002", column, watched(**{column: None})) for column in FACTS),
    hit(74, "1_11_002", "income", watched(net_fen=None, net_per_head_fen=None)),
    *(hit(74, "1_11_002", f"{column}, nothing known now", watched(**{column: None}), UNKNOWN) for column in SAID_NOW),
    hit(74, "1_11_002", "our own spell, nothing known now", spell(), UNKNOWN),
    near(
        74,
        "1_11_002",
        "our own spell, known now",
        spell(),
        fact(housing_safe=1, education_secured=1, medical_covered=1),
    ),
    near(74, "1_11_002", "all said", watched()),
    near(74, "1_11_002", "all said no", watched(net_fen=0, net_per_head_fen=0)),
    near(74, "1_11_002", "no claims", watched(claims_fen=None, self_paid_fen=None)),
    hit(75, "2_11_001", "nobody", who(), watched(risk_1="因残")),
    hit(75, "2_11_001", "ill", idle(health=ILL), watched(risk_2="因残")),
    hit(75, "2_11_001", "our own spell", who(), spell(risks="accident,disability")),
    near(75, "2_11_001", "also ill", idle(health="长期慢性病,残疾"), watched(risk_1="因残")),
    near(
        75,
        "2_11_001",
        "certificate",
        who(number=lambda n: n + "44", person={"id_kind": "残疾人证"}),
        watched(risk_1="因残"),
    ),
    near(75, "2_11_001", "health not known", who(health=None), watched(risk_1="因残")),
    near(75, "2_11_001", "another risk", who(), watched(risk_1="因病")),
    hit(76, "5_15_015", "nobody", who(), watched(risk_1="因病")),
    hit(76, "5_15_015", "disabled", idle(health="残疾"), watched(risk_3="因病")),
    near(76, "5_15_015", "chronic", idle(health=ILL), watched(risk_1="因病")),
    near(76, "5_15_015", "serious", who(), idle("配偶", male=False, health="患有大病"), watched(risk_1="因病")),
    near(76, "5_15_015", "disabled and chronic", idle(health="残疾,长期慢性病"), watched(risk_1="因病")),
    near(76, "5_15_015", "another risk", who(), watched(risk_1="因残")),
    hit(77, "2_11_006", "nobody", elder(), watched(risk_1="因务工就业不稳")),
    hit(77, "2_11_006", "lost", elder(labour_skill="丧失劳动力"), watched(risk_1="因务工就业不稳")),
    near(77, "2_11_006", "half", elder(), idle("之子"), watched(risk_1="因务工就业不稳")),
    near(77, "2_11_006", "another risk", elder(), watched(risk_1="因病")),
    hit(77, "5_15_014", "nobody works", idle(), watched(risk_1="因务工就业不稳")),
    hit(77, "5_15_014", "no month", idle(work_months=0), watched(risk_1="因务工就业不稳")),
    near(77, "5_15_014", "a month", idle(work_months=1, work_place="成都市武侯区"), watched(risk_1="因务工就业不稳")),
    near(77, "5_15_014", "another risk", idle(), watched(risk_1="因病")),
]

NO_LABOUR = [
    hit(78, "4_11_009", "all strong", *family(2), watched(risk_1="缺劳动力")),
    hit(78, "4_11_009", "all, one half", *family(1, 1), watched(risk_4="缺劳动力")),
    near(78, "4_11_009", "one not known", who(), who("其他", labour_skill=None), watched(risk_1="缺劳动力")),
    near(78, "4_11_009", "one cannot", *family(2, 0, 1), watched(risk_1="缺劳动力")),
    near(78, "4_11_009", "another risk", *family(2), watched(risk_1="因病")),
    hit(78, "5_18_008", "1 of 3", *family(1, 0, 2), watched(risk_1="缺劳动力")),
    hit(78, "5_18_008", "2 of 7", *family(2, 0, 5), watched(risk_1="缺劳动力")),
    near(78, "5_18_008", "1 of 4", *family(1, 0, 3), watched(risk_1="缺劳动力")),
    near(78, "5_18_008", "1 of 4 and a half", *family(1, 1, 2), watched(risk_1="缺劳动力")),
    near(78, "5_18_008", "another risk", *family(1, 0, 2), watched(risk_1="因病")),
    hit(78, "5_11_029", "2 of 4", *family(2, 0, 2), watched(risk_1="缺劳动力")),
    hit(78, "5_11_029", "3 of 5", *family(2, 1, 2), watched(risk_1="缺劳动力")),
    near(78, "5_11_029", "2 of 3", *family(2, 0, 1), watched(risk_1="缺劳动力")),
    near(78, "5_11_029", "2 of 5", *family(2, 0, 3), watched(risk_1="缺劳动力")),
    near(78, "5_11_029", "another risk", *family(2, 0, 2), watched(risk_1="因病")),
]

REMARKS = [
    hit(79, "2_11_004", "none", watched(risk_1="其他")),
    hit(79, "2_11_004", "blank, second risk", watched(risk_2="其他", risk_remark="")),
    hit(79, "2_11_004", "our own spell", spell(risks="other")),
    near(79, "2_11_004", "said", watched(risk_1="其他", risk_remark="投资失败")),
    near(79, "2_11_004", "another risk", watched(risk_1="因病")),
    hit(80, "2_11_005", "none", watched(risk_1="因自然灾害")),
    hit(80, "2_11_005", "a note alone", watched(risk_1="因自然灾害", disaster_note="七月大雨")),
    near(80, "2_11_005", "said", watched(risk_1="因自然灾害", disaster_item="洪涝")),
    near(80, "2_11_005", "accident", watched(risk_1="因意外事故")),
    hit(81, "4_11_006", "water", watched(water_problem=1, risk_1="因病")),
    hit(81, "4_11_006", "as the yearly export says", watched(water_problem=None), fact(safe_water=0)),
    hit(81, "4_11_006", "water then, cleared since", cleared(water_problem=1, risk_1="因病"), after()),
    near(81, "4_11_006", "third risk", watched(water_problem=1, risk_3="因安全饮水")),
    near(81, "4_11_006", "no problem", watched(water_problem=0, risk_1="因病")),
    near(81, "4_11_006", "problem not watched", fact(safe_water=0)),
    hit(81, "4_11_007", "uninsured", watched(member_uninsured=1, risk_1="因残")),
    hit(81, "4_11_007", "uninsured then, cleared since", cleared(member_uninsured=1, risk_1="因残"), after()),
    near(81, "4_11_007", "fifth risk", watched(member_uninsured=1, risk_5="因病")),
    near(81, "4_11_007", "insured", watched(member_uninsured=0, risk_1="因残")),
]

CASES = [*RISKS, *NO_LABOUR, *REMARKS]
