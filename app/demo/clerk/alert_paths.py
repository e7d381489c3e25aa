"""The paths of alerts through the table: each a story that begins when the village has marked the gap."""

from __future__ import annotations

from datetime import date, timedelta

from app.demo.clerk.alerts import (
    HELP,
    Alert,
    assign,
    close,
    finish_measures,
    handover,
    measures,
    request_closure,
    to_closed,
    to_confirmed,
    to_helping,
)
from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import CLERK, COLLEAGUE, as_data, two, village_two
from app.demo.clerk.directory import contact
from app.demo.clerk.staff import work_team


def full(alert: Alert) -> Story:
    """Closed, updated by the department, called after thirty days, and told once more."""
    yield from to_closed(alert)
    yield alert.after(3)
    alert.take("record_update", system="部门业务系统")
    alert.take("follow_up", ("alert.follow_up_early",), result="stable")
    yield alert.after(28)
    alert.take("follow_up", result="stable")
    alert.take("record_update", system="四川省大数据平台")


def dismissed(alert: Alert) -> Story:
    """Not so, says the village."""
    yield alert.after(1)
    alert.take("dismiss", reason="核实为误登，医保已于1月缴费", signers=as_data(village_two(alert.village)))


def rejected(alert: Alert) -> Story:
    """Sent back to the village, reviewed again, and not upheld by the leader."""
    yield alert.after(1)
    signer = as_data(village_two(alert.village)[1:])
    alert.take("review_village", finding="属实", signers=signer)
    yield alert.after(1)
    alert.take("return_village", reason="未附照片", due_on=(alert.on + timedelta(days=3)).isoformat())
    yield alert.after(2)
    alert.take("review_village", finding="补充照片后仍报", signers=signer)
    yield alert.after(1)
    alert.take("reject", reason="照片显示只是墙皮脱落，不影响安全")


def declined_twice(alert: Alert) -> Story:
    """Two departments send it back; the leader decides, and it is closed and stays 部门已更新."""
    department, group, text = HELP[alert.item]
    yield from to_confirmed(alert, level="red")
    yield alert.after(0)
    assign(alert, "区民政局", reason="兼有生活困难，先请民政牵头")
    yield alert.after(1)
    alert.take("decline", reason="属行业主管部门职责")
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(1)
    alert.take("decline", ("alert.second_decline",), reason="本年资金已用完")
    alert.take("decline", reason="本年资金已用完", leader_decision="由区医保局办理，资金由镇统筹")
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(1)
    alert.take("accept", person=contact(department))
    measures(alert, group, text)
    yield alert.after(12)
    finish_measures(alert)
    request_closure(alert)
    close(alert)
    yield alert.after(4)
    alert.take("record_update", system="医保信息平台")


def hard(alert: Alert) -> Story:
    """Extended, paused and resumed, reminded twice, taken to the district, refused once, closed at last."""
    yield from to_confirmed(alert, level="red")
    yield from to_helping(alert)
    yield alert.after(5)
    late = (alert.on + timedelta(days=40)).isoformat()
    alert.take("extend", cause="season", due_on=late, paper_no=f"延期审批-{alert.number[-4:]}")
    yield alert.after(2)
    until = (alert.on + timedelta(days=5)).isoformat()
    alert.take("pause", cause="away", until_on=until, paper_no=f"中止审批-{alert.number[-4:]}")
    yield alert.after(4)
    alert.take("resume", reason="户主已返乡")
    alert.take("remind", ("alert.not_due_yet",))
    alert.take("escalate", ("alert.two_reminders",), reply_due_on=(alert.on + timedelta(days=7)).isoformat())
    yield alert.after(12)
    group = HELP[alert.item][1]
    alert.take("update_measure", measure={"group": group, "state": "cancelled", "reason": "施工队更换，重新安排"})
    again = {"group": group, "responsible": "吴科长", "due_on": (alert.on + timedelta(days=24)).isoformat()}
    alert.take("update_measure", measure=again)
    yield alert.after(23)
    alert.take("remind")
    yield alert.after(1)
    alert.take("remind")
    alert.take("escalate", reply_due_on=(alert.on + timedelta(days=3)).isoformat())
    yield from _refused_once(alert)


def _refused_once(alert: Alert) -> Story:
    finish_measures(alert)
    request_closure(alert)
    due = (alert.on + timedelta(days=10)).isoformat()
    alert.take(
        "refuse_closure", unmet=[alert.item.value], due_on=due, signers=two(alert.desk.township, CLERK, COLLEAGUE)
    )
    yield alert.after(3)
    more = {"group": HELP[alert.item][1], "state": "done", "evidence": "返工后照片"}
    alert.take("update_measure", measure=more)
    request_closure(alert)
    close(alert)


def reassigned(alert: Alert) -> Story:
    """Given to another department half-way; closed."""
    department, group, text = HELP[alert.item]
    yield from to_confirmed(alert)
    yield from to_helping(alert)
    yield alert.after(3)
    alert.take("reassign", **handover(alert, department), reason="改由乡村建设股承办")
    yield alert.after(1)
    alert.take("accept", person=contact(department))
    measures(alert, group, text)
    yield alert.after(10)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def rebounding(alert: Alert) -> Story:
    """Closed, then the same gap again within the months of 反弹: reopened and closed once more."""
    yield from to_closed(alert)
    yield alert.after(20)
    alert.take("reopen", fact="大雨后同一面墙再次开裂")
    yield from to_helping(alert)
    yield alert.after(10)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def mistaken(alert: Alert) -> Story:
    """Confirmed, then found to be double: terminated."""
    yield from to_confirmed(alert)
    yield alert.after(2)
    alert.take("terminate", cause="mistaken", proof="与村民核实，系邻居户情况，登记错户")


def seen_again(alert: Alert) -> Story:
    """The same gap next month: refused as a second alert, added as a line, and helped on."""
    yield from to_confirmed(alert)
    yield from to_helping(alert)
    yield alert.after(4)
    data = {"gap": alert.item.value, "month": f"{alert.on:%Y-%m}", "fact": "仍未解决", "found_on": alert.on.isoformat(),
            "signers": [{"name": work_team(alert.village)[0]}]}  # fmt: skip
    alert.desk.alert("mark", (), alert.on, data, households=[alert.key[1]], expects=("alert.already_open",))
    alert.desk.attempt(
        "alert.add_line",
        alert.on,
        lambda: alert.desk.office.alerts.add_line(
            alert.number, fact="仍未解决，待停雨施工", found_on=alert.on, actor=alert.desk.actor(), today=alert.on
        ),
        subject=alert.number,
    )
    yield alert.after(12)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def stays(alert: Alert, state: str) -> Story:
    """Ends the year in this state and is carried over: numbers and clocks go on."""
    if state == "marked":
        return
    if state == "reviewed":
        yield alert.after(1)
        alert.take("review_village", finding="属实", signers=as_data(village_two(alert.village)[:1]))
        return
    yield from to_confirmed(alert)
    if state == "assigned":
        yield alert.after(0)
        assign(alert, HELP[alert.item][0])
        yield alert.after(1)
        alert.take("accept", person=contact(HELP[alert.item][0]))
    elif state in ("helping", "closure_requested"):
        yield from to_helping(alert)
    if state == "closure_requested":
        yield alert.after(15)
        finish_measures(alert)
        alert.take("extend", cause="district", due_on="2021-01-15", paper_no=f"延期审批-{alert.number[-4:]}")
        alert.on = date(2020, 12, 31)
        yield alert.on
        request_closure(alert)
