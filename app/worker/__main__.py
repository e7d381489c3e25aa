"""``python -m app.worker KIND``: one child, started by its parent."""

from __future__ import annotations

import sys

from app.worker.child import WRONG_USE, serve

if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]) if len(sys.argv) == 2 else WRONG_USE)
