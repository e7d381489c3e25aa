"""Samples of applications, collection forms, minutes and clearing notices, with rare and very long names."""

from __future__ import annotations

from datetime import date

from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.sections import Section, SectionsData
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.parts import Level
from tests.services.papers.samples import LONG_NAME, RARE_NAME, code

PEOPLE = (RARE_NAME, LONG_NAME)
_COLUMNS = (ListColumn("序号", 3, Sort.NUMBER), ListColumn("姓名", 8), ListColumn("签字、指印", 10, Sort.HAND))


def _people() -> ListData:
    rows = tuple(ListRow((str(number), person, "")) for number, person in enumerate(PEOPLE, start=1))
    return ListData("", _COLUMNS, rows, tall=True)


def application() -> SlipData:
    return SlipData(
        title="石门镇防止返贫监测对象\n申请及承诺授权查询书",
        office="红星村3组",
        number=code(12),
        facts=(Fact("户主姓名", LONG_NAME), Fact("联系电话", "0999-8300001")),
        wide_facts=(WideFact("家庭住址", "石门镇红星村3组12号（小地名：大垭口）"),),
        table_heading="家庭成员",
        table=_people(),
        texts=(SlipText("申请事由", "户主患病长期住院，自付医疗支出大。", 4),),
        places=(SlipPlace("申请人（户主签字、指印）", RARE_NAME), SlipPlace("见证人（签字）")),
    )


def collection_form() -> SectionsData:
    return SectionsData(
        title="防止返贫监测对象信息采集表",
        office="石门镇红星村3组",
        sections=(
            Section(
                "一、基本信息",
                facts=(Fact("户主姓名", RARE_NAME), Fact("户编号", code(12)), Fact("联系电话", "0999-8300001")),
                wide_facts=(WideFact("风险", "☑因病　□因学"),),
            ),
            Section("二、家庭成员", table=_people()),
        ),
        places=(SlipPlace("户主（签字、指印）"), SlipPlace("信息采集人（签字）")),
        notes=("空白栏在入户时填写。",),
        running=f"{RARE_NAME}　{code(12)}",
        code=code(12),
    )


def minutes() -> LetterData:
    people = "、".join(PEOPLE)
    return LetterData(
        title="红星村第1次\n民主评议会议纪要",
        addressee="",
        body=(
            LetterPart("2020年4月7日，红星村召开民主评议会议。"),
            LetterPart("一、纳入1户", Level.FIRST),
            LetterPart(f"1. 3组{LONG_NAME}户。赞成9票、反对0票。因病。"),
            LetterPart(f"出席：{people}。"),
        ),
        office="红星村村民委员会",
        day=date(2020, 4, 7),
        signers=("主持人（签字）", "记录人（签字）"),
    )


def clearing_notice() -> LetterData:
    return LetterData(
        title="石门镇人民政府关于防止返贫\n监测对象风险消除的公告",
        addressee="",
        body=(LetterPart("下列2户返贫致贫风险已经消除，现予公告：", table=_people()), LetterPart("如有异议，请反映。")),
        office="石门镇人民政府",
        day=date(2020, 10, 25),
    )


def every_form() -> dict[str, object]:
    """A sample for each of these kinds."""
    return {
        "application": application(),
        "collection_form": collection_form(),
        "minutes": minutes(),
        "clearing_notice": clearing_notice(),
    }
