"""Digests of rows and of archives."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.digest import archive_digest, row_digest, timestamp
from graph.models import DiscussionRow
from ingest.models import Comment, Source
from tests.store_rows import comment, correction, occurrence, parentage, quote, reply, sample, source, stance

DIGESTS = st.lists(st.integers(0, 2**128 - 1).map("{:032x}".format))


def test_equal_rows_have_equal_digests():
    assert [row_digest(row) for row in sample().comments] == [row_digest(row) for row in sample().comments]


def test_a_files_name_is_not_content():
    assert row_digest(source()) == row_digest(replace(source(), name="elsewhere/other.txt"))
    assert row_digest(source()) != row_digest(replace(source(), size=1))


@pytest.mark.parametrize(
    "changed",
    [
        {"uid": "b"},
        {"text": "other"},
        {"position": 1},
        {"author": ""},
        {"created_at": datetime(2024, 1, 1, tzinfo=UTC)},
        {"parent": "b"},
        {"stub": True},
        {"root": True},
        {"boundary": 0.5},
        {"meta": {"a": None}},
    ],
)
def test_every_field_counts(changed):
    assert row_digest(replace(comment("a"), **changed)) != row_digest(comment("a"))


def test_rows_of_different_kinds_differ():
    rows = [source("a"), DiscussionRow("a"), comment("a"), occurrence("a"), quote("a", "a"), reply("a", "a")]
    rows += [parentage("a"), stance("a", "a"), correction("a")]
    assert len({row_digest(row) for row in rows}) == len(rows)


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2150, 1, 1)), st.integers(-23, 23))
def test_a_moment_is_written_the_same_from_every_zone_and_sorts_as_text(moment, hours):
    here = moment.replace(tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=hours)))
    assert timestamp(here) == timestamp(there)
    assert datetime.fromisoformat(timestamp(there)) == here
    assert timestamp(here) < timestamp(here + timedelta(microseconds=1))


def test_the_order_of_meta_does_not_matter():
    first, second = comment("a", meta={"x": 1, "y": 2}), comment("a", meta={"y": 2, "x": 1})
    assert row_digest(first) == row_digest(second)


@given(DIGESTS, st.randoms())
def test_the_order_of_rows_does_not_matter(digests, dice: random.Random):
    shuffled = list(digests)
    dice.shuffle(shuffled)
    assert archive_digest(shuffled) == archive_digest(digests)


@given(DIGESTS, st.integers(1, 2**128 - 1).map("{:032x}".format))
def test_one_row_more_changes_the_digest(digests, more):
    assert archive_digest([*digests, more]) != archive_digest(digests)


def test_the_hash_seed_of_the_process_does_not_matter():
    program = "from graph.digest import row_digest; from tests.store_rows import sample; print(*map(row_digest, sample().comments))"
    found = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert found == {" ".join(map(row_digest, sample().comments)) + "\n"}


def test_a_row_that_holds_what_cannot_be_stored_is_refused():
    with pytest.raises(TypeError, match="no stored row holds a set"):
        row_digest(Comment("a", "d", "text", meta={"tags": {1, 2}}))
    with pytest.raises(TypeError):
        row_digest(Source("a", "n", "f", "s", {1}))
