"""The diagnostic file says much of the machine and nothing of a person; the self-test runs in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import compose
from app.models.schema import SCHEMA_HEAD
from app.paths import log_folder
from app.services.children import CancelledByUser
from app.services.diagnosis import run_self_test
from app.services.errors import Refused
from tests import factories

NAME, VILLAGE = "测甲独一无二", "红星独一村"


@pytest.fixture
def office(ledger, actor, today):
    with ledger.transaction("test", actor=actor, today=today) as tx:
        place = factories.group(tx, factories.village(tx, VILLAGE))
        factories.member(tx, factories.household(tx, in_group=place), name=NAME)
    return compose(ledger.database)


def test_the_file_has_versions_counts_and_the_log_but_no_names(office, tmp_path):
    (log_folder() / "shouwang.log").write_text("2020-04-02 ERROR app.ui KeyError\n", encoding="utf-8")
    target = tmp_path / "诊断.txt"
    office.diagnosis.write(target)
    text = target.read_text(encoding="utf-8-sig")
    for word in (
        "Shouwang 0.",
        "SQLite 3.",
        "rows person: 1",
        "verify: good",
        f"schema {SCHEMA_HEAD}",
        "ERROR app.ui KeyError",
    ):
        assert word in text
    for secret in (NAME, VILLAGE, str(Path.home()), str(tmp_path)):
        assert secret not in text


def test_a_place_that_cannot_be_written_to_is_refused(office, tmp_path):
    with pytest.raises(Refused) as refused:
        office.diagnosis.write(tmp_path / "没有" / "诊断.txt")
    assert refused.value.codes == ("disk.not_writable",)


def test_the_self_test_runs_and_tells_each_check(own_home):
    told: list[str] = []
    tested = run_self_test(on_line=told.append)
    assert tested.is_good, tested.lines
    assert told
    assert sum("[通过]" in line for line in tested.lines) == 11


def test_the_self_test_can_be_cancelled(own_home):
    with pytest.raises(CancelledByUser):
        run_self_test(cancelled=lambda: True)
