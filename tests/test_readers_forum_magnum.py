"""Comments and posts of LessWrong and its kin, as GraphQL answers give them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import read, sources
from ingest.limits import Limits
from ingest.models import Rejected
from ingest.readers.format import Found, Options
from ingest.readers.forum_magnum_votes import votes_in
from tests.posts import posts_of, sharing
from ui.printing.votes import votes

PAGE = "https://forum.example/posts/pPier/on-piers"


def comment(own="c1", **fields):
    return {
        "_id": own,
        "postId": "pPier",
        "parentCommentId": None,
        "topLevelCommentId": None,
        "contents": {"html": "<p>Let it rust.</p>"},
        "postedAt": "2024-05-01T10:00:00.000Z",
        "lastEditedAt": None,
        "baseScore": 7,
        "voteCount": 4,
        "user": {"displayName": "Ann", "slug": "ann"},
        "deleted": False,
        "pageUrl": f"{PAGE}?commentId={own}",
        "post": {"_id": "pPier", "title": "On piers", "pageUrl": PAGE},
    } | fields


def top_post(**fields):
    return {
        "_id": "pPier",
        "title": "On piers",
        "contents": {"markdown": "Piers are *iron*.\n\n> They are not.\n\nThey are."},
        "postedAt": "2024-04-30T10:00:00Z",
        "commentCount": 2,
        "pageUrl": PAGE,
        "user": {"displayName": "Bob", "slug": "bob"},
    } | fields


@pytest.fixture
def reading(tmp_path):
    def read_it(content, limits=None) -> list:
        file = tmp_path / "answer.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        (found,) = sources([file])
        assert isinstance(found, Found), found
        assert found.format == "forummagnum", found.why
        return list(read(found, Options(limits=limits or Limits())))

    return read_it


def reasons_of(items) -> list[str]:
    return [f"{each.location} {each.reason}" for each in items if isinstance(each, Rejected)]


ROWS = [comment(), comment("c2", parentCommentId="c1", topLevelCommentId="c1")]
FORMS = {
    "an answer": json.dumps({"data": {"comments": {"results": ROWS}}}, indent=1),
    "answers in an array": json.dumps([{"data": {"comments": {"results": [row]}}} for row in ROWS]),
    "answers one a line": "".join(json.dumps({"data": {"comments": {"results": [row]}}}) + "\n" for row in ROWS),
    "an answer under another name": json.dumps({"data": {"recent": {"results": ROWS, "totalCount": 2}}}),
    "results in an array": json.dumps(ROWS),
    "results one a line": "".join(json.dumps(row) + "\n" for row in ROWS),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_gives_the_same_comments(reading, form):
    items = reading(FORMS[form])
    assert reasons_of(items) == []
    assert {(each.title, each.url) for each in items} == {("On piers", PAGE)}
    first, second = posts_of(items)
    assert (first.id, first.parent, first.root) == ("forummagnum:c1", "forummagnum:pPier", False)
    assert (second.id, second.parent) == ("forummagnum:c2", "forummagnum:c1")
    assert (first.author, first.text, first.url) == ("Ann", "Let it rust.", f"{PAGE}?commentId=c1")
    assert first.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert first.meta == {"baseScore": 7, "voteCount": 4}
    assert [json.loads(FORMS[form][each.places[0].start : each.places[0].end]) for each in (first, second)] == ROWS


def test_a_post_is_the_root_of_its_comments(reading):
    items = reading({"data": {"posts": {"results": [top_post()]}, "comments": {"results": [comment()]}}})
    (discussion,) = items
    post, reply = discussion.posts
    assert (post.root, post.parent, post.title) == (True, None, "On piers")
    assert reply.parent == post.id
    assert post.text == "Piers are *iron*.\n\n> They are not.\n\nThey are."


def test_posts_behind_a_long_list_of_comments_are_read_too(reading):
    long = [comment(f"c{n}", contents={"html": "<p>x</p>" * 500}) for n in range(50)]
    items = reading({"data": {"comments": {"results": long}, "posts": {"results": [top_post()]}}})
    assert len(posts_of(items)) == 51


@pytest.mark.parametrize("field", ["contents", "htmlBody"])
def test_blockquotes_become_lines_of_a_quote(reading, field):
    html = "<blockquote><p>It is iron.</p></blockquote><p>No &amp; never.</p>"
    row = comment() | {"contents": None} | {field: html if field == "htmlBody" else {"html": html}}
    (post,) = posts_of(reading([row]))
    assert post.text == "> It is iron.\n\nNo & never."


def test_votes_agreement_and_reactions_are_kept(reading):
    reacts = {
        "crux": [
            {"userId": "u1", "displayName": "Cid", "reactType": "created", "quotes": [{"quote": "rust"}]},
            {"userId": "u2", "displayName": "Dee", "reactType": "seconded"},
        ],
        "changemind": [{"userId": "u2", "displayName": "Dee", "reactType": "disagreed"}],
    }
    (post,) = posts_of(reading([comment(extendedScore={"agreement": -3, "agreementVoteCount": 2, "reacts": reacts})]))
    assert (post.meta["agreement"], post.meta["agreementVotes"]) == (-3, 2)
    assert post.meta["reactions"] == {"crux": 2}
    assert post.meta["reacts"] == [
        {"reaction": "crux", "author": "Cid", "how": "created", "quotes": ["rust"]},
        {"reaction": "crux", "author": "Dee", "how": "seconded"},
        {"reaction": "changemind", "author": "Dee", "how": "disagreed"},
    ]
    assert votes(post.meta) == ["baseScore 7", "voteCount 4", "reactions crux 2"]


def test_reactions_that_are_only_counted_are_kept(reading):
    (post,) = posts_of(reading([comment(extendedScore={"agree": 4, "love": 0, "approvalVoteCount": 9})]))
    assert post.meta["reactions"] == {"agree": 4}


def test_deleted_comments_and_accounts_keep_their_places(reading):
    rows = (comment("c1", deleted=True, contents=None, user=None, deletedReason="spam"), comment("c2", user=None))
    deleted, orphan = posts_of(reading(list(rows)))
    assert (deleted.text, deleted.meta["deleted"], deleted.meta["deletedReason"]) == ("", True, "spam")
    assert (orphan.author, orphan.meta["account"], "deleted" in orphan.meta) == (None, "gone", False)


def test_an_edit_after_the_posting_has_its_time_and_one_at_once_has_none(reading):
    times = ("2024-05-02T00:00:00Z", "2024-05-01T10:00:00.000Z")
    edited, posted = posts_of(reading([comment(f"c{n}", lastEditedAt=each) for n, each in enumerate(times)]))
    assert (edited.edited_at, posted.edited_at) == (datetime(2024, 5, 2, tzinfo=UTC), None)


def test_a_comment_on_a_tag_answers_nothing(reading):
    row = comment(tagId="t1") | {"postId": None, "post": None}
    (post,) = posts_of(reading([row]))
    assert (post.parent, post.root) == (None, True)


def test_a_post_of_a_link_alone_has_the_link_for_a_text(reading):
    (post,) = posts_of(reading([top_post(contents=None, url="https://pier.example/")]))
    assert (post.text, post.meta["link"]) == ("https://pier.example/", "https://pier.example/")


def test_what_is_no_comment_is_rejected_with_its_number_and_the_rest_is_read(reading):
    no_text = {name: value for name, value in comment("c3").items() if name != "contents"}
    rows = [comment(), comment(5.5), comment("x" * 1_000_000), no_text, comment("c9", parentCommentId=["c1"])]
    items = reading(
        {"data": {"comments": {"results": [*rows, comment("c4", parentCommentId="later"), comment("later")]}}}
    )
    assert [post.id for post in posts_of(items)] == ["forummagnum:c1", "forummagnum:c4", "forummagnum:later"]
    assert [each.split()[0] for each in reasons_of(items)] == [f"answer.json:{n}" for n in (2, 3, 4, 5)]
    assert all("postId, parentCommentId" in each for each in reasons_of(items))


def test_an_answer_that_breaks_off_gives_what_came_before(reading):
    items = reading(FORMS["an answer"][:-60])
    assert len(posts_of(items)) == 1
    assert "cut short" in reasons_of(items)[0]


def test_a_comment_longer_than_a_line_may_be_is_rejected(reading):
    rows = [comment(), comment("c2", contents={"html": "x" * 5000}), comment("c3")]
    items = reading({"data": {"comments": {"results": rows}}}, Limits(line=3000))
    assert [post.id for post in posts_of(items)] == ["forummagnum:c1", "forummagnum:c3"]
    assert "longer than 3,000 bytes" in reasons_of(items)[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [*comment(), "extendedScore", "htmlBody", "tags", "url", "title", "tagId", "answer"]


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_wrong_values_in_any_field_are_read_or_rejected(tmp_path_factory, wrong):
    file = tmp_path_factory.mktemp("wrong") / "answer.json"
    file.write_text(json.dumps([comment(), comment("c2") | wrong]))
    (found,) = sources([file], format_name="forummagnum")
    items = list(read(found))
    assert len(posts_of(items)) + len(reasons_of(items)) == 2


@given(JSON)
def test_votes_of_any_shape_are_counted_or_left_out(value):
    said = votes_in({"extendedScore": value, "baseScore": value})
    assert all(count > 0 for count in said.get("reactions", {}).values())
    assert votes_in({"extendedScore": {"reacts": value}}).get("reacts", [1]) != []


def test_one_post_of_an_answer_is_read_with_the_comments_of_another(reading):
    answers = [{"data": {"post": {"result": top_post()}}}, {"data": {"comments": {"results": ROWS}}}]
    (discussion,) = reading("".join(json.dumps(each) + "\n" for each in answers))
    assert [post.id for post in discussion.posts] == ["forummagnum:pPier", "forummagnum:c1", "forummagnum:c2"]
    alone = reading(json.dumps(answers[0], indent=1))
    assert [post.title for post in posts_of(alone)] == ["On piers"]
    both = {"data": {"post": {"result": top_post()}, "comments": {"results": ROWS}}}
    assert sharing(reading(json.dumps(both))) == 0


def test_an_answer_without_a_result_is_rejected(reading):
    lines = [{"data": {"post": {"result": top_post()}}}, {"data": {"post": {"result": None}}}, {"errors": ["busy"]}]
    items = reading("".join(json.dumps(each) + "\n" for each in lines))
    assert len(posts_of(items)) == 1
    assert [each.partition(" ")[0] for each in reasons_of(items)] == ["answer.json:2", "answer.json:3"]
