"""`rejoinder evaluate retrieval`: the product's own store, indexes and ranking on a corpus with queries."""

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.embedding import embed_store
from graph.models import Batch, DiscussionRow
from graph.store import GraphStore, open_store
from ingest.embedder import Embedder, open_embedder
from ingest.errors import RejoinderError
from ingest.models import Comment, CommentId, DiscussionId
from ingest.vector_cache import CachedEmbedder, VectorCache
from search.generation import open_generation
from search.index_builder import build_index
from search.models import Mode
from search.query import plain
from search.ranking import Ranker
from ui.evaluation.labelled import write_predictions

_MOST_HITS = 100
_BATCH = 1000
_CORPUS = DiscussionId("corpus")

Progress = Callable[[int], None]


class BadRetrievalRow(RejoinderError):
    """A line of the corpus, the queries or the labels is not what the task needs."""


class Document(BaseModel):
    """One line of the corpus."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    uid: str = Field(alias="_id")
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is evaluated: corpus JSONL (or that in gzip), queries TSV, and perhaps labels in BEIR's TSV.

    `predictions` is written if it is named; `cache` keeps vectors from one evaluation to the next.
    """

    corpus: Path
    queries: Path
    qrels: Path | None = None
    predictions: Path | None = None
    cache: Path | None = None


def evaluate(task: Task, mode: Mode, progress: Progress = lambda done: None) -> dict[str, object]:
    """Index the corpus as an archive of comments, ask every query, and return the figures.

    A query is plain words: its punctuation is no operator. Raises BadRetrievalRow.
    """
    documents, queries = read_corpus(task.corpus), read_queries(task.queries)
    began = perf_counter()
    hits = dict(_asked(documents, queries, mode, task.cache, progress))
    spent = perf_counter() - began
    said = (json.dumps({"query": query, "hits": found}) for query, found in hits.items())
    write_predictions(task.predictions, said)
    counted = {"documents": len(documents), "queries": len(queries), "seconds": round(spent, 2)}
    labelled = {} if task.qrels is None else score(read_qrels(task.qrels), hits)
    return {"task": "retrieval", "mode": mode, **counted, **labelled}


def score(relevant: Mapping[str, set[str]], hits: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Mean nDCG@10 (every relevant document counts 1) and recall@100 over the labelled queries."""
    ndcg = [_ndcg(hits.get(query, ())[:10], right) for query, right in relevant.items()]
    recall = [len(right & set(hits.get(query, ())[:_MOST_HITS])) / len(right) for query, right in relevant.items()]
    return {"ndcg10": sum(ndcg) / max(1, len(ndcg)), "recall100": sum(recall) / max(1, len(recall))}


def read_corpus(path: Path) -> list[Document]:
    """One document a line; raises BadRetrievalRow."""
    return [_document(path, number, line) for number, line in _lines(path)]


def read_queries(path: Path) -> dict[str, str]:
    """Text by id, from lines of id, tab, text; raises BadRetrievalRow."""
    pairs = [(number, line.rstrip("\r\n").partition("\t")) for number, line in _lines(path)]
    for number, (_, tab, text) in pairs:
        if not (tab and text.strip()):
            raise BadRetrievalRow(f"{path}:{number}: no query", "give an id, a tab and the query's text")
    return {uid: text for _, (uid, _, text) in pairs}


def read_qrels(path: Path) -> dict[str, set[str]]:
    """Relevant documents by query, from lines of query, anything, document, grade; raises BadRetrievalRow."""
    relevant = defaultdict(set)
    for number, line in _lines(path):
        cells = line.split()
        if len(cells) != 4 or not cells[3].lstrip("-").isdigit():
            raise BadRetrievalRow(f"{path}:{number}: no label", "give query, 0, document and a whole grade")
        if int(cells[3]) > 0:
            relevant[cells[0]].add(cells[2])
    return dict(relevant)


def _document(path: Path, number: int, line: str) -> Document:
    try:
        return Document.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]["msg"]
        raise BadRetrievalRow(f"{path}:{number}: {problem}", "give one JSON object a line with _id and text") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _asked(
    documents: Sequence[Document], queries: Mapping[str, str], mode: Mode, cache: Path | None, progress: Progress
) -> Iterator[tuple[str, list[str]]]:
    """Ids of the best documents for each query, at most 100, without the query's own document and exact copies of it."""
    with ExitStack() as open_things:
        scratch = Path(open_things.enter_context(TemporaryDirectory()))
        store = open_things.enter_context(open_store(str(scratch / "archive.db")))
        vectors = open_things.enter_context(closing(VectorCache(cache or scratch / "vectors.db")))
        embedder = CachedEmbedder(open_embedder(), vectors)
        _fill(store, documents)
        if mode != "lexical":
            embed_store(store, embedder, progress)
            _warm(embedder, queries)
        ranker, uids = _ranker(store, scratch / "index", embedder)
        own = _copies(documents)
        for query, text in queries.items():
            left_out = own.get(query, {query})
            found = ranker.rank(plain(text), mode, _MOST_HITS + len(left_out))
            hits = [uids[row] for row in found.rows if uids[row] not in left_out]
            yield query, hits[:_MOST_HITS]


def _fill(store: GraphStore, documents: Sequence[Document]) -> None:
    rows = [Comment(CommentId(each.uid), _CORPUS, each.text, at) for at, each in enumerate(documents)]
    for at in range(0, len(rows), _BATCH):
        store.write(Batch(discussions=[DiscussionRow(_CORPUS)], comments=rows[at : at + _BATCH]))


def _warm(embedder: CachedEmbedder, queries: Mapping[str, str]) -> None:
    """Embed the first windows of all queries together: one by one takes longer."""
    texts = [plain(text).text for text in queries.values()]
    spans = [next(iter(embedder.windows(text)), (0, 0)) for text in texts]
    embedder.embed([text[start:end] for text, (start, end) in zip(texts, spans, strict=True)])


def _ranker(store: GraphStore, folder: Path, embedder: Embedder) -> tuple[Ranker, list[str]]:
    build_index(store, folder, embedder.fingerprint)
    parts = open_generation(folder, store, embedder.fingerprint)
    return Ranker(parts.text, parts.comments, lambda: parts.vectors, lambda: embedder), parts.uids


def _copies(documents: Sequence[Document]) -> dict[str, set[str]]:
    """For each document the ids of all with the same text, its own among them."""
    same = defaultdict(set)
    for each in documents:
        same[each.text].add(each.uid)
    return {each.uid: same[each.text] for each in documents}


def _ndcg(hits: Sequence[str], right: set[str]) -> float:
    gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit in right)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(right))))
