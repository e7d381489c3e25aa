"""Realistic invented papers of every shape: people from a seed, ID numbers with real check digits."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.lists import list_spec
from app.services.papers.layouts.visit_form import Guarantee, IncomeItem, Member, VisitForm
from app.services.papers.parts import Level

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗䶮"
GIVEN = "秀兰德明建国玉珍志强春梅永福桂芳文斌晓燕光荣㛃𬭎𫖯𤩽"
VILLAGES = ("红星村", "石桥村", "青杠村", "双龙村", "大湾村", "白鹤村", "长岭村", "新场社区")
RARE_NAME = "欧阳𬭎𫖯"
LONG_NAME = "阿卜杜热合曼·买买提艾力·图尔荪托合提·阿布都克热木·吾布力卡斯木·麦麦提敏·阿卜力孜"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(rng: random.Random, born: date, *, male: bool) -> str:
    body = f"519999{born:%Y%m%d}{rng.randrange(50) * 2 + male:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2))))


def code(number: int) -> str:
    return f"5199990010{number:06d}"


def members(rng: random.Random, count: int) -> tuple[Member, ...]:
    relations = ("户主", "配偶", "之子", "之女", "之儿媳", "之孙子", "之孙女", "之父", "之母")
    found = []
    for number in range(count):
        born = date(1948, 1, 1) + timedelta(days=rng.randrange(25_000))
        male = rng.random() < 0.5
        found.append(
            Member(
                name=LONG_NAME if number == 5 else RARE_NAME if number == 2 else name(rng),
                relation=relations[number % len(relations)],
                sex="男" if male else "女",
                age=2020 - born.year,
                id_number=id_number(rng, born, male=male),
                schooling=rng.choice(("小学", "初中", "文盲或半文盲", "八年级", "普通高中二年级")),
                health=rng.choice(("健康", "长期慢性病", "患有大病", "残疾,长期慢性病")),
                labour=rng.choice(("普通劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")),
                work=rng.choice(("", "广东省东莞市 8个月", "本县 3个月")),
                medical=rng.choice((True, True, True, False, None)),
                allowance=rng.choice(("", "", "低保", "特困")),
                counts_per_head=number != 3,
            )
        )
    return tuple(found)


def visit_form(*, seed: int = 1, count: int = 4) -> VisitForm:
    rng = random.Random(seed)
    people = members(rng, count)
    head = people[0] if people else None
    income = (
        IncomeItem("工资性收入", 20_800_00, "长子务工8个月 × 2600元"),
        IncomeItem("生产经营性收入", 4_500_00, "玉米3亩 × 500元；生猪2头 × 1500元"),
        IncomeItem("财产性收入", 300_00, "土地流转3亩 × 100元"),
        IncomeItem("转移性收入", 3_180_50, "养老保险105元 × 12月 × 1人；耕地地力补贴1920.50元"),
        IncomeItem("生产经营性支出", 1_800_00, "种子、化肥、饲料"),
        IncomeItem("理赔收入（单列）", None, ""),
        IncomeItem("合规自付支出（单列）", 6_800_00, "住院自付"),
    )
    exported = date(2020, 3, 1)
    guarantees = (
        Guarantee("不愁吃", True, "方案规定", None),
        Guarantee("不愁穿", True, "方案规定", None),
        Guarantee("义务教育", None, "", None),
        Guarantee("基本医疗", False, "国家系统导出", exported),
        Guarantee("住房安全", True, "国家系统导出", exported),
        Guarantee("饮水安全", True, "国家系统导出", exported),
    )
    return VisitForm(
        township="石门镇",
        year=2020,
        household_code=code(seed),
        village=VILLAGES[seed % len(VILLAGES)],
        group=f"{seed % 9 + 1}组",
        address=f"石门镇{VILLAGES[seed % len(VILLAGES)]}{seed % 9 + 1}组{seed % 200 + 1}号",
        head_name=head.name if head else "",
        head_id_number=head.id_number if head else "",
        phone=f"0999-83{seed % 10_000:05d}",
        household_type="脱贫户",
        category="脱贫监测户",
        tags="低保、重病",
        state="初步名单",
        team="第三走访组",
        listed_because=(
            "方案五（一）：脱贫户，预计人均纯收入4,321.50元，低于监测线5,000元；"
            "基本医疗不稳定（有家庭成员未参保）；户内有重病成员，列为重点。"
        ),
        clues="群众反映1件（2020-03-12）：户主住院，家中缺劳动力。",
        members=people,
        counted_heads=sum(person.counts_per_head for person in people),
        income=income,
        income_source="村级核算 2020-03-18",
        net_fen=25_980_50 + seed,
        net_per_head_fen=4_321_50 + seed,
        line_fen=5_000_00,
        guarantees=guarantees,
        risks=("illness", "no_labour"),
        difficulty="户主患病长期住院，妻子在家照料，仅长子外出务工，收入骤减。" * (1 + seed % 3),
        visitors=("李大明", "王小红"),
    )


def _value(column: ListColumn, number: int, rng: random.Random) -> str:
    match column.sort:
        case Sort.ID:
            return id_number(rng, date(1970, 1, 1) + timedelta(days=number), male=True)
        case Sort.YUAN:
            return f"{rng.randrange(2_000, 9_000):,}.50"
        case Sort.DAY:
            return f"2020-0{rng.randrange(3, 9)}-{rng.randrange(10, 28)}"
        case Sort.NUMBER:
            return str(number if column.heading == "序号" else rng.randrange(1, 9))
        case Sort.HAND:
            return ""
        case Sort.TEXT:
            return rng.choice(("", "户主患病住院，医疗自付支出大", "务工不稳，收入骤减", "住房C级，待改造"))
        case Sort.WORD:
            return _word(column.heading, rng)


def _word(heading: str, rng: random.Random) -> str:
    words = {
        "村": VILLAGES,
        "村（社区）": VILLAGES,
        "组": ("1组", "2组", "10组", "大垭口组"),
        "户类型": ("脱贫户", "一般农户"),
        "与户主关系": ("户主", "配偶", "之外孙女"),
    }
    if "姓名" in heading or "人" in heading[-2:]:
        return name(rng)
    if "类别" in heading:
        return rng.choice(("脱贫监测户", "边缘户"))
    if "签" in heading:
        return ""
    return rng.choice(words.get(heading, ("正常", "正常", "有变化")))


def listing(kind: str, title: str, *, rows: int = 12, seed: int = 7) -> ListData:
    rng = random.Random(seed)
    spec = list_spec(kind)
    made = tuple(ListRow(tuple(_value(c, n, rng) for c in spec.columns)) for n in range(1, rows + 1))
    made_list = spec.data(title, made, office="石门镇红星村" if "村" in title else "石门镇人民政府", number="2020-03")
    return replace(made_list, day=date(2020, 3, 24))


def village_report(*, rows: int = 9) -> ListData:
    data = listing("village_report", "红星村拟新增监测对象排查上报表", rows=rows)
    if not rows:
        return data
    struck = tuple(
        replace(row, kind=RowKind.STRUCK, cells=(*row.cells[:-2], "不报", "子女均有稳定工作，收入核实为人均12,000元"))
        if number % 4 == 3
        else replace(row, cells=(*row.cells[:-2], "上报", ""))
        for number, row in enumerate(data.rows)
    )
    return replace(data, subtitle="（2020年排查阶段）", rows=struck)


def township_summary() -> ListData:
    data = listing("township_summary", "石门镇拟新增监测对象汇总表", rows=12)
    total = ("", "合计", "", "", "63", "187", "24", "71", "39", "116", "8", "1", "")
    return replace(data, rows=(*data.rows, ListRow(total, RowKind.TOTAL)))


def list_changes() -> ListData:
    spec = list_spec("list_changes")
    rng = random.Random(3)
    rows = [ListRow(("（一）拟新增 63户 187人",), RowKind.GROUP), ListRow(("（二）比对后 58户：－5户",), RowKind.GROUP)]
    for number in range(1, 6):
        cells = (str(number), "2020-03-23", "－", VILLAGES[number], code(number), name(rng), "3", "边缘户", "比对不符")
        rows.append(ListRow((*cells, "购车：户主名下小型轿车，核实为本户自用，不符合")))
    rows.append(ListRow(("（三）走访后 67户：＋9户",), RowKind.GROUP))
    for number in range(6, 15):
        cells = (
            str(number),
            "2020-03-29",
            "＋",
            VILLAGES[number % 8],
            code(number),
            name(rng),
            "4",
            "边缘户",
            "走访新增",
        )
        rows.append(ListRow((*cells, "走访组发现：务工不稳，收入骤减")))
    return replace(spec.data("石门镇监测对象名单变化表", tuple(rows), office="石门镇脱贫办"), day=date(2020, 4, 10))


def evaluation_sheet() -> ListData:
    data = listing("evaluation_sheet", "红星村拟新增监测对象评议表", rows=6)
    facts = (
        Fact("会议时间", "2020年4月7日"),
        Fact("会议地点", "红星村村委会会议室"),
        Fact("评议主体", "村“两委”干部和驻村工作队"),
        Fact("应到人数", "9"),
        Fact("实到人数", "8（88.9%）"),
        Fact("表决方式", "举手表决"),
    )
    return replace(data, facts=facts)


def request_letter(*, rows: int = 30) -> LetterData:
    attached = listing("district_list", "石门镇2020年拟新增监测对象名单", rows=rows)
    attached = replace(attached, office="石门镇人民政府", number="")
    return LetterData(
        title="石门镇人民政府关于审定2020年拟新增\n防止返贫致贫监测对象的请示",
        number="石府〔2020〕18号",
        addressee="区脱贫攻坚领导小组办公室",
        body=(
            LetterPart(
                "按照《2020年防止返贫致贫监测和帮扶工作方案》要求，我镇组织各村（社区）开展排查，经信息比对、"
                "入户走访和村“两委”干部、驻村工作队评议，拟新增监测对象60户178人。现将有关情况报告如下。"
            ),
            LetterPart("一、工作开展情况", Level.FIRST),
            LetterPart(
                "排查阶段各村上报63户187人，比对后列入初步监测名单58户，走访中新增9户，评议纳入60户、不纳入7户。"
                "全过程由村“两委”干部、驻村工作队和走访组签字确认，相关表册存镇脱贫办备查。"
            ),
            LetterPart("二、拟新增监测对象", Level.FIRST),
            LetterPart("（一）脱贫监测户22户65人。", Level.SECOND),
            LetterPart("（二）边缘户38户113人。", Level.SECOND),
        ),
        closing="妥否，请批示。",
        office="石门镇人民政府",
        day=date(2020, 4, 10),
        attachments=(attached,),
        contact="张三明，0999-8300001",
    )


def stage_report() -> LetterData:
    columns = (
        ListColumn("村（社区）", 10),
        ListColumn("脱贫监测户\n户数", 6, Sort.NUMBER),
        ListColumn("脱贫监测户\n人数", 6, Sort.NUMBER),
        ListColumn("边缘户\n户数", 6, Sort.NUMBER),
        ListColumn("边缘户\n人数", 6, Sort.NUMBER),
        ListColumn("合计\n户数", 6, Sort.NUMBER),
        ListColumn("合计\n人数", 6, Sort.NUMBER),
    )
    rows = tuple(ListRow((village, "3", "9", "5", "14", "8", "23")) for village in VILLAGES)
    figures = ListData(
        "表1　各村监测对象情况", columns, (*rows, ListRow(("合计", "24", "72", "40", "112", "64", "184")))
    )
    return LetterData(
        title="石门镇2020年防止返贫致贫监测和帮扶\n评定阶段工作报告",
        addressee="区脱贫攻坚领导小组办公室",
        body=(
            LetterPart("截至2020年4月10日，我镇评定阶段工作已经完成，有关情况报告如下。"),
            LetterPart("一、监测对象情况", Level.FIRST),
            LetterPart(
                "全镇监测对象64户184人，其中脱贫监测户24户72人、边缘户40户112人（名单见附件1）。", table=figures
            ),
            LetterPart("二、名单变化情况", Level.FIRST),
            LetterPart("本阶段评议纳入60户、不纳入7户，每户的增减原因见附件2。"),
        ),
        office="石门镇人民政府",
        day=date(2020, 4, 10),
        attachments=(listing("district_list", "石门镇监测对象名单", rows=40), list_changes()),
        signers=("填表人（签字）", "镇脱贫办负责人（签字）", "分管领导（签字）", "主要领导（签字）"),
    )
