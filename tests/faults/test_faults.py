"""A handful of the fault points of ``campaign.py``, at places that once told something."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.faults.campaign import FAULTS, Campaign

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return Campaign(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize(
    ("scene", "fault", "at"),
    [
        ("write", "disk full", 20),
        ("write", "killed", 40),
        ("backup", "error from then on", 300),
        ("restore", "error once", 24),
        ("restore", "killed", 25),
        ("password", "disk full", 12),
        ("create", "error once", 1_100),
    ],
)
def test_the_office_is_the_old_one_or_the_new(campaign, scene, fault, at):
    run = campaign.play(scene, at=at, fault=FAULTS[fault])
    assert campaign.judge(scene, run) is None
    assert run.was_killed or run.said.startswith("refused") or run.is_done
