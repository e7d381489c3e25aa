"""``python -m app.worker KIND``: one child, started by its parent."""

from __future__ import annotations

import sys

from app.worker.child import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
