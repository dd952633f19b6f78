"""One discussion in two formats, or as an API and an archive give it, is one discussion, in whatever order they are read."""

import json

import pytest

from graph.builder import Builder
from graph.store import open_store
from ingest.formats import read, sources
from ingest.models import Rejected
from tests.posts import in_lines

SAID = (
    ("ann", "Should the old pier be kept? It is the only place where children can fish without a boat."),
    ("bo", "> It is the only place where children can fish\n\nThey can fish from the mole, as I did for twenty years."),
    ("ann", "The mole is closed from October to April, so that is no answer to anybody who lives here."),
    ("cem", "Keep it, and let the harbour board pay for the paint. They promised that in writing."),
)
PARENTS = (None, 0, 1, 0)
TIMES = [f"2024-05-0{n}T10:00:00Z" for n in range(1, 5)]


def quoted_html(text):
    lines = text.split("\n\n")
    return "".join(
        f"<blockquote><p>{each[2:]}</p></blockquote>" if each.startswith("> ") else f"<p>{each}" for each in lines
    )


def discourse_api():
    return in_lines(
        *(
            {"id": 70 + n, "topic_id": 12, "topic_slug": "the-pier", "topic_title": "The pier", "post_number": n + 1}
            | {
                "username": who,
                "created_at": TIMES[n],
                "updated_at": TIMES[n],
                "raw": text,
                "cooked": quoted_html(text),
            }
            | {"reply_to_post_number": None if PARENTS[n] is None else PARENTS[n] + 1}
            | {"avatar_template": "/user_avatar/talk.pier.example/ann/{size}/1_2.png"}
            for n, (who, text) in enumerate(SAID)
        )
    )


def discourse_archive():
    head = "---\ntopic_id: 12\n---\n\n# The pier\n\n**URL**: https://talk.pier.example/t/the-pier/12\n\n---\n\n"
    return head + "".join(
        f"## Post #{n + 1} by @{who} ({TIMES[n][:10]} 10:00:00 UTC)\n\n{text}\n\n---\n\n"
        for n, (who, text) in enumerate(SAID)
    )


def mail(envelope, sender, subject):
    messages = []
    for n, (who, text) in enumerate(SAID):
        about = f"In-Reply-To: <m{PARENTS[n]}@pier.example>\n" if PARENTS[n] is not None else ""
        head = f"From: {sender.format(who)}\nDate: {n + 1} May 2024 10:00:00 +0000\nSubject: {subject}The pier\n{about}"
        messages.append(
            f"{envelope.format(who)}  Wed May  {n + 1} 10:00:00 2024\n{head}Message-ID: <m{n}@pier.example>\n\n{text}\n\n"
        )
    return "".join(messages)


def mbox():
    return mail("From {0}@pier.example", "{0} <{0}@pier.example>", "")


def pipermail():
    return mail("From {0} at pier.example", "{0} at pier.example ({0})", "[Pier] ")


def algolia():
    nodes = [
        {"id": 100 + n, "type": "comment" if n else "story", "author": who, "created_at": TIMES[n], "created_at_i": 1}
        | {"text": quoted_html(text), "title": None if n else "The pier", "story_id": 100, "children": []}
        | {"parent_id": None if PARENTS[n] is None else 100 + PARENTS[n]}
        for n, (who, text) in enumerate(SAID)
    ]
    for n, parent in enumerate(PARENTS):
        if parent is not None:
            nodes[parent]["children"].append(nodes[n])
    return json.dumps(nodes[0])


def firebase():
    return in_lines(
        *(
            {"id": 100 + n, "type": "comment" if n else "story", "by": who, "time": 1714557600 + 86400 * n}
            | {"text": quoted_html(text)}
            | ({"title": "The pier", "kids": [101]} if PARENTS[n] is None else {"parent": 100 + PARENTS[n]})
            for n, (who, text) in enumerate(SAID)
        )
    )


PAIRS = {
    "a forum's API and an archive of it": (discourse_api, discourse_archive),
    "an mbox and a month of pipermail": (mbox, pipermail),
    "both APIs of Hacker News": (algolia, firebase),
}


def added(store, name, content, folder):
    file = folder / name
    file.write_text(content)
    (found,) = sources([file])
    assert not isinstance(found, Rejected)
    return Builder(store).add(found.source, read(found))


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["one way", "the other way"])
def test_the_second_export_of_a_discussion_adds_nothing(tmp_path, pair, order):
    exports = [(f"export{n}", PAIRS[pair][n]()) for n in order]
    with open_store(str(tmp_path / "archive.db")) as store:
        first, second = (added(store, name, content, tmp_path) for name, content in exports)
        assert (first.new, first.rejected, second.new, second.duplicate, second.rejected) == (4, [], 0, 4, [])
        rows = {row.uid: row for each in second.discussions for row in store.comments_in(each) if not row.stub}
        assert len(rows) == 4
        assert {row.discussion for row in rows.values()} == {*second.discussions}
        assert len(second.discussions) == 1
        assert len(store.occurrences(list(rows))) == 8
        by_text = {row.text.split()[-1]: uid for uid, row in rows.items()}
        numbers = {by_text[text.split()[-1]]: n for n, (_, text) in enumerate(SAID)}
        found = {numbers[each.child]: numbers[each.parent] for each in store.replies(list(rows))}
        assert found == {n: parent for n, parent in enumerate(PARENTS) if parent is not None}
