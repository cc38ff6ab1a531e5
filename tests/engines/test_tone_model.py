"""Model files: what is written is read, and the models that ship keep to their bounds."""

from __future__ import annotations

import time
import zipfile
from array import array
from pathlib import Path
from zlib import crc32

import pytest

from desktop.engines.tone_model import (
    BUCKETS,
    PAIRS,
    PIECES,
    WHOLE,
    WORDS,
    Buckets,
    Family,
    Hashed,
    Model,
    bucket,
    dump,
    load,
)
from desktop.paths import resource
from tests.engines.models import empty_model

SHIPPED = tuple(resource(f"tone/{language}.tone") for language in ("ru", "en"))


def small() -> Model:
    model = empty_model((0.25, -0.5))
    whole = Family(["!", "торт", "ужас"], array("b", [0, 1, -3, 5, 127, -127]), 0.5)
    pairs = Family([" торт", "а торт", "а ужас", "аб в"], array("b", range(8)), 1.0)
    sums = array("I", sorted((crc32("торт".encode()), crc32("ужас".encode()))))
    words = Hashed(sums, array("b", [1, 2, 3, 4]), 0.5)
    steps = array("b", bytes(2 * BUCKETS))
    steps[2 * bucket("ужа")], steps[2 * bucket("жас") + 1] = 3, 4
    return model._replace(
        named={**model.named, WHOLE: whole, PAIRS: pairs},
        hashed={**model.hashed, WORDS: words},
        pieces=Buckets(steps, 0.1),
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.tone"
    path.write_bytes(dump(small()))
    assert load(path) == small()


def test_equal_models_give_equal_bytes() -> None:
    assert dump(small()) == dump(small())


def test_weights_are_found_by_name() -> None:
    whole = small().named[WHOLE]
    assert whole.get("торт") == small().get(WHOLE, "торт") == (-1.5, 2.5)
    assert whole.get("ужас") == (63.5, -63.5)
    assert whole.get("хлеб") == whole.get("") == whole.get("я") == (0.0, 0.0)
    assert whole.table() == {"!": (0.0, 0.5), "торт": (-1.5, 2.5), "ужас": (63.5, -63.5)}


def test_weights_are_found_by_sum() -> None:
    words = small().hashed[WORDS]
    found = {words.get("торт"), words.get("ужас")}
    assert found == {(0.5, 1.0), (1.5, 2.0)}
    assert words.find("хлеб") == -1
    assert words.get("хлеб") == small().get(WORDS, "\ud800") == (0.0, 0.0)


def test_character_pieces_add_up() -> None:
    pieces = small().pieces
    assert pieces.total(["ужа", "жас", "жас"]) == pytest.approx((0.3, 0.8))
    assert small().get(PIECES, "ужа") == pytest.approx((0.3, 0.0))


def test_pairs_are_found_by_their_first_word() -> None:
    pairs = small().named[PAIRS]
    assert pairs.following("а") == {"торт": (2.0, 3.0), "ужас": (4.0, 5.0)}
    assert pairs.following("") == {"торт": (0.0, 1.0)}
    assert pairs.following("б") is None


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.tone"
    path.write_bytes(b"not a zip")
    with pytest.raises(zipfile.BadZipFile):
        load(path)
    named = {**small().named, PAIRS: Family(["а", "б"], array("b", [1, 2]), 1.0)}
    path.write_bytes(dump(small()._replace(named=named)))
    with pytest.raises(ValueError, match="pairs has 2 names"):
        load(path)


def test_the_models_that_ship_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED) <= 4_000_000


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_models_that_ship_are_sorted_and_read_quickly(path: Path) -> None:
    began = time.process_time()
    model = load(path)
    assert time.process_time() - began < 0.25  # measured under 0.05; a loaded machine is slower
    assert model.language == path.stem
    for named in model.named.values():
        assert named.names == sorted(set(named.names))
    for hashed in model.hashed.values():
        assert list(hashed.sums) == sorted(set(hashed.sums))
