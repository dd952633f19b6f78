"""One write batch as steps that both stores take in the same order: plain rows, sorted by uid, each uid once."""

from collections.abc import Iterable, Iterator

from graph.digest import Row
from graph.models import Batch, Passage, Relations
from graph.steps import Step, ordered, uid_rows
from graph.storage.derived_writes import derived_steps
from graph.storage.rows import Values, escape, keys_digest, pack, pack_passage
from graph.store import StoreError
from ingest.models import CommentId

_KEY_LIMIT = 1 << 63


def steps(batch: Batch) -> Iterator[Step]:
    """Every step of `batch` that has rows."""
    for step in _all_steps(batch):
        if step.rows:
            yield step


def _all_steps(batch: Batch) -> Iterator[Step]:
    yield Step("REMOVE_COMMENTS", uid_rows(batch.removed_comments))
    yield Step("REMOVE_CORRECTIONS", uid_rows(batch.removed_corrections))
    yield Step("PUT_SOURCES", ordered(pack(row) for row in batch.sources), "source")
    yield Step("PUT_DISCUSSIONS", ordered(pack(row) for row in batch.discussions), "discussion")
    yield Step("PUT_COMMENTS", ordered(pack(row) for row in batch.comments), "comment")
    yield Step("PUT_OCCURRENCES", ordered(pack(row) for row in batch.occurrences), "occurrence")
    yield Step("PUT_KEYS", ordered(_key_row(uid, keys) for uid, keys in batch.keys.items()), "keyring")
    yield from _relation_steps(batch)
    yield Step("PUT_CORRECTIONS", ordered(pack(row) for row in batch.corrections), "correction")
    yield Step("PUT_PASSAGES", ordered(_passage_row(row) for row in batch.passages), "passage")
    yield Step("PUT_LEDGER", ordered(pack(row) | {"uid": escape(row.source)} for row in batch.ledger), "ledger")
    yield from derived_steps(batch.derived)


def _relation_steps(batch: Batch) -> Iterator[Step]:
    yield Step("CLEAR_RELATIONS", uid_rows(each.discussion for each in batch.relations))
    last = _last_relations(batch)
    yield Step("PUT_QUOTES", _at_home((each, each.quotes) for each in last), "quote")
    yield Step("PUT_REPLIES", _at_home((each, each.replies) for each in last), "reply")
    yield Step("PUT_PARENTAGES", _at_home((each, each.parentages) for each in last), "parentage")
    yield Step("PUT_STANCES", _at_home((each, each.stances) for each in last), "stance")


def _last_relations(batch: Batch) -> list[Relations]:
    return list({each.discussion: each for each in batch.relations}.values())


def _at_home(relations: Iterable[tuple[Relations, Iterable[Row]]]) -> list[Values]:
    """Rows that also name the discussion that they are relations of."""
    return ordered(pack(row) | {"discussion": escape(each.discussion)} for each, rows in relations for row in rows)


def _passage_row(passage: Passage) -> Values:
    return pack_passage(passage)


def _key_row(comment: CommentId, keys: tuple[int, ...]) -> Values:
    """Keys are kept as hexadecimal words: a text that a full-text index takes apart, and half of what JSON would need."""
    distinct = sorted(set(keys))
    if distinct and not 0 <= distinct[0] <= distinct[-1] < _KEY_LIMIT:
        raise StoreError(
            f"{comment}: a deduplication key is outside 0..2**63-1", "make keys with ingest.deduplicate.keys"
        )
    return {"uid": escape(comment), "keys": pack_keys(distinct), "row_digest": keys_digest(comment, distinct)}


def pack_keys(keys: Iterable[int]) -> str:
    """Keys as hexadecimal words."""
    return " ".join(f"{key:x}" for key in keys)


def unpack_keys(text: str) -> tuple[int, ...]:
    """Read what `pack_keys` wrote."""
    return tuple(int(word, 16) for word in text.split())
