"""附件: kept encrypted, opened as a copy that is swept, removed so that it can be undone; refusals by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.papers import Attachment
from app.services import derived
from app.services.attachments import LARGEST, AttachmentInput, AttachmentKind, AttachmentService
from app.services.errors import Refused
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from app.services.wording import known_codes
from tests.services.towns import ACTOR, found

DAY = date(2020, 4, 20)
PHOTO = b"\xff\xd8\xff\xe0" + b"picture" * 50 + b"\xff\xd9"


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def home(ledger) -> int:
    from app.models.household import Household

    codes = found(ledger, households=1).codes
    with ledger.reading() as session:
        return session.scalars(select(Household.id).where(Household.code == codes[0])).one()


@pytest.fixture
def service(ledger) -> AttachmentService:
    return AttachmentService(ledger)


def file(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def add(service, home, path, kind=AttachmentKind.PHOTO, **more):
    return service.add(home, AttachmentInput(file=path, kind=kind, **more), actor=ACTOR, today=DAY)


def rows(ledger) -> list[Attachment]:
    with ledger.reading() as session:
        return list(session.scalars(select(Attachment)))


def actions(ledger) -> list[str]:
    with ledger.reading() as session:
        return [a for a in session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)) if "attachment" in a]


def test_a_file_is_kept_encrypted_opened_as_a_copy_and_swept(service, ledger, home, tmp_path):
    add(service, home, file(tmp_path, "房屋.jpg", PHOTO), taken_on=DAY)
    (row,) = rows(ledger)
    assert (row.original_name, row.size_bytes, row.media_type, row.kind) == (
        "房屋.jpg",
        len(PHOTO),
        "image/jpeg",
        "photo",
    )
    assert b"picture" not in (ledger.database.vault.folder / row.file_key).read_bytes()
    copy = service.open_copy(row.id, actor=ACTOR, today=DAY)
    assert (copy.name, copy.read_bytes()) == ("房屋.jpg", PHOTO)
    service.sweep()
    assert not copy.exists()
    assert actions(ledger) == ["attachment.add", "attachment.open"]


def test_a_removed_file_comes_back_by_undo(service, ledger, home, tmp_path):
    add(service, home, file(tmp_path, "房屋.jpg", PHOTO))
    (row,) = rows(ledger)
    service.remove(row.id, actor=ACTOR, today=DAY)
    assert rows(ledger) == []
    last = LastStepService(ledger)
    step = last.last(actor=ACTOR)
    assert step is not None
    assert step.action == "attachment.remove"
    last.undo(step.seq, what="移除附件", actor=ACTOR, today=DAY)
    (again,) = rows(ledger)
    assert service.open_copy(again.id, actor=ACTOR, today=DAY).read_bytes() == PHOTO
    service.sweep()


@pytest.mark.parametrize(
    ("name", "content", "kind", "code"),
    [
        ("照片.jpg", b"no picture at all", AttachmentKind.PHOTO, "attachment.no_picture"),
        ("半张.jpg", PHOTO[:60], AttachmentKind.SCAN, "attachment.no_picture"),
        ("空.pdf", b"", AttachmentKind.SCAN, "attachment.empty"),
        ("程序.exe", b"MZ\x90", AttachmentKind.EVIDENCE, "attachment.not_accepted"),
        ("假.pdf", b"MZ\x90", AttachmentKind.EVIDENCE, "attachment.not_accepted"),
        ("太大.jpg", b"\xff\xd8\xff" + b"0" * LARGEST + b"\xff\xd9", AttachmentKind.PHOTO, "attachment.too_large"),
    ],
)
def test_what_is_no_attachment_is_refused(service, ledger, home, tmp_path, name, content, kind, code):
    with pytest.raises(Refused) as refused:
        add(service, home, file(tmp_path, name, content), kind)
    assert refused.value.codes == (code,)
    assert code in known_codes()
    assert rows(ledger) == []


def test_a_file_that_is_gone_twice_there_or_of_tomorrow_is_refused(service, home, tmp_path):
    with pytest.raises(Refused) as gone:
        add(service, home, tmp_path / "没有.jpg")
    path = file(tmp_path, "房屋.jpg", PHOTO)
    with pytest.raises(Refused) as tomorrow:
        add(service, home, path, taken_on=date(2020, 4, 21))
    add(service, home, path)
    with pytest.raises(Refused) as twice:
        add(service, home, file(tmp_path, "另一名.jpg", PHOTO))
    assert [r.value.codes[0] for r in (gone, tomorrow, twice)] == [
        "attachment.no_file",
        "attachment.future",
        "attachment.already_here",
    ]
    assert {"attachment.no_file", "attachment.future", "attachment.already_here"} <= known_codes()
