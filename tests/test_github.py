import gzip
import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ingest.readers.format import Found, Options
from ingest.readers.github import detect, read
from ingest.readers.github_said import without_remarks
from ingest.readers.ids import discussion_id
from tests.posts import in_lines, posts_of, rejected_in, sharing

PAGE = "https://github.com/pier/rust"
TIME = "2024-05-01T10:00:00Z"


def user(login="ann", kind="User"):
    return {"login": login, "id": 1, "type": kind, "html_url": f"https://github.com/{login}"}


def issue(number=1, kind="issues", **fields):
    return {
        "url": f"https://api.github.com/repos/pier/rust/issues/{number}",
        "html_url": f"{PAGE}/{kind}/{number}",
        "number": number,
        "title": "Save the pier",
        "user": user("bob"),
        "labels": [{"name": "rust"}, {"name": "sea"}],
        "state": "open",
        "created_at": TIME,
        "updated_at": "2024-06-01T10:00:00Z",
        "body": "It rusts.\r\n<!-- say how -->",
    } | fields


def comment(own=11, body="Paint it.", number=1, **fields):
    return {
        "id": own,
        "html_url": f"{PAGE}/issues/{number}#issuecomment-{own}",
        "user": user(),
        "created_at": TIME,
        "updated_at": TIME,
        "author_association": "MEMBER",
        "body": body,
    } | fields


def review(own=21, number=2, **fields):
    row = comment(
        own, "Wrong line.", html_url=f"{PAGE}/pull/{number}#discussion_r{own}", path="pier.c", line=7, diff_hunk="@@ -1"
    )
    return row | {"in_reply_to_id": None} | fields


@pytest.fixture
def reading(tmp_path):
    def read_file(content):
        file = tmp_path / "items.json"
        file.write_text(content)
        return read_any(file)

    return read_file


def read_any(file):
    return list(read(Found(file, file.name, "github", "", "0", 1), Options()))


def test_an_issue_with_its_events_is_one_discussion(reading):
    events = [
        {"event": "labeled", "id": 1, "label": {"name": "rust"}},
        comment() | {"event": "commented", "actor": user()},
        {"event": "cross-referenced", "source": {"issue": issue(9)}},
        {"event": "committed", "message": "Paint", "html_url": f"{PAGE}/commit/abc"},
    ]
    backup = {"type": "issue", "issue": issue(), "events": events}
    for text in (json.dumps(backup), json.dumps(backup, indent=1)):
        (found,) = reading(text)
        assert (found.uid, found.title, found.url) == (
            discussion_id("github", "pier/rust#1"),
            "Save the pier",
            f"{PAGE}/issues/1",
        )
        assert found.meta == {"labels": ["rust", "sea"]}
        root, answer = found.posts
        assert (root.id, root.parent, root.root, root.text) == ("github:pier/rust#1", None, True, "It rusts.")
        assert (root.title, root.author, root.edited_at, root.meta) == ("Save the pier", "bob", None, {"state": "open"})
        assert (answer.id, answer.parent, answer.root) == ("github:issuecomment-11", None, False)
        assert (answer.url, answer.author) == (f"{PAGE}/issues/1#issuecomment-11", "ann")
        assert (answer.created_at, answer.edited_at) == (datetime(2024, 5, 1, 10, tzinfo=UTC), None)
        assert answer.meta == {"author_association": "MEMBER"}


def test_comments_come_without_their_issue_and_in_any_order(reading):
    later = comment(12, "> Paint it.\r\n\r\nNo.", updated_at="2024-05-01T11:00:00Z")
    (found,) = reading(json.dumps([later, comment(), issue()]))
    assert [post.id for post in found.posts] == [
        "github:issuecomment-12",
        "github:issuecomment-11",
        "github:pier/rust#1",
    ]
    assert found.posts[0].text == "> Paint it.\n\nNo."
    assert found.posts[0].edited_at == datetime(2024, 5, 1, 11, tzinfo=UTC)
    assert reading(in_lines(comment()))[0].uid == found.uid


def test_review_comments_hang_on_the_first_one_at_their_line(reading):
    said = comment(
        31, "Looks wrong.", html_url=f"{PAGE}/pull/2#pullrequestreview-31", state="CHANGES_REQUESTED", submitted_at=TIME
    )
    silent = said | {"html_url": f"{PAGE}/pull/2#pullrequestreview-32", "body": ""}
    sent = review(22, in_reply_to_id=21, updated_at="2024-05-02T10:00:00Z")
    pull = issue(2, "pull", merged=True, state="closed")
    backup = {"pull": pull, "events": [said, silent], "comments": [sent, review()]}
    root, verdict, second, first = posts_of(reading(in_lines(backup)))
    assert (root.id, root.meta["state"]) == ("github:pier/rust#2", "merged")
    assert (verdict.id, verdict.parent) == ("github:pullrequestreview-31", "github:pier/rust#2")
    assert verdict.meta["state"] == "CHANGES_REQUESTED"
    assert (first.id, first.parent) == ("github:discussion_r21", "github:pier/rust#2")
    assert (second.parent, second.edited_at) == ("github:discussion_r21", None)
    assert first.meta == {"author_association": "MEMBER", "path": "pier.c", "line": 7}


def test_reactions_are_counted_by_their_name(reading):
    given = {"url": "https://api.github.com/x", "total_count": 3, "+1": 2, "-1": 0, "heart": 1}
    groups = [
        {"content": "THUMBS_UP", "users": {"totalCount": 2}},
        {"content": "HEART", "reactors": {"totalCount": 1}},
        {"content": "EYES", "users": {"totalCount": 0}},
    ]
    rest, graph = posts_of(reading(in_lines(comment(reactions=given), comment(12, reactionGroups=groups))))
    assert rest.meta["reactions"] == graph.meta["reactions"] == {"+1": 2, "heart": 1}


def node(place, body="Paint it.", **fields):
    return {
        "url": f"{PAGE}/{place}",
        "author": {"login": "ann", "__typename": "User"},
        "body": body,
        "createdAt": TIME,
        "updatedAt": "2024-06-01T10:00:00Z",
        "lastEditedAt": None,
    } | fields


def test_answers_of_graphql_are_read(reading):
    replied = node("pull/2#discussion_r22", replyTo={"databaseId": 21}, lastEditedAt="2024-05-03T10:00:00Z")
    minimized = node("pull/2#issuecomment-5", isMinimized=True, minimizedReason="SPAM")
    pull = node(
        "pull/2",
        number=2,
        title="Paint",
        labels={"nodes": [{"name": "sea"}]},
        comments={"nodes": [minimized]},
        reviewThreads={"nodes": [{"comments": {"nodes": [node("pull/2#discussion_r21"), replied]}}]},
    )
    (found,) = reading(json.dumps({"data": {"repository": {"pullRequest": pull}}}))
    assert {post.id: post.parent for post in found.posts} == {
        "github:pier/rust#2": None,
        "github:issuecomment-5": None,
        "github:discussion_r21": "github:pier/rust#2",
        "github:discussion_r22": "github:discussion_r21",
    }
    assert (found.title, found.meta) == ("Paint", {"labels": ["sea"]})
    assert [post.edited_at for post in found.posts if post.edited_at] == [datetime(2024, 5, 3, 10, tzinfo=UTC)]
    assert found.posts[1].meta == {"hidden": "SPAM"}


def test_replies_in_discussions_stand_in_what_they_answer(reading):
    reply = node("discussions/3#discussioncomment-8")
    first = node("discussions/3#discussioncomment-7", isAnswer=True, replies={"nodes": [reply]})
    text = json.dumps({"data": {"node": node("discussions/3", title="Paint?", number=3, comments={"nodes": [first]})}})
    assert {post.id: post.parent for post in posts_of(reading(text))} == {
        "github:pier/rust#3": None,
        "github:discussioncomment-7": "github:pier/rust#3",
        "github:discussioncomment-8": "github:discussioncomment-7",
    }


def test_html_is_read_where_there_is_no_markdown(reading):
    row = comment(bodyHTML="<blockquote><p>Paint it.</p></blockquote><p>No &amp; no.</p>")
    del row["body"]
    assert [post.text for post in posts_of(reading(in_lines(row)))] == ["> Paint it.\n\nNo & no."]


def test_what_bots_write_is_dropped_and_what_they_open_is_kept(reading):
    rows = (issue(user=user("dep[bot]", "Bot")), comment(user=user("dep[bot]", "Bot")), comment(12))
    assert [post.id for post in posts_of(reading(in_lines(*rows)))] == ["github:pier/rust#1", "github:issuecomment-12"]


def test_accounts_that_are_gone_and_issues_without_a_text_are_read(reading):
    bare = issue()
    del bare["body"]
    posts = posts_of(reading(in_lines(comment(user=None), issue(2, body=None), bare)))
    assert {post.id: (post.author, post.text) for post in posts} == {
        "github:issuecomment-11": (None, "Paint it."),
        "github:pier/rust#1": ("bob", ""),
        "github:pier/rust#2": ("bob", ""),
    }


def test_numbers_of_another_host_are_others(reading):
    rows = (comment(), comment(html_url="https://git.pier.example/pier/rust/issues/1#issuecomment-11"))
    first, second = reading(in_lines(*rows))
    assert first.uid != second.uid
    assert second.posts[0].id == "github:git.pier.example/issuecomment-11"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", 5),
        ("body", ["x"]),
        ("html_url", None),
        ("html_url", 7),
        ("html_url", "https://pier.example/1"),
        ("html_url", f"{PAGE}/issues/" + "1" * 1_000_000),
        ("user", "ann"),
        ("in_reply_to_id", []),
        ("in_reply_to_id", True),
        ("in_reply_to_id", "9" * 1_000_000),
        ("replyTo", 3),
        ("replyTo", {"databaseId": {}}),
        ("title", 4),
    ],
)
def test_a_wrong_value_costs_the_one_comment(reading, field, value):
    items = reading(in_lines(issue(), comment() | {field: value}, comment(12)))
    (bad,) = rejected_in(items)
    assert bad.location == "items.json:2"
    assert field in bad.reason
    assert "save answers of GitHub's API" in bad.reason
    assert [post.id for post in posts_of(items)] == ["github:pier/rust#1", "github:issuecomment-12"]


@pytest.mark.parametrize("line", ['{"body": NaN}', "[]", "{", "null", "{}", '{"message": "Not Found"}'])
def test_a_line_that_nobody_said_is_rejected(reading, line):
    (bad,) = rejected_in(reading(in_lines(comment()) + line + "\n"))
    assert bad.location == "items.json:2"


def test_an_answer_that_reports_errors_is_rejected_and_its_texts_read(reading):
    items = reading(
        json.dumps({"data": {"node": node("issues/1#issuecomment-4")}, "errors": [{"message": "too much"}]})
    )
    assert len(rejected_in(items)) == len(posts_of(items)) == 1


def test_wrong_counts_and_times_cost_no_comment(reading):
    (post,) = posts_of(reading(in_lines(comment(reactions={"+1": "many"}, created_at="then", labels=5, line={}))))
    assert post.meta == {"author_association": "MEMBER", "rejoinder_flags": ["created_at unreadable"]}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a<!-- b -->c", "ac"),
        ("a <!-- b", "a <!-- b"),
        ("--> a", "--> a"),
        ("<!--a--><!--b-->", ""),
        ("<!-->x-->", "x-->"),
    ],
)
def test_remarks_are_left_out_and_unending_ones_stay(text, left):
    assert without_remarks(text) == left


def test_many_remarks_that_never_end_cost_no_time():
    assert len(without_remarks("<!--" * 500_000)) == 2_000_000


@pytest.mark.parametrize(
    ("row", "taken"),
    [
        (issue(), True),
        ([comment()], True),
        ({"type": "issue", "issue": issue(), "events": []}, True),
        ({"data": {"repository": {"issues": {"nodes": [node("issues/1", title="x")]}}}}, True),
        ({"body": "Paint it.", "url": "https://pier.example/1", "id": 1}, False),
        ({"body": f"see {PAGE}/issues/1", "id": 1}, False),
    ],
)
def test_a_source_is_known_by_its_addresses(tmp_path, row, taken):
    assert (detect(tmp_path / "x", json.dumps(row).encode()) is not None) == taken


def test_damaged_sources_are_read_or_rejected(tmp_path):
    chance = Random(3)  # noqa: S311  (no cryptography)
    samples = (
        in_lines({"pull": issue(2, "pull"), "events": [comment()], "comments": [review()]}),
        json.dumps([comment(), issue()]),
        json.dumps({"data": {"node": node("issues/1#issuecomment-4")}}),
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
        assert all(each.reason.strip() for each in rejected_in(read_any(file)))


def test_the_real_backup_gives_every_item_and_comment():
    file = Path(os.environ.get("REJOINDER_EXPORTS", "")) / "github_bitcoin_core_gui" / "items.jsonl.gz"
    if not file.is_file():
        pytest.skip("needs REJOINDER_EXPORTS, a folder with the export github_bitcoin_core_gui")
    with gzip.open(file) as stream:
        rows = [json.loads(line) for line in stream]
    events = [event for row in rows for event in row["events"]]
    counted = {
        "root": len(rows),
        "issuecomment-": sum(event["event"] == "commented" for event in events),
        "discussion_r": sum(len(row.get("comments", [])) for row in rows),
        "pullrequestreview-": sum(
            event["event"] == "reviewed" and bool(event.get("body")) and (event.get("user") or {}).get("type") != "Bot"
            for event in events
        ),
    }
    items = read_any(file)
    posts = posts_of(items)
    kinds = ("root" if post.root else post.id.removeprefix("github:").rstrip("0123456789") for post in posts)
    assert not rejected_in(items)
    assert Counter(kinds) == counted
    assert (counted["root"], counted["issuecomment-"], counted["discussion_r"]) == (878, 5197, 2308)
    assert len({post.id for post in posts}) == len(posts)
    replied = sum(bool(each["in_reply_to_id"]) for row in rows for each in row.get("comments", []))
    assert sum((post.parent or "").startswith("github:discussion_r") for post in posts) == replied


def test_each_text_of_a_record_has_a_place_of_its_own(reading):
    events = [comment(own) | {"event": "commented"} for own in range(11, 16)]
    items = reading(in_lines(issue(events=events), issue(2)))
    assert len(posts_of(items)) == 7
    assert sharing(items) == 0
