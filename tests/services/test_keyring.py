"""Opening an office with password or paper code, and changing both."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.models import keys, schema
from app.models.audit import AuditEntry
from app.models.engine import Database
from app.models.recovery_code import new_code
from app.services import audit, wording
from app.services.errors import Refused
from app.services.keyring import KeyHolder, KeyringService
from app.services.ledger import Ledger
from app.services.opening import create_office_database, location, open_database

PASSWORD = "春耕Shui渠7"


@pytest.fixture
def office(tmp_path):
    database, code = create_office_database(tmp_path / "石门.db", PASSWORD, "王芳", office="石门镇")
    yield database, code
    database.close()


def _codes(work):
    with pytest.raises(Refused) as refused:
        work()
    for sentence in wording.sentences(refused.value):
        assert "—" not in sentence
        assert sentence not in refused.value.codes
    return refused.value.codes


def test_a_new_office_is_whole_and_opens_with_both_secrets(office):
    database, code = office
    with database.read() as session:
        assert schema.current_version(session.connection()) == schema.SCHEMA_HEAD
        assert audit.verify(session).is_good
    database.close()
    left = {file.name for file in database.path.parent.iterdir()}
    assert left == {"石门.db", "石门.db.keys", "石门.db.lock"}
    open_database(database.path, PASSWORD).close()
    open_database(database.path, PASSWORD, "王芳").close()
    open_database(database.path, code.lower()).close()


def test_wrong_secrets_are_told_apart(office):
    database, code = office
    database.close()
    path = database.path
    wrong = ("B" if code[0] == "A" else "A") + code[1:]
    assert _codes(lambda: open_database(path, "falsch")) == ("keys.wrong_password",)
    assert _codes(lambda: open_database(path, PASSWORD, "李四")) == ("keys.unknown_user",)
    assert _codes(lambda: open_database(path, wrong)) == ("keys.mistyped_recovery_code",)
    assert _codes(lambda: open_database(path, new_code())) == ("keys.wrong_recovery_code",)
    keys.key_file(path).write_bytes(b"torn")
    assert _codes(lambda: open_database(path, PASSWORD)) == ("keys.damaged",)
    keys.key_file(path).unlink()
    assert _codes(lambda: open_database(path, PASSWORD)) == ("keys.missing",)


def test_nothing_is_made_where_it_must_not_be(office, tmp_path):
    database, _ = office
    before = database.path.read_bytes(), keys.key_file(database.path).read_bytes()
    assert _codes(lambda: create_office_database(database.path, PASSWORD, "u")) == ("database.exists",)
    assert (database.path.read_bytes(), keys.key_file(database.path).read_bytes()) == before
    assert _codes(lambda: create_office_database(tmp_path / "OneDrive" / "a.db", PASSWORD, "u")) == (
        "database.in_sync_folder",
    )
    (tmp_path / "file").touch()
    assert _codes(lambda: create_office_database(tmp_path / "file" / "a.db", PASSWORD, "u")) == (
        "database.folder_not_writable",
    )
    (tmp_path / "b.db.keys").write_bytes(keys.key_file(database.path).read_bytes())
    assert _codes(lambda: create_office_database(tmp_path / "b.db", PASSWORD, "u")) == ("database.keys_left",)
    weak = _codes(lambda: create_office_database(tmp_path / "c.db", "1234", "u"))
    assert weak == ("password.too_short", "password.too_simple", "password.too_common")
    assert not (tmp_path / "c.db").exists()


def test_what_is_no_database_is_refused(tmp_path, office):
    database, _ = office
    database.close()
    assert _codes(lambda: open_database(tmp_path / "no.db", PASSWORD)) == ("database.missing",)
    (tmp_path / "plain.db").write_bytes(b"SQLite format 3\x00" + bytes(8176))
    assert _codes(lambda: open_database(tmp_path / "plain.db", PASSWORD)) == ("database.not_encrypted",)
    database.path.rename(tmp_path / "石门.db.kept")
    other, _ = create_office_database(tmp_path / "other.db", PASSWORD, "王芳")
    other.close()
    (tmp_path / "other.db").rename(database.path)
    assert _codes(lambda: open_database(database.path, PASSWORD)) == ("database.key_or_first_page",)


def test_the_second_window_is_refused(office):
    database, _ = office
    assert _codes(lambda: open_database(database.path, PASSWORD)) == ("database.in_use",)


def test_a_server_address_is_refused_and_files_are_not(tmp_path):
    assert _codes(lambda: location("postgresql+psycopg://u:p@server/db")) == ("database.postgresql",)
    assert location(r"D:\守望\a.db") == Path(r"D:\守望\a.db")
    assert location(str(tmp_path / "a.db")) == tmp_path / "a.db"


def test_a_newer_and_an_unfinished_database_are_refused(office):
    database, _ = office
    with database.migration_connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = database.path.read_bytes()
    assert _codes(lambda: open_database(database.path, PASSWORD)) == ("database.newer",)
    assert database.path.read_bytes() == before
    database.path.unlink()
    data_key = keys.load(database.path).unlock(PASSWORD).data_key
    Database.create(database.path, data_key).close()
    assert _codes(lambda: open_database(database.path, PASSWORD)) == ("database.unfinished",)


def test_a_password_is_changed_by_password_or_code_and_leaves_an_entry(office, actor, today):
    database, code = office
    service = KeyringService(Ledger(database))
    assert service.holders() == (KeyHolder("王芳", "clerk"),)
    new, newest = "新的Mima渠72", "再一次Mima渠73"
    same = {"actor": actor, "today": today}
    assert _codes(lambda: service.change_password("王芳", old="falsch", new=new, **same)) == ("keys.wrong_password",)
    assert "password.too_short" in _codes(lambda: service.change_password("王芳", old=PASSWORD, new="x", **same))
    service.change_password("王芳", old=PASSWORD, new=new, **same)
    service.change_password("王芳", old=code, new=newest, **same)
    fresh = service.new_recovery_code(secret=newest, **same)
    with database.read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
        bodies = "".join(session.scalars(select(AuditEntry.body)))
        assert audit.verify(session).is_good
    assert actions == ["keyring.change_password"] * 2 + ["keyring.new_recovery_code"]
    assert new not in bodies
    assert fresh not in bodies
    database.close()
    assert _codes(lambda: open_database(database.path, new)) == ("keys.wrong_password",)
    assert _codes(lambda: open_database(database.path, code)) == ("keys.wrong_recovery_code",)
    open_database(database.path, newest).close()
    open_database(database.path, fresh).close()
