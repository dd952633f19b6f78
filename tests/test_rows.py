"""Rows on their way into a store and back."""

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.models import LedgerRow, Parentage
from graph.sqlite_store import SqliteStore
from graph.storage import sql
from graph.storage.rows import (
    ROW_KINDS,
    digest_of,
    escape,
    pack,
    pack_passage,
    passage_digest,
    stored_digest,
    unescape,
    unpack,
    unpack_passage,
)
from tests.store_rows import ODD, comment, parentage, passage, sample

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_an_escaped_text_can_be_stored_and_reads_back(text):
    stored = escape(text)
    assert "\0" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert unescape(stored) == text


@given(ANY_TEXT, ANY_TEXT)
def test_escaping_keeps_prefixes(first, second):
    assert escape(first + second) == escape(first) + escape(second)


@given(st.text())
def test_ordinary_text_is_stored_as_it_is(text):
    if not set(text) & {"\0", "\x1a"}:
        assert escape(text) == text


RELATIONS = sample().relations[0]
ROWS = [*sample().sources, *sample().discussions, *sample().comments, *sample().occurrences, *sample().ledger]
ROWS += [*RELATIONS.quotes, *RELATIONS.replies, *RELATIONS.parentages, *RELATIONS.stances, *sample().corrections]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_reads_back_with_its_digest(row):
    packed = pack(row)
    values = [*(packed[each.name] for each in fields(row)), packed["row_digest"]]
    assert unpack(type(row), values) == row
    assert stored_digest(type(row), values) == digest_of(row) == digest_of(unpack(type(row), values))


def test_a_moment_in_another_zone_is_the_same_moment():
    there = datetime(2024, 3, 31, 1, 30, tzinfo=timezone(timedelta(hours=-9)))
    first, second = comment("a", created_at=there), comment("a", created_at=there.astimezone(UTC))
    assert pack(first) == pack(second)


def test_damaged_values_are_refused():
    values = [pack(comment("a"))[each.name] for each in fields(comment("a"))]
    for place in ("created_at", "meta"):
        broken = list(values)
        broken[[each.name for each in fields(comment("a"))].index(place)] = "{"
        with pytest.raises(ValueError, match=r"Expecting|isoformat"):
            unpack(type(comment("a")), broken)


def test_candidates_are_read_from_a_text_and_from_lists():
    whole = parentage("a", "b", None, ODD)
    packed = pack(whole)
    lists = json.loads(packed["candidates"])
    assert lists == [["b", "", escape(ODD)], [0.6, 0.3, 0.15]]
    assert unpack(Parentage, ["p:a", "a", lists]) == unpack(Parentage, ["p:a", "a", packed["candidates"]]) == whole
    for broken in ("[[], [0.5]]", "[[]]", [["b"], [0.5, 0.5]], [None, [0.5]]):
        with pytest.raises((ValueError, TypeError)):
            unpack(Parentage, ["p:a", "a", broken])


def test_every_bit_of_a_vector_is_in_the_digest():
    whole = passage("a")
    bits = np.frombuffer(whole.vector.tobytes(), np.uint32).copy()
    bits[3] ^= 1
    other = type(whole)(whole.comment, whole.start, whole.end, whole.fingerprint, bits.view(np.float32))
    assert passage_digest(other) != passage_digest(whole)


def test_a_passage_reads_back_whatever_its_texts():
    whole = passage(ODD, fingerprint=ODD)
    packed = pack_passage(whole)
    back = unpack_passage([packed[name] for name in ("comment", "start", "end", "fingerprint", "vector")])
    assert (back.comment, back.fingerprint, back.vector.tobytes()) == (ODD, ODD, whole.vector.tobytes())
    assert not back.vector.flags.writeable


@pytest.mark.parametrize(("name", "kind"), [*ROW_KINDS.items(), ("ledger", LedgerRow)])
def test_the_views_of_the_schema_have_the_fields_of_the_rows(tmp_path, name, kind):
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        columns = [row[0] for row in store._rows("SELECT name FROM pragma_table_info($view)", view=f"{name}_row")]
    assert columns == [*(each.name for each in fields(kind)), "row_digest"]
    assert name in sql.SCANS
