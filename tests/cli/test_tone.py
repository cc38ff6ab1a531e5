"""`tone`: one line out for each line in, whatever comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import Shell

SHELL = Shell(pytest.MonkeyPatch())


def test_lines_are_judged_in_order(shell: Shell) -> None:
    ran = shell("tone", given="The bread was terrible\n\nХлеб ужасный\nI love it".encode())
    answers = [line.split("\t") for line in ran.out.splitlines()]
    assert [(tone, language) for tone, _, language, _ in answers] == [
        ("negative", "en"), ("unknown", ""), ("negative", "ru"), ("positive", "en"),
    ]  # fmt: skip
    assert answers[1] == ["unknown", "", "", ""]
    for (_, score, _, words), word in zip(answers[::2], ("terrible", "ужасный"), strict=True):
        assert float(score) < 0
        assert word in words.split(", ")
    assert float(answers[3][1]) > 0
    assert "love" in answers[3][3].split(", ")


def test_signs_are_judged_in_a_language_nobody_reads(shell: Shell) -> None:
    ran = shell("tone", given="Дуже смачно 😍\nДуже смачно\n".encode())
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == ["positive", "unknown"]


@given(st.lists(st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b" ")), max_size=12))
def test_any_bytes_give_a_line_for_a_line(lines: list[bytes]) -> None:
    ran = SHELL("tone", given=b"".join(line + b"\n" for line in lines))
    answers = ran.out.split("\n")[:-1]
    assert (ran.code, len(answers)) == (0, len(lines))
    assert all(answer.count("\t") == 3 for answer in answers)


def test_a_megabyte_in_a_line_is_one_line(shell: Shell) -> None:
    ran = shell("tone", given=b"bread " * 400_000 + b"\nThe cake was good\n")
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == ["neutral", "positive"]
