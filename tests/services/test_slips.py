"""交办反馈表 out to a department and back: a real workbook, filled in as a department does, through the alert door."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.models.audit import AuditEntry
from app.models.cases import Alert, Measure
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.settings import SettingsService
from app.services.slips.reading import SlipVerdict
from app.services.slips.service import SlipService
from tests.services.files.making import xlsx
from tests.services.towns import ACTOR, found

HEADER = 5  # below the title and three lines
DEPARTMENT = "区医保局"


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def act(ledger):
    service = AlertService(ledger)

    def run(action, day, *, alert="YJ2020-0001", household=None, **data):
        on = date(2020, *day)
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        named = {"households": [household]} if household else {"alerts": [alert]}
        outcome = service.take(action, **named, given=given, actor=ACTOR, today=on)
        assert outcome.refused == (), [reason.code for one in outcome.refused for reason in one.reasons]

    return run


@pytest.fixture
def town(ledger, act):
    """Two alerts handed over to the insurance office."""
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    made = found(ledger)
    made.bring_to("monitored")
    for number, code in enumerate(made.codes[:2], start=1):
        alert = f"YJ2020-{number:04}"
        seen = {"gap": "medical", "month": "2020-05", "fact": "一人未参保", "found_on": "2020-05-06"}
        act("mark", (5, 6), household=code, signers=[{"name": "监测员"}], **seen)
        act("review_village", (5, 6), alert=alert, finding="属实", signers=[{"name": "张支书"}])
        act("confirm", (5, 7), alert=alert, level="red", limit_on="2020-06-06")
        handover = {"department": DEPARTMENT, "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
        act("assign", (5, 7), alert=alert, **handover)
    return made


@pytest.fixture
def slip(town, ledger, tmp_path):
    return Slip(ledger, tmp_path / "医保局.xlsx")


class Slip:
    """The department's workbook: sent, filled in, sent back."""

    def __init__(self, ledger, path):
        self.ledger, self.service, self.path = ledger, SlipService(ledger), path
        self.send()

    def send(self, day=(5, 8)):
        return self.service.export(DEPARTMENT, self.path, actor=ACTOR, today=date(2020, *day))

    def fill(self, row, **cells):
        book = load_workbook(self.path)
        sheet = book.active
        titles = {sheet.cell(HEADER, column).value: column for column in range(1, sheet.max_column + 1)}
        for title, value in cells.items():
            sheet.cell(HEADER + row, titles[title]).value = value
        book.save(self.path)

    def look(self, day=(5, 12)):
        return self.service.look(self.path, actor=ACTOR, today=date(2020, *day))

    def back(self, day=(5, 12)):
        return self.service.take_in(self.path, actor=ACTOR, today=date(2020, *day))

    def alert(self, number=1):
        with self.ledger.reading() as session:
            return session.scalars(select(Alert).where(Alert.number == f"YJ2020-{number:04}")).one()

    def measures(self):
        with self.ledger.reading() as session:
            return session.scalars(select(Measure).order_by(Measure.id)).all()

    def entries(self):
        with self.ledger.reading() as session:
            return session.scalar(select(func.count()).select_from(AuditEntry))


MEASURE = {
    "措施类别": "健康帮扶",
    "具体措施": "代缴医保",
    "责任人": "周医保",
    "完成期限": date(2020, 5, 25),
    "资金（元）": 280,
}
ACCEPTED = {"接收人": "周医保", "接收日期": date(2020, 5, 9)}


def verdicts(found):
    return [line.verdict for line in found.lines if line.verdict is not SlipVerdict.EMPTY]


def codes(found):
    return [reason.code for line in found.lines for reason in line.reasons]


def test_the_workbook_is_locked_but_for_what_is_asked(slip):
    sheet = load_workbook(slip.path).active
    titles = {sheet.cell(HEADER, column).value: column for column in range(1, sheet.max_column + 1)}
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    assert sheet.cell(HEADER + 1, titles["情况"]).protection.locked
    assert not sheet.cell(HEADER + 1, titles["责任人"]).protection.locked
    assert any("健康帮扶" in (rule.formula1 or "") for rule in sheet.data_validations.dataValidation)
    words = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "区医保局预警交办反馈表" in words
    assert not any("519999197" in str(word) for word in words)


def test_an_answer_is_looked_at_then_written_and_a_second_time_changes_nothing(slip):
    slip.fill(1, **ACCEPTED, **MEASURE)
    before = slip.entries()
    looked = slip.look()
    assert [(d.field, d.before, d.after) for d in looked.lines[0].differences] == [
        ("接收人", "", "周医保"),
        ("措施类别", None, "健康帮扶"),
        ("具体措施", None, "代缴医保"),
        ("责任人", None, "周医保"),
        ("完成期限", None, "2020-05-25"),
        ("资金（元）", None, 28000),
    ]
    assert (looked.steps, looked.changes, slip.alert().state, slip.entries()) == (2, None, "assigned", before)
    written = slip.back()
    assert (written.steps, codes(written), written.missing) == (2, [], ())
    alert, (measure,) = slip.alert(), slip.measures()
    assert (alert.state, alert.responded_on, alert.department_contact) == ("helping", date(2020, 5, 9), "周医保")
    assert (measure.group, measure.amount_fen, measure.due_on) == ("health", 28000, date(2020, 5, 25))
    again = slip.back(day=(5, 13))
    assert (again.steps, again.changes, verdicts(again)) == (0, None, [SlipVerdict.SAME])
    assert len(slip.measures()) == 1


def test_the_same_file_goes_on_with_the_measure_it_made(slip):
    slip.fill(1, **ACCEPTED, **MEASURE)
    slip.back()
    slip.fill(
        1,
        进度="已完成",
        完成日期=date(2020, 5, 20),
        佐证="参保凭证",
        申请销号="是",
        申请文号="医保1号",
        签字人="周医保",
    )
    written = slip.back(day=(5, 21))
    assert codes(written) == []
    (measure,) = slip.measures()
    assert (measure.state, measure.done_on, measure.evidence) == ("done", date(2020, 5, 20), "参保凭证")
    assert slip.alert().state == "closure_requested"
    assert verdicts(slip.back(day=(5, 22))) == [SlipVerdict.SAME]


def test_blanks_erase_nothing(slip):
    slip.fill(1, **ACCEPTED, **MEASURE)
    slip.back()
    slip.send(day=(5, 13))
    slip.fill(1, 责任人="吴医保")
    assert codes(slip.back(day=(5, 14))) == []
    (measure,) = slip.measures()
    assert (measure.responsible, measure.description, measure.amount_fen) == ("吴医保", "代缴医保", 28000)


def test_a_stale_slip_is_refused(slip, act):
    slip.fill(1, **ACCEPTED, **MEASURE)
    handover = {"department": "区住建局", "response_due_on": "2020-05-12", "due_on": "2020-05-30"}
    act("reassign", (5, 9), reason="改由住建办", **handover)
    written = slip.back()
    assert (written.steps, codes(written), verdicts(written)) == (0, ["slip.stale"], [SlipVerdict.STALE])
    assert slip.measures() == []


def test_a_measure_changed_meanwhile_is_not_overwritten(slip, act):
    slip.fill(1, **ACCEPTED, **MEASURE)
    slip.back()
    slip.send(day=(5, 13))
    (measure,) = slip.measures()
    act("update_measure", (5, 14), measure={"id": measure.id, "responsible": "郑医保", "state": "planned"})
    slip.fill(1, 责任人="吴医保")
    assert codes(slip.back(day=(5, 15))) == ["slip.stale"]
    assert slip.measures()[0].responsible == "郑医保"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"措施类别": "牛"}, "slip.unknown_word"),
        ({"完成期限": "下周"}, "slip.not_understood"),
        ({"预警编号": "YJ2020-0002"}, "slip.locked_changed"),
        ({"办理号": "YJ2020-0009/新1/abcdef12/1-6"}, "slip.unknown_number"),
        ({"开始日期": date(2020, 5, 28)}, "alert.measure_due_before_start"),
        ({"完成期限": date(2020, 7, 1)}, "alert.beyond_limit"),
        ({"措施类别": "产业帮扶"}, "alert.measure_does_not_fit"),
        ({"责任人": None}, "alert.measure_incomplete"),
        ({"办理日期": date(2020, 5, 1)}, "window.before_previous"),
    ],
)
def test_what_is_wrong_is_named_and_the_other_alert_is_written(slip, cells, code):
    slip.fill(1, **{**MEASURE, **cells})
    slip.fill(4, **MEASURE)
    written = slip.back()
    assert codes(written) == [code]
    assert (slip.alert(1).state, slip.alert(2).state) == ("assigned", "helping")


def test_a_closure_without_evidence_says_why(slip):
    slip.fill(1, **ACCEPTED, **MEASURE, 申请销号="是", 申请文号="医保1号", 签字人="周医保")
    written = slip.back()
    assert codes(written) == ["alert.measures_open"]
    assert slip.alert().state == "helping"


def test_a_removed_row_is_named_and_nothing_is_lost(slip):
    slip.fill(4, **MEASURE)
    book = load_workbook(slip.path)
    book.active.delete_rows(HEADER + 2)
    book.save(slip.path)
    written = slip.back()
    assert (written.missing, slip.alert(2).state) == ((2,), "helping")


def test_another_file_and_a_department_without_alerts_are_refused(slip, tmp_path):
    other = xlsx(tmp_path / "别的.xlsx", [["姓名", "村"], ["测甲", "红星村"]])
    with pytest.raises(Refused):
        slip.service.look(other, actor=ACTOR, today=date(2020, 5, 12))
    with pytest.raises(Refused) as refused:
        slip.service.export("区住建局", tmp_path / "无.xlsx", actor=ACTOR, today=date(2020, 5, 12))
    assert refused.value.codes == ("slip.nothing",)
    assert not (tmp_path / "无.xlsx").exists()
