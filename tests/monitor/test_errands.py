"""Asking between polls: who is asked at a time, what is called off, and that nothing piles up."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from desktop.core.models import Keep
from desktop.core.sources import Reason, SourceError, StoredSource, Temporary
from desktop.monitor.errands import Errand, Errands, named


class Answer:
    """Something that came back."""


def errands(most: int = 2) -> Errands[str, Answer]:
    return Errands(lambda: 0.0, most=most, limit_s=1.0)


def errand(number: int = 1, host: str = "a.example") -> Errand[str, Answer]:
    source = StoredSource(number, f"s{number}", "fake", {}, 15, Keep.EVERYTHING)
    return Errand(source, host, "asked", lambda _halt: Answer())


def done(each: Errand[str, Answer]) -> None:
    """Wait for its thread."""
    assert each.thread is not None
    each.thread.join()


def test_an_answer_that_is_there_already_is_not_called_off() -> None:
    running, one = errands(), errand()
    running.send(one)
    done(one)
    running.give_way({"a.example"})
    assert running.next_answer() is one
    assert isinstance(one.answer, Answer)
    assert not running.is_busy


def test_what_was_called_off_leaves_nothing_behind() -> None:
    running = errands()
    forgotten = []
    for _ in range(5):
        one = errand()
        running.send(one)
        done(one)
        forgotten.append(weakref.ref(one.answer))
        running.call_off_all()
    del one
    last = errand(2, "b.example")
    running.send(last)
    done(last)
    # The answers nobody wants do not stand in the way of the one that is wanted.
    assert running.next_answer() is last
    assert running.may_send(last.source, last.host)
    gc.collect()
    assert [each() for each in forgotten] == [None] * 5


def test_a_host_and_a_source_are_asked_one_thing_at_a_time() -> None:
    running, go = errands(most=2), threading.Event()

    def ask(halt: threading.Event) -> Answer:
        go.wait()
        return Answer()

    one = errand()
    one.ask = ask
    running.send(one)
    assert not running.may_send(errand(2).source, "a.example")
    assert not running.may_send(one.source, "elsewhere.example")
    assert running.may_send(errand(2).source, "b.example")
    running.give_way({"a.example"})
    assert one.halt.is_set()
    assert not running.is_busy
    assert not running.may_send(errand(2).source, "a.example")  # its thread has not ended yet
    go.set()
    done(one)
    assert running.may_send(errand(2).source, "a.example")
    assert running.next_answer() is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [(Temporary(Reason.TIMEOUT), Reason.TIMEOUT), (KeyError("x"), Reason.UNREADABLE)],
)
def test_bugs_are_answers_that_cannot_be_read(error: Exception, reason: Reason) -> None:
    assert isinstance(named(error), SourceError)
    assert named(error).reason is reason
