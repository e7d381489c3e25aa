"""The subcommands of design 6, one file each, in the order of the year."""

from __future__ import annotations

from app.cli.commands import (
    act,
    alert_offers,
    alert_slips,
    backup,
    check,
    clinic,
    compare,
    cross_check,
    diagnose,
    dossier,
    duplicates,
    export,
    fill,
    find_code,
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
    village_workbook,
    wording,
)

COMMANDS = tuple(
    module.COMMAND
    for module in (
        *(init, import_lists, undo_import, clinic, duplicates, check, province, compare, import_issues, screen),
        *(act, show, record, cross_check, print_papers, find_code, dossier, export, wording, roster, fill, report),
        *(status, urge, alert_offers, alert_slips, show_day, village_workbook),
        *(backup, restore, verify, diagnose),
    )
)
