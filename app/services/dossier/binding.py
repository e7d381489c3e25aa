"""一户一档 into files: read here, drawn and bound in a child, whole on the disk or not at all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.problems import StorageProblem
from app.services.children import Cancelled, CancelledByUser, Progress, child
from app.services.dossier.gathering import Cover, Gathered, Gatherer, KeptFile
from app.services.errors import Refused, refuse
from app.services.files.atomic import file_name, replacing
from app.services.papers.wording import day
from app.worker.limits import Limits
from app.worker.parent import Worker

_SECONDS_EACH = 30.0
NAME = "一户一档"


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished file. ``unreadable`` names the kept files that could not be shown."""

    pages: int
    households: int
    unreadable: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Bind:
    """What binding needs besides the households: the vault's content by key, progress, cancel."""

    content: Callable[[str], bytes]
    on_progress: Progress | None = None
    cancelled: Cancelled = lambda: False


def bind_one_file(target: Path, gatherer: Gatherer, households: Sequence[int], how: Bind) -> Bound:
    """All households into one file with a bookmark for each. Refused: ``papers.*``, ``files.*``, ``disk.*``."""
    (made,) = _bound(gatherer, [(target, tuple(households))], how)
    return made


def bind_each(folder: Path, gatherer: Gatherer, households: Sequence[int], how: Bind) -> list[Bound]:
    """One file for each household, named 村_户主_户编号.pdf; what was written before a refusal stays."""
    covers = [gatherer.cover(id_) for id_ in households]
    return list(_bound(gatherer, [(folder / own_file_name(c), (c.household_id,)) for c in covers], how))


def own_file_name(cover: Cover) -> str:
    """村_户主_户编号.pdf, whatever the names hold."""
    # The code is what tells two files apart: a long name must not push it out.
    return f"{file_name(cover.village)[:20]}_{file_name(cover.head or '无户主')[:20]}_{file_name(cover.code)}.pdf"


def _bound(gatherer: Gatherer, files: Sequence[tuple[Path, tuple[int, ...]]], how: Bind) -> Iterator[Bound]:
    total = sum(len(households) for _, households in files)
    if not total:
        raise refuse("papers.nothing", kind=NAME)
    limits = Limits(seconds=300 + total * _SECONDS_EACH, memory_mb=1536)
    about, done = files[0][0].name, 0
    with child("bind-dossiers", {}, about=about, limits=limits, cancelled=how.cancelled) as worker:
        answers = worker.messages()
        for target, households in files:
            with replacing(target) as temporary:
                for household_id in households:
                    if how.cancelled():
                        raise CancelledByUser
                    _send(worker, gatherer, household_id, how)
                    done += 1
                    if how.on_progress:
                        how.on_progress(done, total)
                worker.send({"type": "close", "path": str(temporary.absolute()), "title": NAME})
                answer = next(answers)
                digest = _digest(temporary)
            names = answer["unreadable"]
            assert isinstance(names, list)
            yield Bound(int(str(answer["pages"])), len(households), tuple(str(n) for n in names), digest)
        worker.send({"type": "end"})
        for _ in answers:
            pass


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _send(worker: Worker, gatherer: Gatherer, household_id: int, how: Bind) -> None:
    """One household: its cover, then item after item with papers and files."""
    cover = gatherer.cover(household_id)
    worker.send({"type": "household", "name": cover.name, "cover": _cover(cover), "year": cover.year})
    for gathered in gatherer.gather(household_id):
        worker.send(_item(gathered))
        for paper in gathered.papers:
            line = [paper.kind, paper.version, paper.text, paper.stamp.audit_head, paper.stamp.made]
            worker.send({"type": "paper", "paper": line})
        for file in gathered.files:
            worker.send(_file(file, how))
    worker.send({"type": "bind"})


def _cover(cover: Cover) -> list[list[str]]:
    return [
        ["村组", f"{cover.village}{cover.group}"],
        ["户主", cover.head or "（无户主）"],
        ["户编号", cover.code],
        ["人口", f"{cover.members}人"],
        ["监测对象类别", cover.category or "未纳入监测"],
        ["年度", f"{cover.year}年"],
        ["建档单位", cover.township],
        ["打印日期", day(cover.today)],
    ]


def _item(gathered: Gathered) -> dict[str, object]:
    item = gathered.item
    return {"type": "item", "name": item.name, "standing": gathered.standing, "bring": item.bring}


def _file(file: KeptFile, how: Bind) -> dict[str, object]:
    """A kept file; one that the vault no longer gives is sent without content and listed as 无法读取."""
    try:
        content = base64.b64encode(how.content(file.file_key)).decode("ascii")
    except (StorageProblem, Refused):
        content = ""
    return {
        "type": "file",
        "name": file.name,
        "media": file.media_type,
        "taken": day(file.taken_on),
        "remark": file.remark,
        "content": content,
    }
