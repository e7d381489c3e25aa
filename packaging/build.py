"""Build the Windows program's folder, list its size and the SHA-256 of its executables.

On Windows: ``python packaging/build.py``. With ``--python "CMD"`` another Python does the building.
"""

from __future__ import annotations

import argparse
import hashlib
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the Python with requirements/windows.txt installed")
    options = parser.parse_args()
    command = [
        *shlex.split(options.python),
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--distpath",
        "dist",
        "--workpath",
        "build",
        "packaging/shouwang.spec",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    folder = ROOT / "dist" / "Shouwang"
    files = [file for file in folder.rglob("*") if file.is_file()]
    print(f"{folder}: {len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB")
    for executable in sorted(folder.glob("*.exe")):
        print(f"{hashlib.sha256(executable.read_bytes()).hexdigest()}  {executable.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
