"""What can be wrong with the stored files: known problems of the world, never bugs of the program."""

from __future__ import annotations


class StorageProblem(Exception):  # noqa: N818 - a full disk or a second window is not an error of the program
    """The file was not opened, read or written; ``code`` names the sentence and ``values`` what it mentions.

    Services turn it into a ``Refused`` with the same code; sentences stand in ``resources/wording/storage.toml``.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)
