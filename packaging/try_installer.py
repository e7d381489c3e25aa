"""Install the made installer silently, use the program as an office does, kill it, update it, take it off again.

``python packaging/try_installer.py dist/shouwang-VERSION-setup.exe`` with any Python 3.11 of a Windows account that
does not use 守望 (it refuses otherwise: what it makes, it deletes). ``--older SETUP`` also updates from that version;
``--demo N`` also plays the demo year of N households. Needs nothing but the standard library. Exit status 0 when every
step held.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import winreg
from collections.abc import Callable
from pathlib import Path

KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Shouwang"
PASSWORD = "Shiyong-2020-anzhuang"
HOUSEHOLDS = 6_000
KILLS = 10
STARTING = 8.0
TITLES = ("乡", "村", "组", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "户类型", "年度", "人均纯收入")


class Trial:
    """The folders of one trial, and the program in them."""

    def __init__(self, setup: Path, older: Path, room: Path, demo: int) -> None:
        self.setup = setup
        self.older = older
        self.room = room
        self.demo = demo
        self.program = room / "张三 的程序" / "Shouwang"
        self.data = shell_folder("Local AppData") / "Shouwang"
        self.key_file = room / "口令.txt"
        self.roster = room / "大花名册 (二).csv"

    def install(self, setup: Path | None = None) -> int:
        # /D must stand last and unquoted, whatever blanks are in it.
        return subprocess.call(f'"{setup or self.setup}" /S /D={self.program}')

    def uninstall(self) -> int:
        # With _?= it runs where it lies, and can be waited for.
        status = subprocess.call(f'"{self.program / "uninstall.exe"}" /S _?={self.program}')
        (self.program / "uninstall.exe").unlink(missing_ok=True)
        shutil.rmtree(self.program, ignore_errors=not any(self.program.glob("*.exe")))
        return status

    def start(self, *words: str, program: Path | None = None) -> subprocess.Popen[str]:
        command = [str((program or self.program) / "shouwang.exe"), *words, "--key-file", str(self.key_file), "--json"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    def ask(self, *words: str, status: int = 0, program: Path | None = None) -> dict[str, object]:
        process = self.start(*words, program=program)
        out, errors = process.communicate()
        require(process.returncode == status, f"{words} ended with {process.returncode}: {out}{errors}")
        return json.loads(out)


def require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise AssertionError(otherwise)


def shell_folder(name: str) -> Path:
    place = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
        return Path(winreg.QueryValueEx(key, name)[0])


def installed_version() -> str:
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
            return str(winreg.QueryValueEx(key, "DisplayVersion")[0])
    except FileNotFoundError:
        return ""


def links() -> list[Path]:
    return [shell_folder("Desktop") / "守望.lnk", shell_folder("Programs") / "守望.lnk"]


def write_roster(target: Path, households: int) -> None:
    with target.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for number in range(1_000, 1_000 + households):
            code = f"519999{number:010}"
            home = ("石门镇", "第2村", "2组", code)  # where the self-test's households live: no village is unknown
            for member in range(3):
                person = (f"519998{number * 3 + member:010}", f"王{number}{'甲乙丙'[member]}", "")
                writer.writerow((*home, *person, ("户主", "配偶", "之子")[member], "一般农户", "2019", "9800"))


def first_install(trial: Trial) -> str:
    require(trial.install(trial.older) == 0, "the installer refused")
    require((trial.program / "守望.exe").exists() and (trial.program / "shouwang.exe").exists(), "no program there")
    require(not (trial.program / "new").exists(), "the unpacking folder is still there")
    require(all(link.exists() for link in links()), "no icons")
    require(installed_version() != "", "not listed among the installed programs")
    size = sum(file.stat().st_size for file in trial.program.rglob("*") if file.is_file())
    return f"{installed_version()}, {size / 1e6:.0f} MB, icons on desktop and start menu"


def self_test(trial: Trial) -> str:
    done = subprocess.run([trial.program / "shouwang.exe", "--self-test"], capture_output=True, check=False)
    said = done.stderr.decode("utf-8", "replace")
    require(done.returncode == 0, said)
    return f"{said.count('[通过]')} checks passed"


def first_work(trial: Trial) -> str:
    trial.ask("init", "--township", "石门镇", "--training", "--preset", "2020")
    require((trial.data / "shouwang.db").exists(), "the database lies elsewhere")
    old = trial.program / "_internal" / "resources" / "selftest" / "roster.xls"
    result = trial.ask("import", str(old), "--today", "2020-03-20")
    return f"database of its own, .xls imported: {result['households']}"


def no_install_while_running(trial: Trial) -> str:
    window = subprocess.Popen([trial.program / "守望.exe"])
    try:
        time.sleep(5)
        require(window.poll() is None, "the window did not stay open")
        require(trial.install() == 2, "it installed over the running program")
        status = subprocess.call(f'"{trial.program / "uninstall.exe"}" /S _?={trial.program}')
        require(status == 2 and (trial.program / "守望.exe").exists(), f"it took the running program off: {status}")
    finally:
        window.kill()
        window.wait()
    return "both refused with status 2"


def killed_imports(trial: Trial) -> str:
    """Killed at any moment: next time it opens without unlocking anything, and is as before or as after."""
    words = ("import", str(trial.roster), "--today", "2020-03-20")
    copies = [copied(trial, number) for number in range(KILLS + 1)]
    before = trial.ask("status", "--db", copies[0])["households"]
    begun = time.monotonic()
    trial.ask(*words, "--db", copies[0])
    whole, seen = time.monotonic() - begun, []
    imported = trial.ask("status", "--db", copies[0])["households"]
    require(imported == before + HOUSEHOLDS, f"the import left alone made {imported} of {before}")  # type: ignore[operator]
    for copy in copies[1:]:
        process = trial.start(*words, "--db", copy)
        wait = random.uniform(0.3, whole)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        require(trial.ask("verify", "--db", copy)["ok"] is True, f"damaged after a kill at {wait:.1f} s")
        seen.append(trial.ask("status", "--db", copy)["households"])
        require(seen[-1] in (before, before + HOUSEHOLDS), f"half an import: {seen}")
    late = trial.start(*words, "--db", copied(trial, KILLS + 1))
    require(late.stdout is not None and late.stdout.read(1) == "{", "the import did not answer")
    late.kill()
    late.communicate()
    kept = trial.ask("status", "--db", str(trial.room / f"第 {KILLS + 1} 份.db"))["households"]
    require(kept == before + HOUSEHOLDS, f"killed after it had answered, it kept {kept}")  # type: ignore[operator]
    return f"{KILLS} times within {whole:.1f} s, households afterwards: {seen}; killed after the answer: {kept}"


def copied(trial: Trial, number: int) -> str:
    """The closed database again, under another name."""
    copy = trial.room / f"第 {number} 份.db"
    for ending in ("", ".keys"):
        shutil.copy(trial.data / f"shouwang.db{ending}", f"{copy}{ending}")
    return str(copy)


def update(trial: Trial) -> str:
    backup = trial.room / "更新 之前.swbak"
    trial.ask("backup", str(backup))
    before, status = trial.ask("verify"), trial.ask("status")
    former = trial.room / "换下 的旧版"
    shutil.copytree(trial.program, former)
    require(trial.install() == 0, "the second installation refused")
    after = trial.ask("verify")
    # The audit chain is reckoned again from the rows: an equal head is an equal content. 0.1.0 tells no hash yet.
    same = all(after[name] == value for name, value in before.items())
    require(same, f"another content: {before} / {after}")
    back = str(trial.room / "恢复 的.db")
    trial.ask("restore", str(backup), "--db", back)
    given = trial.ask("verify", "--db", back)
    require(given["ok"] is True, "what the backup gave back is damaged")
    require(given["content_hash"] == after["content_hash"], f"the backup gave back another content: {given} / {after}")
    require(trial.ask("status", "--db", back) == status, f"the backup gave back something else than {status}")
    told = former_version(trial, former)
    return f"the same content, and so says the backup of before: {after}; the former version {told}"


def former_version(trial: Trial, former: Path) -> str:
    """The program before the update opens its own backup, and leaves a newer ledger as it is."""
    back = str(trial.room / "旧版 恢复的.db")
    trial.ask("restore", str(trial.room / "更新 之前.swbak"), "--db", back, program=former)
    require(
        trial.ask("verify", "--db", back, program=former)["ok"] is True, "the former version cannot read its backup"
    )
    if trial.older == trial.setup:
        return "restores its backup"
    newer = trial.data / "shouwang.db"
    untouched = newer.read_bytes()
    refused = trial.ask("status", status=1, program=former)
    require(newer.read_bytes() == untouched, "the former version changed the newer ledger")
    return f"restores its backup, and says of the newer ledger {refused['refused']}"


def second_start(trial: Trial) -> str:
    """The second start shows the first window and ends; a command meanwhile is refused with a sentence."""
    words = [str(trial.program / "守望.exe"), "--key-file", str(trial.key_file)]
    first = subprocess.Popen(words)
    try:
        time.sleep(STARTING)
        require(first.poll() is None, "the first window did not stay open")
        begun = time.monotonic()
        require(subprocess.run(words, timeout=60, check=False).returncode == 0, "the second start failed")
        took = time.monotonic() - begun
        refused = trial.ask("status", status=1)
    finally:
        first.kill()
        first.wait()
    require(trial.ask("verify")["ok"] is True, "damaged after the window was killed")
    return f"the second start ended after {took:.1f} s; a command was told: {refused['refused']}"


def diagnostic_file(trial: Trial) -> str:
    """The file for whoever helps names no person of the roster."""
    target = trial.room / "诊断 文件.txt"
    trial.ask("diagnose", str(target))
    text = target.read_text(encoding="utf-8-sig")
    require("verify: good" in text and "王" not in text and "519998" not in text, text[:300])
    logs = [*(trial.data / "logs").glob("*")]
    return f"{len(text.splitlines())} lines, {len(logs)} log files"


def no_writing_there(trial: Trial) -> str:
    """A folder without write rights is refused with a sentence, and nothing is left in it."""
    folder = trial.room / "不许 写入"
    folder.mkdir()
    rule = ["icacls", str(folder)]
    if subprocess.call([*rule, "/deny", "*S-1-1-0:(WD,AD)"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return "not tried: this Windows has no icacls"
    try:
        if may_write(folder):
            return "not tried: this Windows lets the folder be written nevertheless"
        process = trial.start("--db", str(folder / "a.db"), "init", "--training", "--township", "石门镇")
        out, errors = process.communicate()
    finally:
        subprocess.call([*rule, "/remove:d", "*S-1-1-0"], stdout=subprocess.DEVNULL)
    require(process.returncode == 1 and "Traceback" not in errors, f"{process.returncode}: {out}{errors}")
    require(not any(folder.iterdir()), "something was left there")
    return out.strip()[:120]


def may_write(folder: Path) -> bool:
    try:
        (folder / "try.tmp").write_bytes(b"")
    except OSError:
        return False
    (folder / "try.tmp").unlink()
    return True


def papers(trial: Trial) -> str:
    target = trial.room / "打印 出来的" / "演示"
    made = trial.ask("demo", str(target), "--households", str(trial.demo))
    missing = [name for name in made["files"] if not Path(name).exists()]  # type: ignore[attr-defined]
    require(not missing, f"named but not there: {missing}")
    kinds = {ending: len(list(target.rglob(f"*{ending}"))) for ending in (".pdf", ".xlsx", ".png")}
    require(all(kinds.values()), f"nothing of a kind: {kinds}")
    return f"{kinds}"


def long_path(trial: Trial) -> str:
    """Deeper than the 260 characters of old programs: done, or refused with a sentence."""
    folder = trial.room
    while len(str(folder)) < 300:
        folder /= "很长的文件夹名字" * 4
    try:
        Path("\\\\?\\" + str(folder)).mkdir(parents=True)
    except OSError:
        return "this Windows makes no such folder"
    process = trial.start("--db", str(folder / "a.db"), "init", "--training", "--township", "石门镇")
    out, errors = process.communicate()
    require(process.returncode in (0, 1) and "Traceback" not in errors, errors)
    return f"exit {process.returncode}: {out.strip()[:120]}"


def taken_off(trial: Trial) -> str:
    database = trial.data / "shouwang.db"
    before = database.read_bytes()
    require(trial.uninstall() == 0, "the uninstaller refused")
    require(not trial.program.exists(), f"left: {[*trial.program.rglob('*')][:5]}")
    require(not any(link.exists() for link in links()) and installed_version() == "", "icons or entry left")
    require(database.read_bytes() == before, "the data changed")
    return "program gone, data kept byte for byte"


def main() -> int:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("setup", type=Path)
    parser.add_argument(
        "--older", type=Path, help="an earlier version's installer: this is installed first, and updated"
    )
    parser.add_argument(
        "--demo", type=int, nargs="?", const=800, default=0, metavar="N", help="also play the demo year of N households"
    )
    parser.add_argument("--keep", type=Path, help="a folder for what the demo made, to be looked at")
    options = parser.parse_args()
    trial = Trial(
        options.setup.absolute(),
        (options.older or options.setup).absolute(),
        Path(tempfile.mkdtemp(prefix="守望 试装 ")),
        options.demo,
    )
    if installed_version() or trial.data.exists():
        sys.exit("this account uses 守望: try the installer in another one")
    trial.key_file.write_text(PASSWORD + "\n", encoding="utf-8")
    write_roster(trial.roster, HOUSEHOLDS)
    steps: list[Callable[[Trial], str]] = [first_install, self_test, first_work, no_install_while_running]
    steps += [
        killed_imports,
        update,
        second_start,
        diagnostic_file,
        long_path,
        no_writing_there,
        *([papers] if options.demo else []),
        taken_off,
    ]
    try:
        return tried(trial, steps)
    finally:
        if (trial.program / "uninstall.exe").exists():
            trial.uninstall()
        if options.keep and (trial.room / "打印 出来的").exists():
            shutil.copytree(trial.room / "打印 出来的", options.keep, dirs_exist_ok=True)
        shutil.rmtree(trial.data, ignore_errors=True)
        shutil.rmtree("\\\\?\\" + str(trial.room), ignore_errors=True)


def tried(trial: Trial, steps: list[Callable[[Trial], str]]) -> int:
    for step in steps:
        begun = time.monotonic()
        try:
            found = step(trial)
        except AssertionError as error:
            print(f"FAILED {step.__name__}: {error}", flush=True)
            return 1
        print(f"ok {step.__name__} ({time.monotonic() - begun:.0f} s): {found}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
