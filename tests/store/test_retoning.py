"""Which mentions are judged again, and whose word stands."""

from __future__ import annotations

from desktop.core.filters import MentionFilter
from desktop.core.models import NOT_KNOWN, Deciding, Score, Tone
from desktop.core.query import parse_search
from desktop.store import mentions, pages, retoning, triage
from desktop.store.database import Connection
from tests.store.shop import START, WORD_FORMS, add_source, prepared, recounted, save, tallied

NEW = {"ru": "engine 2"}
BAD = Score(Tone.NEGATIVE, -0.5, "engine 2", (Deciding(0, 5, "плохо", -1.0),))


def test_those_of_other_engines_or_none_are_found_from_the_newest_on(db: Connection) -> None:
    source = add_source(db)
    items = [
        prepared("old", "плохо", tone=Tone.NEUTRAL, value=0.0),
        prepared("none", "плохо", title="Хлеб", minutes=1),
        prepared("mine", "плохо", tone=Tone.NEUTRAL, value=0.0, minutes=2),
    ]
    old, none, mine = save(db, source.id, *items).new_ids
    triage.set_tone(db, [mine], Tone.POSITIVE, START)
    first = retoning.outdated(db, NEW, limit=2)
    assert ([each.id for each in first.outdated], first.looked_at) == ([none], 2)
    assert first.outdated[0].body == "Хлеб\nплохо"
    rest = retoning.outdated(db, NEW, below=first.down_to, limit=2)
    assert ([each.id for each in rest.outdated], rest.down_to) == ([old], None)
    assert retoning.outdated(db, {"ru": "engine 1"}).outdated == first.outdated
    assert retoning.outdated(db, {"en": "engine 2"}).outdated == ()


def test_new_judgements_are_stored_counted_and_searchable(db: Connection) -> None:
    source = add_source(db)
    ids = save(db, source.id, prepared("1", "плохо"), prepared("2", "плохо")).new_ids
    triage.set_tone(db, ids[1:], Tone.POSITIVE, START)
    assert retoning.save_scores(db, [(each, BAD) for each in ids]) == 1
    first, second = mentions.get_many(db, ids)
    assert (first.tone, first.score, first.tone_by) == (Tone.NEGATIVE, -0.5, "engine 2")
    assert first.deciding == BAD.deciding
    assert (second.tone, second.tone_by, second.deciding) == (Tone.POSITIVE, "person", ())
    assert tallied(db) == recounted(db)
    chosen = MentionFilter(tones=("negative",), folds=False)
    found = pages.page(db, chosen, parse_search("плохо"), WORD_FORMS)
    assert [each.id for each in found] == [ids[0]]
    assert retoning.save_scores(db, [(ids[0], BAD)]) == 0
    assert retoning.save_scores(db, [(ids[0], NOT_KNOWN)]) == 1
    assert retoning.save_scores(db, [(12345, BAD)]) == 0


def test_progress_is_remembered(db: Connection) -> None:
    assert retoning.progress(db) is None
    for below in (17, None):
        retoning.save_progress(db, retoning.Progress(NEW, below))
        assert retoning.progress(db) == retoning.Progress(NEW, below)
