"""Bars 3, 4 and 14: what is opened is encrypted, whole, ours and on a proper disk, or is refused untouched."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3  # noqa: TID251 - the plain library that a broken installation would bring
import time

import pytest
from sqlalchemy import text

from app.models import pragmas, self_check
from app.models.engine import Database
from app.models.places import DriveType, mounted_on, place_problem
from app.models.problems import StorageProblem

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound database of about 60 pages."""
    path = tmp_path_factory.mktemp("sound") / "a.db"
    database = Database.create(path, KEY)
    with database.migration_connection() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        connection.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)"))
        for number in range(1_000):
            connection.execute(text("INSERT INTO item VALUES (:n, :name)"), {"n": number, "name": f"户{number:0200}"})
    database.close()
    return path


def _refusal(path, key=KEY, **more):
    with pytest.raises(StorageProblem) as refused:
        Database.open(path, key, **more).close()
    return refused.value.code


def _copy(sound, tmp_path):
    return shutil.copy(sound, tmp_path / "b.db")


def test_the_check_takes_less_than_a_tenth_of_a_second(sound, tmp_path):
    path = _copy(sound, tmp_path)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        Database.open(path, KEY).close()
        times.append(time.perf_counter() - started)
    assert min(times) < 0.1


def test_a_plain_sqlite_in_place_of_ours_is_stopped(sound, tmp_path, monkeypatch):
    monkeypatch.setattr(pragmas, "driver", sqlite3)
    assert _refusal(_copy(sound, tmp_path)) == "database.library_plain"
    with pytest.raises(StorageProblem, match=r"database\.library_plain"):
        Database.create(tmp_path / "new.db", KEY)
    assert not (tmp_path / "new.db").exists()


def test_an_old_library_is_stopped(monkeypatch):
    monkeypatch.setattr(self_check, "LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(StorageProblem, match=r"database\.library_old"):
        self_check.check_library()


def test_an_unencrypted_file_is_refused(tmp_path):
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE person (name TEXT)")
    plain.close()
    before = (tmp_path / "plain.db").read_bytes()
    assert _refusal(tmp_path / "plain.db") == "database.not_encrypted"
    assert (tmp_path / "plain.db").read_bytes() == before


def test_missing_empty_and_foreign_files_are_refused(tmp_path):
    assert _refusal(tmp_path / "no.db") == "database.missing"
    (tmp_path / "empty.db").touch()
    assert _refusal(tmp_path / "empty.db") == "database.damaged"
    (tmp_path / "noise.db").write_bytes(os.urandom(8192))
    assert _refusal(tmp_path / "noise.db") == "database.key_or_first_page"
    (tmp_path / "folder.db").mkdir()
    assert _refusal(tmp_path / "folder.db") == "database.unreadable"


def test_the_key_of_another_database_is_refused(sound, tmp_path):
    assert _refusal(_copy(sound, tmp_path), os.urandom(32)) == "database.key_or_first_page"


def test_every_flipped_byte_is_found(sound, tmp_path):
    whole = sound.read_bytes()
    rng = random.Random(20201123)
    offsets = {*range(0, 120, 7), *(rng.randrange(len(whole)) for _ in range(110)), len(whole) - 1}
    path = tmp_path / "b.db"
    codes = set()
    for offset in offsets:
        content = bytearray(whole)
        content[offset] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
        codes.add(_refusal(path))
    assert len(offsets) >= 120
    assert codes == {"database.damaged", "database.key_or_first_page"}


def _read_all(path):
    """Read every row; the file is sound only if nothing refuses and nothing differs."""
    database = Database.open(path, KEY)
    try:
        with database.read() as session:
            assert session.scalar(text("SELECT sum(length(name)) FROM item")) == 201_000
        assert database.damaged_pages()  # then it was a page that no row lies on
    finally:
        database.close()
    raise StorageProblem("database.damaged", path=path)


def test_in_a_big_file_a_flipped_byte_is_found_when_its_page_is_read(sound, tmp_path, monkeypatch):
    monkeypatch.setattr(self_check, "_CHEAP_BYTES", 0)
    whole = sound.read_bytes()
    rng = random.Random(7)
    path = tmp_path / "b.db"
    for _ in range(60):
        content = bytearray(whole)
        content[rng.randrange(len(whole))] ^= 0xFF
        path.write_bytes(content)
        with pytest.raises(StorageProblem) as refused:
            _read_all(path)
        assert refused.value.code in ("database.damaged", "database.key_or_first_page")


def test_every_cut_and_every_swapped_page_is_found(sound, tmp_path):
    whole = sound.read_bytes()
    rng = random.Random(3)
    path = tmp_path / "b.db"
    for _ in range(30):
        path.write_bytes(whole[: rng.randrange(len(whole))])
        assert _refusal(path) in ("database.damaged", "database.key_or_first_page")
    pages = [whole[n : n + 4096] for n in range(0, len(whole), 4096)]
    for _ in range(30):
        first, second = rng.sample(range(1, len(pages)), 2)
        mixed = list(pages)
        mixed[first], mixed[second] = mixed[second], mixed[first]
        path.write_bytes(b"".join(mixed))
        assert _refusal(path) == "database.damaged"


def _digests(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("b.db*")}


@pytest.mark.parametrize("with_log", [False, True])
def test_a_newer_file_is_refused_without_writing_a_byte(sound, tmp_path, with_log):
    path = _copy(sound, tmp_path)
    if with_log:  # as a crash of the newer program would leave it
        connection = pragmas.connect(path, KEY, pragmas.WRITER)
        connection.execute("UPDATE item SET name = 'x' WHERE id < 50")
        log = path.with_name("b.db-wal").read_bytes()
        main = path.read_bytes()
        connection.close()
        path.write_bytes(main)
        path.with_name("b.db-wal").write_bytes(log)
    before = _digests(tmp_path)
    assert _refusal(path, schema_head="0000") == "database.newer"
    after = _digests(tmp_path)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() <= {"b.db-shm", "b.db.lock"}


@pytest.mark.parametrize(
    ("found", "head", "refused"),
    [(None, "0002", False), ("0001", "0002", False), ("0002", "0002", False), ("0003", "0002", True),
     ("deadbeef", "0002", True)],
)  # fmt: skip
def test_schema_versions(tmp_path, found, head, refused):
    if refused:
        with pytest.raises(StorageProblem, match=r"database\.newer"):
            self_check.check_schema(found, head=head, path=tmp_path)
    else:
        self_check.check_schema(found, head=head, path=tmp_path)


def test_pragmas_that_did_not_take_are_noticed(sound, tmp_path):
    connection = pragmas.connect(_copy(sound, tmp_path), KEY, pragmas.WRITER)
    self_check.check_settings(connection, tmp_path)
    for pragma in ("synchronous = NORMAL", "foreign_keys = OFF", "secure_delete = OFF", "journal_mode = DELETE"):
        name = pragma.partition(" ")[0]
        connection.execute(f"PRAGMA {pragma}")
        with pytest.raises(StorageProblem) as refused:
            self_check.check_settings(connection, tmp_path)
        assert refused.value.values["setting"] == name
        connection.close()
        connection = pragmas.connect(tmp_path / "b.db", KEY, pragmas.WRITER)
    connection.close()


@pytest.mark.parametrize(
    ("path", "drive", "code"),
    [
        (r"C:\Users\王芳\AppData\Local\Shouwang\a.db", DriveType.FIXED, None),
        (r"\\?\C:\data\a.db", DriveType.FIXED, None),
        (r"C:\data\OneDrive.db", DriveType.FIXED, None),
        (r"C:\坚果\a.db", DriveType.FIXED, None),
        (r"\\server\share\a.db", DriveType.UNKNOWN, "database.on_share"),
        ("//server/share/a.db", DriveType.UNKNOWN, "database.on_share"),
        (r"\\?\UNC\server\share\a.db", DriveType.UNKNOWN, "database.on_share"),
        (r"Z:\a.db", DriveType.REMOTE, "database.on_share"),
        (r"E:\a.db", DriveType.REMOVABLE, "database.on_stick"),
        (r"E:\a.db", DriveType.OPTICAL, "database.on_stick"),
        (r"Q:\a.db", DriveType.NO_ROOT, "database.no_drive"),
        (rf"C:\{'很长的文件夹名字' * 20}\a.db", DriveType.FIXED, "database.path_too_long"),
        (rf"\\?\C:\{'很长的文件夹名字' * 20}\a.db", DriveType.FIXED, "database.path_too_long"),
        (r"C:\Users\张三 的电脑\AppData\Local\Shouwang\shouwang.db", DriveType.FIXED, None),
        (f"/home/{'很长的文件夹名字' * 20}/a.db", DriveType.FIXED, None),
        (r"C:\Users\x\OneDrive\a.db", DriveType.FIXED, "database.in_sync_folder"),
        (r"C:\Users\x\OneDrive - 石门镇\文档\a.db", DriveType.FIXED, "database.in_sync_folder"),
        (r"D:\我的坚果云\a.db", DriveType.FIXED, "database.in_sync_folder"),
        (r"D:\百度网盘\a.db", DriveType.FIXED, "database.in_sync_folder"),
        (r"D:\BaiduSyncdisk\x\a.db", DriveType.FIXED, "database.in_sync_folder"),
        ("/home/x/Dropbox/a.db", DriveType.FIXED, "database.in_sync_folder"),
        ("/home/x/a.db", DriveType.FIXED, None),
    ],
)
def test_places(path, drive, code):
    assert place_problem(path, drive) == code


def test_what_a_posix_path_is_mounted_on():
    mounts = [
        "/dev/sda1 / ext4 rw 0 0",
        "server:/x /home/share nfs4 rw 0 0",
        r"/dev/sdb1 /media/wang/U\040盘 vfat rw 0 0",
        "//nas/x /mnt/nas cifs rw 0 0",
        "broken",
    ]
    assert mounted_on("/home/x/a.db", mounts) is DriveType.FIXED
    assert mounted_on("/home/shared/a.db", mounts) is DriveType.FIXED
    assert mounted_on("/home/share/a.db", mounts) is DriveType.REMOTE
    assert mounted_on("/mnt/nas/a.db", mounts) is DriveType.REMOTE
    assert mounted_on("/media/wang/U 盘/a.db", mounts) is DriveType.REMOVABLE


def test_a_database_in_a_sync_folder_is_refused(sound, tmp_path):
    folder = tmp_path / "坚果云"
    folder.mkdir()
    shutil.copy(sound, folder / "b.db")
    assert _refusal(folder / "b.db") == "database.in_sync_folder"
    with pytest.raises(StorageProblem, match=r"database\.in_sync_folder"):
        Database.create(folder / "c.db", KEY)
