import json
from datetime import UTC, datetime

import pytest

from ingest.formats import read, sources
from ingest.models import Discussion, Rejected
from ingest.readers.convokit import KEPT


@pytest.fixture
def reading(tmp_path):
    def read_corpus(*utterances, **parts):
        folder = tmp_path / "corpus"
        folder.mkdir()
        (folder / "utterances.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in utterances))
        for name, content in parts.items():
            (folder / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))
        (found,) = sources([folder])
        assert found.format == "convokit"
        return list(read(found))

    return read_corpus


def utterance(own, text="Plums are not berries.", **others):
    return {
        "id": own,
        "conversation_id": "u1",
        "text": text,
        "speaker": "Ann",
        "reply-to": None,
        "timestamp": 0,
    } | others


def test_utterances_become_posts_of_their_conversation(reading):
    (discussion,) = reading(
        utterance("u1", timestamp=1_700_000_000),
        utterance("u2", "They are.", speaker="Bo", **{"reply-to": "u1"}),
        conversations={"u1": {"meta": {"title": "Plums"}, "vectors": []}},
        speakers={"Ann": {"meta": {}, "vectors": []}, "Bo": {"meta": {"karma": 3}, "vectors": []}},
    )
    first, second = discussion.posts
    assert discussion.title == "Plums"
    assert (first.id, first.parent, first.author) == ("convokit:u1", None, "Ann")
    assert first.created_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert (second.id, second.parent, second.text) == ("convokit:u2", "convokit:u1", "They are.")
    assert (first.root, second.root) == (True, False)
    assert "speaker" not in first.meta[KEPT]
    assert second.meta[KEPT]["speaker"] == {"meta": {"karma": 3}, "vectors": []}


def test_the_names_of_earlier_versions_are_understood(reading):
    (discussion,) = reading(
        {"id": "u2", "root": "u1", "text": "x", "user": "Ann", "reply_to": "u1", "timestamp": None}, users={}
    )
    (post,) = discussion.posts
    assert (post.id, post.parent, post.author, post.created_at) == ("convokit:u2", "convokit:u1", "Ann", None)


def test_a_corpus_without_its_other_files_is_read(reading):
    (discussion,) = reading(utterance("u1"))
    assert (len(discussion.posts), discussion.title) == (1, None)


@pytest.mark.parametrize("content", ["{", "[]", '{"Ann": NaN}', ""])
def test_a_damaged_part_is_one_rejection_and_the_utterances_go_in(reading, content):
    rejected, discussion = reading(utterance("u1"), speakers=content)
    assert rejected.location == "corpus:speakers.json"
    assert isinstance(discussion, Discussion)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"text": "x"}, "id"),
        (utterance(None), "without id"),
        (utterance("u2", text=7), "text"),
        (utterance("u2", meta=[1]), "meta"),
        (utterance("u2", speaker={"id": "Ann"}), "this is an object"),
        ({"id": "u2", "speaker": "Ann"}, "text"),
    ],
)
def test_a_bad_utterance_is_one_rejection_with_its_line(reading, bad, words):
    rejected, discussion = reading(bad, utterance("u1"))
    assert isinstance(rejected, Rejected)
    assert rejected.location == "corpus:utterances.jsonl:1"
    assert words in rejected.reason
    assert "\n" not in rejected.reason
    assert [post.id for post in discussion.posts] == ["convokit:u1"]


def test_meta_that_is_not_as_convokit_writes_it_does_no_harm(reading):
    items = reading(utterance("u1", meta=None), conversations={"u1": 5}, speakers={"Ann": None}, corpus={"name": 1})
    (discussion,) = items
    assert discussion.posts[0].meta[KEPT]["speaker"] is None


def test_what_our_own_export_inferred_is_not_read_back_as_said(reading):
    inferred = {"reply": {"confidence": 0.5, "evidence": "order"}, "quotes": [], "occurrences": []}
    said = {"reply": {"confidence": 1.0, "evidence": "explicit"}, "rejoinder_quotes": [], "quotes": "theirs"}
    (discussion,) = reading(
        utterance("u1"),
        utterance("u2", meta=inferred, **{"reply-to": "u1"}),
        utterance("u3", meta=said, **{"reply-to": "u2"}),
        utterance("s", "Only quoted words.", speaker=None, meta={"stub": True}),
        corpus={"rejoinder": {}},
    )
    first, second, third = discussion.posts
    assert (first.root, second.root) == (False, False)
    assert (second.parent, third.parent) == (None, "convokit:u2")
    assert second.meta[KEPT]["row"]["meta"] == {}
    assert third.meta[KEPT]["row"]["meta"] == {"quotes": "theirs"}
