import gzip
import json
import os
import re
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import read, sources
from ingest.limits import Limits
from ingest.models import Rejected
from ingest.readers.discourse_markup import from_either, from_markdown
from ingest.readers.discourse_topic import Quoted, Topic, host_in, quoted_in, slug_of
from ingest.readers.format import Options
from tests.posts import in_lines, posts_of

HOST = "talk.pier.example"
TIME = datetime(2024, 5, 1, 10, tzinfo=UTC)


def api_post(number=1, raw="Let the pier rust.", **fields):
    return {
        "id": 700 + number,
        "name": "Ann of the Pier",
        "username": "ann",
        "avatar_template": f"/user_avatar/{HOST}/ann/{{size}}/1_2.png",
        "created_at": "2024-05-01T10:00:00.123Z",
        "cooked": f"<p>{raw}</p>",
        "post_number": number,
        "post_type": 1,
        "updated_at": "2024-05-01T10:00:00.123Z",
        "reply_to_post_number": None,
        "reads": 12,
        "score": 6.4,
        "topic_id": 12,
        "topic_slug": "save-the-pier",
        "topic_title": "Save the pier",
        "category_id": 3,
        "raw": raw,
        "actions_summary": [],
        "user_deleted": False,
        "deleted_at": None,
    } | fields


def archived(*posts, topic=12, title="Save the pier", between="\n\n---\n\n"):
    """A topic as programs that archive forums render it; posts are (number, author, time, body)."""
    top = f"---\ntopic_id: {topic}\n---\n\n# {title}\n\n**URL**: https://{HOST}/t/save-the-pier/{topic}\n\n---\n\n"
    return top + "".join(f"## Post #{n} by @{who} ({when} UTC)\n\n{body}{between}" for n, who, when, body in posts)


def raw_topic(*posts, title="Save the pier"):
    """A topic as the forum itself renders it."""
    rule = "\n\n-------------------------\n\n"
    return f"# {title}\n\n" + "".join(f"{who} | {when} UTC | #{n}\n\n{body}{rule}" for n, who, when, body in posts)


@pytest.fixture
def reading(tmp_path):
    def read_file(content, name="posts.jsonl", limits=None):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        (found,) = sources([file])
        assert not isinstance(found, Rejected), found
        assert found.format == "discourse", found.why
        return list(read(found, Options(limits=limits or Limits())))

    return read_file


def reasons_of(items) -> list[str]:
    return [each.reason for each in items if isinstance(each, Rejected)]


def test_a_post_of_the_api_is_read_with_its_topic(reading):
    row = api_post(3, reply_to_post_number=2, updated_at="2024-05-02T08:00:00Z", edit_reason="typo")
    (discussion,) = reading(in_lines(row))
    (post,) = discussion.posts
    assert (discussion.title, discussion.url) == ("Save the pier", f"https://{HOST}/t/save-the-pier/12")
    assert discussion.meta == {"category_id": 3}
    assert (post.id, post.parent) == (f"discourse:{HOST}:12:3", f"discourse:{HOST}:12:2")
    assert (post.author, post.text, post.root) == ("ann", "Let the pier rust.", False)
    assert post.created_at == TIME.replace(microsecond=123_000)
    assert post.edited_at == datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert post.url == f"https://{HOST}/t/save-the-pier/12/3"
    assert post.meta == {"name": "Ann of the Pier", "edit_reason": "typo", "post_id": 703}


def test_only_the_first_post_answers_nothing_and_an_unedited_one_has_no_time_of_edit(reading):
    first, second = posts_of(reading(in_lines(api_post(1), api_post(2))))
    assert (first.root, second.root, first.parent, second.parent) == (True, False, None, None)
    assert first.edited_at is None


def test_two_copies_of_a_post_have_one_id_and_the_place_of_each(reading):
    older = api_post(2, raw="Let it rust.")
    newer = api_post(2, raw="Let it rust, I say.", updated_at="2024-05-01T11:00:00Z")
    text = in_lines(newer, older)
    first, second = posts_of(reading(text))
    assert first.id == second.id
    assert (first.edited_at is None, second.edited_at is None) == (False, True)
    assert [json.loads(text[post.places[0].start : post.places[0].end]) for post in (first, second)] == [newer, older]


def test_html_is_read_where_there_is_no_markdown(reading):
    cooked = (
        '<aside class="quote" data-username="bob" data-post="2" data-topic="12"><div class="title">bob:</div>'
        "<blockquote><p>It is iron.</p></blockquote></aside><p>Iron &amp; salt.</p>"
    )
    row = {name: value for name, value in api_post(3, cooked=cooked).items() if name != "raw"}
    (post,) = posts_of(reading(in_lines(row)))
    assert post.text == "> It is iron.\n\nIron & salt."
    assert post.meta["quoted"] == [{"author": "bob", "comment": f"discourse:{HOST}:12:2"}]


def test_what_was_deleted_hidden_or_done_to_the_topic_keeps_its_place(reading):
    rows = (
        api_post(1, raw="(post deleted by author)", user_deleted=True),
        api_post(2, deleted_at="2024-05-03T00:00:00Z"),
        api_post(3, raw="", cooked="<p>Flagged.</p>", hidden=True, cooked_hidden=True),
        api_post(4, raw="", cooked="", post_type=3, action_code="closed.enabled"),
        api_post(5, post_type=4),
    )
    own, staff, hidden, action, whisper = posts_of(reading(in_lines(*rows)))
    assert (own.text, own.meta["deleted"]) == ("", True)
    assert (staff.text, staff.meta["deleted"]) == ("Let the pier rust.", True)
    assert (hidden.text, hidden.meta["hidden"]) == ("", True)
    assert (action.text, action.meta["kind"], action.meta["action"]) == ("", "small action", "closed.enabled")
    assert whisper.meta["kind"] == "whisper"


def test_likes_reactions_and_accepted_answers_are_kept_and_counts_of_readers_are_not(reading):
    likes = {"actions_summary": [{"id": 2, "count": 3}, {"id": 6, "count": 1}]}
    reactions = {"reactions": [{"id": "heart", "type": "emoji", "count": 2}, {"id": "+1", "count": 1}]}
    rows = (api_post(1, **likes), api_post(2, **likes, **reactions), api_post(3, accepted_answer=True))
    liked, reacted, accepted = (post.meta for post in posts_of(reading(in_lines(*rows))))
    assert liked["likes"] == 3
    assert (reacted["reactions"], "likes" in reacted) == ({"heart": 2, "+1": 1}, False)
    assert accepted["accepted_answer"] is True
    assert not {"reads", "score"} & liked.keys()


def test_a_topic_gives_its_title_and_tags_to_its_posts_though_they_come_after_them(reading):
    posts = [{name: value for name, value in api_post(n).items() if name != "topic_title"} for n in (1, 2)]
    topic = {
        "post_stream": {"posts": posts, "stream": [701, 702]},
        "tags": ["rust"],
        "title": "Save the pier",
        "id": 12,
    }
    (discussion,) = reading(json.dumps(topic), "12.json")
    assert (discussion.title, discussion.meta) == ("Save the pier", {"category_id": 3, "tags": ["rust"]})
    assert [post.id for post in discussion.posts] == [f"discourse:{HOST}:12:{n}" for n in (1, 2)]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_posts_a_page_of_posts_and_one_post_are_read_like_lines(reading, indent):
    rows = [api_post(1), api_post(2, reply_to_post_number=1)]
    lines = [post.id for post in posts_of(reading(in_lines(*rows)))]
    for form in (rows, {"latest_posts": rows}, {"data": {"post_stream": {"posts": rows}}}):
        assert [post.id for post in posts_of(reading(json.dumps(form, indent=indent), "a.json"))] == lines
    assert [post.id for post in posts_of(reading(json.dumps(rows[1], indent=indent), "b.json"))] == lines[1:]


def test_a_record_that_is_no_post_is_rejected_with_its_line_and_the_rest_is_read(reading):
    rows = (api_post(1), {"topic_id": 12}, api_post(2, raw=None, cooked=None), api_post(post_number="x"), api_post(3))
    items = reading(in_lines(*rows) + '{"topic_id": 12, "post_n\n')
    assert [post.id for post in posts_of(items)] == [f"discourse:{HOST}:12:1", f"discourse:{HOST}:12:3"]
    rejected = [each.location for each in items if isinstance(each, Rejected)]
    assert rejected == [f"posts.jsonl:{n}" for n in (2, 3, 4, 6)]
    assert "post_number" in reasons_of(items)[0]
    assert "no text under raw or cooked" in reasons_of(items)[1]


@given(
    st.sampled_from(sorted(set(api_post()) | {"reactions", "action_code", "hidden"})),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2)),
)
@settings(max_examples=150, deadline=None)
def test_a_wrong_value_costs_at_most_its_own_post(tmp_path_factory, name, value):
    file = tmp_path_factory.mktemp("wrong") / "posts.jsonl"
    file.write_text(in_lines(api_post(1), api_post(2, **{name: value}), api_post(3)))
    (found,) = sources([file])
    items = list(read(found))
    assert len(posts_of(items)) + len(reasons_of(items)) == 3
    assert len(posts_of(items)) >= 2


def test_two_forums_never_share_ids_and_a_forum_that_is_not_known_goes_by_the_slug(reading):
    other = api_post(avatar_template="https://cdn.example/x/user_avatar/other.example/bob/48/1.png")
    unknown = api_post(avatar_template="/letter_avatar_proxy/v4/letter/a/ffffff/{size}.png")
    ids = [posts_of(reading(in_lines(row)))[0].id for row in (api_post(), other, unknown)]
    assert ids == [f"discourse:{HOST}:12:1", "discourse:other.example:12:1", "discourse:save-the-pier:12:1"]


def test_exports_in_utf_16_are_read_too(reading):
    for text, name in ((in_lines(api_post(1, raw="Rust — so.")), "a.jsonl"), (json.dumps([api_post(1)]), "a.json")):
        (post,) = posts_of(reading(text.encode("utf-16"), name))
        assert post.id == f"discourse:{HOST}:12:1"
    assert [post.author for post in posts_of(reading(ARCHIVED.encode("utf-16"), "a.md"))] == ["ann", "bob"]


def test_the_host_is_the_one_of_most_pictures():
    pictures = ["/user_avatar/b.example/x/1.png", "/user_avatar/A.example/x/1.png", r"\/user_avatar\/a.example\/y"]
    assert host_in(" ".join(pictures)) in {"a.example", "b.example"}
    assert host_in(" ".join([*pictures, *pictures[:1]])) == "b.example"
    assert host_in("no picture") == ""


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ('"ann, post:3, topic:12"', Quoted("ann", "12", "3")),
        ('"ann, post:3, topic:12, full:true"', Quoted("ann", "12", "3")),
        ('"Ann of the Pier, post:3, topic:12, username:ann"', Quoted("ann", "12", "3")),
        ("“ann, post:3”", Quoted("ann", None, "3")),
        ('"ann"', Quoted("ann", None, None)),
        ("", Quoted(None, None, None)),
    ],
)
def test_a_quote_says_whom_and_which_post_it_repeats(said, quoted):
    assert quoted_in(said) == quoted


def test_quotes_in_markdown_become_marked_lines_and_the_outermost_are_named():
    raw = (
        '[quote="bob, post:2, topic:12"]\n[quote="ann, post:1, topic:12"]\nIt is old.\n[/quote]\n\nOld, not weak.\n[/quote]\n\n'
        "Both.\n\n[QUOTE]\nSalt.\n[/quote] Indeed.\n[quote=eve]\nRust.\n[/quote]\n[quote=eve]\nPaint.\n[/quote]"
    )
    text, quotes = from_markdown(raw)
    assert text == "> > It is old.\n>\n> Old, not weak.\n\nBoth.\n\n> Salt.\n\nIndeed.\n\n> Rust.\n\n> Paint."
    assert [(each.author, each.post) for each in quotes] == [("bob", "2"), (None, None), ("eve", None), ("eve", None)]


def test_marked_lines_around_a_tag_hold_the_quotation_of_a_quotation():
    assert from_markdown('> [quote="ann, post:1"]\n> It is old.\n> [/quote]\n\nYes.')[0] == "> > It is old.\n\nYes."


@pytest.mark.parametrize(
    "raw",
    [
        "no quote\n\nat all",
        "[quote]\nnever ended",
        "ended, never begun\n[/quote]",
        "```\n[quote]\ncode\n[/quote]\n```",
        "~~~ html\n[quote]code[/quote]\n```\n~~~",
    ],
)
def test_a_tag_without_its_counterpart_or_in_code_is_text(raw):
    assert from_markdown(raw) == (raw, ())


def test_a_block_of_code_ends_with_the_quote_that_it_stands_in():
    raw = "[quote]\n```\nmake\n[/quote]\n\nThat fails.\n\n[quote]\nWhat?\n[/quote]"
    assert from_markdown(raw)[0] == "> ```\n> make\n\nThat fails.\n\n> What?"


@given(
    st.lists(
        st.sampled_from(["[quote]", "[/quote]", '[quote="a, post:1"]', "```", "> ", "word", "\n", " "]), max_size=40
    )
)
@settings(deadline=None)
def test_no_word_is_lost_whatever_the_tags_are(parts):
    text, _ = from_markdown("".join(parts))
    assert text.count("word") == parts.count("word")
    assert text.count("[quote") <= sum("[quote" in each for each in parts)


def test_a_great_many_tags_cost_no_more_than_their_number():
    deep = "[quote]\n" * 20_000 + "word\n" + "[/quote]\n" * 20_000
    assert from_markdown(deep) == ("> " * 10 + "word", (Quoted(None, None, None),))
    text, quotes = from_markdown("[quote]" * 40_000 + "word[/quote]")
    assert (text, len(quotes)) == ("[quote]" * 39_999 + "\n\n> word", 1)
    long = "[quote=" * 40_000 + "[/quote]"
    assert from_markdown(long) == (long, ())


def test_what_begins_with_an_element_is_html_and_else_markdown():
    assert from_either("<p>a &lt; b</p>")[0] == "a < b"
    assert from_either("a &lt; <b>b</b>")[0] == "a &lt; <b>b</b>"
    assert from_either('<p>old</p>\n[quote="ann"]\nx\n[/quote]')[0] == "<p>old</p>\n\n> x"


ARCHIVED = archived(
    (1, "ann", "2024-05-01 10:00", "<p>Let the pier rust.</p>\n<hr>\n<p>It is old.</p>"),
    (
        3,
        "bob",
        "2024-05-01 10:07",
        '<aside class="quote" data-username="ann" data-post="1" data-topic="12">\n<div class="title">ann:</div>\n'
        "<blockquote>\n<p>It is old.</p>\n</blockquote>\n</aside>\n<p>So are you.</p>",
    ),
)


def test_an_archived_topic_is_read_with_authors_times_and_quotes(reading):
    (discussion,) = reading(ARCHIVED, "2024-05-01-save-the-pier-id12.md")
    first, second = discussion.posts
    assert (discussion.title, discussion.url) == ("Save the pier", f"https://{HOST}/t/save-the-pier/12")
    assert (first.author, first.text, first.root) == ("ann", "Let the pier rust.\n\nIt is old.", True)
    assert (second.text, second.root, second.parent) == ("> It is old.\n\nSo are you.", False, None)
    assert second.created_at == datetime(2024, 5, 1, 10, 7, tzinfo=UTC)
    assert second.meta == {"quoted": [{"author": "ann", "comment": first.id}]}
    place = second.places[0]
    assert ARCHIVED[place.start : place.end].startswith("## Post #3 by @bob")
    assert ARCHIVED[place.start : place.end].rstrip("\n-").endswith("<p>So are you.</p>")


def test_the_same_topic_from_the_api_and_from_an_archive_has_the_same_ids(reading):
    api = reading(in_lines(api_post(1), api_post(3, username="bob")))
    archive = reading(ARCHIVED, "topic.md")
    assert [post.id for post in posts_of(api)] == [post.id for post in posts_of(archive)]
    assert api[0].uid == archive[0].uid


def test_the_forums_own_rendering_is_known_by_its_links_and_quotes(reading):
    text = raw_topic(
        (1, "ann", "2024-05-01 10:00:00", "Let the pier rust.\n\n---\n\nIt is old."),
        (2, "bob", "2024-05-01 11:00:00", '[quote="ann, post:1, topic:12"]\nIt is old.\n[/quote]\n\nSo are you.'),
        (3, "eve", "2024-05-01 12:00:00", f"As [Ann](https://{HOST}/t/save-the-pier/12/1?u=eve) said."),
    )
    (discussion,) = reading(text, "saved.md")
    assert [post.id for post in discussion.posts] == [f"discourse:{HOST}:12:{n}" for n in (1, 2, 3)]
    assert discussion.posts[0].text == "Let the pier rust.\n\n---\n\nIt is old."
    assert discussion.posts[1].text == "> It is old.\n\nSo are you."
    assert discussion.posts[1].meta["quoted"] == [{"author": "ann", "comment": f"discourse:{HOST}:12:1"}]


def test_a_link_to_another_forum_is_not_taken_for_the_topics_own(reading):
    text = raw_topic(
        (1, "ann", "2024-05-01 10:00:00", "See https://other.example/t/paint/77 and (elsewhere)."),
        (2, "bob", "2024-05-01 11:00:00", '[quote="ann, post:9, topic:77"]\nPaint.\n[/quote]\n\nNo.'),
    )
    (discussion,) = reading(text, "2024-05-01-save-the-pier-id12.md")
    assert [post.id for post in discussion.posts] == ["discourse:save-the-pier:12:1", "discourse:save-the-pier:12:2"]
    assert discussion.posts[1].meta == {"quoted": [{"author": "ann"}]}


def test_a_time_after_that_of_a_later_post_is_that_of_an_edit(reading):
    text = raw_topic((1, "ann", "2024-05-03 09:00:00", "Rust."), (2, "bob", "2024-05-01 10:00:00", "Paint."))
    first, second = posts_of(reading(text, "a.md"))
    assert (first.created_at, first.edited_at) == (None, datetime(2024, 5, 3, 9, tzinfo=UTC))
    assert (second.created_at, second.edited_at) == (TIME, None)


def test_a_header_that_somebody_quotes_begins_no_post(reading):
    pasted = (
        "Look:\n\n## Post #2 by @eve (2024-05-01 10:00 UTC)\n\nand\n\n---\n\n## Post #1 by @eve (2024-05-01 10:00 UTC)"
    )
    text = archived((1, "ann", "2024-05-01 10:00", pasted), (2, "bob", "2024-05-01 10:05", "I see."))
    assert [post.author for post in posts_of(reading(text, "a.md"))] == ["ann", "bob"]


def test_a_list_of_topics_is_rejected_as_what_it_is(reading):
    items = reading("# Topics from 2024-05\n\n- [Save the pier](2024-05-01-save-the-pier-id12.md)\n", "README.md")
    assert reasons_of(items) == ["a list of topics, without posts; ingest the files that it lists"]


def test_a_rendered_topic_that_is_too_long_is_rejected(reading):
    items = reading(ARCHIVED, "a.md", Limits(dump=100))
    assert posts_of(items) == []
    assert "more text than a rendered topic may hold" in reasons_of(items)[0]


def test_other_text_and_other_json_are_left_to_other_formats(tmp_path):
    for name, text in {
        "notes.md": "# Notes\n\n---\n\nann | 2024 | #1\n",
        "rows.jsonl": '{"id": 1, "text": "The pier.", "topic_id": 12}\n',
        "topics.json": '{"topic_list": {"topics": [{"id": 12, "title": "Save the pier", "text": "x"}]}}',
    }.items():
        (tmp_path / name).write_text(text)
    assert not [each for each in sources([tmp_path]) if not isinstance(each, Rejected) and each.format == "discourse"]


WORDS = st.lists(st.sampled_from(["pier", "rust", "salt & iron", "1 < 2", "ann's", "— so"]), min_size=1).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(["ann", "bob.2", "eve-x"]), WORDS), min_size=1, max_size=6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_was_rendered_is_read_as_it_was_written(tmp_path_factory, written, by_the_forum):
    times = [f"2024-05-01 10:{n:02}" for n in range(len(written))]
    if by_the_forum:
        posts = [(n + 1, who, f"{times[n]}:00", text) for n, (who, text) in enumerate(written)]
        rendered = raw_topic(*posts)
    else:
        rendered = archived(*((n + 1, who, times[n], text) for n, (who, text) in enumerate(written)))
    file = tmp_path_factory.mktemp("rendered") / "a.md"
    file.write_text(rendered)
    (found,) = sources([file])
    assert [(post.author, post.text) for post in posts_of(read(found))] == written


SAMPLES = (
    in_lines(api_post(1), api_post(2, raw='[quote="ann, post:1, topic:12"]\nIron.\n[/quote]\n\nRust.')),
    json.dumps({"post_stream": {"posts": [api_post(1), api_post(2)]}, "title": "Save the pier"}),
    ARCHIVED,
    raw_topic((1, "ann", "2024-05-01 10:00:00", "Rust."), (2, "bob", "2024-05-01 11:00:00", "Paint.")),
)


def test_a_damaged_export_is_read_or_rejected_and_never_raises(tmp_path):
    chance = Random(7)  # noqa: S311  (no cryptography)
    for trial in range(300):
        text = chance.choice(SAMPLES)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.choice((1, 3, 40)))
            text = (
                text[:start]
                + chance.choice(("", text[start:end] * 2, '"', "\n", "}", "[quote]", "\0", "9" * 20))
                + text[end:]
            )
        file = tmp_path / f"{trial}.md"
        file.write_text(text)
        for found in sources([file], format_name="discourse"):
            items = [found] if isinstance(found, Rejected) else list(read(found))
            assert items
            assert all(each.reason.strip() for each in items if isinstance(each, Rejected))


def test_slugs_are_made_as_the_forum_makes_them():
    assert slug_of("CTV+CSFS: Can we? It's Über-nice…") == "ctv-csfs-can-we-its-uber-nice"


def test_a_quote_of_a_number_too_long_to_be_one_names_nobody():
    topic = Topic(HOST, "12", "pier")
    assert topic.quoted([Quoted("ann", "12", "9" * 400), Quoted(None, "x", "1")]) == [{"author": "ann"}]


@pytest.fixture(scope="module")
def exports() -> Path:
    folder = Path(os.environ.get("REJOINDER_EXPORTS", ""))
    if not (folder / "delving_bitcoin" / "posts.jsonl.gz").is_file():
        pytest.skip("needs REJOINDER_EXPORTS, a folder with the exports delving_bitcoin and slicer_discourse")
    return folder


def test_every_row_of_the_real_posts_is_read_and_each_post_has_one_id(exports):
    with gzip.open(exports / "delving_bitcoin" / "posts.jsonl.gz") as stream:
        rows = [json.loads(line) for line in stream]
    (found,) = sources([exports / "delving_bitcoin" / "posts.jsonl.gz"])
    posts = posts_of(read(found))
    assert (len(rows), len({row["id"] for row in rows})) == (4712, 4661)
    assert (len(posts), len({post.id for post in posts})) == (4712, 4661)
    assert sum(post.parent is not None for post in posts) == sum(bool(row["reply_to_post_number"]) for row in rows)
    assert sum(post.meta.get("deleted", False) for post in posts) == sum(row["user_deleted"] for row in rows)
    assert {post.meta["post_id"] for post in posts} == {row["id"] for row in rows}


def test_older_copies_and_the_rendered_topic_are_the_same_posts(exports):
    folder = exports / "delving_bitcoin"
    everything = {
        each.name.rpartition("/")[2]: {post.id for post in posts_of(read(each))}
        for each in sources([folder])
        if not isinstance(each, Rejected) and each.format == "discourse"
    }
    posts = everything.pop("posts.jsonl.gz")
    assert len(everything.pop("sync_conflict_copies.jsonl") & posts) == 13
    assert everything.keys() == {
        "sample_topic_303.json",
        "sample_rendered_topic.md",
        "sample_rendered_topic.sync-conflict.md",
    }
    assert [ids - posts for ids in everything.values()] == [set()] * 3


def test_every_real_rendered_topic_gives_its_posts(exports):
    headers = topics = 0
    archive = exports / "slicer_discourse" / "rendered_topics_5000.tar.gz"
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isfile() and (content := packed.extractfile(member)) is not None:
                text = content.read().decode()
                headers += len(re.findall(r"(?m)^## Post #\d+ by @", text))
                topics += text.startswith("---\ntopic_id:")
    counted = [list(read(each)) for each in sources([archive]) if not isinstance(each, Rejected)]
    assert (headers, topics, len(counted)) == (24_756, 4970, 5000)
    assert sum(len(posts_of(items)) for items in counted) == headers
    assert sum(bool(posts_of(items)) for items in counted) == topics
    assert sum(len(reasons_of(items)) for items in counted) == 5000 - topics
