"""An archive as a ConvoKit corpus; one that came in as ConvoKit goes out with every field as it was."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from graph.arguments import Objection
from graph.models import DiscussionRow
from graph.objection.answers import Answer, answers_of
from graph.relations import WENT_TO
from graph.store import GraphStore
from ingest.models import Comment, CommentId, Occurrence, Quote, SourceId
from ingest.readers.convokit import BARE, CONVERSATIONS, CORPUS, KEPT, OUR_MARK, SPEAKERS, UTTERANCES, our_key
from ingest.readers.ids import own_id
from ingest.readings import readings_of
from ui.export.blocks import stands_apart
from ui.export.draft import new_folder
from ui.export.names import Names, is_of_a_corpus, names_of
from ui.export.objection_meta import objection_meta
from ui.objections import foremost

_INDEX: Mapping[str, Any] = {
    "utterances-index": {},
    "speakers-index": {},
    "conversations-index": {},
    "overall-index": {},
    "version": 1,
    "vectors": [],
}


@dataclass(frozen=True, slots=True)
class _Edges:
    """What leads out of the comments of one discussion."""

    answers: dict[CommentId, Answer]
    quotes: dict[CommentId, list[Quote]]
    quoted: Mapping[CommentId, Comment]
    occurrences: Mapping[CommentId, list[Occurrence]]
    objections: dict[CommentId, list[Objection]]


@dataclass(slots=True)
class _Corpus:
    """The corpus as far as it has been written; `sources` are names by uid."""

    names: Names
    sources: Mapping[SourceId, str]
    speakers: dict[str, Any] = field(default_factory=dict)
    conversations: dict[str, Any] = field(default_factory=dict)
    utterances: int = 0


def export(store: GraphStore, folder: Path) -> int:
    """Write all comments of `store` as a corpus into a new or empty folder, discussion by discussion; return how many.

    Stubs without any text are left out: only the reply-to of their replies names them. Nothing is left behind when it fails.
    Raises ExportError, StoreError.
    """
    corpus = _Corpus(names_of(store), {each.uid: each.name for each in store.sources()})
    with new_folder(folder) as draft:
        with (draft / UTTERANCES).open("w", encoding="utf-8", newline="\n") as lines:
            for row in store.discussions():
                for utterance in _utterances(store, row, corpus):
                    lines.write(_packed(utterance) + "\n")
        _write(draft / SPEAKERS, corpus.speakers)
        _write(draft / CONVERSATIONS, corpus.conversations)
        _write(draft / CORPUS, {OUR_MARK: {"utterances": corpus.utterances}})
        _write(draft / "index.json", _INDEX)
    return corpus.utterances


def _utterances(store: GraphStore, row: DiscussionRow, corpus: _Corpus) -> Iterator[dict[str, Any]]:
    """Yield the lines of a discussion, and note its speakers and conversations."""
    if (known := _kept(row.meta)) is not None:
        corpus.conversations.setdefault(known["id"], known.get("conversation", BARE))
    comments = [each for each in store.comments_in(row.uid) if each.text or not each.stub]
    edges = _edges(store, row, comments)
    for comment in comments:
        said = _as_the_corpus_says(comment, edges.occurrences.get(comment.uid, []))
        if said.text != comment.text:
            # Spans of quotes, cues and objections are of the other text.
            edges.quotes.pop(comment.uid, None)
            edges.answers[comment.uid] = _without_cues(edges.answers[comment.uid])
            edges.objections.pop(comment.uid, None)
        line = _utterance(said, row, edges, corpus)
        _note(line, said, row, corpus)
        yield line


def _note(line: dict[str, Any], comment: Comment, row: DiscussionRow, corpus: _Corpus) -> None:
    """Count a line, and see that its conversation and its speaker have their entries."""
    corpus.utterances += 1
    kept = _kept(comment.meta) or {}
    if line["conversation_id"] is not None:
        _enter(corpus.conversations, str(line["conversation_id"]), kept.get("conversation"), _conversation(row))
    if line["speaker"] is not None:
        _enter(corpus.speakers, str(line["speaker"]), kept.get("speaker"), BARE)


def _enter(entries: dict[str, Any], name: str, said: object, default: object) -> None:
    """Set the entry that the corpus had; without one the default, unless there is an entry already."""
    if said is not None:
        entries[name] = said
    else:
        entries.setdefault(name, default)


def _edges(store: GraphStore, row: DiscussionRow, comments: list[Comment]) -> _Edges:
    ids = {each.uid for each in comments}
    quotes: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in store.quotes(ids):
        quotes[quote.comment].append(quote)
    occurrences: dict[CommentId, list[Occurrence]] = defaultdict(list)
    for occurrence in store.occurrences(ids):
        occurrences[occurrence.comment].append(occurrence)
    parentages, stances = store.parentages_in(row.uid), store.stances_in(row.uid)
    answers = answers_of(comments, store.replies_in(row.uid), parentages, stances)
    quoted = store.comments({each.of for found in quotes.values() for each in found})
    objections: dict[CommentId, list[Objection]] = defaultdict(list)
    for objection in foremost(store.objections_in(row.uid)):
        objections[objection.comment].append(objection)
    return _Edges(answers, quotes, quoted, occurrences, objections)


def _as_the_corpus_says(comment: Comment, occurrences: list[Occurrence]) -> Comment:
    """A comment that came from a corpus and from elsewhere too, with the words of the corpus."""
    if not is_of_a_corpus(comment.uid) or _kept(comment.meta) is not None:
        return comment
    if not any(KEPT in each.given.get("meta", {}) for each in occurrences):
        return comment
    said = next(each for each in readings_of(comment, occurrences) if _kept(each.meta) is not None)
    return replace(comment, text=said.text, author=said.author, parent=said.parent, meta=said.meta)


def _utterance(comment: Comment, row: DiscussionRow, edges: _Edges, corpus: _Corpus) -> dict[str, Any]:
    kept = (_kept(comment.meta) or {}).get("row")
    said = _as_it_came(comment, kept) if kept is not None else _as_we_tell(comment, row, edges, corpus.names)
    meta = dict(said.get("meta") or {})
    ours = _ours(comment, edges, corpus) | objection_meta(edges.objections.get(comment.uid, ()), corpus.names)
    if kept is None or comment.parent is not None:  # in a line of a corpus without reply-to, nothing is said of one
        ours |= _answer(edges.answers[comment.uid], corpus.names)
    return said | {"meta": meta | {our_key(meta, name): value for name, value in ours.items()}}


def _as_it_came(comment: Comment, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The line of a comment that came from a corpus: the fields that a comment tells, and all others as they were."""
    told = {
        "id": own_id(comment.uid),
        "text": comment.text,
        "speaker": comment.author,
        "reply-to": None if comment.parent is None else own_id(comment.parent),
        "conversation_id": kept.get("root"),
        "timestamp": None,
    }
    return told | dict(kept)


def _as_we_tell(comment: Comment, row: DiscussionRow, edges: _Edges, names: Names) -> dict[str, Any]:
    """The line of a comment that came in another format."""
    reply = edges.answers[comment.uid].reply
    parent = comment.parent if reply is None else reply.parent
    known = _kept(row.meta)
    edited = comment.edited_at and comment.edited_at.timestamp()
    about = {"title": comment.title, "url": comment.url, "edited_at": edited}
    return {
        "id": names.of(comment.uid),
        "conversation_id": row.uid if known is None else known["id"],
        "text": comment.text,
        "speaker": comment.author,
        "reply-to": None if parent is None else names.of(parent),
        "timestamp": comment.created_at and comment.created_at.timestamp(),
        "meta": {name: value for name, value in about.items() if value is not None} | dict(comment.meta),
        "vectors": [],
    }


def _ours(comment: Comment, edges: _Edges, corpus: _Corpus) -> dict[str, Any]:
    quotes: list[dict[str, Any]] = []
    mentions: list[dict[str, Any]] = []
    for each in sorted(edges.quotes.get(comment.uid, []), key=lambda each: (each.start, each.end, each.uid)):
        apart = stands_apart(each, comment.text, edges.quoted[each.of].text)
        (quotes if apart else mentions).append(_quote(each, corpus))
    places = [
        {
            "source": corpus.sources.get(each.source, each.source),
            "start": each.start,
            "end": each.end,
            "rendering": each.rendering,
            "match": each.match,
        }
        for each in sorted(edges.occurrences.get(comment.uid, []), key=lambda each: (each.source, each.start, each.uid))
    ]
    kind = {"stub": True} if comment.stub else {"root": True} if comment.root else {}
    within = {"mentions": mentions} if mentions else {}
    return {"quotes": quotes, "occurrences": places} | within | kind


def _quote(quote: Quote, corpus: _Corpus) -> dict[str, Any]:
    span = {"start": quote.start, "end": quote.end}
    return span | {"of": corpus.names.of(quote.of), "of_start": quote.of_start, "of_end": quote.of_end}


def _answer(answer: Answer, names: Names) -> dict[str, Any]:
    """What a comment answers and how it takes that; that it answers nothing, where that was inferred, has no evidence."""
    sure = answer.reply.confidence if answer.reply else answer.nothing
    if sure is None:
        return {}
    told: dict[str, Any] = {"reply": {"confidence": sure, "evidence": answer.reply.evidence if answer.reply else None}}
    if answer.others:
        told["reply"]["others"] = [
            {"id": None if each.parent is None else names.of(each.parent), "probability": each.probability}
            for each in answer.others
        ]
    return told | ({"stance": asdict(answer.opinion)} if answer.opinion else {})


def _without_cues(answer: Answer) -> Answer:
    return replace(answer, opinion=answer.opinion and replace(answer.opinion, cues=()))


def _conversation(row: DiscussionRow) -> dict[str, Any]:
    about = {"title": row.title, "url": row.url}
    return {"meta": {name: value for name, value in about.items() if value} | _told(row), "vectors": []}


def _told(row: DiscussionRow) -> dict[str, Any]:
    """What a source said of the discussion, without our own bookkeeping."""
    return {name: value for name, value in row.meta.items() if name != WENT_TO}


def _kept(meta: Mapping[str, Any]) -> Mapping[str, Any] | None:
    kept = meta.get(KEPT)
    return kept if isinstance(kept, Mapping) else None


def _write(path: Path, value: object) -> None:
    path.write_text(_packed(value) + "\n", encoding="utf-8", newline="\n")


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
