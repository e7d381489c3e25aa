"""Empty forms for the day without a computer: the headings of the filled ones, lines for handwriting, no household."""

from __future__ import annotations

from dataclasses import replace

from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.listing import by_hand, make_list
from app.services.papers.queries.meetings import VOTES

_VILLAGE = "＿＿＿＿＿＿村"
_DATE = "　　　　年　　月　　日"
_ABOUT_ALERT = ("预警编号", "户编号", "户主姓名", "监测类别", "村、组", "联系电话", "缺项", "责任部门")
_MEETING = ("会议时间", "会议地点", "评议主体", "应到人数", "实到人数", "表决方式")
_MEASURES_BY_HAND = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("措施类别", 8),
    ListColumn("措施内容", 16, Sort.HAND),
    ListColumn("责任人", 6),
    ListColumn("完成时限", 8),
    ListColumn("完成日期", 8),
)


def _one(data: ListData | SlipData) -> Found:
    return drafts([Draft(data)])


def _lines(count: int, columns: int) -> tuple[ListRow, ...]:
    """Numbered lines to write on."""
    return tuple(ListRow((str(number), *("",) * (columns - 1))) for number in range(1, count + 1))


def _labels(*labels: str) -> tuple[Fact, ...]:
    return tuple(Fact(label, "") for label in labels)


def _register(question: Question, title: str, rows: int, *facts: str, office: str = "") -> Found:
    """An empty list of a kind: its own columns, signers and seals, and so many lines."""
    columns = make_list(question, "", ()).columns
    data = make_list(question, f"{_VILLAGE}{title}", _lines(rows, len(columns)), office=office)
    return _one(replace(data, day=None, number="", columns=by_hand(columns), facts=_labels(*facts), tall=True))


def village_report(question: Question) -> Found:
    """村级排查上报表."""
    return _register(question, f"{question.year}年排查上报表", 12, office=f"{question.township}{_VILLAGE}")


def record(question: Question) -> Found:
    """会议记录."""
    return _one(
        SlipData(
            title=f"{_VILLAGE}{question.year}年民主评议会议记录",
            number="第　　次",
            facts=_labels(*(label for label in _MEETING if label != "评议主体"), "主持人", "记录人", "监票、计票人"),
            wide_facts=tuple(WideFact(label, "\n") for label in ("参会人员", "列席人员", "缺席人员", "议题")),
            table_heading="逐户表决情况",
            table=ListData("", by_hand(VOTES), (ListRow(("",) * len(VOTES)),) * 12, tall=True),
            texts=(SlipText("会议记录", "", 16),),
            places=(
                *(SlipPlace("主持人（签字）"), SlipPlace("记录人（签字）")),
                *(SlipPlace("监票、计票人（签字）"), SlipPlace("驻村工作队（签字）")),
            ),
        )
    )


def closure_request(question: Question) -> Found:
    """销号申请表."""
    return _one(
        SlipData(
            title=f"{question.township}销号申请表",
            facts=(*_labels(*_ABOUT_ALERT), Fact("申请日期", _DATE)),
            table_heading="措施完成情况",
            table=ListData("", _MEASURES_BY_HAND, _lines(8, len(_MEASURES_BY_HAND)), tall=True),
            texts=(SlipText("申请事由", "", 4), SlipText("佐证材料", "", 4)),
            places=(SlipPlace("部门经办人（签字）"), SlipPlace("申请部门", is_seal=True)),
        )
    )


def measure_sheet(question: Question) -> Found:
    """帮扶措施表."""
    return _one(
        SlipData(
            title=f"{question.township}帮扶措施表",
            facts=_labels(*_ABOUT_ALERT),
            table_heading="帮扶措施",
            table=ListData("", _MEASURES_BY_HAND, _lines(12, len(_MEASURES_BY_HAND)), tall=True),
            texts=(SlipText("说明", "", 4),),
            places=(SlipPlace("部门经办人（签字）"), SlipPlace("村（签字）")),
        )
    )
