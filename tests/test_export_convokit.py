import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.models import Batch, DiscussionRow, Parentage, Relations, Reply, Stance
from graph.sqlite_store import SqliteStore
from ingest.formats import read, sources
from ingest.models import Comment, Discussion, Occurrence, Quote, Source
from ingest.samples import sample_paths
from ui.export.convokit import export
from ui.export.draft import ExportError

SOURCE = Source("s:1", "dump.txt", "text", "0" * 64, 10)


@pytest.fixture
def store(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        yield store


def fill(store, path):
    """Store a source as it is read, with nothing inferred but explicit replies."""
    (found,) = sources([path])
    for piece in read(found):
        assert isinstance(piece, Discussion), piece
        comments = [
            Comment(
                post.id,
                piece.uid,
                post.text,
                at,
                post.author,
                post.created_at,
                parent=post.parent,
                meta=dict(post.meta),
            )
            for at, post in enumerate(piece.posts)
        ]
        ids = {each.uid for each in comments}
        replies = [
            Reply(f"r:{each.uid}", each.uid, each.parent, 1.0, "explicit") for each in comments if each.parent in ids
        ]
        store.write(
            Batch(
                discussions=[DiscussionRow(piece.uid, piece.title, None, dict(piece.meta))],
                comments=comments,
                relations=[Relations(piece.uid, (), tuple(replies))],
            )
        )


def lines(folder):
    return [json.loads(line) for line in (folder / "utterances.jsonl").read_text().splitlines()]


def by_id(folder):
    return {repr(each["id"]): each for each in lines(folder)}


AWKWARD = [
    {
        "id": "a b%",
        "conversation_id": "a b%",
        "text": "Root.",
        "speaker": "Ann",
        "reply-to": None,
        "timestamp": 1.5,
        "vectors": ["v"],
    },
    {
        "id": "2",
        "conversation_id": "a b%",
        "text": "",
        "speaker": "Bo",
        "reply-to": "a b%",
        "timestamp": "12",
        "meta": {"n": [1, 1.0]},
    },
    {"id": 3, "conversation_id": "a b%", "text": None, "speaker": None, "reply-to": 2, "timestamp": None, "meta": None},
    {
        "id": "4",
        "conversation_id": "a b%",
        "text": "Lost.",
        "speaker": "Ann",
        "reply-to": "gone",
        "timestamp": True,
        "meta": {"quotes": 1},
    },
    {
        "id": "5",
        "conversation_id": "5",
        "text": "Grüße 🙂\r\n\tx",
        "speaker": "",
        "reply-to": None,
        "timestamp": 1e22,
        "extra": {"é": None},
    },
    {"id": "6", "root": "5", "text": "Old.", "user": "Bo", "reply_to": "5", "timestamp": 0, "meta": {}},
]


def test_a_corpus_that_came_in_goes_out_with_every_field_as_it_was(store, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "utterances.jsonl").write_text("".join(json.dumps(each) + "\n" for each in AWKWARD))
    (corpus / "speakers.json").write_text(
        '{"Ann": {"meta": {"age": 7}, "vectors": ["w"]}, "Bo": {"meta": {}, "vectors": []}}'
    )
    (corpus / "conversations.json").write_text('{"a b%": {"meta": {"title": "T", "k": [null]}, "vectors": []}}')
    fill(store, corpus)
    assert export(store, tmp_path / "out") == len(AWKWARD)
    out = by_id(tmp_path / "out")
    for row in AWKWARD:
        written = out[repr(row["id"])]
        meta = row.get("meta") or {}
        assert {name: written[name] for name in row if name != "meta"} == {
            name: row[name] for name in row if name != "meta"
        }
        assert {name: written["meta"][name] for name in meta} == meta
        assert type(written["timestamp"]) is type(row["timestamp"])
    assert json.loads((tmp_path / "out/speakers.json").read_text())["Ann"] == {"meta": {"age": 7}, "vectors": ["w"]}
    assert json.loads((tmp_path / "out/conversations.json").read_text())["a b%"]["meta"] == {"title": "T", "k": [None]}
    assert out["'4'"]["meta"]["rejoinder_quotes"] == []


def test_the_sample_corpus_and_its_export_are_the_same_corpus_again(store, tmp_path):
    sample = sample_paths()["convokit"]
    fill(store, sample)
    export(store, tmp_path / "out")
    with SqliteStore(str(tmp_path / "again.db")) as again:
        fill(again, tmp_path / "out")
        export(again, tmp_path / "out2")
    assert by_id(tmp_path / "out") == by_id(tmp_path / "out2")
    for row in lines(sample):
        written = by_id(tmp_path / "out")[repr(row["id"])]
        assert {**written, "meta": None} == {**row, "meta": None}
        assert written["meta"].items() >= row["meta"].items()
    for name in ("speakers.json", "conversations.json"):
        assert json.loads((tmp_path / "out" / name).read_text()) == json.loads((sample / name).read_text())


def test_a_comment_that_stands_elsewhere_too_goes_out_in_the_words_of_its_corpus(store, tmp_path):
    kept = {
        "row": {"conversation_id": "u", "timestamp": 5, "meta": {"n": 1}},
        "speaker": {"meta": {"k": 1}, "vectors": []},
    }
    text = "A moth is no butterfly."
    given = {
        "discussion": "d:1",
        "position": 0,
        "text": text,
        "author": "Ann",
        "parent": "convokit:r",
        "meta": {"convokit": kept},
    }
    row = Comment("convokit:u", "d:1", "A moth is no butterfly!", author="ann, moderator", parent="jsonl:d:r")
    places = [
        Occurrence("o:1", row.uid, "s:1", 0, 9, 1, "near", text, given=given),
        Occurrence("o:2", row.uid, "s:1", 10, 19, 1, "exact", given={"discussion": "d:1", "position": 0}),
    ]
    store.write(Batch(sources=[SOURCE], discussions=[DiscussionRow("d:1")], comments=[row], occurrences=places))
    export(store, tmp_path / "out")
    (line,) = lines(tmp_path / "out")
    assert line["text"] == text
    assert (line["id"], line["speaker"], line["reply-to"], line["timestamp"]) == ("u", "Ann", "r", 5)
    assert line["meta"]["n"] == 1
    assert json.loads((tmp_path / "out/speakers.json").read_text()) == {"Ann": kept["speaker"]}


def archive(store):
    """Two comments of a flat dump, a stub with quoted words, and an empty stub."""
    home = DiscussionRow("d:1", "Dump")
    first = Comment(
        "c:one",
        "d:1",
        "The bells are too loud.",
        0,
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
        url="https://a.example",
    )
    second = Comment("c:two", "d:1", "The bells are too loud.\nThey are not.", 1, author="Ann", meta={"score": 1})
    stub = Comment("q:three", "d:1", "Only quoted words.", 2, stub=True)
    empty = Comment("q:four", "d:1", "", 3, stub=True)
    last = Comment("c:five", "d:1", "To one who is not here.", 4, parent="q:four")
    quote = Quote("k:1", "c:two", 0, 23, "c:one", 0, 23)
    replies = (Reply("r:1", "c:two", "c:one", 0.9, "quote"), Reply("r:2", "c:five", "q:four", 1.0, "explicit"))
    store.write(
        Batch(
            sources=[SOURCE],
            discussions=[home],
            comments=[first, second, stub, empty, last],
            occurrences=[
                Occurrence("o:1", "c:one", "s:1", 0, 23, 1, "exact"),
                Occurrence("o:2", "c:one", "s:1", 60, 83, 2, "near", "The bells, too loud."),
            ],
            relations=[Relations("d:1", (quote,), replies)],
        )
    )


def test_the_export_holds_quotes_replies_occurrences_and_stubs(store, tmp_path):
    archive(store)
    assert export(store, tmp_path / "out") == 4
    out = {each["id"]: each for each in lines(tmp_path / "out")}
    assert out["one"]["timestamp"] == 1577836800.0
    assert out["one"]["conversation_id"] == "d:1"
    assert out["one"]["speaker"] is None
    assert out["one"]["meta"] == {
        "url": "https://a.example",
        "quotes": [],
        "occurrences": [
            {"source": "dump.txt", "start": 0, "end": 23, "rendering": 1, "match": "exact"},
            {"source": "dump.txt", "start": 60, "end": 83, "rendering": 2, "match": "near"},
        ],
    }
    assert out["two"]["reply-to"] == "one"
    assert out["two"]["meta"]["reply"] == {"confidence": 0.9, "evidence": "quote"}
    assert out["two"]["meta"]["quotes"] == [{"start": 0, "end": 23, "of": "one", "of_start": 0, "of_end": 23}]
    assert out["two"]["meta"]["score"] == 1
    assert out["three"]["meta"]["stub"] is True
    assert out["five"]["reply-to"] == "four"
    assert list(json.loads((tmp_path / "out/speakers.json").read_text())) == ["Ann"]
    assert json.loads((tmp_path / "out/conversations.json").read_text()) == {
        "d:1": {"meta": {"title": "Dump"}, "vectors": []}
    }
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "conversations.json",
        "corpus.json",
        "index.json",
        "speakers.json",
        "utterances.jsonl",
    ]


def test_the_export_holds_other_parents_and_stances(store, tmp_path):
    archive(store)
    replies = (Reply("r:1", "c:two", "c:one", 0.6, "content"), Reply("r:2", "c:five", "q:four", 1.0, "explicit"))
    guesses = (
        Parentage("p:1", "c:two", (("c:one", 0.6), ("c:five", 0.25), (None, 0.1))),
        Parentage("p:2", "c:one", ((None, 0.7), ("c:two", 0.2))),
    )
    stances = (
        Stance("t:1", "c:two", "c:one", "disagree", 0.1, 0.2, 0.7, cues=((24, 36, "disagree"),)),
        Stance("t:2", "c:five", "q:four", "agree", 1, 0, 0, "correction"),
    )
    store.write(Batch(relations=[Relations("d:1", (), replies, guesses, stances)]))
    export(store, tmp_path / "out")
    meta = {each["id"]: each["meta"] for each in lines(tmp_path / "out")}
    assert meta["two"]["reply"] == {
        "confidence": 0.6,
        "evidence": "content",
        "others": [{"id": "five", "probability": 0.25}, {"id": None, "probability": 0.1}],
    }
    assert meta["two"]["stance"] == {
        "label": "disagree",
        "probabilities": {"agree": 0.1, "neutral": 0.2, "disagree": 0.7},
        "evidence": "model",
        "cues": [{"start": 24, "end": 36, "speaks_for": "disagree", "words": "They are not"}],
    }
    assert meta["two"]["score"] == 1
    assert meta["five"]["stance"]["evidence"] == "correction"
    assert meta["five"]["reply"] == {"confidence": 1.0, "evidence": "explicit"}
    assert meta["one"]["reply"] == {"confidence": 0.7, "evidence": None, "others": [{"id": "two", "probability": 0.2}]}
    assert "stance" not in meta["one"]


def test_a_stance_of_the_export_is_not_read_back_as_said_by_the_corpus(store, tmp_path):
    archive(store)
    stance = Stance("t:1", "c:two", "c:one", "disagree", 0.1, 0.2, 0.7)
    replies = (Reply("r:1", "c:two", "c:one", 0.6, "content"),)
    store.write(Batch(relations=[Relations("d:1", (), replies, (), (stance,))]))
    export(store, tmp_path / "out")
    assert any("stance" in each["meta"] for each in lines(tmp_path / "out"))
    with SqliteStore(str(tmp_path / "again.db")) as again:
        fill(again, tmp_path / "out")
        assert not any("stance" in json.dumps(dict(each.meta)) for each in again.scan_comments())


def test_ids_lose_their_kind_only_where_they_stay_unique(store, tmp_path):
    rows = [Comment(uid, "d:1", f"Text of {uid}.", at) for at, uid in enumerate(["a:1", "b:1", "b:2", "convokit:1"])]
    store.write(Batch(discussions=[DiscussionRow("d:1")], comments=[*rows, replace(rows[0], uid="a:9", parent="b:1")]))
    export(store, tmp_path / "out")
    out = {each["id"]: each for each in lines(tmp_path / "out")}
    assert sorted(out) == ["1", "2", "9", "a:1", "b:1"]
    assert out["9"]["reply-to"] == "b:1"


def test_an_empty_folder_is_filled_and_a_full_one_is_left_alone(store, tmp_path):
    archive(store)
    (tmp_path / "out").mkdir()
    export(store, tmp_path / "out")
    before = (tmp_path / "out/utterances.jsonl").read_bytes()
    with pytest.raises(ExportError, match="name a new or an empty folder"):
        export(store, tmp_path / "out")
    with pytest.raises(ExportError):
        export(store, tmp_path / "out/utterances.jsonl")
    assert (tmp_path / "out/utterances.jsonl").read_bytes() == before


def test_a_failed_export_leaves_nothing_behind(store, tmp_path):
    archive(store)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="out"):
        export(store, tmp_path / "file" / "out")
    store.close()
    with pytest.raises(Exception):  # noqa: B017, PT011  (what a closed store raises is its own affair)
        export(store, tmp_path / "out2")
    assert sorted(each.name for each in tmp_path.iterdir() if "out" in each.name or "part" in each.name) == []
