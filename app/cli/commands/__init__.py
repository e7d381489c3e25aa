"""The subcommands of design 6, one file each, in the order of the year."""

from __future__ import annotations

from app.cli.commands import (
    act,
    backup,
    cross_check,
    import_lists,
    init,
    print_papers,
    record,
    restore,
    screen,
    show,
    status,
    undo_import,
    verify,
)

COMMANDS = tuple(
    module.COMMAND
    for module in (
        *(init, import_lists, undo_import, screen, act, show, record, cross_check, print_papers),
        *(status, backup, restore, verify),
    )
)
