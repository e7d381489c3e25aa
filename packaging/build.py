"""Make the Windows program and its installer from this source tree, and prove on the spot that it works.

On Windows: ``python packaging\\build.py``. Elsewhere ``--python CMD`` names a Windows Python (``wine python.exe``) and
``--makensis CMD`` the compiler of the installer. What comes out lies in ``dist``:

* ``Shouwang/``                        the program, self-tested
* ``shouwang-VERSION-setup.exe``       the installer (unless makensis is missing and was not asked for)
* ``shouwang-VERSION-sha256.txt``      the SHA-256 of the installer and of every file of the program
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
FOLDER = DIST / "Shouwang"
NSIS_PLACES = (Path(r"C:\Program Files (x86)\NSIS\makensis.exe"), Path(r"C:\Program Files\NSIS\makensis.exe"))
MOST_INSTALLER_MB, MOST_FOLDER_MB = 120, 350
# Runs a program of the building Windows: the same words do on Windows itself and where it is a guest.
RUN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="", help="a Windows Python with requirements/windows.txt installed")
    parser.add_argument("--makensis", default="", help="NSIS 3; found by itself where Windows keeps it")
    parser.add_argument("--no-self-test", action="store_true", help="only build")
    options = parser.parse_args()
    python = shlex.split(options.python) or [sys.executable]
    makensis = shlex.split(options.makensis) or found_makensis()
    version = version_of_source()
    shutil.rmtree(DIST, ignore_errors=True)
    freeze(python)
    if not options.no_self_test:
        self_test(python)
    made = [file for file in sorted(FOLDER.rglob("*")) if file.is_file()]
    report("program", sum(file.stat().st_size for file in made), MOST_FOLDER_MB, f"{len(made)} files")
    if makensis:
        installer = pack(makensis, version)
        report("installer", installer.stat().st_size, MOST_INSTALLER_MB, installer.name)
        made.insert(0, installer)
    else:
        print("no makensis: no installer made (NSIS 3 from nsis.sourceforge.io, or --makensis)")
    write_digests(made, DIST / f"shouwang-{version}-sha256.txt")
    return 0


def version_of_source() -> str:
    """The one version of the program; the project file must say the same."""
    said = re.search(r'__version__ = "([\d.]+)"', (ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))
    declared = re.search(r'^version = "([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if not said or not declared or said[1] != declared[1]:
        sys.exit("app/__init__.py and pyproject.toml name different versions")
    return said[1]


def found_makensis() -> list[str]:
    named = shutil.which("makensis")
    return [named] if named else [str(place) for place in NSIS_PLACES if place.exists()][:1]


def freeze(python: list[str]) -> None:
    places = ["--distpath", "dist", "--workpath", "build"]
    command = [*python, "-m", "PyInstaller", "--noconfirm", *places, "packaging/shouwang.spec"]
    subprocess.run(command, cwd=ROOT, check=True)


def self_test(python: list[str]) -> None:
    """The packaged program proves itself: database, worker, forms, window, backup."""
    program = "dist/Shouwang/shouwang.exe"
    done = subprocess.run([*python, "-c", RUN, program, "--self-test"], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"the self-test of the packaged program failed with {done.returncode}: nothing is handed on")


def pack(makensis: list[str], version: str) -> Path:
    """Compile the installer; paths are relative, so that a guest's and a host's makensis both understand them."""
    target = DIST / f"shouwang-{version}-setup.exe"
    given = {
        "VERSION": version,
        "SOURCE": "../dist/Shouwang",
        "TARGET": f"../dist/{target.name}",
        "ICON": "shouwang.ico",
    }
    words = [f"-D{name}={value}" for name, value in given.items()]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"} if os.name == "posix" else None  # 守望.exe is read from disk
    command = [*makensis, "-V2", "-INPUTCHARSET", "UTF8", *words, "shouwang.nsi"]
    subprocess.run(command, cwd=ROOT / "packaging", check=True, env=environment)
    return target


def report(what: str, size: int, most: int, more: str) -> None:
    megabytes = size / 1e6
    print(f"{what}: {megabytes:.0f} MB of {most} MB, {more}")
    if megabytes > most:
        sys.exit(f"the {what} is larger than it may be")


def write_digests(files: list[Path], target: Path) -> None:
    """As ``sha256sum --check`` reads it, from inside ``dist``."""
    lines = [f"{digest(file)}  {file.relative_to(DIST).as_posix()}\n" for file in files]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{target.name}: {len(lines)} lines; {lines[0].strip()}")


def digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
