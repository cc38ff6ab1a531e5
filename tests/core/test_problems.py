"""Troubles of the store as values."""

from __future__ import annotations

from desktop.core.problems import StoreProblem, StoreTrouble


def test_a_problem_names_its_trouble_and_file() -> None:
    problem = StoreProblem(StoreTrouble.FULL, "a.db", "disk I/O")
    assert (str(problem), problem.path) == ("full: a.db disk I/O", "a.db")
    assert str(StoreProblem(StoreTrouble.LOCKED)) == "locked:"
