"""Words to comments: BM25 over stemmed English with every negation and modal kept. The only module that imports tantivy."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ingest.words import fold
from search.models import Filter, Query, Term

if TYPE_CHECKING:
    import tantivy

_WORD = r"\w+(?:'\w+)*"
_HEAP = 64_000_000  # bytes of the writer's buffer
_MOST_WORDS = 512  # distinct words of a query that are looked up: more cost time and add nothing
_NAMED = {"author": "author", "source": "source", "in": "discussion"}  # filter -> field that holds the whole name
_ALTERNATIVES = {*_NAMED, "stance", "reply"}  # of several of one name, one is enough


@dataclass(frozen=True, slots=True)
class TextRow:
    """What is indexed of one comment, and under which row number; `marks` are the filters that it passes, like `is:stub`."""

    row: int
    uid: str
    body: str
    title: str = ""
    author: str = ""
    discussion: str = ""
    discussion_title: str = ""
    sources: tuple[str, ...] = ()
    created_at: datetime | None = None
    marks: tuple[str, ...] = ()


class Found(NamedTuple):
    """Row numbers and their scores, best first, and how many rows match in all."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    total: int


class TextWriter:
    """Writes a new text index into an empty folder; leaving the `with` block commits it, an error inside does not."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder), reuse=False)
        _register(index)
        self._document = tantivy.Document
        self._writer = index.writer(_HEAP, 1)

    def add(self, row: TextRow) -> None:
        """Index one comment."""
        document = self._document()
        document.add_unsigned("row", row.row)
        for field, value in _texts(row):
            document.add_text(field, value)
        if row.created_at is not None:
            document.add_integer("created", int(row.created_at.timestamp()))
        self._writer.add_document(document)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._writer.commit()
            self._writer.wait_merging_threads()


class TextIndex:
    """A text index that is only read; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._t = tantivy
        self._index = tantivy.Index.open(str(folder))
        _register(self._index)
        self._index.config_reader(reload_policy="manual")
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, query: Query, limit: int) -> Found:
        """The `limit` best rows that hold a word of `query` and pass all that it demands."""
        return self._run(self._both(self._constraints(query), self._scoring(query)), limit)

    def matching(self, query: Query) -> NDArray[np.int64]:
        """Rows that pass the filters, required groups and exclusions of `query`, ascending; its other words play no part."""
        demands = [self._any(map(self._term, group)) for group in query.required]
        wanted = self._both(self._constraints(query), self._all(demands) if demands else None)
        return np.sort(self._run(wanted, max(1, len(self))).rows)

    def scores(self, query: Query, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """BM25 of each of `rows` (distinct), in their order; 0 where no word occurs."""
        if not len(rows):
            return np.zeros(0)
        among = self._t.Query.term_set_query(self._index.schema, "row", rows.tolist())
        wanted = self._t.Query.boolean_query(
            [(self._t.Occur.Must, self._silent(among)), (self._t.Occur.Should, self._scoring(query))]
        )
        found = self._run(wanted, len(rows))
        by_row = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
        return np.array([by_row.get(row, 0.0) for row in rows.tolist()])

    def weights(self, query: Query) -> dict[str, float]:
        """Each stem that `query` asks for, with its inverse document frequency: rare words weigh more."""
        asked = [*query.words, *(term.text for group in query.required for term in group)]
        stems = dict.fromkeys(stem for text in asked for stem in self.stems(text))
        return {stem: self._rarity(stem) for stem in list(stems)[:_MOST_WORDS]}

    def stems(self, text: str) -> tuple[str, ...]:
        """Stemmed words of `text`, in order."""
        return _stems(text)

    def _rarity(self, stem: str) -> float:
        count = self._searcher.doc_freq("body", stem)
        return math.log(1 + (len(self) - count + 0.5) / (count + 0.5)) if count <= len(self) else 0.0

    def _run(self, query: "tantivy.Query", limit: int) -> Found:
        found = self._searcher.search(query, limit=limit)
        rows = self._searcher.fast_field_values("row", [address for _, address in found.hits])
        scores = np.array([score for score, _ in found.hits], np.float64)
        total: int = found.count  # type: ignore[attr-defined]  # absent from its stub
        return Found(np.array(rows, np.int64), scores, total)

    def _scoring(self, query: Query) -> "tantivy.Query":
        """What gives the score: required groups, and words of which one must occur unless a group is required."""
        groups = [(self._t.Occur.Must, self._any(map(self._term, group))) for group in query.required]
        counts = Counter(stem for word in query.words for stem in self.stems(word))
        words = [self._word(stem, count) for stem, count in counts.most_common(_MOST_WORDS)]
        if len(query.words) == 1 and not groups:
            words.append(self._exact("uid", query.words[0]))
        return self._t.Query.boolean_query([*groups, *((self._t.Occur.Should, each) for each in words)])

    def _word(self, stem: str, count: int) -> "tantivy.Query":
        found = self._any(self._t.Query.term_query(self._index.schema, field, stem) for field in ("body", "title"))
        return found if count == 1 else self._t.Query.boost_query(found, float(count))

    def _term(self, term: Term) -> "tantivy.Query":
        """A phrase in the body or the title; of other terms all words must occur somewhere."""
        stems = self.stems(term.text)
        if term.phrase:
            return self._any(self._phrase(field, stems) for field in ("body", "title"))
        return self._all([self._word(stem, 1) for stem in stems])

    def _phrase(self, field: str, stems: Sequence[str]) -> "tantivy.Query":
        if not stems:
            return self._t.Query.empty_query()
        if len(stems) == 1:
            return self._t.Query.term_query(self._index.schema, field, stems[0])
        return self._t.Query.phrase_query(self._index.schema, field, list(stems))

    def _constraints(self, query: Query) -> "tantivy.Query":
        must = [self._demanded(name, same) for name, same in _by_name(query.filters)]
        must_not = [*map(self._term, query.excluded), *(self._filter(each) for each in query.filters if each.excluded)]
        if not query.wants_stubs:
            must_not.append(self._exact("mark", "is:stub"))
        occurs = [(self._t.Occur.Must, self._silent(each)) for each in must or [self._t.Query.all_query()]]
        return self._t.Query.boolean_query([*occurs, *((self._t.Occur.MustNot, each) for each in must_not)])

    def _demanded(self, name: str, same: Sequence[Filter]) -> "tantivy.Query":
        """Names and kinds are alternatives; dates, `has:` and `is:` hold all at once."""
        filters = [self._filter(each) for each in same]
        return self._any(filters) if name in _ALTERNATIVES else self._all(filters)

    def _filter(self, each: Filter) -> "tantivy.Query":
        if each.moment is not None:
            return self._dated(each.name == "before", int(each.moment.timestamp()))
        if each.name not in _NAMED:
            return self._exact("mark", f"{each.name}:{each.value}")
        whole = self._exact(_NAMED[each.name], each.value)
        if each.name == "in":
            stems = self.stems(each.value)
            return self._any([whole, self._all([self._has("discussion_title", stem) for stem in stems])])
        words = _analyzers()["name"].analyze(clean(fold(each.value)))
        return self._any([whole, self._phrase(f"{each.name}_words", words)])

    def _dated(self, before: bool, moment: int) -> "tantivy.Query":
        kind = self._t.FieldType.Integer
        if before:
            return self._t.Query.range_query(self._index.schema, "created", kind, None, moment, True, False)
        return self._t.Query.range_query(self._index.schema, "created", kind, moment, None)

    def _has(self, field: str, token: str) -> "tantivy.Query":
        return self._t.Query.term_query(self._index.schema, field, token)

    def _exact(self, field: str, value: str) -> "tantivy.Query":
        return self._has(field, clean(fold(value)))

    def _silent(self, query: "tantivy.Query") -> "tantivy.Query":
        return self._t.Query.const_score_query(query, 0.0)

    def _any(self, queries: Iterable["tantivy.Query"]) -> "tantivy.Query":
        return self._t.Query.boolean_query([(self._t.Occur.Should, each) for each in queries])

    def _all(self, queries: Sequence["tantivy.Query"]) -> "tantivy.Query":
        """All of them; nothing matches none."""
        return self._t.Query.boolean_query([(self._t.Occur.Must, each) for each in queries])

    def _both(self, first: "tantivy.Query", second: "tantivy.Query | None") -> "tantivy.Query":
        return first if second is None else self._all([first, second])


@lru_cache(maxsize=1 << 16)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(_analyzers()["english"].analyze(clean(fold(text))))


def clean(text: str) -> str:
    """`text` without lone surrogates, which are no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _schema() -> "tantivy.Schema":
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_integer_field("created", indexed=True, fast=True)
    for field in ("body", "title", "discussion_title"):
        builder.add_text_field(field, tokenizer_name="english")
    for field in ("author_words", "source_words"):
        builder.add_text_field(field, tokenizer_name="name")
    for field in ("uid", "author", "discussion", "source", "mark"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _register(index: "tantivy.Index") -> None:
    for name, analyzer in _analyzers().items():
        index.register_tokenizer(name, analyzer)


@lru_cache(maxsize=1)
def _analyzers() -> "dict[str, tantivy.TextAnalyzer]":
    """Both read folded text, so neither changes case; no stop words, so that "not" and "should" are found."""
    from tantivy import Filter as Step
    from tantivy import TextAnalyzerBuilder, Tokenizer

    words = Tokenizer.regex(_WORD)
    return {
        "english": TextAnalyzerBuilder(words).filter(Step.stemmer("english")).build(),
        "name": TextAnalyzerBuilder(Tokenizer.simple()).build(),
    }


def _texts(row: TextRow) -> Iterator[tuple[str, str]]:
    """Field and folded value of all that is text in `row`; empty values are left out."""
    single = {"uid": row.uid, "body": row.body, "title": row.title, "author": row.author, "author_words": row.author}
    single |= {"discussion": row.discussion, "discussion_title": row.discussion_title}
    pairs = [
        *single.items(),
        *(("source", each) for each in row.sources),
        *(("source_words", each) for each in row.sources),
    ]
    yield from ((field, clean(fold(value))) for field, value in pairs if value)
    yield from (("mark", clean(fold(each))) for each in row.marks)


def _by_name(filters: Sequence[Filter]) -> Iterator[tuple[str, list[Filter]]]:
    wanted = sorted((each for each in filters if not each.excluded), key=lambda each: each.name)
    return ((name, list(same)) for name, same in groupby(wanted, key=lambda each: each.name))
