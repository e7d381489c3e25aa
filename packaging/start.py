"""What the frozen executables run."""

import sys

from app.__main__ import main

sys.exit(main())
