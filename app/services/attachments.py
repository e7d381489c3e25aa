"""附件: files of a household, kept encrypted in the vault; opening one makes a copy in our own work folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.household import Household
from app.models.papers import Attachment
from app.services.backup.making import work_folder
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse
from app.services.ledger import Ledger
from app.services.storage import refuse_write

LARGEST = 20 * 1024 * 1024
_OPENED = "opened"
_NAME_LENGTH = 200
# What a picture begins with, and with what it must end (a half-copied photograph is none).
_PICTURES: Sequence[tuple[bytes, bytes, str]] = (
    (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", "image/png"),
    (b"BM", b"", "image/bmp"),
    (b"GIF8", b";", "image/gif"),
    (b"II*\x00", b"", "image/tiff"),
    (b"MM\x00*", b"", "image/tiff"),
)
_END_LOOKED_AT = 4096  # telephones write something behind the picture's end
_OTHERS: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".ofd": (b"PK\x03\x04", "application/ofd"),
    ".doc": (b"\xd0\xcf\x11\xe0", "application/msword"),
    ".xls": (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"),
    ".wps": (b"\xd0\xcf\x11\xe0", "application/vnd.ms-works"),
    ".et": (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"),
}
_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff")


class AttachmentKind(StrEnum):
    """What a file is."""

    PHOTO = "photo"
    SCAN = "scan"
    EVIDENCE = "evidence"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentInput:
    """A file to keep, and what it is."""

    file: Path
    kind: AttachmentKind
    taken_on: date | None = None
    remark: str | None = None
    alert_id: int | None = None  # the alert of the household that it proves something about


class AttachmentService:
    """Keeps, opens and removes files of households. Each call is one audit entry."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._folder = work_folder(ledger.database.path) / _OPENED

    def add(self, household_id: int, given: AttachmentInput, *, actor: Actor, today: date) -> ChangeSet | None:
        """Keep a file encrypted; the original stays where it is.

        Refused: ``attachment.no_file``, ``.empty``, ``.too_large``, ``.no_picture``, ``.not_accepted``, ``.future``,
        ``.already_here``.
        """
        content = _content(given, today)
        with self._ledger.transaction("attachment.add", actor=actor, today=today) as tx:
            household = tx.session.get(Household, household_id)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            key = self._ledger.database.vault.put(content)
            same = select(Attachment.original_name).where(
                Attachment.household_id == household_id,
                Attachment.file_key == key,
                Attachment.alert_id.is_(None) if given.alert_id is None else Attachment.alert_id == given.alert_id,
            )
            if known := tx.session.scalar(same):
                raise refuse("attachment.already_here", name=given.file.name, known=known)
            tx.session.add(
                Attachment(
                    file_key=key,
                    original_name=_short(given.file.name),
                    size_bytes=len(content),
                    media_type=_media_type(given.file, content)[:40],
                    kind=given.kind.value,
                    household_id=household_id,
                    alert_id=_alert_of(tx.session, household_id, given.alert_id),
                    taken_on=given.taken_on,
                    remark=(given.remark or "").strip() or None,
                )
            )
            tx.about("household", household.uid, occurred_on=given.taken_on)
            tx.note(kind=given.kind.value, bytes=len(content))
        return tx.changes

    def open_copy(self, attachment_id: int, *, actor: Actor, today: date) -> Path:
        """A readable copy to look at, in our own folder that ``sweep`` empties; changes to it are not kept."""
        with self._ledger.transaction("attachment.open", actor=actor, today=today) as tx:
            row = _found(tx.session.get(Attachment, attachment_id), attachment_id)
            content = self._ledger.database.vault.get(row.file_key)
            household = tx.session.get(Household, row.household_id) if row.household_id else None
            if household is not None:
                tx.about("household", household.uid)
            tx.note(attachment=attachment_id)
            name, folder = row.original_name, self._folder / f"{attachment_id}-{tx.seq}"
        copy = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy.write_bytes(content)
            copy.chmod(0o400)
        except OSError as error:
            raise refuse_write(error, copy) from error
        return copy

    def remove(self, attachment_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Take a file off the household's list; the history keeps it, so that this can be undone."""
        with self._ledger.transaction("attachment.remove", actor=actor, today=today) as tx:
            row = _found(tx.session.get(Attachment, attachment_id), attachment_id)
            household = tx.session.get(Household, row.household_id) if row.household_id else None
            if household is not None:
                tx.about("household", household.uid)
            tx.note(kind=row.kind)
            tx.session.delete(row)
        return tx.changes

    def sweep(self) -> None:
        """Remove every copy that was opened; called when the window closes."""
        if self._folder.exists():
            for file in self._folder.rglob("*"):
                if file.is_file():
                    file.chmod(0o600)  # Windows does not remove what is read-only
            shutil.rmtree(self._folder, ignore_errors=True)


def _alert_of(session: Session, household_id: int, alert_id: int | None) -> int | None:
    """The alert, if it is the household's."""
    alert = session.get(Alert, alert_id) if alert_id is not None else None
    if alert_id is not None and (alert is None or alert.household_id != household_id):
        raise NotFound(Reason("attachment.not_its_alert", {}))
    return alert_id


def _found(row: Attachment | None, attachment_id: int) -> Attachment:
    if row is None:
        raise NotFound(Reason("attachment.gone", {"id": attachment_id}))
    return row


def _content(given: AttachmentInput, today: date) -> bytes:
    file = given.file
    try:
        size = file.stat().st_size if file.is_file() else None
        if size is None:
            raise refuse("attachment.no_file", name=file.name)
        if size > LARGEST:
            values = {"name": file.name, "size": f"{size / 1024 / 1024:.1f}", "most": LARGEST // 1024 // 1024}
            raise Refused(Reason("attachment.too_large", values))
        content = file.read_bytes()
    except OSError as error:
        raise refuse("attachment.not_readable", name=file.name) from error
    if not content:
        raise refuse("attachment.empty", name=file.name)
    if given.taken_on and given.taken_on > today:
        raise refuse("attachment.future", day=given.taken_on, field="taken_on")
    is_picture = _picture_type(content) is not None
    if not is_picture and (given.kind is AttachmentKind.PHOTO or file.suffix.lower() in _PICTURE_ENDINGS):
        raise refuse("attachment.no_picture", name=file.name)
    if not is_picture and _other_type(file, content) is None:
        raise refuse("attachment.not_accepted", name=file.name)
    return content


def _picture_type(content: bytes) -> str | None:
    for start, end, media_type in _PICTURES:
        if content.startswith(start) and (not end or end in content[-_END_LOOKED_AT:]):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def _other_type(file: Path, content: bytes) -> str | None:
    start, media_type = _OTHERS.get(file.suffix.lower(), (None, None))
    return media_type if start is not None and content.startswith(start) else None


def _media_type(file: Path, content: bytes) -> str:
    return _picture_type(content) or _other_type(file, content) or ""


def _short(name: str) -> str:
    """The name, cut in front of its ending where it is too long to be stored."""
    if len(name) <= _NAME_LENGTH:
        return name
    ending = Path(name).suffix
    return name[: _NAME_LENGTH - len(ending)] + ending
