"""What children can do: a name and the function that does it, imported in the child alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TypeAlias

from app.worker.channel import Channel
from app.worker.frames import Message

Job: TypeAlias = Callable[[Channel, Message], None]

# Strings, not imports: the parent must not load what only the child needs.
KINDS: Mapping[str, str] = {
    "echo": "app.worker.echo:run",
    "read-table": "app.services.files.reading:run",
    "read-roster": "app.services.imports.roster_child:run",
    "write-workbook": "app.services.files.workbook_child:run",
    "read-blank": "app.services.filling.blank_child:read",
    "fill-blank": "app.services.filling.blank_child:fill",
    "fill-answers": "app.services.province.writing_child:run",
    "write-village-book": "app.services.village_book.book_child:write",
    "read-village-book": "app.services.village_book.book_child:read",
    "print-papers": "app.services.papers.printing_child:run",
    "bind-dossiers": "app.services.dossier.binding_child:run",
}


def load(kind: str) -> Job:
    """The function behind a kind; KeyError for one that is not listed."""
    module, _, function = KINDS[kind].partition(":")
    return getattr(import_module(module), function)
