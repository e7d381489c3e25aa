"""Slips and forms of one household, and a sample for every kind of the registry."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.lists import list_spec
from app.services.papers.layouts.slip import SlipChoice, SlipData, SlipPlace, SlipText, WideFact
from tests.services.papers.samples import (
    LONG_NAME,
    RARE_NAME,
    code,
    evaluation_sheet,
    list_changes,
    listing,
    name,
    request_letter,
    township_summary,
    village_report,
    visit_form,
)


def assignment() -> SlipData:
    return SlipData(
        title="石门镇防返贫监测预警交办单",
        office="石门镇脱贫办",
        number="交办〔2020〕7号",
        facts=(
            Fact("预警编号", "2020-0007"),
            Fact("户编号", code(12)),
            Fact("户主姓名", RARE_NAME),
            Fact("监测类别", "边缘户"),
            Fact("村、组", "红星村3组"),
            Fact("联系电话", "0999-8300001"),
            Fact("缺项", "安全饮水"),
            Fact("预警等级", "红色"),
            Fact("交办部门", "区水务局"),
            Fact("部门联系人", "赵工"),
            Fact("回复期限", "2020年5月6日"),
            Fact("办结期限", "2020年5月30日"),
        ),
        texts=(
            SlipText("基本情况", "4月月监测发现：水源枯竭，取水往返超过30分钟，水量不达标。", 4),
            SlipText("交办要求", "会同红星村制定有针对性的帮扶措施，限时完成，办结后在大数据平台申请销号。", 4),
        ),
        places=(
            SlipPlace("镇分管领导（签字）", "刘志强", date(2020, 5, 3)),
            SlipPlace("石门镇人民政府", is_seal=True),
            SlipPlace("部门接收人（签字）"),
            SlipPlace("接收部门", is_seal=True),
        ),
        notes=("一式三份：镇脱贫办、接收部门、村各存一份。",),
    )


def closure_inspection() -> SlipData:
    spec_rows = tuple(
        ListRow((item, "是", "现场查看", "2020-05-28", ""))
        for item in ("义务教育", "基本医疗", "安全住房", "安全饮用水", "生活用电", "广播电视")
    )
    table = ListData(
        "",
        (
            ListColumn("项目", 8),
            ListColumn("是否达标", 6),
            ListColumn("依据", 12, Sort.TEXT),
            ListColumn("核实日期", 8, Sort.DAY),
            ListColumn("说明", 14, Sort.TEXT),
        ),
        spec_rows,
    )
    return SlipData(
        title="石门镇防返贫监测预警销号核查表",
        number="销〔2020〕3号",
        facts=(
            Fact("预警编号", "2020-0007"),
            Fact("户主姓名", LONG_NAME),
            Fact("村、组", "红星村3组"),
            Fact("缺项", "安全饮水"),
        ),
        wide_facts=(WideFact("帮扶措施", "新建取水点1处，铺设管网800米，2020-05-20完工，水质检测合格。"),),
        table_heading="脱贫退出标准核查（一超六有）",
        table=table,
        choices=(SlipChoice("核查结论", ("同意销号", "不同意，继续帮扶"), "同意销号"),),
        texts=(SlipText("核查情况", "两名核查人到户，开启水龙头出水正常，农户满意。", 4),),
        places=(
            SlipPlace("核查人（签字）", "李大明"),
            SlipPlace("核查人（签字）", "王小红"),
            SlipPlace("户主（签字、指印）"),
            SlipPlace("分管领导（签字）", "刘志强"),
        ),
    )


def follow_up() -> SlipData:
    return SlipData(
        title="石门镇销号后回访表",
        number="2020-0007",
        facts=(
            Fact("户主姓名", "张桂芳"),
            Fact("村、组", "红星村3组"),
            Fact("销号日期", "2020年5月28日"),
            Fact("回访日期", ""),
        ),
        choices=(
            SlipChoice("回访结果", ("稳定", "反弹，重新预警")),
            SlipChoice("农户是否满意", ("满意", "基本满意", "不满意")),
        ),
        texts=(SlipText("回访情况", "", 6), SlipText("农户意见", "", 4)),
        places=(SlipPlace("回访人（签字）"), SlipPlace("回访人（签字）"), SlipPlace("户主（签字、指印）")),
    )


def meeting_record(*, long: bool = False) -> SlipData:
    minutes = (
        "主持人说明会议议题：对走访核实的拟新增监测对象逐户评议。走访组李大明逐户通报走访核实情况、比对结果。"
        "与会人员逐户发表意见，有亲属关系的按规定回避，逐户举手表决。\n"
    )
    conclusions = listing("evaluation_sheet", "逐户表决情况", rows=6)
    narrow = (2, 3, 4, 9, 10, 11, 12, 13, 14)
    table = replace(
        conclusions,
        office="",
        number="",
        seals=(),
        signers=(),
        columns=tuple(conclusions.columns[i] for i in narrow),
        rows=tuple(ListRow(tuple(row.cells[i] for i in narrow)) for row in conclusions.rows),
    )
    return SlipData(
        title="红星村防返贫监测民主评议会议记录",
        number="2020年第1次",
        facts=(
            Fact("会议时间", "2020年4月7日"),
            Fact("会议地点", "红星村村委会会议室"),
            Fact("主持人", "刘德明（村党组织书记）"),
            Fact("记录人", name(random.Random(5))),
            Fact("应到人数", "9"),
            Fact("实到人数", "8（88.9%，有效）"),
        ),
        wide_facts=(
            WideFact("参会人员", "、".join(name(random.Random(n)) for n in range(8))),
            WideFact("议题", "拟新增监测对象评议"),
        ),
        table_heading="逐户表决情况",
        table=replace(table, title="", day=None),
        texts=(SlipText("会议记录", minutes * (30 if long else 2), 8),),
        places=(
            SlipPlace("主持人（签字）"),
            SlipPlace("记录人（签字）"),
            SlipPlace("监票、计票人（签字）"),
            SlipPlace("驻村工作队（签字）"),
        ),
    )


def attendance() -> ListData:
    spec = list_spec("attendance_sheet")
    rng = random.Random(11)
    posts = (
        "村党组织书记",
        "村委会主任",
        "村委会副主任",
        "村文书",
        "妇女主任",
        "驻村第一书记",
        "驻村工作队员",
        "驻村工作队员",
        "村监委主任",
    )
    rows = tuple(ListRow((str(n), name(rng), post, "应到", "", "")) for n, post in enumerate(posts, 1))
    data = spec.data("红星村民主评议会议签到表", (*rows, ListRow(("10", "刘志强", "镇分管领导", "列席", "", ""))))
    return replace(
        data, facts=(Fact("会议时间", "2020年4月7日"), Fact("会议地点", "红星村村委会会议室"), Fact("应到人数", "9"))
    )


def every_paper() -> dict[str, object]:
    """A sample for each code: the shapes and every list of the registry."""
    lists = {
        "cross_check_results": "石门镇信息比对结果核实表",
        "preliminary_list": "石门镇初步监测名单",
        "village_receipt": "初步监测名单村签收单",
        "approved_list": "区审定监测对象名单",
        "entry_list": "石门镇国家系统录入（标注）清单",
        "ledger": "石门镇防止返贫监测对象台账",
        "monthly_sheet": "红星村2020年4月动态监测表",
        "alert_ledger": "石门镇防止返贫预警台账",
        "carried_over_list": "石门镇“两摸底”监测对象自动纳入名单",
        "unmatched_list": "未匹配清单",
        "carry_forward_list": "石门镇2020年末结转清单",
        "team_sheet": "第三走访组任务单",
        "measure_ledger": "石门镇帮扶措施台账",
        "corrections": "国家系统待修改清单",
    }
    found: dict[str, object] = {kind: listing(kind, title, rows=30) for kind, title in lists.items()}
    return found | {
        "visit_form": visit_form(),
        "village_report": village_report(),
        "township_summary": township_summary(),
        "list_changes": list_changes(),
        "evaluation_sheet": evaluation_sheet(),
        "attendance_sheet": attendance(),
        "district_list": request_letter(),
        "assignment": assignment(),
        "closure_inspection": closure_inspection(),
        "follow_up_sheet": follow_up(),
        "meeting_record": meeting_record(long=True),
    }
