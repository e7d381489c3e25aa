"""What makes a meeting valid and a conclusion follow from its vote (workflow 5). Pure: numbers and names in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.models.enums import Labelled
from app.services.errors import Reason
from app.services.workflow.plan import MeetingRules


class Conclusion(Labelled):
    """What a meeting says of one household."""

    INCLUDE = "include", "纳入"
    EXCLUDE = "exclude", "不纳入"
    DEFER = "defer", "缓议"


class MeetingState(Labelled):
    """Where a meeting stands."""

    CALLED = "called", "已召集"
    VALID = "valid", "有效"
    FAILED = "failed", "流会"
    CLOSED = "closed", "已结束"


class VotingWay(Labelled):
    """How a meeting votes."""

    HANDS = "hands", "举手表决"
    OPEN_BALLOT = "open_ballot", "记名投票"
    SECRET_BALLOT = "secret_ballot", "无记名投票"


@dataclass(frozen=True, slots=True)
class Votes:
    """The count for one household: together they are everybody who was present."""

    in_favour: int
    against: int
    abstained: int = 0
    recused: int = 0

    @property
    def total(self) -> int:
        """赞成 + 反对 + 弃权 + 回避."""
        return self.in_favour + self.against + self.abstained + self.recused


def is_valid(rules: MeetingRules, *, expected: int, present: int) -> bool:
    """Enough of those expected are there: 3 × 实到 ≥ 2 × 应到, or the plan's quorum."""
    part, whole = rules.quorum
    return expected > 0 and whole * present >= part * expected


def fewest_present(rules: MeetingRules, *, expected: int) -> int:
    """How many must come for the meeting to be valid."""
    part, whole = rules.quorum
    return -(-part * expected // whole)


def is_carried(rules: MeetingRules, votes: Votes, *, present: int) -> bool:
    """More than half of those present agree: 2 × 赞成 > 实到, or the plan's majority."""
    part, whole = rules.majority
    return whole * votes.in_favour > part * present


def vote_problems(votes: Votes, *, present: int) -> Iterator[Reason]:
    """Why the count cannot be right: a negative number, or a sum that is not 实到."""
    if min(votes.in_favour, votes.against, votes.abstained, votes.recused) < 0:
        yield Reason("votes.not_numbers")
    elif votes.total != present:
        yield Reason("votes.do_not_add_up", {"total": votes.total, "present": present})


def recusal_problems(
    votes: Votes, *, recused: Collection[str], present: Collection[str], kin: Collection[str]
) -> Iterator[Reason]:
    """Why the recusals cannot be right: not as many as counted, not present, or a member of the household who voted."""
    if len(recused) != votes.recused:
        yield Reason("meeting.recused_not_named", {"count": votes.recused, "named": len(recused)})
    if strangers := sorted(set(recused) - set(present)):
        yield Reason("meeting.recused_not_present", {"names": strangers})
    if voting := sorted(set(kin) & set(present) - set(recused)):
        yield Reason("meeting.kin_must_recuse", {"names": voting})
