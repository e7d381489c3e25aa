"""Restoring: prove the backup, unpack it beside the target, set the old files aside, put the new ones in place.

The step that counts is one small file (``ready``): before it is written nothing has changed, after it every start
carries the change through to the end. So a machine that goes off in between has the old office or the new one.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models import keys, self_check
from app.models.atomic import sync_folder, write_whole
from app.models.copies import inspect_copy, setting_of_copy
from app.models.engine import vault_folder
from app.models.owner import Owner
from app.models.problems import StorageProblem
from app.models.schema import SCHEMA_HEAD
from app.models.vault import Vault
from app.services import clock
from app.services.backup.container import Reader, reading
from app.services.backup.manifest import DATABASE, FILES, KEYS, Manifest, Part
from app.services.errors import refuse
from app.services.settings import TRAINING
from app.services.storage import as_refusal, refuse_write, refusing

Report = Callable[[int, int], None]
_READY = "ready"
_SPARE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """A database put back. ``set_aside`` is the folder with the files that were there before, if any were."""

    database: Path
    manifest: Manifest
    set_aside: Path | None


def staging_folder(database: Path) -> Path:
    """Where a backup is unpacked: beside the database, so that putting it in place is a rename."""
    return database.with_name(f"{database.name}.restoring")


def describe(file: Path) -> Manifest:
    """What a backup says of itself, without a password; refuses what is no backup."""
    with reading(file) as reader:
        return reader.manifest


def restore(
    file: Path,
    target: Path,
    secret: str,
    *,
    user: str | None = None,
    report: Report | None = None,
    now: datetime | None = None,
    training_only: bool = False,
) -> Restored:
    """Put the office of a backup at ``target``; ``secret`` is the password of then, or the recovery code.

    Everything is checked before anything changes: seal, every part, every page, the figures, every attachment.
    What lies at ``target`` is set aside under ``backups`` first, as it is, and stays there. The database must be
    closed; nothing is changed if this refuses. ``training_only`` refuses the backup of an office in earnest with
    ``today.not_training``: the day of a command is chosen for training alone.
    """
    target = target.absolute()
    with refusing():
        self_check.check_library()
        self_check.check_place(target)
    with reading(file) as reader:
        data_key = _unlock(reader, secret, user)
        manifest = reader.manifest
        with refusing():
            self_check.check_schema(manifest.schema, head=SCHEMA_HEAD, path=file)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _check_space(manifest, target.parent)
            with refusing():
                owner = Owner.claim(target)
            try:
                _finish(target)
                unpacking = _Unpacking(reader, target, data_key, report, training_only=training_only)
                set_aside = _carry_out(unpacking, target, now or clock.now())
            finally:
                owner.release()
        except OSError as error:
            raise refuse_write(error, target.parent) from error
    return Restored(target, manifest, set_aside)


def resume(database: Path) -> bool:
    """Carry a restore through that was cut off, or clear away what it had unpacked; whether the files changed.

    Called at every opening, before anything else is looked at.
    """
    if not staging_folder(database).exists():
        return False
    with refusing():
        owner = Owner.claim(database)
    try:
        return _finish(database)
    except OSError as error:
        raise refuse_write(error, database.parent) from error
    finally:
        owner.release()


def _unlock(reader: Reader, secret: str, user: str | None) -> bytes:
    try:
        data_key = reader.key_ring().unlock(secret, user=user).data_key
    except StorageProblem as problem:
        if problem.code == "keys.wrong_password":
            raise refuse("backup.wrong_password", path=reader.path, made_on=_office_day(reader.manifest)) from None
        raise as_refusal(problem) from problem
    reader.check_seal(data_key)
    return data_key


def _office_day(manifest: Manifest) -> object:
    return manifest.made_at.astimezone(clock.OFFICE_ZONE).date()


def _check_space(manifest: Manifest, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < manifest.size + _SPARE_BYTES:
        megabyte = 1024 * 1024
        raise refuse("backup.no_space", path=folder, need=manifest.size // megabyte + 5, free=free // megabyte)


class _Unpacking:
    """Unpacks and proves a container in the staging folder."""

    def __init__(
        self, reader: Reader, target: Path, data_key: bytes, report: Report | None, *, training_only: bool
    ) -> None:
        self._reader = reader
        self._data_key = data_key
        self._report = report
        self._training_only = training_only
        self._done, self._total = 0, reader.manifest.size + 1
        self.folder = staging_folder(target)
        # Named as they will be called, so that one rename each puts them in place.
        self._database = self.folder / target.name
        self._keys = keys.key_file(self._database)
        self._files = vault_folder(self._database)

    def _advance(self, size: int) -> None:
        self._done += size
        if self._report:
            self._report(min(self._done, self._total), self._total)

    def run(self) -> None:
        """Unpack everything and refuse unless all of it is what the manifest promises."""
        manifest = self._reader.manifest
        self.folder.mkdir()
        if manifest.attachments:
            self._files.mkdir()
        for part in manifest.parts:
            self._unpack(part)
        with refusing():
            if inspect_copy(self._database, self._data_key) != manifest.contents:
                raise refuse("backup.damaged", path=self._reader.path)
            self._check_attachments()
            if self._training_only and setting_of_copy(self._database, self._data_key, TRAINING) != "true":
                raise refuse("today.not_training")
        for folder in {self.folder, self._files} if manifest.attachments else {self.folder}:
            sync_folder(folder)

    def _place(self, part: Part) -> Path:
        if part.name == DATABASE:
            return self._database
        return self._keys if part.name == KEYS else self._files / part.name.removeprefix(FILES)

    def _unpack(self, part: Part) -> None:
        with self._place(part).open("xb") as file:
            for chunk in self._reader.read_part(part, self._advance):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    def _check_attachments(self) -> None:
        vault = Vault(self._files, self._data_key)
        known_bad = frozenset(self._reader.manifest.bad_attachments)
        for name in vault.names():
            if name not in known_bad:
                vault.get(name)


def _carry_out(unpacking: _Unpacking, target: Path, now: datetime) -> Path | None:
    try:
        unpacking.run()
    except BaseException:
        shutil.rmtree(unpacking.folder, ignore_errors=True)
        raise
    aside = None
    if any(file.exists() for file in _files_of(target)):
        stamp = now.astimezone(clock.OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
        aside = target.parent / "backups" / f"{target.stem}-replaced-{stamp}-{secrets.token_hex(2)}"
    _mark(unpacking.folder, phase=1, aside=aside.name if aside else "")
    try:
        _finish(target)
    except OSError as error:  # no way back from here, and none is needed: the next opening goes on
        raise refuse("backup.to_be_finished", path=target) from error
    return aside


def _files_of(database: Path) -> tuple[Path, ...]:
    names = ("", "-wal", "-shm", ".keys", ".keys.previous", ".files")
    return tuple(database.with_name(f"{database.name}{name}") for name in names)


def _mark(folder: Path, *, phase: int, aside: str) -> None:
    write_whole(folder / _READY, json.dumps({"phase": phase, "aside": aside}).encode())


def _finish(target: Path) -> bool:
    """Go on from where the last attempt stopped; every step may be repeated."""
    folder = staging_folder(target)
    try:
        mark = json.loads((folder / _READY).read_bytes())
    except FileNotFoundError:
        if folder.exists():  # cut off while unpacking: nothing had been changed yet
            shutil.rmtree(folder)
        return False
    if mark["phase"] == 1:
        _set_aside(target, mark["aside"])
        _mark(folder, phase=2, aside=mark["aside"])
    for file in _files_of(target):
        staged = folder / file.name
        if staged.exists():
            staged.replace(file)
    sync_folder(target.parent)
    shutil.rmtree(folder)
    return True


def _set_aside(target: Path, name: str) -> None:
    if not name:
        return
    aside = target.parent / "backups" / name
    aside.mkdir(parents=True, exist_ok=True)
    for file in _files_of(target):
        if file.exists():
            file.replace(aside / file.name)
    sync_folder(aside)
    sync_folder(target.parent)
