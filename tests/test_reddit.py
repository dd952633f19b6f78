import bz2
import gzip
import json
import lzma
from datetime import UTC, datetime
from random import Random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.readers.format import Found, Options
from ingest.readers.ids import discussion_id
from ingest.readers.markdown import written
from ingest.readers.reddit import detect, read
from ingest.readers.reddit_rows import as_typed, in_base_36
from tests.posts import in_lines, posts_of, rejected_in

TIME = datetime(2024, 12, 1, tzinfo=UTC)


def comment(own="c1", body="Paint it.", **fields):
    return {
        "author": "ann",
        "body": body,
        "created_utc": 1733011200,
        "edited": False,
        "id": own,
        "link_id": "t3_s1",
        "parent_id": "t3_s1",
        "permalink": f"/r/pier/comments/s1/save/{own}/",
        "score": 4,
        "subreddit": "pier",
    } | fields


def submission(own="s1", **fields):
    return {
        "author": "bob",
        "created_utc": 1733011200,
        "id": own,
        "is_self": True,
        "num_comments": 2,
        "permalink": f"/r/pier/comments/{own}/save/",
        "score": 9,
        "selftext": "Rust &amp; salt.",
        "subreddit": "pier",
        "title": "Save the pier &amp; the sea",
        "url": f"https://www.reddit.com/r/pier/comments/{own}/save/",
    } | fields


def listing(*children):
    return {"kind": "Listing", "data": {"after": None, "children": list(children)}}


def entry(row, *replies):
    return {"kind": "t1" if "body" in row else "t3", "data": row | {"replies": listing(*replies) if replies else ""}}


@pytest.fixture
def reading(tmp_path):
    def read_file(content, limits=None):
        file = tmp_path / "RC_2024-12"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_any(file, limits)

    return read_file


def read_any(file, limits=None):
    return list(read(Found(file, file.name, "reddit", "", "0", 1), Options(limits=limits or Limits())))


def test_comments_find_their_submission_in_whatever_order_or_file(reading):
    (whole,) = reading(in_lines(comment("c2", parent_id="t1_c1"), comment(), submission()))
    assert (whole.uid, whole.title) == (discussion_id("reddit", "s1"), "Save the pier & the sea")
    assert (whole.url, whole.meta) == ("https://www.reddit.com/comments/s1/", {"subreddit": "pier"})
    later, first, top = whole.posts
    assert (later.id, later.parent, first.id, first.parent) == ("reddit:c2", "reddit:c1", "reddit:c1", "reddit:t3_s1")
    assert (top.id, top.parent, top.root, first.root) == ("reddit:t3_s1", None, True, False)
    assert (top.text, top.title, top.author) == ("Rust & salt.", "Save the pier & the sea", "bob")
    assert (first.url, first.created_at) == ("https://www.reddit.com/r/pier/comments/s1/save/c1/", TIME)
    assert (first.meta, top.meta, first.edited_at) == ({"score": 4}, {"score": 9}, None)
    (alone,) = reading(in_lines(comment()))
    assert (alone.uid, alone.url) == (whole.uid, whole.url)


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress, bytes]
)
def test_packed_dumps_are_read(reading, pack):
    assert len(posts_of(reading(pack(in_lines(comment(), submission()).encode())))) == 2


def test_a_thread_of_the_api_is_one_discussion(reading):
    more = {"kind": "more", "data": {"count": 3, "children": ["c8", "c9"], "id": "c8"}}
    inner = entry(comment("c2", parent_id="t1_c1"), entry(comment("c3", parent_id="t1_c2")))
    thread = [listing(entry(submission())), listing(entry(comment(), inner, more), more)]
    for text in (json.dumps(thread), json.dumps(thread, indent=2)):
        (found,) = reading(text)
        assert {post.id: post.parent for post in found.posts} == {
            "reddit:t3_s1": None,
            "reddit:c1": "reddit:t3_s1",
            "reddit:c2": "reddit:c1",
            "reddit:c3": "reddit:c2",
        }


def test_a_list_of_one_page_is_read(reading):
    assert [post.id for post in posts_of(reading(json.dumps(listing(entry(submission())))))] == ["reddit:t3_s1"]


def test_deleted_and_removed_comments_keep_their_place_without_text(reading):
    rows = (
        comment("c1", body="[deleted]", author="[deleted]"),
        comment("c2", body="[removed]"),
        comment("c3", author="[deleted]"),
        submission(selftext="[removed]"),
        submission("s2", title="[deleted by user]", selftext=""),
    )
    own, taken, left, post, gone = posts_of(reading(in_lines(*rows)))
    assert (own.text, own.author, own.meta, own.parent) == ("", None, {"deleted": True, "score": 4}, "reddit:t3_s1")
    assert (taken.text, taken.author, taken.meta) == ("", "ann", {"removed": True, "score": 4})
    assert (left.text, left.author, left.meta) == ("Paint it.", None, {"score": 4})
    assert (post.text, post.meta) == ("", {"removed": True, "score": 9})
    assert (gone.text, gone.title, gone.meta) == ("", None, {"deleted": True, "score": 9})


def test_a_link_is_the_text_of_a_submission_without_one(reading):
    (post,) = posts_of(
        reading(in_lines(submission(is_self=False, selftext="", url="https://pier.example/?a=1&amp;b=2")))
    )
    assert (post.text, post.meta["link"]) == ("https://pier.example/?a=1&b=2",) * 2


def test_edits_and_signs_are_kept(reading):
    first, second = posts_of(
        reading(
            in_lines(comment(edited=1733011260.0, distinguished="moderator", stickied=True), comment("c2", edited=True))
        )
    )
    assert first.edited_at == datetime(2024, 12, 1, 0, 1, tzinfo=UTC)
    assert first.meta == {"score": 4, "distinguished": "moderator", "stickied": True}
    assert (second.edited_at, second.meta) == (None, {"score": 4, "edited": True})


@pytest.mark.parametrize(
    ("given", "parent"),
    [
        ("t1_abc", "reddit:abc"),
        ("t3_s1", "reddit:t3_s1"),
        ("abc", "reddit:abc"),
        (int("abc", 36), "reddit:abc"),
        (int("s1", 36), "reddit:t3_s1"),
        (None, None),
    ],
)
def test_a_parent_is_known_in_each_way_of_writing_it(reading, given, parent):
    (post,) = posts_of(reading(in_lines(comment(parent_id=given))))
    assert (post.parent, post.root) == (parent, False)


def test_a_comment_without_a_parent_or_link_is_placed_by_its_address(reading):
    row = comment()
    del row["parent_id"], row["link_id"]
    (found,) = reading(in_lines(row))
    assert (found.uid, found.posts[0].parent) == (discussion_id("reddit", "s1"), None)
    (bad,) = rejected_in(reading(in_lines(row | {"permalink": None}, comment())))
    assert "neither link_id nor permalink" in bad.reason


def test_times_in_digits_are_times(reading):
    assert [post.created_at for post in posts_of(reading(in_lines(comment(created_utc="1733011200"))))] == [TIME]


def test_a_window_of_two_gigabytes_is_unpacked(reading):
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=27)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compress(in_lines(comment()).encode())
    assert len(posts_of(reading(packed))) == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("&gt; Rust.\n\nNo.", "> Rust.\n\nNo."),
        ("&gt;Rust.\n&gt;&gt;Iron.", "> Rust.\n> > Iron."),
        ("&gt;!hidden!&lt;", ">!hidden!<"),
        ("a &amp;lt; b &amp;amp; c", "a < b & c"),
        ("AT&amp;T, R&D; &nosuch;", "AT&T, R&D; &nosuch;"),
        ("x&amp;#x200B;y", "x\u200by"),
        ("null &#0; byte", "null \ufffd byte"),
        ("a\r\nb", "a\nb"),
        ("&gt;\n&gt; a", ">\n> a"),
    ],
)
def test_text_is_what_was_typed_with_quotes_marked(text, meant):
    assert written(as_typed(text)) == meant


@given(st.text(alphabet="> !a\n\t&;glt"))
def test_marking_quotes_twice_marks_them_once(text):
    assert written(written(text)) == written(text)


@given(st.integers(1, (1 << 63) - 1))
def test_numbers_in_base_36_are_read_back(number):
    assert int(in_base_36(number), 36) == number


WRONG = [
    ("id", None),
    ("id", True),
    ("id", {}),
    ("id", -5),
    ("id", "x" * 1_000_000),
    ("body", 5),
    ("body", ["x"]),
    ("author", 7),
    ("link_id", []),
    ("link_id", 1.5),
    ("parent_id", {}),
    ("parent_id", 1 << 70),
    ("subreddit", 1),
    ("permalink", {}),
    ("title", 3),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_value_costs_the_one_comment(reading, field, value):
    items = reading(in_lines(submission(), comment() | {field: value}, comment("c2")))
    (bad,) = rejected_in(items)
    assert bad.location == "RC_2024-12:2"
    assert field in bad.reason
    assert "one a line" in bad.reason
    assert [post.id for post in posts_of(items)] == ["reddit:t3_s1", "reddit:c2"]


@pytest.mark.parametrize(
    "line", ['{"body": NaN}', "[]", "{", "null", '{"kind": "t5", "data": {}}', '{"kind": {}}', "{}"]
)
def test_a_line_that_is_neither_is_rejected(reading, line):
    (bad,) = rejected_in(reading(in_lines(comment()) + line + "\n"))
    assert bad.location == "RC_2024-12:2"


def test_wrong_scores_and_times_cost_no_comment(reading):
    (post,) = posts_of(reading(in_lines(comment(score="many", created_utc=1e300, edited="then"))))
    assert post.meta == {"rejoinder_flags": ["created_utc unreadable", "edited unreadable"]}


def test_a_line_over_the_limit_is_rejected_and_the_next_one_read(reading):
    items = reading(in_lines(comment(body="x" * 3000), comment("c2")), Limits(line=1000))
    assert [each.location for each in rejected_in(items)] == ["RC_2024-12:1"]
    assert [post.id for post in posts_of(items)] == ["reddit:c2"]


def test_cycles_and_answers_to_oneself_are_passed_on(reading):
    items = reading(
        in_lines(comment("c1", parent_id="t1_c2"), comment("c2", parent_id="t1_c1"), comment("c3", parent_id="t1_c3"))
    )
    assert [post.parent for post in posts_of(items)] == ["reddit:c2", "reddit:c1", "reddit:c3"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (comment(), "comments of Reddit"),
        (submission(), "submissions to Reddit"),
        (listing(entry(submission())), "a list"),
        ([listing(entry(submission())), listing(entry(comment()))], "a list"),
        ([comment()], "comments of Reddit"),
        ({"body": "Paint it.", "id": 1, "subject": "x"}, None),
        ({"kind": "note", "data": {"children": []}}, None),
    ],
)
def test_a_source_is_known_by_its_fields(tmp_path, row, said):
    why = detect(tmp_path / "x", json.dumps(row).encode())
    assert why is None if said is None else why is not None and why.startswith(said)


def test_damaged_sources_are_read_or_rejected(tmp_path):
    chance = Random(3)  # noqa: S311  (no cryptography)
    samples = (
        in_lines(submission(), comment(), comment("c2", parent_id=5)),
        json.dumps([listing(entry(submission())), listing(entry(comment(), entry(comment("c2"))))]),
    )
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
