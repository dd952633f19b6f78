import json
import os
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ingest.formats import FORMATS
from ingest.limits import Limits
from ingest.readers.format import Found, Options
from ingest.readers.hackernews import HACKERNEWS, detect, read
from ingest.readers.ids import discussion_id
from tests.posts import in_lines, posts_of, rejected_in


def algolia(number, text="<p>Paint it.", children=(), **fields):
    return {
        "author": "ann",
        "children": list(children),
        "created_at": "2026-03-01T10:00:00.000Z",
        "created_at_i": 1772359200,
        "id": number,
        "options": [],
        "parent_id": None,
        "points": None,
        "story_id": 100,
        "text": text,
        "title": None,
        "type": "comment",
        "url": None,
    } | fields


def firebase(number, **fields):
    return {
        "id": number,
        "type": "comment",
        "by": "ann",
        "time": 1772359200,
        "text": "Paint it.",
        "parent": 100,
    } | fields


STORY = firebase(100, type="story", title="Save the pier", url="https://pier.example/", score=7, kids=[101], text="")
del STORY["parent"]
THREAD = algolia(
    100,
    text=None,
    children=[
        algolia(101, parent_id=100, children=[algolia(102, parent_id=101, text="&gt; Paint it.<p>No <i>way</i>.")])
    ],
    title="Save the pier",
    url="https://pier.example/",
    points=7,
    type="story",
)


@pytest.fixture
def reading(tmp_path):
    def read_file(content, limits=None):
        data = content if isinstance(content, bytes) else content.encode()
        file = tmp_path / "items.json"
        file.write_bytes(data)
        assert detect(file, data[: 1 << 16]) is not None
        return read_any(file, limits)

    return read_file


def read_any(file, limits=None):
    found = Found(file, file.name, "hn", "", "0", file.stat().st_size)
    return list(read(found, Options(limits=limits or Limits())))


def test_a_thread_of_algolia_is_one_discussion(reading):
    (thread,) = reading(json.dumps(THREAD))
    assert (thread.uid, thread.title) == (discussion_id("hn", "100"), "Save the pier")
    assert thread.url == "https://news.ycombinator.com/item?id=100"
    story, first, second = thread.posts
    assert (story.id, story.parent, story.root) == ("hn:100", None, True)
    assert (story.text, story.meta) == ("https://pier.example/", {"points": 7, "link": "https://pier.example/"})
    assert (first.id, first.parent, first.root, first.meta) == ("hn:101", "hn:100", False, {})
    assert (second.text, second.author) == ("> Paint it.\n\nNo way.", "ann")
    assert second.created_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert second.url == "https://news.ycombinator.com/item?id=102"


def test_a_thread_reads_alike_on_one_line_and_on_many_and_in_an_array(reading):
    texts = (json.dumps(THREAD), json.dumps(THREAD, indent=1), json.dumps([THREAD]), in_lines(THREAD))
    plain = [[(post.id, post.parent, post.text) for post in posts_of(reading(text))] for text in texts]
    assert plain[0] == plain[1] == plain[2] == plain[3]
    assert len(plain[0]) == 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("text", [json.dumps(THREAD), json.dumps(THREAD, indent=1), json.dumps([THREAD])])
def test_marked_encodings_are_read(tmp_path, encoding, text):
    file = tmp_path / "items.json"
    file.write_text(text, encoding=encoding)
    assert [post.id for post in posts_of(read_any(file))] == ["hn:100", "hn:101", "hn:102"]


def test_the_place_of_a_comment_is_where_its_object_stands(reading):
    text = json.dumps(THREAD, indent=1)
    places = [post.places[0] for post in posts_of(reading(text))]
    assert [json.loads(text[place.start : place.end])["id"] for place in places] == [100, 101, 102]


def test_both_forms_name_the_same_comments_and_discussion(reading):
    (old,) = reading(json.dumps(THREAD))
    rows = (STORY, firebase(101), firebase(102, parent=101, text="&gt; Paint it.<p>No <i>way</i>."))
    (new,) = reading(in_lines(*rows))
    assert (old.uid, old.title, old.url) == (new.uid, new.title, new.url)
    assert [(post.id, post.parent, post.text, post.root, post.meta) for post in old.posts] == [
        (post.id, post.parent, post.text, post.root, post.meta) for post in new.posts
    ]


def test_comments_before_their_story_and_without_it_find_one_discussion(reading):
    (whole,) = reading(in_lines(firebase(103, parent=101), firebase(101), STORY))
    assert whole.uid == discussion_id("hn", "100")
    (part,) = reading(in_lines(firebase(103, parent=101), firebase(101)))
    assert part.uid == discussion_id("hn", "100")


def test_comments_that_answer_each_other_end_somewhere(reading):
    items = reading(in_lines(firebase(101, parent=102), firebase(102, parent=101), firebase(103, parent=103)))
    assert {post.id: post.parent for post in posts_of(items)} == {
        "hn:101": "hn:102",
        "hn:102": "hn:101",
        "hn:103": "hn:103",
    }


def test_deleted_and_dead_items_keep_their_place_without_text(reading):
    deleted = {"deleted": True, "id": 101, "parent": 100, "time": 1772359200, "type": "comment"}
    dead = firebase(102, dead=True, text="Buy cheap paint!")
    gone, killed, answer = posts_of(reading(in_lines(deleted, dead, firebase(103, parent=101))))
    assert (gone.text, gone.author, gone.parent, gone.meta) == ("", None, "hn:100", {"deleted": True})
    assert (killed.text, killed.author, killed.meta) == ("", "ann", {"dead": True})
    assert answer.parent == "hn:101"
    emptied = algolia(100, children=[algolia(101, text=None, author=None, parent_id=100)], type="story", title="Pier")
    assert posts_of(reading(json.dumps(emptied)))[1].meta == {"deleted": True}


def test_polls_and_jobs_say_what_they_are(reading):
    rows = (
        {
            "id": 5,
            "type": "poll",
            "by": "ann",
            "time": 1,
            "title": "Paint or rust?",
            "parts": [6],
            "text": "",
            "score": 3,
        },
        {"id": 6, "type": "pollopt", "by": "ann", "time": 1, "poll": 5, "text": "Rust", "score": 2, "parent": 5},
    )
    poll, option = posts_of(reading(in_lines(*rows)))
    assert (poll.meta, poll.root, poll.title) == ({"points": 3, "kind": "poll"}, True, "Paint or rust?")
    assert (option.meta, option.parent) == ({"points": 2, "kind": "pollopt"}, "hn:5")


def test_a_thread_thousands_deep_is_read(reading):
    depth = 20_000
    head = "".join(
        f'{{"author":"ann","id":{n},"story_id":1,"parent_id":{n - 1 or "null"},"type":"story","text":"x","children":['
        for n in range(1, depth + 1)
    )
    posts = posts_of(reading(head + "]}" * depth))
    assert len(posts) == depth
    assert (posts[-1].id, posts[-1].parent) == (f"hn:{depth}", f"hn:{depth - 1}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("id", "x"),
        ("id", -1),
        ("id", True),
        ("id", 1.5),
        ("id", 1 << 60),
        ("id", "9" * 1_000_000),
        ("id", [1]),
        ("text", 5),
        ("text", {}),
        ("by", ["ann"]),
        ("title", 7),
        ("parent", "t1"),
        ("parent", {}),
        ("type", 3),
        ("deleted", "perhaps"),
    ],
)
def test_a_wrong_value_costs_the_one_item(reading, field, value):
    items = reading(in_lines(STORY, firebase(101) | {field: value}, firebase(102)))
    (bad,) = rejected_in(items)
    assert bad.location == "items.json:2"
    assert bad.reason.startswith(field.replace("by", "author").replace("parent", "parent_id")) or field in bad.reason
    assert "save items" in bad.reason
    assert [post.id for post in posts_of(items)] == ["hn:100", "hn:102"]


def test_a_wrong_comment_inside_a_thread_is_named(reading):
    items = reading(json.dumps(algolia(100, children=[algolia("x"), algolia(102)], type="story")))
    assert [each.location for each in rejected_in(items)] == ["items.json:1:2"]
    assert [post.id for post in posts_of(items)] == ["hn:100", "hn:102"]


@pytest.mark.parametrize("line", ['{"id": NaN}', "[]", "{", '{"id": 1e999}', "null"])
def test_a_line_that_is_no_item_is_rejected(reading, line):
    (bad,) = rejected_in(reading(in_lines(STORY) + line + "\n"))
    assert bad.location == "items.json:2"


def test_a_time_that_is_none_is_flagged(reading):
    (post,) = posts_of(reading(in_lines(firebase(101, time="soon"))))
    assert (post.created_at, post.meta) == (None, {"rejoinder_flags": ["created_at unreadable"]})


def test_a_line_over_the_limit_is_rejected_and_the_next_one_read(reading):
    items = reading(in_lines(STORY, firebase(101, text="x" * 2000), firebase(102)), Limits(line=1000))
    assert [each.location for each in rejected_in(items)] == ["items.json:2"]
    assert [post.id for post in posts_of(items)] == ["hn:100", "hn:102"]


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1, "text": "a comment", "type": "note", "time": 3, "parent": null}',
        '{"body": "x"}',
        "Plain words.",
        "[1, 2]",
    ],
)
def test_other_sources_are_not_taken(tmp_path, text):
    assert detect(tmp_path / "x.json", text.encode()) is None


def test_damaged_sources_are_read_or_rejected(tmp_path):
    chance = Random(3)  # noqa: S311  (no cryptography)
    samples = (json.dumps(THREAD), json.dumps([STORY, firebase(101)]), in_lines(STORY, firebase(101)))
    file = tmp_path / "x.json"
    for _ in range(300):
        text = chance.choice(samples)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.choice((1, 3, 40)))
            put = ("", text[start:end] * 2, '"', "\n", "}", "]", "\0", "9" * 20, "null")
            text = text[:start] + chance.choice(put) + text[end:]
        file.write_text(text)
        items = read_any(file)
        assert items
        assert all(each.reason.strip() for each in rejected_in(items))


def test_the_real_thread_gives_every_node():
    file = Path(os.environ.get("REJOINDER_EXPORTS", "")) / "hn_thread" / "item_49220339.json"
    if not file.is_file():
        pytest.skip("needs REJOINDER_EXPORTS, a folder with the export hn_thread")
    waiting, counted = [json.loads(file.read_text())], {}
    while waiting:
        node = waiting.pop()
        counted[f"hn:{node['id']}"] = node["parent_id"] and f"hn:{node['parent_id']}"
        waiting += node["children"]
    items = read_any(file)
    assert not rejected_in(items)
    assert len({each.uid for each in items}) == 1
    assert {post.id: post.parent for post in posts_of(items)} == counted
    assert len(posts_of(items)) == len(counted) == 336


def test_the_row_is_named_by_its_kind():
    assert HACKERNEWS.name == "hn"
    assert FORMATS.get("hn", HACKERNEWS) is HACKERNEWS


def hit(number, **fields):
    return {
        "objectID": str(number),
        "author": "ann",
        "created_at": "2026-03-01T10:00:00Z",
        "created_at_i": 1772359200,
        "story_id": 100,
        "parent_id": 100,
        "comment_text": "<p>Paint it.",
        "story_title": "Save the pier",
        "_tags": ["comment", "author_ann", "story_100"],
        "_highlightResult": {"author": {"value": "ann"}},
    } | fields


def test_what_was_searched_for_is_read_under_the_ids_of_the_threads(reading):
    story = hit(100, parent_id=None, comment_text=None, title="Save the pier", points=7, _tags=["story"])
    story |= {"url": "https://pier.example/", "num_comments": 2}
    hits = [story, hit(101), hit(102, parent_id=101, comment_text="&gt; Paint it.<p>No <i>way</i>.")]
    items = reading(json.dumps({"hits": hits, "nbHits": 3, "page": 0}, indent=1))
    (thread,) = reading(json.dumps(THREAD))
    (found,) = items
    assert [(post.id, post.parent, post.text, post.title, post.root) for post in found.posts] == [
        (post.id, post.parent, post.text, post.title, post.root) for post in thread.posts
    ]
    assert (found.uid, found.title) == (thread.uid, thread.title)


def test_a_bad_hit_costs_no_other(reading):
    items = reading(json.dumps({"hits": [hit(101), hit("x"), hit(102, author=7), hit(103)]}))
    assert [post.id for post in posts_of(items)] == ["hn:101", "hn:103"]
    assert [each.location for each in rejected_in(items)] == ["items.json:2", "items.json:3"]
