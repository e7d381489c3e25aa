"""fill: the superior's blank filled from the ledger, its looks kept."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.errors import refuse
from app.services.filling.catalogue import fields, named
from app.services.filling.inputs import BlankSheet, Copies, Filled, Ids, Rows, Wanted
from app.services.households import RosterQuery
from app.services.wording import sentence


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("template", nargs="?", type=Path, metavar="TEMPLATE.xlsx", help="上级发来的空白表")
    parser.add_argument("--out", type=Path, metavar="OUT.xlsx", help="写到这个文件；--copies files 时是文件夹")
    parser.add_argument("--list", action="store_true", help="列出可以填的内容")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="只要这些户")
    parser.add_argument("--monitored", action="store_true", help="只要监测对象")
    parser.add_argument("--sheet", metavar="NAME", help="填哪张工作表（平时自己找）")
    parser.add_argument(
        "--map", nargs="+", action="extend", default=[], metavar="标题=内容", help="这一栏填什么；“标题=”为不填"
    )
    parser.add_argument("--rows", choices=[r.value for r in Rows], default=Rows.PERSONS.value, help="一行一人或一户")
    parser.add_argument(
        "--copies", choices=[c.value for c in Copies], default=Copies.SHEETS.value, help="一户一表怎么存"
    )
    parser.add_argument(
        "--ids", choices=[i.value for i in Ids], default=Ids.WHOLE.value, help="证件号码写全部、掩码或后两位"
    )
    parser.add_argument("--purpose", default="", metavar="WORDS", help="完整证件号码的用途，记入审计")
    parser.add_argument("--no-insert", action="store_true", help="行数不够时不插入行")
    parser.add_argument("--accept-losses", action="store_true", help="图表、宏等填好后不再有，也照样填")
    parser.add_argument("--dry-run", action="store_true", help="只看会填成什么样，不写文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        value = [{"field": f.key, "name": f.title, "level": f.level.value} for f in fields().values()]
        session.answer(value, text=lambda: "\n".join(f"{f.key:28} {f.title}" for f in fields().values()))
        return DONE
    if arguments.template is None or (arguments.out is None and not arguments.dry_run):
        raise refuse("filling.nothing_named")
    filling = session.office.filling
    blank = filling.look_into(arguments.template)
    sheet = _sheet(blank.sheets, arguments.sheet) if arguments.sheet else blank.best
    wanted = Wanted(
        blank=arguments.template,
        sheet=sheet.index,
        mapping=_mapping(sheet, arguments.map),
        household_ids=_households(session, arguments),
        rows=Rows(arguments.rows),
        copies=Copies(arguments.copies),
        ids=Ids(arguments.ids),
        purpose=arguments.purpose,
        may_insert=not arguments.no_insert,
        accepts_losses=arguments.accept_losses,
    )
    actor, today = session.actor, session.today
    if arguments.dry_run or arguments.out is None:
        made = filling.preview(wanted, actor=actor, today=today)
    else:
        told = progress("正在填表")
        made = filling.fill(wanted, arguments.out, actor=actor, today=today, on_progress=told)
        if arguments.map:
            name = arguments.template.name
            filling.remember(sheet, wanted.mapping, name=name, actor=actor, today=today)
    session.answer(_json(made, sheet, wanted, blank.losses), text=lambda: _text(made, sheet, wanted))
    return DONE


def _sheet(sheets: Sequence[BlankSheet], name: str) -> BlankSheet:
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    raise refuse("filling.no_sheet", sheet=name, known=[sheet.name for sheet in sheets])


def _mapping(sheet: BlankSheet, given: Sequence[str]) -> Mapping[str, str]:
    """What the blank's headings mean, with what the command line says of some of them."""
    mapping = dict(sheet.matched)
    keys = {word: place.key for place in reversed(sheet.places) for word in (place.title, place.where, place.key)}
    for pair in given:
        title, equals, words = pair.partition("=")
        key, field = keys.get(title.strip()), named(words.strip()) if words.strip() else ""
        if not equals or key is None:
            raise refuse("filling.place_unknown", place=title)
        if field is None:
            raise refuse("filling.field_unknown", name=words)
        mapping.pop(key, None)
        if field:
            mapping[key] = field
    return mapping


def _households(session: Session, arguments: argparse.Namespace) -> Sequence[int]:
    office = session.office
    return office.filling.choose(
        RosterQuery(is_monitored=arguments.monitored), villages=arguments.village, codes=arguments.household
    )


def _json(made: Filled, sheet: BlankSheet, wanted: Wanted, losses: Sequence[str]) -> Mapping[str, object]:
    return {
        "sheet": sheet.name,
        "households": made.households,
        "rows": made.rows,
        "inserted": made.inserted,
        "matched": [
            {"title": place.title, "where": place.where, "field": wanted.mapping.get(place.key)}
            for place in sheet.places
        ],
        "losses": list(losses),
        "not_written": [{"code": note.code, "message": sentence(note)} for note in made.notes],
        "not_written_more": made.more_notes,
        "preview": [list(row) for row in made.shown],
        "files": list(made.files),
    }


def _text(made: Filled, sheet: BlankSheet, wanted: Wanted) -> str:
    lines = [f"工作表“{sheet.name}”：{made.households} 户，{made.rows} 行，插入 {made.inserted} 行。"]
    left = [place.title for place in sheet.places if place.key not in wanted.mapping and not place.has_formula]
    if left:
        lines.append(f"没有填的项：{'、'.join(left)}")
    lines += [sentence(note) for note in made.notes]
    return "\n".join(lines)


COMMAND = Command("fill", "套表填报：按台账填上级发来的空白表", _run, _arguments)
