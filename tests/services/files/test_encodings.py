"""Text files in every encoding that reaches an office: the right characters, or a refusal, never rubbish."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.services.errors import Refused
from app.services.files.decoding import decode
from app.services.files.tables import read_table
from app.services.files.text_tables import text_rows
from tests.services.files.making import csv_file, id_number

SURNAMES = "王李张刘陈杨赵黄周吴欧阳诸葛"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香䶮㛃𬭎𫖯𤩽堃喆·"
COMMON = "".join(c for c in GIVEN if len(c.encode("gbk", "ignore")) == 2)
ENCODINGS = ("gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom")


def written(rng: random.Random, encoding: str) -> tuple[bytes, list[list[str]]]:
    letters = COMMON if encoding == "gbk" else GIVEN
    rows = [["姓名", "证件号码", "村"]]
    for i in range(rng.randint(1, 12)):
        name = rng.choice(SURNAMES) + "".join(rng.choices(letters, k=rng.randint(1, 3)))
        rows.append([name, id_number(i), rng.choice(["红星村", "青山村", "石桥社区"])])
    text = "\r\n".join(",".join(row) for row in rows)
    if encoding == "utf-16-le-bom":
        return b"\xff\xfe" + text.encode("utf-16-le"), rows
    return text.encode(encoding), rows


def test_a_thousand_files_come_back_letter_for_letter():
    rng = random.Random(26)
    for number in range(1_000):
        data, rows = written(rng, ENCODINGS[number % len(ENCODINGS)])
        assert [list(row) for row in text_rows(decode(data, name="a.csv"), name="a.csv")] == rows


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "euc_kr"])
def test_a_foreign_encoding_is_refused_because_its_titles_do_not_fit(tmp_path: Path, encoding: str):
    titles = {"big5": "姓名,證件號碼", "shift_jis": "姓名,証件号码".replace("码", "碼"), "euc_kr": "姓名,證件號碼"}[
        encoding
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(f"{titles}\n王明,{id_number(1)}\n".encode(encoding))
    with pytest.raises(Refused):
        read_table(path, "roster")


def test_two_hundred_files_with_one_line_of_the_other_encoding_are_refused():
    rng = random.Random(27)
    line = "张小明住在石门镇红星村三组一号,1\n"
    for _ in range(200):
        lines = [f"{rng.choice(SURNAMES)}{rng.choice(COMMON)}家庭情况一般住房安全,{id_number(i)}\n" for i in range(9)]
        parts = [text.encode("gbk") for text in lines]
        place = rng.randrange(len(parts))
        parts[place] = line.encode()
        with pytest.raises(Refused) as refused:
            decode(b"".join(parts), name="a.csv")
        assert refused.value.codes[0] in ("files.mixed_encoding", "files.encoding")


def test_ordinary_gbk_files_are_never_taken_for_a_mixture():
    rng = random.Random(28)
    for _ in range(300):
        text = "\n".join(
            "".join(rng.choices(COMMON + SURNAMES + "红星村青山石桥社区镇组号,，。", k=30)) for _ in range(20)
        )
        assert decode(text.encode("gbk"), name="a.csv") == text


def test_quoted_numbers_separators_and_the_line_that_names_the_separator(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [["姓名", "证件号码"], ["张三", f'="{id_number(1)}"']], encoding="utf-8-sig")
    assert read_table(path, "roster").rows[0].text("id_number") == id_number(1)
    path.write_text(f"sep=;\n姓名;证件号码\n张三;{id_number(1)}\n", encoding="utf-8")
    table = read_table(path, "roster")
    assert (table.rows[0].row, table.rows[0].text("name")) == (3, "张三")
