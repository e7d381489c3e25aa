"""One writer, two readers, one owner: what the rest of the program may rely on."""

from __future__ import annotations

import os
import threading

import pytest
from sqlalchemy import text

from app.models.engine import Database
from app.models.problems import StorageProblem


@pytest.fixture
def data_key():
    return os.urandom(32)


@pytest.fixture
def database(tmp_path, data_key):
    made = Database.create(tmp_path / "镇 台账.db", data_key)
    with made.migration_connection() as connection:
        connection.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("CREATE TABLE part (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item (id))"))
    yield made
    made.close()


def _add(database, name):
    with database.write() as session:
        session.execute(text("INSERT INTO item (name) VALUES (:name)"), {"name": name})


def _names(session):
    return list(session.scalars(text("SELECT name FROM item ORDER BY id")))


def _in_thread(work):
    failures = []

    def run():
        try:
            work()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failures


def test_what_was_written_is_there_after_closing_and_opening(database, data_key):
    _add(database, "稻")
    database.close()
    database.close()
    again = Database.open(database.path, data_key)
    with again.read() as session:
        assert _names(session) == ["稻"]
    again.close()
    left = {file.name for file in database.path.parent.iterdir()}
    assert left <= {database.path.name, f"{database.path.name}.lock"}


def test_an_existing_file_is_never_created_over(database, data_key):
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(StorageProblem, match=r"database\.exists"):
        Database.create(database.path, data_key)
    assert database.path.read_bytes() == before


def test_an_exception_takes_everything_back(database):
    def fail():
        with database.write() as session:
            session.execute(text("INSERT INTO item (name) VALUES ('x')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert _names(session) == []


def test_a_read_keeps_its_snapshot_while_others_write(database):
    _add(database, "old")
    with database.read() as session:
        thread, failures = _in_thread(lambda: _add(database, "new"))
        thread.join()
        assert not failures
        assert _names(session) == ["old"]
        with database.read() as inner:
            assert inner is session
    with database.read() as session:
        assert _names(session) == ["old", "new"]


def test_a_read_cannot_write(database):
    with pytest.raises(StorageProblem, match=r"database\.read_only"), database.read() as session:
        session.execute(text("INSERT INTO item (name) VALUES ('x')"))


def test_the_window_reads_while_a_task_reads_long(database):
    _add(database, "a")
    inside, let_go = threading.Event(), threading.Event()

    def long_read():
        with database.read() as session:
            inside.set()
            assert let_go.wait(20)
            assert _names(session) == ["a"]

    thread, failures = _in_thread(long_read)
    assert inside.wait(20)
    with database.read() as session:  # would wait for ever if it shared the task's connection
        assert _names(session) == ["a"]
    let_go.set()
    thread.join()
    assert not failures


def test_a_write_inside_a_write_or_a_read_is_a_mistake(database):
    with database.write(), pytest.raises(RuntimeError, match="asked again"), database.write():
        pass
    with database.read(), pytest.raises(RuntimeError, match="inside an open read"), database.write():
        pass
    _add(database, "still works")


def test_ending_the_transaction_inside_is_a_mistake(database):
    with pytest.raises(RuntimeError, match="ended inside"), database.write() as session:
        session.commit()


def test_threads_write_in_the_order_in_which_they_asked(database):
    order = []
    with database.write():
        threads = []
        for number in range(8):

            def work(number=number):
                with database.write():
                    order.append(number)

            threads.append(_in_thread(work))
            while len(database._writer_turns._queue) <= number:
                threading.Event().wait(0.001)
    for thread, failures in threads:
        thread.join()
        assert not failures
    assert order == list(range(8))


def test_eight_threads_lose_no_write(database):
    def work():
        for _ in range(10):
            with database.write() as session:
                count = session.scalar(text("SELECT count(*) FROM item"))
                session.execute(text("INSERT INTO item (name) VALUES (:n)"), {"n": str(count)})
            with database.read() as session:
                assert session.scalar(text("SELECT count(*) FROM item")) > count

    threads = [_in_thread(work) for _ in range(8)]
    for thread, failures in threads:
        thread.join()
        assert not failures
    with database.read() as session:
        assert _names(session) == [str(n) for n in range(80)]


def test_a_full_disk_is_named_and_changes_nothing(database):
    _add(database, "before")
    with database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite never goes below the present size
    with pytest.raises(StorageProblem) as refused, database.write() as session:
        session.execute(text("INSERT INTO item (name) VALUES (:n)"), {"n": "x" * 200_000})
    assert refused.value.code == "database.disk_full"
    with database.read() as session:
        assert _names(session) == ["before"]


def test_a_bug_stays_a_bug(database):
    with pytest.raises(Exception, match="no such table"), database.read() as session:
        session.execute(text("SELECT * FROM no_such"))


def test_values_stay_out_of_exceptions(database):
    _add(database, "first")
    with pytest.raises(Exception, match="UNIQUE") as caught, database.write() as session:
        session.execute(text("INSERT INTO item (id, name) VALUES (1, :name)"), {"name": "张秘密"})
    assert "张秘密" not in str(caught.value)


def test_foreign_keys_hold_and_rest_only_during_a_migration(database):
    with pytest.raises(Exception, match="FOREIGN KEY"), database.write() as session:
        session.execute(text("INSERT INTO part (item_id) VALUES (99)"))
    with (
        pytest.raises(StorageProblem, match=r"database\.migration_failed"),
        database.migration_connection() as connection,
    ):
        connection.execute(text("INSERT INTO part (item_id) VALUES (99)"))
    with database.migration_connection() as connection:
        connection.execute(text("INSERT INTO part (item_id) VALUES (7)"))
        connection.execute(text("INSERT INTO item (id, name) VALUES (7, 'late')"))
    with pytest.raises(Exception, match="FOREIGN KEY"), database.write() as session:
        session.execute(text("DELETE FROM item WHERE id = 7"))


def test_a_failed_migration_leaves_the_old_schema(database):
    def fail():
        with database.migration_connection() as connection:
            connection.execute(text("CREATE TABLE other (id INTEGER)"))
            connection.execute(text("ALTER TABLE item ADD COLUMN more TEXT"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'other'")) == 0
        assert list(session.execute(text("SELECT * FROM item")).keys()) == ["id", "name"]


def test_a_copy_is_encrypted_with_the_same_key_and_equal(database, data_key, tmp_path):
    _add(database, "稻")
    database.copy_into(tmp_path / "copy.db")
    assert b"SQLite format 3" not in (tmp_path / "copy.db").read_bytes()[:16]
    copy = Database.open(tmp_path / "copy.db", data_key)
    with copy.read() as session:
        assert _names(session) == ["稻"]
    assert copy.damaged_pages() == ()
    copy.close()


def test_the_writer_wipes_what_it_deletes_and_has_its_cache(database):
    with database.write() as session:
        assert session.scalar(text("PRAGMA secure_delete")) == 1
        assert session.scalar(text("PRAGMA cache_size")) == -65536


def test_nothing_readable_is_written(database, tmp_path):
    for number in range(50):
        _add(database, f"张某某519999198001{number:04}")
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert "张某某".encode() not in content
        assert b"519999198001" not in content
