"""A newer program opens what this one kept: backed up first, equal afterwards, and the way back stays open."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.models.schema import SCHEMA_HEAD
from app.services import audit
from app.services.opening import open_database

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "春耕Shui渠7"
NEXT = "9001"
MIGRATION = f'''
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{SCHEMA_HEAD}"


def upgrade():
    op.create_table("of_the_next_version", sa.Column("id", sa.Integer(), primary_key=True))
'''


class Program:
    """A version of the program, run from its own source tree on one office."""

    def __init__(self, tree: Path, database: Path) -> None:
        self.tree = tree
        self.database = database

    def ask(self, *words: str, status: int = 0) -> dict[str, object]:
        key = self.database.parent / "口令.txt"
        command = [sys.executable, "-m", "app", "--db", str(self.database), "--key-file", str(key), "--json", *words]
        environment = {**os.environ, "PYTHONPATH": str(self.tree), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=self.tree, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def old(tmp_path: Path) -> Program:
    """This version, with an office in a folder as users name them."""
    program = Program(ROOT, tmp_path / "张三 的台账" / "石门 (新).db")
    program.database.parent.mkdir()
    (program.database.parent / "口令.txt").write_text(PASSWORD + "\n", encoding="utf-8")
    program.ask("init", "--training", "--township", "石门镇", "--preset", "2020")
    roster = ROOT / "resources" / "selftest" / "roster.xls"
    program.ask("import", str(roster), "--today", "2020-03-20")
    return program


def newer(old: Program, folder: Path, *, more: str = "") -> Program:
    """The next version: the same program with one migration more."""
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", folder / "resources")
    schema = folder / "app" / "models" / "schema.py"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace(f'"{SCHEMA_HEAD}"', f'"{NEXT}"'), encoding="utf-8")
    migration = folder / "app" / "models" / "migrations" / "versions" / f"{NEXT}_next.py"
    migration.write_text(MIGRATION + more, encoding="utf-8")
    return Program(folder, old.database)


def content(program: Program) -> str:
    """SHA-256 over what the ledger says."""
    database = open_database(program.database, PASSWORD)
    try:
        with database.read() as session:
            return audit.content_hash(session)
    finally:
        database.close()


def backups(program: Program) -> list[Path]:
    return sorted(program.database.parent.glob("backups/*-migration-*.swbak"))


def test_it_backs_up_migrates_and_says_the_same(old, tmp_path):
    before = old.ask("verify")
    assert backups(old) == []
    assert newer(old, tmp_path / "next").ask("verify") == before
    assert len(backups(old)) == 1


def test_the_old_program_refuses_the_newer_database_and_restores_the_backup(old, tmp_path):
    before = content(old)
    newer(old, tmp_path / "next").ask("verify")
    migrated = old.database.read_bytes()
    refused = old.ask("verify", status=1)
    assert "database.newer" in json.dumps(refused)
    assert old.database.read_bytes() == migrated
    back = Program(ROOT, old.database.parent / "恢复 的.db")
    back.ask("restore", str(backups(old)[0]))
    assert content(back) == before
    assert back.ask("verify")["ok"] is True


def test_a_migration_that_breaks_off_leaves_the_old_office(old, tmp_path):
    before = old.ask("verify")
    broken = newer(old, tmp_path / "next", more='    raise RuntimeError("broken")\n')
    with pytest.raises(AssertionError, match="broken"):
        broken.ask("verify")
    assert old.ask("verify") == before
    assert len(backups(old)) == 1
