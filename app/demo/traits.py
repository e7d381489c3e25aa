"""What the exports say of a person: schooling by age on 1 September, health, labour, work, insurance."""

from __future__ import annotations

from datetime import date
from random import Random

from app.demo.people import MALE, Household, Person

ILL, SERIOUS, DISABLED = "长期慢性病", "患有大病", "残疾"
NO_LABOUR, WEAK_LABOUR, LOST_LABOUR = "无劳动力", "弱劳动力或半劳动力", "丧失劳动力"
_DISABILITIES = ("视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾")
# (place, employer, channel, industry): where people of the township work
_JOBS = (
    ("广东省东莞市", "东莞某电子有限公司", "亲友介绍", "制造业"),
    ("浙江省宁波市", "宁波某制衣有限公司", "自主就业", "制造业"),
    ("福建省泉州市", "泉州某鞋业有限公司", "亲友介绍", "制造业"),
    ("四川省成都市", "成都某建筑劳务有限公司", "自主就业", "建筑业"),
    ("重庆市渝北区", "重庆某物流有限公司", "自主就业", "交通运输业"),
    ("示范县城区", "示范县某家政服务部", "劳务公司组织", "居民服务业"),
    ("示范县石门镇", "石门镇某种植专业合作社", "扶贫车间吸纳", "农业"),
)
_POSTS = ("护林员", "保洁员", "护路员")


def describe(random: Random, household: Household, day: date) -> None:
    """Fill in every member's facts, as they were on ``day``."""
    september = date(day.year if day >= date(day.year, 9, 1) else day.year - 1, 9, 1)
    for person in household.members:
        _health(random, person, day, exited=household.exited)
        _schooling(random, person, day, september)
        _labour(random, person, day)
        _work(random, person, day, exited=household.exited)
        _insurance(random, person, day)
        _politics(random, person, day)


def _health(random: Random, person: Person, day: date, *, exited: bool) -> None:
    age = person.age_on(day)
    share = 0.02 if age < 40 else 0.08 if age < 60 else 0.28
    dice = random.random() / (1.7 if exited else 1.0)
    if dice < share * 0.12:
        person.health = SERIOUS
    elif dice < share * 0.75:
        person.health = ILL
    elif dice < share:
        _disable(random, person, day)
    person.speaks_mandarin = age < 70 or random.random() < 0.7


def _disable(random: Random, person: Person, day: date) -> None:
    person.health = DISABLED if random.random() < 0.8 else f"{DISABLED},{ILL}"
    person.disability = (random.choice(_DISABILITIES), random.randint(1, 4))
    person.disability_since = max(person.born_on.year + 1, day.year - random.randint(1, 9))


def _schooling(random: Random, person: Person, day: date, september: date) -> None:
    age = person.age_on(september)
    school = _school_at(random, age)
    if school is not None:
        person.school_status = school
        return
    person.education = _education(random, person.age_on(day))


def _school_at(random: Random, age: int) -> str | None:
    if age < 3:
        return "学龄前儿童"
    if age < 6:
        return "学前教育"
    if age < 12:
        return "小学"
    if age < 15:
        return ("七年级", "八年级", "九年级")[age - 12]
    if age < 18:
        year = "一二三"[age - 15]
        return None if random.random() < 0.08 else random.choice((f"普通高中{year}年级", f"中职{year}年级"))
    if age < 22:
        year = "一二三四"[age - 18]
        dice = random.random()
        return f"本科{year}年级" if dice < 0.2 else f"高职高专{year}年级" if dice < 0.4 and age < 21 else None
    return None


def _education(random: Random, age: int) -> str:
    if age < 16:
        return "初中"
    if age < 36:
        return random.choices(("初中", "高中", "大专", "本科及以上"), (62, 24, 10, 4))[0]
    if age < 60:
        return random.choices(("文盲或半文盲", "小学", "初中", "高中"), (4, 38, 50, 8))[0]
    return random.choices(("文盲或半文盲", "小学", "初中"), (30, 58, 12))[0]


def _labour(random: Random, person: Person, day: date) -> None:
    age = person.age_on(day)
    if age < 16 or person.school_status is not None:
        person.labour_skill = NO_LABOUR
    elif age >= 75 or (person.disability is not None and person.disability[1] == 1):
        person.labour_skill = NO_LABOUR if age >= 60 else LOST_LABOUR
    elif age >= 60 or person.health != "健康":
        person.labour_skill = WEAK_LABOUR
    else:
        person.labour_skill = "技能劳动力" if random.random() < 0.12 else "普通劳动力"


def _work(random: Random, person: Person, day: date, *, exited: bool) -> None:
    if person.labour_skill in ("普通劳动力", "技能劳动力") and random.random() < 0.72:
        person.work_place, person.employer, person.channel, person.industry = random.choice(_JOBS)
        person.work_months = random.choice((4, 6, 8, 9, 10, 10, 11))
    elif exited and person.labour_skill == WEAK_LABOUR and person.age_on(day) < 66 and random.random() < 0.12:
        person.public_post, person.public_post_months = random.choice(_POSTS), 12


def _insurance(random: Random, person: Person, day: date) -> None:
    age = person.age_on(day)
    if person.employer is not None and random.random() < 0.05:
        person.resident_medical, person.employee_medical, person.employee_pension = False, True, True
    elif age >= 16 and person.school_status is None:
        person.resident_pension = random.random() < 0.93


def _politics(random: Random, person: Person, day: date) -> None:
    age = person.age_on(day)
    if age >= 22 and random.random() < (0.06 if person.sex == MALE else 0.02):
        person.political_status = "中共党员"
    elif 14 <= age < 28 and random.random() < 0.3:
        person.political_status = "共青团员"
