"""Start-up: what was asked for decides what is loaded. Nothing heavy is imported before that is known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.cli.window import WindowAsked
    from app.services.office import Office


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status (design 6: 0 done, 1 refused, 2 wrong usage)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--worker"]:
        from app.worker.child import main as work

        return work(arguments[1:])
    if "--self-test" in arguments:
        from app.bootstrap import speak_utf8
        from app.selftest.running import main as self_test

        speak_utf8()
        return self_test(arguments)
    from app.bootstrap import speak_utf8
    from app.cli.window import window_asked

    speak_utf8()
    if asked := window_asked(arguments):
        return _open_window(asked)
    from app.bootstrap import run
    from app.demo.commands import COMMANDS

    return run(arguments, extra=COMMANDS)


def _open_window(asked: WindowAsked) -> int:
    from app.bootstrap import open_window

    def open_training(
        database: Path, *, open_office: Callable[[Path, str], Office], report: Callable[[int, int], None]
    ) -> Office:
        from app.demo import training

        return training.open_training(database, open_office=open_office, report=report)

    return open_window(asked.database, open_training, secret=asked.secret)


if __name__ == "__main__":
    sys.exit(main())
