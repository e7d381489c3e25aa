"""The codes of papers that come home: every slip of the fingers is noticed, nothing personal stands in them."""

from __future__ import annotations

from app.services.errors import Refused
from app.services.papers import codes
from app.services.papers.kinds import kinds

CODE = codes.code_of("ZF", "0" * 40)
_BARE = CODE.replace("-", "")


def _noticed(bare: str) -> bool:
    try:
        codes.read(bare)
    except Refused as refused:
        return refused.codes == ("papers.code_mistyped",)
    return False


def test_every_wrong_character_is_noticed() -> None:
    for digest in ("0" * 40, "a" * 40, "123" * 13):
        bare = codes.code_of("ZF", digest).replace("-", "")
        for position, right in enumerate(bare):
            for wrong in codes.ALPHABET:
                if wrong != right:
                    assert _noticed(bare[:position] + wrong + bare[position + 1 :])


def test_every_two_characters_that_changed_places_are_noticed() -> None:
    for first in range(len(_BARE)):
        for second in range(first + 1, len(_BARE)):
            swapped = list(_BARE)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert _BARE[first] == _BARE[second] or _noticed("".join(swapped))


def test_a_code_is_read_as_people_and_scanners_write_it() -> None:
    assert codes.read(CODE) == CODE
    for written in (CODE.lower(), _BARE, f" {CODE} ", CODE.replace("-", "－"), CODE.replace("-", " ")):
        assert codes.read(written) == CODE
    assert codes.read(CODE.replace("0", "O").replace("1", "I")) == CODE
    assert codes.looks_like_code(CODE)
    assert not codes.looks_like_code("测甲")
    assert not codes.looks_like_code("5199990001")
    for wrong in ("", "ZF", CODE[:-1], CODE + "0", "XX-0000-0000"):
        assert _noticed(wrong)


def test_letters_are_of_the_alphabet_unlike_each_other_and_only_on_papers_that_are_filled_in() -> None:
    letters = [kind.letters for kind in kinds().values() if kind.letters]
    assert len(letters) == len(set(letters))
    assert all(set(two) <= set(codes.ALPHABET) for two in letters)
    for kind in kinds().values():
        if kind.letters:
            assert not kind.notice
            assert codes.kind_of(codes.code_of(kind.letters, "1" * 40)) == kind.code
