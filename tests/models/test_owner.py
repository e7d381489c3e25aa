"""Bars 6 and 13: one owner, a killed owner leaves no lock, a killed migration leaves the old or the new schema."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from app.models import schema
from app.models.engine import Database
from app.models.owner import Owner, holder
from app.models.problems import StorageProblem

KEY = bytes(range(32))
HOLD = """
import sys, pathlib
from app.models.engine import Database
database = Database.open(pathlib.Path(sys.argv[1]), bytes(range(32)))
print("open", flush=True)
sys.stdin.read()
"""
MIGRATE = """
import os, pathlib, signal, sys
from sqlalchemy import event, text
from app.models.engine import Database
database = Database.open(pathlib.Path(sys.argv[1]), bytes(range(32)))
steps = [
    "CREATE TABLE fresh (id INTEGER PRIMARY KEY)",
    "INSERT INTO fresh SELECT id FROM item",
    "CREATE TABLE item_new (id INTEGER PRIMARY KEY, name TEXT, more TEXT DEFAULT '')",
    "INSERT INTO item_new (id, name) SELECT id, name FROM item",
    "DROP TABLE item",
    "ALTER TABLE item_new RENAME TO item",
    "UPDATE alembic_version SET version_num = '0002'",
]
with database.migration_connection() as connection:
    for number, step in enumerate(steps):
        connection.execute(text(step))
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
if int(sys.argv[2]) == len(steps):
    os.kill(os.getpid(), signal.SIGKILL)
"""
UPGRADE = """
import os, pathlib, signal, sys
from sqlalchemy import event
from app.models import schema
from app.models.engine import Database
database = Database.create(pathlib.Path(sys.argv[1]), bytes(range(32)))
done = 0
with database.migration_connection() as connection:
    @event.listens_for(connection, "after_cursor_execute")
    def count(*arguments):
        global done
        done += 1
        if done == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
    schema.upgrade(connection)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX; the lock itself is the same call")


def _child(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


@pytest.fixture
def path(tmp_path):
    database = Database.create(tmp_path / "a.db", KEY)
    with database.migration_connection() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        connection.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("INSERT INTO item (name) SELECT 'x' FROM pragma_function_list LIMIT 100"))
    database.close()
    return database.path


def test_the_second_owner_is_refused_in_time_and_told_who_has_it(path):
    with _child(HOLD, path) as child:
        assert child.stdout.readline() == b"open\n"
        started = time.perf_counter()
        with pytest.raises(StorageProblem) as refused:
            Database.open(path, KEY)
        assert time.perf_counter() - started <= 1.5
        assert refused.value.code == "database.in_use"
        assert refused.value.values["process"] == child.pid
        child.stdin.close()
        child.wait(20)
    Database.open(path, KEY).close()


def test_the_same_process_is_no_exception(path):
    first = Database.open(path, KEY)
    with pytest.raises(StorageProblem, match=r"database\.in_use"):
        Database.open(path, KEY)
    with first.read() as session:  # the refused attempt has not taken the first one's locks
        assert session.scalar(text("SELECT count(*) FROM item")) == 100
    first.close()


def test_a_killed_owner_leaves_no_lock(path):
    for _ in range(3):
        with _child(HOLD, path) as child:
            assert child.stdout.readline() == b"open\n"
            child.send_signal(signal.SIGKILL)
            child.wait(20)
        Database.open(path, KEY).close()
    assert holder(path) is None


def test_a_link_to_the_file_has_the_same_owner(path, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(path)
    first = Database.open(link, KEY)
    assert first.path == path
    with pytest.raises(StorageProblem, match=r"database\.in_use"):
        Database.open(path, KEY)
    first.close()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StorageProblem, match=r"database\.folder_not_writable"):
        Owner.claim(blocked / "a.db")


@pytest.mark.parametrize("step", [0, 3, 5, 6, 7])
def test_a_migration_killed_at_any_statement_leaves_old_or_new(path, step):
    with _child(MIGRATE, path, step) as child:
        child.stdin.close()
        assert child.wait(30) == -signal.SIGKILL
    database = Database.open(path, KEY, schema_head="0002")
    with database.read() as session:
        version = session.scalar(text("SELECT version_num FROM alembic_version"))
        columns = list(session.execute(text("SELECT * FROM item")).keys())
        fresh = session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name IN ('fresh', 'item_new')"))
        count = session.scalar(text("SELECT count(*) FROM item"))
    assert database.damaged_pages() == ()
    database.close()
    old = ("0001", ["id", "name"], 0, 100)
    new = ("0002", ["id", "name", "more"], 1, 100)
    assert (version, columns, fresh, count) == (new if step == 7 else old)


@pytest.mark.parametrize("step", [2, 60, 150])
def test_the_real_upgrade_killed_leaves_an_empty_file_and_can_be_repeated(tmp_path, step):
    with _child(UPGRADE, tmp_path / "new.db", step) as child:
        child.stdin.close()
        assert child.wait(30) == -signal.SIGKILL
    database = Database.open(tmp_path / "new.db", KEY)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM sqlite_master")) == 0
    with database.migration_connection() as connection:
        schema.upgrade(connection)
    with database.read() as session:
        assert schema.current_version(session.connection()) == schema.SCHEMA_HEAD
    database.close()
