"""The Qt binding itself, as far as a fault of it once would have ended the program."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot die there")
def test_calls_that_return_nothing_keep_none_alive() -> None:
    thing, calls = QObject(), 1000
    before = sys.getrefcount(None)
    for _ in range(calls):
        thing.setObjectName("x")
    assert before - sys.getrefcount(None) < calls / 2
