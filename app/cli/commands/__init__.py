"""The subcommands of design 6, one file each, in the order of the year."""

from __future__ import annotations

from app.cli.commands import (
    act,
    backup,
    check,
    clinic,
    compare,
    cross_check,
    diagnose,
    duplicates,
    export,
    fill,
    import_issues,
    import_lists,
    init,
    print_papers,
    province,
    record,
    report,
    restore,
    roster,
    screen,
    show,
    show_day,
    status,
    undo_import,
    urge,
    verify,
)

COMMANDS = tuple(
    module.COMMAND
    for module in (
        *(init, import_lists, undo_import, clinic, duplicates, check, province, compare),
        *(import_issues, screen, act, show, show_day, record, cross_check, print_papers, export),
        *(roster, fill, report, status, urge, backup, restore, verify, diagnose),
    )
)
