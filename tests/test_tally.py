"""The count of what should be stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.storage.tally import Tally
from graph.store import StoreError

ROWS = st.lists(st.tuples(st.sampled_from(["comment", "reply"]), st.integers(0, 2**128 - 1).map("{:032x}".format)))


def tally(rows: list[tuple[str, str]]) -> Tally:
    made = Tally()
    for kind, digest in rows:
        made.add(kind, digest)
    return made


@given(ROWS)
def test_what_is_dumped_is_loaded(rows):
    assert Tally.load(tally(rows).dump()) == tally(rows)


@given(ROWS, ROWS)
def test_rows_that_came_and_went_leave_nothing(rows, others):
    both = tally(rows + others)
    for kind, digest in others:
        both.remove(kind, digest)
    assert list(tally(rows).missing(both, ["comment", "reply"])) == []


def test_missing_surplus_and_changed_rows_are_named():
    first, second = "0" * 31 + "1", "0" * 31 + "2"
    written = tally([("comment", first), ("reply", first)])
    assert list(written.missing(Tally(), ["comment"])) == ["comment: 0 rows are stored where 1 were written"]
    assert list(Tally().missing(written, ["reply"])) == ["reply: 1 rows are stored where 0 were written"]
    assert "digests" in next(written.missing(tally([("comment", second)]), ["comment"]))


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{", '{"comment": 1}', '{"comment": ["a", "b"]}', '{"comment": [1]}', "null"]
)
def test_what_is_no_tally_is_refused(text):
    with pytest.raises(StoreError, match="tally is damaged"):
        Tally.load(text)
