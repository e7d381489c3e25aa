"""Start-up: what was asked for decides what is loaded. Nothing heavy is imported before that is known."""

from __future__ import annotations

import sys
from collections.abc import Sequence


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
    from app.bootstrap import run
    from app.demo.commands import COMMANDS
    from app.demo.training import open_training

    return run(arguments, open_training=open_training, extra=COMMANDS)


if __name__ == "__main__":
    sys.exit(main())
