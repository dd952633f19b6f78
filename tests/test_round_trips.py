"""What is written in the form of each format is read back: who said what, when, and in answer to whom."""

import csv
import io
import json
import mailbox
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from html import escape
from itertools import count
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import read, sources
from tests.posts import in_lines, posts_of, rejected_in

START = 1_700_000_000


class Said(NamedTuple):
    """A comment: `parent` is the number of an earlier one, None for the first."""

    author: str
    text: str
    parent: int | None
    at: int

    @property
    def iso(self) -> str:
        return datetime.fromtimestamp(self.at, UTC).isoformat().replace("+00:00", "Z")


WORDS = st.text("abcxyzäß漢😀<&'\"", min_size=1, max_size=6)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: f"W{' '.join(words)}.")


@st.composite
def talks(draw) -> list[Said]:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=6, unique=True))
    authors = st.sampled_from(["Ann", "Bo", "Çem"])
    parents = [None, *(draw(st.integers(0, number)) for number in range(len(texts) - 1))]
    return [
        Said(draw(authors), text, parent, START + 60 * number)
        for number, (text, parent) in enumerate(zip(texts, parents, strict=True))
    ]


def html(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def own(number: int | None) -> str | None:
    return None if number is None else f"i{number}"


def plain_rows(talk):
    return [
        {"id": own(n), "parent": own(each.parent), "author": each.author, "text": each.text, "created_at": each.iso}
        for n, each in enumerate(talk)
    ]


def as_csv(talk):
    table = io.StringIO()
    writer = csv.DictWriter(table, ["id", "parent", "author", "text", "created_at"])
    writer.writeheader()
    writer.writerows(plain_rows(talk))
    return table.getvalue()


def as_algolia(talk):
    nodes = [
        {
            "id": 100 + n,
            "type": "comment" if n else "story",
            "author": each.author,
            "created_at_i": each.at,
            "text": html(each.text),
            "title": None if n else "Piers",
            "parent_id": None if each.parent is None else 100 + each.parent,
            "story_id": 100,
            "children": [],
        }
        for n, each in enumerate(talk)
    ]
    for node, each in zip(nodes, talk, strict=True):
        if each.parent is not None:
            nodes[each.parent]["children"].append(node)
    return json.dumps(nodes[0])


def as_firebase(talk):
    rows = [
        {"id": 100 + n, "type": "comment", "by": each.author, "time": each.at, "text": html(each.text)}
        | ({"type": "story", "title": "Piers", "kids": []} if n == 0 else {"parent": 100 + (each.parent or 0)})
        for n, each in enumerate(talk)
    ]
    return in_lines(*rows)


def as_reddit(talk):
    def escaped(text):
        return text.replace("&", "&amp;").replace("<", "&lt;")

    first, *others = talk
    usual = {"subreddit": "piers", "score": 1}
    top = usual | {"id": "s1", "author": first.author, "title": "Piers", "selftext": escaped(first.text)}
    rows = [
        usual
        | {
            "id": f"c{n}",
            "author": each.author,
            "body": escaped(each.text),
            "created_utc": each.at,
            "link_id": "t3_s1",
            "parent_id": f"t1_c{each.parent}" if each.parent else "t3_s1",
        }
        for n, each in enumerate(others, start=1)
    ]
    return in_lines(*rows, top | {"created_utc": first.at, "num_comments": len(others), "is_self": True})


def as_forum_magnum(talk):
    posts = [
        {
            "_id": own(n),
            "contents": {"html": html(each.text)},
            "postedAt": each.iso,
            "user": {"displayName": each.author},
            "baseScore": 1,
        }
        for n, each in enumerate(talk)
    ]
    top = posts[0] | {"title": "Piers", "commentCount": 1}
    comments = [
        post | {"postId": "i0", "parentCommentId": own(each.parent or None)}
        for post, each in zip(posts[1:], talk[1:], strict=True)
    ]
    return in_lines(top, *comments)


def as_discourse(talk):
    return in_lines(
        *(
            {
                "id": 900 + n,
                "topic_id": 7,
                "topic_slug": "piers",
                "post_number": n + 1,
                "reply_to_post_number": None if each.parent is None else each.parent + 1,
                "username": each.author,
                "created_at": each.iso,
                "cooked": html(each.text),
            }
            for n, each in enumerate(talk)
        )
    )


def as_stack_exchange(talk, folder):
    """A question, with one answer and comments below it."""
    rows = []
    for n, each in enumerate(talk):
        kind = {"PostTypeId": 1, "Title": "Piers"} if n == 0 else {"PostTypeId": 2, "ParentId": 1}
        fields = {"Id": n + 1} | kind | {"Body": html(each.text), "OwnerDisplayName": each.author}
        fields |= {"CreationDate": each.iso.removesuffix("Z")}
        rows.append("<row " + " ".join(f"{name}={quoteattr(str(value))}" for name, value in fields.items()) + " />\n")
    (folder / "Posts.xml").write_text(f'<?xml version="1.0"?>\n<posts>\n{"".join(rows)}</posts>')
    return folder


def messages(talk):
    for n, each in enumerate(talk):
        made = EmailMessage()
        made["From"] = f"{each.author} <{own(n)}@a.example>"
        made["Date"] = datetime.fromtimestamp(each.at, UTC)
        made["Subject"] = "Re: Piers" if n else "Piers"
        made["Message-ID"] = f"<{own(n)}@a.example>"
        if each.parent is not None:
            made["In-Reply-To"] = f"<{own(each.parent)}@a.example>"
        made.set_content(each.text)
        yield made


def as_mbox(talk, folder):
    with closing(mailbox.mbox(folder / "list.mbox", create=True)) as box:
        for each in messages(talk):
            box.add(each)
    return folder / "list.mbox"


def as_maildir(talk, folder):
    with closing(mailbox.Maildir(folder / "list", create=True)) as box:
        for each in messages(talk):
            box.add(each)
    return folder / "list"


def as_convokit(talk, folder):
    rows = [
        {
            "id": own(n),
            "conversation_id": "i0",
            "speaker": each.author,
            "text": each.text,
            "reply-to": own(each.parent),
            "timestamp": each.at,
        }
        for n, each in enumerate(talk)
    ]
    (folder / "utterances.jsonl").write_text(in_lines(*rows))
    return folder


Writer = Callable[[list[Said], Path], Path]


def in_a_file(write: Callable[[list[Said]], str]) -> Writer:
    def written(talk, folder):
        (folder / "export").write_text(write(talk), newline="")
        return folder / "export"

    return written


WRITERS: dict[str, tuple[str, Writer]] = {
    "JSON lines": ("jsonl", in_a_file(lambda talk: in_lines(*plain_rows(talk)))),
    "a JSON document": ("json", in_a_file(lambda talk: json.dumps({"page": {"comments": plain_rows(talk)}}, indent=1))),
    "CSV": ("csv", in_a_file(as_csv)),
    "Algolia": ("hn", in_a_file(as_algolia)),
    "Firebase": ("hn", in_a_file(as_firebase)),
    "Reddit": ("reddit", in_a_file(as_reddit)),
    "ForumMagnum": ("forummagnum", in_a_file(as_forum_magnum)),
    "Discourse": ("discourse", in_a_file(as_discourse)),
    "mbox": ("mbox", as_mbox),
    "maildir": ("maildir", as_maildir),
    "ConvoKit": ("convokit", as_convokit),
}


def read_back(path, name):
    (found,) = sources([path])
    assert found.format == name
    items = list(read(found))
    assert rejected_in(items) == []
    return posts_of(items)


def relations(talk):
    return {(each.author, each.text, each.at, None if each.parent is None else talk[each.parent].text) for each in talk}


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(talk=talks())
def test_what_was_written_is_read_back(tmp_path_factory, form, talk):
    name, write = WRITERS[form]
    posts = read_back(write(talk, tmp_path_factory.mktemp("export")), name)
    texts = {post.id: post.text.strip() for post in posts}
    assert len(posts) == len(talk)
    assert {
        (post.author, post.text.strip(), round(post.created_at.timestamp()), post.parent and texts[post.parent])
        for post in posts
    } == relations(talk)
    assert [post.text.strip() for post in posts if post.root] == [talk[0].text]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(talk=talks())
def test_what_was_written_as_rows_of_xml_is_read_back(tmp_path_factory, talk):
    posts = read_back(as_stack_exchange(talk, tmp_path_factory.mktemp("site")), "stackexchange")
    assert {(post.author, post.text, round(post.created_at.timestamp())) for post in posts} == {
        (each.author, each.text, each.at) for each in talk
    }
    assert {post.parent for post in posts if not post.root} == ({posts[0].id} if len(talk) > 1 else set())


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(talk=talks())
def test_what_was_written_as_an_issue_is_read_back(tmp_path_factory, talk):
    page = "https://github.com/pier/rust/issues/1"
    numbers = count(1)
    rows = [
        {"html_url": f"{page}#issuecomment-{next(numbers)}" if n else page, "user": {"login": each.author}, "number": 1}
        | {"body": each.text, "created_at": each.iso, "title": "Piers"}
        for n, each in enumerate(talk)
    ]
    file = tmp_path_factory.mktemp("issue") / "items"
    file.write_text(in_lines(*rows))
    posts = read_back(file, "github")
    assert [(post.author, post.text, round(post.created_at.timestamp())) for post in posts] == [
        (each.author, each.text, each.at) for each in talk
    ]
