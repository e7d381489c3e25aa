"""Where a list begins and what its columns are: header rows anywhere at the top, by titles and by content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.services.files.cells import Row, cell_text, column_letter
from app.services.files.codes import code_list
from app.services.files.columns import ColumnSet, FieldKind, title_key, title_key_without_remark
from app.services.files.content import by_content
from app.services.files.sheet_columns import Column
from app.services.files.workbooks import Merged

# Titles stand in the first rows; 国家系统's own exports need three (domain 4.4), village books rarely ten.
SEARCHED_ROWS = 30
SAMPLED_ROWS = 200
_TALLEST = 3
_FEWEST_TITLES = 2
_LOOKED_INTO = 12
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet; rows are Excel's numbers."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    above: tuple[str, ...]  # titles and notes above the header

    @property
    def matched(self) -> tuple[Column, ...]:
        """The columns that stand for a field."""
        return tuple(column for column in self.columns if column.field)

    @property
    def unmatched(self) -> tuple[Column, ...]:
        """Titled columns that nobody asked for; shown, never dropped in silence."""
        return tuple(column for column in self.columns if column.title and not column.field)


@dataclass(frozen=True, slots=True)
class Top:
    """The first rows of a sheet, as they lie in it."""

    rows: Sequence[Row]
    first_column: int
    merged: Sequence[Merged]


@dataclass(frozen=True, slots=True)
class _Titles:
    """What titles stand for: fields by title, and the field of a title's second column."""

    fields: Mapping[str, str]
    seconds: Mapping[str, str]


def find_header(top: Top, columns: ColumnSet, *, mapping: Mapping[str, str | None] | None = None) -> Header | None:
    """The best header of a sheet; None when no block of rows has the titles that the list needs.

    ``mapping`` (normalised title or column letter to field, None = leave out) is what a person chose by hand.
    """
    best: tuple[tuple[int, int], Header] | None = None
    for found in _likely_blocks(top, columns, chosen=bool(mapping)):
        header = _completed(found, top, columns, mapping or {})
        score = (len({column.field for column in header.matched}), found.first_row - found.last_row)
        if score[0] < _FEWEST_TITLES or not _has_what_is_needed(header, columns):
            continue
        if best is None or score > best[0]:
            best = (score, header)
    return best[1] if best else None


def _likely_blocks(top: Top, columns: ColumnSet, *, chosen: bool) -> list[Header]:
    """The blocks of rows with the most titles that are known: looking into the content of every one takes seconds."""
    titles = _Titles(columns.by_title(), columns.seconds())
    blocks = [
        _read_block(top, first, height, titles)
        for first in range(min(len(top.rows), SEARCHED_ROWS))
        for height in range(1, _TALLEST + 1)
        if first + height <= len(top.rows)
    ]
    likely = [(len(block.matched), block) for block in blocks]
    likely = [(count, block) for count, block in likely if count or chosen]
    best = sorted(likely, key=lambda pair: -pair[0])[:_LOOKED_INTO]
    return sorted((block for _, block in best), key=lambda block: (block.first_row, block.last_row))


def _read_block(top: Top, first: int, height: int, titles: _Titles) -> Header:
    levels = [_texts(top, first + i, parent=i < height - 1) for i in range(height)]
    width = max(len(level) for level in levels)
    stacks = [[level[i] if i < len(level) else "" for level in levels] for i in range(width)]
    lowest = Counter(stack[-1] for stack in stacks if stack[-1])
    columns: list[Column] = []
    taken: set[str] = set()
    seen: Counter[str] = Counter()
    for index, stack in enumerate(stacks):
        title, field = _name_column(stack, titles.fields, repeated=lowest[stack[-1]] > 1)
        if field in taken:
            field = titles.seconds.get(field or "")
            field = None if field in taken else field
        if field:
            taken.add(field)
        seen[title] += bool(title)
        shown = title if seen[title] < 2 else f"{title}（第{seen[title]}列）"
        columns.append(Column(index, column_letter(top.first_column + index), shown, field))
    above = tuple(text for row in top.rows[:first] for cell in row if (text := cell_text(cell).strip()))
    return Header(first + 1, first + height, tuple(columns), above)


def _texts(top: Top, number: int, *, parent: bool) -> list[str]:
    """One header row; a parent title stands over every column of its merged cells."""
    texts = [" ".join(cell_text(cell).split()) for cell in top.rows[number]]
    if parent:
        for first_row, left, last_row, right in top.merged:
            if first_row == number == last_row and left < right:
                start = left - top.first_column
                if 0 <= start < len(texts):
                    for index in range(start + 1, min(right - top.first_column + 1, len(texts))):
                        texts[index] = texts[index] or texts[start]
    return texts


def _name_column(stack: list[str], by_title: Mapping[str, str], *, repeated: bool) -> tuple[str, str | None]:
    """The title to show and the field: the lowest title, or with its parents where it stands several times."""
    parts = list(dict.fromkeys(part for part in stack if part))
    if not parts:
        return "", None
    joined = "".join(parts)
    candidates = [joined, parts[-1]] if repeated or not stack[-1] else [parts[-1], joined]
    for key in (title_key, title_key_without_remark):
        for candidate in candidates:
            if field := by_title.get(key(candidate)):
                return (joined if len(parts) > 1 and candidate == joined else parts[-1]), field
    return "/".join(parts), None


def _completed(header: Header, top: Top, columns: ColumnSet, mapping: Mapping[str, str | None]) -> Header:
    """The header with a person's choices, and with what the content of the columns shows."""
    kinds = {field.name: field.kind for field in columns.fields}
    sample = top.rows[header.last_row : header.last_row + SAMPLED_ROWS]
    result = _without_doubles([_chosen(column, mapping) for column in header.columns], mapping)
    by_hand = {old.index for old, new in zip(header.columns, result, strict=True) if _choice_for(old, mapping)}
    result = [_without_contradiction(column, kinds, sample) for column in result]
    return replace(header, columns=tuple(by_content(result, columns, sample, settled=by_hand)))


def _chosen(column: Column, mapping: Mapping[str, str | None]) -> Column:
    key = _choice_for(column, mapping)
    return replace(column, field=mapping[key]) if key else column


def _choice_for(column: Column, mapping: Mapping[str, str | None]) -> str | None:
    """Under which name a person has said what this column is."""
    return next((key for key in (title_key(column.title), column.letter) if key and key in mapping), None)


def _without_doubles(columns: list[Column], mapping: Mapping[str, str | None]) -> list[Column]:
    """A field that a person gave to one column is taken from the column that had it by its title."""
    by_hand = {c.field: c.index for c in columns if title_key(c.title) in mapping or c.letter in mapping}
    return [
        replace(column, field=None) if by_hand.get(column.field, column.index) != column.index else column
        for column in columns
    ]


def _without_contradiction(column: Column, kinds: Mapping[str, FieldKind], sample: Sequence[Row]) -> Column:
    """A column of names that holds 是 and 否 is something else: 户主 may be a name or a yes."""
    if column.field and kinds[column.field] == FieldKind.NAME:
        words = [text for row in sample if (text := _text_at(row, column.index))]
        if words and sum(_is_yes_or_no(word) for word in words) >= _MOSTLY * len(words):
            return replace(column, field=None)
    return column


def _is_yes_or_no(word: str) -> bool:
    return code_list("yes_no").find(word) is not None


def _text_at(row: Row, index: int) -> str:
    return cell_text(row[index]).strip() if index < len(row) else ""


def _has_what_is_needed(header: Header, columns: ColumnSet) -> bool:
    fields = {column.field for column in header.matched}
    return all(fields.intersection(alternatives) for alternatives in (*columns.needs, *columns.marks))
