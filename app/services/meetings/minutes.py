"""会议记录 drafted from what the ledger knows; the recorder goes on from there (domain 4.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.services.meetings.records import Item, MeetingPage
from app.services.meetings.rules import Conclusion

# A clearing meeting agrees to clear; the codes are the same.
_CLEARING = {Conclusion.INCLUDE: "同意消除", Conclusion.EXCLUDE: "继续监测", Conclusion.DEFER: "缓议"}


def draft(page: MeetingPage) -> str:
    """The minutes: validity, votes, results. When, where and who stand in the form's own places."""
    return "\n".join(_lines(page))


def _lines(page: MeetingPage) -> Iterator[str]:
    row = page.row
    validity = "有效" if row.present >= row.needed else "无效"
    yield f"应到{row.expected}人，实到{row.present}人（须到{row.needed}人），会议{validity}。"
    words = _CLEARING if row.is_clearing else {conclusion: conclusion.label for conclusion in Conclusion}
    for number, item in enumerate((i for i in page.items if i.conclusion), 1):
        yield _item(number, item, words)
    yield _totals(page, words)


def _item(number: int, item: Item, words: Mapping[Conclusion, str]) -> str:
    votes = item.votes
    home = item.household
    counted = (
        f"赞成{votes.in_favour}票、反对{votes.against}票、弃权{votes.abstained}票、回避{votes.recused}人"
        if votes
        else ""
    )
    recused = f"（{'、'.join(item.recused)}回避）" if item.recused else ""
    risks = f"，风险：{'、'.join(risk.label for risk in item.risks)}{item.risk_remark}" if item.risks else ""
    reason = f"，理由：{item.reason}" if item.reason else ""
    opinion = f"{item.opinion}；" if item.opinion else ""
    conclusion = words[item.conclusion] if item.conclusion else ""
    head = f"{number}. {home.group_name}{home.head_name}户（{home.member_count}人）：{opinion}{counted}{recused}"
    return f"{head}，结论：{conclusion}{risks}{reason}。"


def _totals(page: MeetingPage, words: Mapping[Conclusion, str]) -> str:
    counts = {conclusion: sum(i.conclusion is conclusion for i in page.items) for conclusion in Conclusion}
    told = "，".join(f"{words[conclusion]}{count}户" for conclusion, count in counts.items())
    return f"以上共评议{sum(counts.values())}户，其中{told}。"
