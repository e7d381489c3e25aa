"""Backups that are proven, restores that are whole or not at all, and a check that finds what was changed."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app.models import pragmas
from app.models.engine import Database, vault_folder
from app.models.papers import Attachment
from app.models.region import Region
from app.services import audit, wording
from app.services.backup import restoring
from app.services.backup.automatic import AutomaticBackups
from app.services.backup.making import back_up, work_folder
from app.services.backup.service import BackupService
from app.services.context import Actor
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.opening import create_office_database, open_database

PASSWORD = "春耕Shui渠7"
NOON = datetime(2020, 4, 1, 4, 0, tzinfo=UTC)


def _write(ledger, actor, today, name):
    with ledger.transaction("test.write", actor=actor, today=today) as tx:
        tx.session.add(Region(kind="village", name=name, match_name=name))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A closed office with a village and an attachment, its paper code and its data key."""
    folder = tmp_path_factory.mktemp("template")
    database, code = create_office_database(folder / "office.db", PASSWORD, "王芳")
    ledger, actor, today = Ledger(database), Actor("王测", "王测", "石门镇"), date(2020, 3, 20)
    _write(ledger, actor, today, "红星村")
    photo = database.vault.put(b"photo" * 1000)
    with ledger.transaction("test.attach", actor=actor, today=today) as tx:
        tx.session.add(Attachment(file_key=photo, original_name="照片.jpg", size_bytes=5000))
    database.close()
    return folder, code, database.data_key


@pytest.fixture
def office(tmp_path, template):
    """The ledger of a copy of that office, open, and its paper code."""
    folder, code, data_key = template
    shutil.copytree(folder, tmp_path / "pc")
    database = Database.open(tmp_path / "pc" / "office.db", data_key)
    yield Ledger(database), code
    database.close()


def _codes(work):
    with pytest.raises(Refused) as refused:
        work()
    for sentence in wording.sentences(refused.value):
        assert "—" not in sentence
        assert sentence not in refused.value.codes
    return refused.value.codes


def _hash(database):
    with database.read() as session:
        return audit.content_hash(session), audit.head(session)


@pytest.mark.parametrize("by", ["code", "password"])
def test_the_drill_empty_machine_backup_and_paper_give_the_same_office(office, tmp_path, by):
    ledger, code = office
    made = back_up(ledger.database, tmp_path / "stick.swbak")
    before = _hash(ledger.database)
    ledger.database.close()
    shutil.rmtree(tmp_path / "pc")
    target = tmp_path / "new pc" / "office.db"
    restored = restoring.restore(made.path, target, code if by == "code" else PASSWORD)
    assert restored.set_aside is None
    database = open_database(target, PASSWORD)
    assert _hash(database) == before
    assert BackupService(Ledger(database)).verify().is_good
    with database.read() as session:
        name = session.scalar(text("SELECT file_key FROM attachment"))
    assert database.vault.get(name) == b"photo" * 1000
    database.close()
    assert {file.name for file in target.parent.iterdir()} == {
        "office.db", "office.db.keys", "office.db.files", "office.db.lock",
    }  # fmt: skip


def test_a_backup_tells_its_figures_and_shows_nothing_else(office, tmp_path):
    ledger, _ = office
    seen = []
    made = back_up(ledger.database, tmp_path / "a.swbak", report=lambda done, total: seen.append((done, total)))
    told = restoring.describe(made.path)
    assert told == made.manifest
    assert told.contents.count("region") == 1
    assert (told.audit_seq, len(told.attachments), told.bad_attachments) == (2, 1, ())
    assert seen == sorted(seen)
    assert seen[-1][0] >= 0.95 * seen[-1][1]
    content = made.path.read_bytes()
    for word in ("红星".encode(), "照片".encode(), b"photophoto", b"SQLite format 3"):
        assert word not in content
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.swbak"]
    assert list(work_folder(ledger.database.path).iterdir()) == []


def test_an_existing_file_is_kept_unless_the_user_said_so(office, tmp_path):
    ledger, _ = office
    (tmp_path / "a.swbak").write_bytes(b"something of mine")
    assert _codes(lambda: back_up(ledger.database, tmp_path / "a.swbak")) == ("backup.exists",)
    assert _codes(lambda: back_up(ledger.database, ledger.database.path)) == ("backup.exists",)
    assert (tmp_path / "a.swbak").read_bytes() == b"something of mine"
    back_up(ledger.database, tmp_path / "a.swbak", replace=True)
    assert restoring.describe(tmp_path / "a.swbak").audit_seq == 2


def test_a_place_that_cannot_be_written_is_named(office, tmp_path):
    ledger, _ = office
    assert _codes(lambda: back_up(ledger.database, tmp_path / "no" / "a.swbak")) == ("disk.not_writable",)
    (tmp_path / "folder.swbak").mkdir()
    assert _codes(lambda: back_up(ledger.database, tmp_path / "folder.swbak", replace=True)) == ("disk.not_writable",)
    assert {file.name for file in tmp_path.iterdir()} == {"pc", "folder.swbak"}


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes")
def test_a_disk_that_takes_no_more_keeps_everything(office, tmp_path, actor, today):
    """The limit of the system on file sizes stands for the full disk: writes fail in the middle."""
    import resource

    ledger, code = office
    back_up(ledger.database, tmp_path / "old.swbak")
    old = (tmp_path / "old.swbak").read_bytes()
    before = _hash(ledger.database)
    size = ledger.database.path.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        for limit, kind in ((size // 2, "database"), (len(old) - 2_000, "disk")):  # the copy, the container
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
            codes = _codes(lambda: back_up(ledger.database, tmp_path / "old.swbak", replace=True))
            assert codes[0].startswith(kind)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, limits[1]))
        codes = _codes(lambda: restoring.restore(tmp_path / "old.swbak", tmp_path / "r" / "office.db", code))
        assert codes == ("disk.too_big",)
        codes = _codes(lambda: _write(ledger, actor, today, "村" * 3_000_000))
        assert codes[0] in ("database.disk_full", "database.input_output")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "old.swbak").read_bytes() == old
    assert _hash(ledger.database) == before
    assert BackupService(ledger).verify().is_good
    assert not list(tmp_path.glob("*.writing"))
    _write(ledger, actor, today, "又一村")


def test_cancelling_leaves_nothing(office, tmp_path):
    ledger, _ = office

    def cancel(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(ledger.database, tmp_path / "a.swbak", report=cancel)
    assert not list(tmp_path.glob("*.swbak*"))


def test_a_write_during_the_copy_is_waited_out(office, tmp_path, actor, today):
    """The first copy and the figures may differ; then the copy is made again while nobody can write."""
    ledger, _ = office
    copy_into = ledger.database.copy_into
    calls = []

    def copy_while_somebody_writes(target):
        if not calls:
            _write(ledger, actor, today, "新来村")
        calls.append(target)
        copy_into(target)

    ledger.database.copy_into = copy_while_somebody_writes
    made = back_up(ledger.database, tmp_path / "a.swbak")
    assert len(calls) == 2
    assert made.manifest.contents.count("region") == 2


def test_a_lost_attachment_does_not_stop_the_backup_and_is_said(office, tmp_path):
    ledger, _ = office
    database = ledger.database
    good, bad = next(database.vault.names()), database.vault.put(b"to be damaged")
    (database.vault.folder / bad).write_bytes(b"damaged")
    made = back_up(database, tmp_path / "a.swbak")
    assert made.bad_attachments == (bad,)
    database.vault.remove(good)
    assert back_up(database, tmp_path / "b.swbak").bad_attachments == tuple(sorted((good, bad)))
    restoring.restore(tmp_path / "a.swbak", tmp_path / "r" / "office.db", PASSWORD)


def test_every_flip_and_cut_of_a_backup_is_refused_and_changes_nothing(office, tmp_path):
    ledger, code = office
    back_up(ledger.database, tmp_path / "a.swbak")
    whole = (tmp_path / "a.swbak").read_bytes()
    target = tmp_path / "r" / "office.db"
    target.parent.mkdir()
    rng = random.Random(11)
    directory = whole.rindex(b"manifest.json")
    offsets = [rng.randrange(len(whole)) for _ in range(14)] + [rng.randrange(directory, len(whole)) for _ in range(14)]
    for number, offset in enumerate(offsets):
        content = bytearray(whole[:offset]) if number % 5 == 0 else bytearray(whole)
        if number % 5:
            content[offset] ^= 1 << rng.randrange(8)
        (tmp_path / "b.swbak").write_bytes(content)
        try:
            restoring.restore(tmp_path / "b.swbak", target, code)
        except Refused as refused:
            assert set(refused.codes) <= {  # noqa: PT017 - a flip in what a zip does not use is no damage
                "backup.damaged", "backup.not_a_backup", "backup.newer", "keys.damaged", "keys.wrong_recovery_code",
            }  # fmt: skip
            assert not target.exists()
        else:
            database = open_database(target, code)
            assert _hash(database) == _hash(ledger.database)
            database.close()
        shutil.rmtree(target.parent)
        target.parent.mkdir()


def _repacked(source, target, change):
    """The container with changed parts, as somebody with a zip program could make it."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "files/CON", "other.db"])
def test_strange_parts_are_never_unpacked(office, tmp_path, name):
    ledger, code = office
    back_up(ledger.database, tmp_path / "a.swbak")

    def add(parts):
        body = json.loads(parts["manifest.json"])
        body["parts"].append({"name": name, "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})
        parts["manifest.json"] = json.dumps(body).encode()
        parts[name] = b"x"

    _repacked(tmp_path / "a.swbak", tmp_path / "b.swbak", add)
    assert _codes(lambda: restoring.restore(tmp_path / "b.swbak", tmp_path / "r" / "o.db", code)) == ("backup.damaged",)
    assert not (tmp_path / "r").exists()


def test_a_rewritten_manifest_and_a_foreign_part_are_refused(office, tmp_path):
    ledger, code = office
    back_up(ledger.database, tmp_path / "a.swbak")

    def lie(parts):
        body = json.loads(parts["manifest.json"])
        body["rows"]["region"] = 99
        parts["manifest.json"] = json.dumps(body).encode()

    def extra(parts):
        parts["files/" + "0" * 40] = b"x"

    for change in (lie, extra):
        _repacked(tmp_path / "a.swbak", tmp_path / "b.swbak", change)
        assert _codes(lambda: restoring.restore(tmp_path / "b.swbak", tmp_path / "o.db", code)) == ("backup.damaged",)


def test_what_is_no_backup_or_newer_is_refused(office, tmp_path):
    ledger, code = office
    back_up(ledger.database, tmp_path / "a.swbak")

    def newer(parts):
        body = json.loads(parts["manifest.json"])
        body["version"] = 99
        parts["manifest.json"] = json.dumps(body).encode()

    _repacked(tmp_path / "a.swbak", tmp_path / "newer.swbak", newer)
    (tmp_path / "text.swbak").write_text("这不是备份")
    with zipfile.ZipFile(tmp_path / "zip.swbak", "w") as archive:
        archive.writestr("a.txt", "x")
    target = tmp_path / "o.db"
    assert _codes(lambda: restoring.restore(tmp_path / "newer.swbak", target, code)) == ("backup.newer",)
    assert _codes(lambda: restoring.restore(tmp_path / "text.swbak", target, code)) == ("backup.not_a_backup",)
    assert _codes(lambda: restoring.restore(tmp_path / "zip.swbak", target, code)) == ("backup.not_a_backup",)
    assert _codes(lambda: restoring.restore(tmp_path / "no.swbak", target, code)) == ("backup.missing",)
    assert _codes(lambda: restoring.restore(tmp_path / "a.swbak", target, "falsch")) == ("backup.wrong_password",)
    assert not list(tmp_path.glob("o.db*"))


def test_what_was_there_is_set_aside_whole(office, tmp_path, actor, today):
    ledger, code = office
    path = ledger.database.path
    back_up(ledger.database, tmp_path / "a.swbak")
    at_backup = _hash(ledger.database)
    _write(ledger, actor, today, "后来村")
    later = _hash(ledger.database)
    assert _codes(lambda: restoring.restore(tmp_path / "a.swbak", path, code)) == ("database.in_use",)
    ledger.database.close()
    restored = restoring.restore(tmp_path / "a.swbak", path, code)
    database = open_database(path, PASSWORD)
    assert _hash(database) == at_backup
    database.close()
    aside = open_database(restored.set_aside / path.name, PASSWORD)
    assert _hash(aside) == later
    assert BackupService(Ledger(aside)).verify().is_good
    aside.close()


KILLED = """
import os, pathlib, signal, sys
from app.services.backup import restoring
backup, target, code, at = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
count = 0
def count_down(event, arguments):
    global count
    changes = event in ("os.rename", "os.mkdir", "os.rmdir", "os.remove")
    watched = changes or (event == "open" and "x" in str(arguments[1]))
    if watched and "office.db" in str(arguments[0]):
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count_down)
restoring.restore(backup, target, code)
print(count)
"""


def _restore_killed(backup, target, code, at):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), str(target), code, str(at)], capture_output=True, check=False
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_restore_killed_anywhere_leaves_the_old_office_or_the_new(office, tmp_path, actor, today):
    ledger, code = office
    path = ledger.database.path
    back_up(ledger.database, tmp_path / "a.swbak")
    new = _hash(ledger.database)
    _write(ledger, actor, today, "后来村")
    old = _hash(ledger.database)
    ledger.database.close()
    shutil.copytree(path.parent, tmp_path / "kept")
    steps = int(_restore_killed(tmp_path / "a.swbak", path, code, 0).stdout)
    assert steps >= 15
    outcomes = []
    for at in range(1, steps + 1, 3):
        shutil.rmtree(path.parent)
        shutil.copytree(tmp_path / "kept", path.parent)
        assert _restore_killed(tmp_path / "a.swbak", path, code, at).returncode == -signal.SIGKILL
        database = open_database(path, PASSWORD)
        assert _hash(database) in (old, new)
        outcomes.append(_hash(database) == new)
        assert BackupService(Ledger(database)).verify().is_good
        database.close()
        assert not restoring.staging_folder(path).exists()
    assert outcomes == sorted(outcomes)  # old up to one moment, new from then on
    assert set(outcomes) == {False, True}


def test_verify_finds_a_damaged_page_a_changed_row_and_a_lost_attachment(office):
    ledger, _ = office
    database = ledger.database
    service = BackupService(ledger)
    steps = []
    good = service.verify(report=lambda done, total: steps.append((done, total)))
    assert (good.is_good, good.audit_entries, good.attachments) == (True, 2, 1)
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    name = next(database.vault.names())
    (database.vault.folder / name).write_bytes(b"x")
    assert [reason.code for reason in service.verify().problems] == ["attachment.damaged"]
    database.vault.remove(name)
    assert [reason.code for reason in service.verify().problems] == ["attachment.missing"]
    database.vault.put(b"photo" * 1000)
    with database.write() as session:
        session.execute(text("UPDATE region SET name = '黑星村'"))
    assert [reason.code for reason in service.verify().problems] == ["verify.audit"]
    for reason in service.verify().problems:
        assert "—" not in wording.sentence(reason)


def test_verify_finds_a_flipped_byte(office):
    ledger, _ = office
    path, key = ledger.database.path, ledger.database.data_key
    ledger.database.close()
    content = bytearray(path.read_bytes())
    connection = pragmas.connect_untouched(path, key)
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'village_sheet_history'").fetchone()[0]
    connection.close()
    content[(page - 1) * 4096 + 100] ^= 1
    path.write_bytes(content)
    assert _codes(lambda: open_database(path, PASSWORD)) == ("database.damaged",)


def test_by_hand_and_restored_are_in_the_audit(office, tmp_path, actor, today):
    ledger, code = office
    service = BackupService(ledger)
    made = service.back_up(tmp_path / service.suggested_name(today=today), actor=actor, today=today)
    assert made.path.name.startswith("守望备份-office-")
    assert made.manifest.audit_seq == 3
    ledger.database.close()
    restored = restoring.restore(made.path, tmp_path / "r" / "office.db", code)
    database = open_database(restored.database, code)
    BackupService(Ledger(database)).record_restored(restored, actor=actor, today=today)
    with database.read() as session:
        actions = list(session.execute(text("SELECT action FROM audit_entry ORDER BY seq")).scalars())
    database.close()
    assert actions[-2:] == ["backup.make", "backup.restore"]


def test_automatic_backups_come_when_something_changed(office, actor, today):
    ledger, _ = office
    automatic = AutomaticBackups(ledger.database)
    assert automatic.is_due(NOON)
    assert automatic.before("import", now=NOON).manifest.reason == "import"
    assert automatic.before("import", now=NOON) is None
    assert automatic.at_exit(now=NOON) is None
    _write(ledger, actor, today, "二村")
    assert automatic.when_due(now=NOON + timedelta(minutes=10)) is None
    assert automatic.when_due(now=NOON + timedelta(minutes=31)).manifest.reason == "interval"
    _write(ledger, actor, today, "三村")
    assert not automatic.is_overdue(NOON + timedelta(days=6))
    assert automatic.is_overdue(NOON + timedelta(days=8))
    assert automatic.at_exit(now=NOON + timedelta(hours=1)) is not None
    assert [entry.reason for entry in automatic.kept()] == ["exit", "interval", "import"]
    assert not automatic.is_overdue(NOON + timedelta(days=80))
    (automatic.folder / "office-20209999-000000-exit-00000001-0123456789ab.swbak").touch()
    (automatic.folder / "other-20200401-000000-exit-00000001-0123456789ab.swbak").touch()
    assert len(automatic.kept()) == 3


def test_backup_and_proof_are_quick(office, tmp_path):
    ledger, _ = office
    with ledger.database.write() as session:
        session.execute(text("CREATE TABLE ballast (id INTEGER PRIMARY KEY, filling BLOB)"))
        session.execute(
            text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
                 "INSERT INTO ballast SELECT i, randomblob(3800) FROM n")
        )  # fmt: skip
    started = time.perf_counter()
    made = back_up(ledger.database, tmp_path / "a.swbak")
    assert made.size > 33 * 1024 * 1024
    assert time.perf_counter() - started <= 6  # the bar is 2 s on a machine that does nothing else
    assert vault_folder(ledger.database.path).is_dir()
