from __future__ import annotations

import logging
from pathlib import Path

from app.ui.log_file import NAME, LogFile

SECRET = "519999199001011234"


def test_it_keeps_what_failed_where_but_not_of_whom(tmp_path):
    log_file = LogFile(tmp_path)
    log_file.start()
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("app.ui.trial").exception("a trial failed")
    logging.getLogger("sqlalchemy.engine").error("INSERT %s", SECRET)
    log_file.stop()
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "started 0." in text
    assert "a trial failed" in text
    assert "test_log_file.py" in text
    assert text.splitlines()[-1].endswith("ended")
    assert SECRET not in text


def test_old_lines_are_let_go(tmp_path):
    log_file = LogFile(tmp_path)
    log_file.start()
    for _ in range(3_000):
        logging.getLogger("app.ui.trial").info("x" * 1_000)
    log_file.stop()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2_700_000


def test_a_folder_without_room_for_it_stops_nobody(tmp_path):
    log_file = LogFile(tmp_path / "nowhere")
    log_file.start()
    log_file.stop()
    assert not Path(tmp_path / "nowhere").exists()
