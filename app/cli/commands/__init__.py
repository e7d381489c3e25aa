"""The subcommands of design 6, one file each, in the order of the year."""

from __future__ import annotations

from app.cli.commands import (
    act,
    backup,
    check,
    cross_check,
    diagnose,
    export,
    import_lists,
    init,
    print_papers,
    record,
    report,
    restore,
    roster,
    screen,
    show,
    status,
    undo_import,
    verify,
)

COMMANDS = tuple(
    module.COMMAND
    for module in (
        *(init, import_lists, undo_import, check, screen, act, show, record, cross_check),
        *(print_papers, export, roster, report, status, backup, restore, verify, diagnose),
    )
)
