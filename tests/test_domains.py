"""Threads of several kinds, read into one form."""

import gzip
import json
import tarfile

import pytest

from ingest.training.domains import domain_of, read_domains

CLAIM = "The harbour should be dredged this year."
ANSWER = "That would cost more than a new pier."
LAST = "A new pier would be of use to nobody."


def with_lines(path, rows):
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def with_member(path, name, text):
    path.parent.mkdir(parents=True)
    (path.parent / "member").write_text(text, "utf-8")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(path.parent / "member", name)


def delving(data):
    quote = f'<aside class="quote"><blockquote><p>{CLAIM}</p></blockquote></aside>'
    cooked = [f"<p>{CLAIM}</p>", f"{quote}<p>{ANSWER}</p>", f"<p>{LAST}</p>"]
    rows = [
        {"topic_id": 7, "post_number": n + 1, "reply_to_post_number": n or None, "cooked": html}
        for n, html in enumerate(cooked)
    ]
    with_lines(data / "formats" / "delving_bitcoin" / "posts.jsonl.gz", rows)


def github(data):
    comments = [
        {"event": "commented", "user": {"login": login}, "body": body}
        for login, body in [
            ("ann", f"> {CLAIM}\n\n{ANSWER}"),
            ("build-bot", "All of the builds failed again."),
            ("b", LAST),
        ]
    ]
    item = {"path": "issues/1.json", "type": "issue", "issue": {"body": CLAIM}, "events": comments}
    with_lines(data / "formats" / "github_bitcoin_core_gui" / "items.jsonl.gz", [item])


def hn(data):
    def node(number, parent, text, children):
        return {"id": number, "parent_id": parent, "created_at_i": number, "text": text, "children": children}

    tree = node(2, 1, CLAIM, [node(3, 2, f"<p>&gt; {CLAIM}<p>{ANSWER}", [node(4, 3, LAST, [])])])
    path = data / "formats" / "hn_thread" / "item_1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(node(1, None, None, [tree])), "utf-8")


def cornell(data):
    texts = [CLAIM, f"&gt; {CLAIM}\n\n{ANSWER}", LAST]
    path = data / "formats" / "convokit_cornell" / "utterances.jsonl"
    path.parent.mkdir(parents=True)
    rows = [
        {"id": f"u{n}", "conversation_id": "u0", "reply-to": f"u{n - 1}" if n else None, "timestamp": n, "text": text}
        for n, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def views(data):
    xml = f"<OP author='a'></OP><OP author=\"a\"><claim>{CLAIM}</claim></OP>"
    for number, text in enumerate([f"&gt; {CLAIM}\n\n<claim>{ANSWER}</claim>", LAST]):
        xml += f'<reply id="r{number}" author="b">{text}</reply>'
    with_member(data / "objections" / "cmv_modes.tar.gz", "v2.0/positive/1.xml", xml)


@pytest.mark.parametrize("write", [delving, github, hn, cornell, views], ids=lambda write: write.__name__)
def test_each_domain_gives_posts_in_order_with_their_quotes(tmp_path, write):
    write(tmp_path)
    ((name, posts),) = read_domains(tmp_path).items()
    assert domain_of(name) == write.__name__
    assert [post["text"].split("\n")[-1] for post in posts] == [CLAIM, ANSWER, LAST]
    (quote,) = posts[1]["quotes"]
    assert posts[1]["text"][quote["start"] : quote["end"]] == CLAIM
    assert quote["quote_id"] == posts[0]["id"]
    assert posts[0]["parent"] is None


def test_rendered_topics_are_cut_at_their_headings(tmp_path):
    text = "# T\n\n---\n" + "".join(
        f"## Post #{n} by @a (x)\n\n<p>{line}</p>\n\n---\n\n" for n, line in enumerate([CLAIM, ANSWER, LAST], 1)
    )
    path = tmp_path / "formats" / "slicer_discourse" / "rendered_topics_5000.tar.gz"
    path.parent.mkdir(parents=True)
    (tmp_path / "topic").write_text(text, "utf-8")
    with tarfile.open(path, "w:gz") as archive:
        for number in range(12):
            archive.add(tmp_path / "topic", f"{number}.md")
    read = read_domains(tmp_path)
    assert 0 < len(read) < 12
    assert all([post["text"] for post in posts] == [CLAIM, ANSWER, LAST] for posts in read.values())


def test_a_post_that_says_next_to_nothing_is_left_out_and_its_answers_move_up(tmp_path):
    cornell(tmp_path)
    path = tmp_path / "formats" / "convokit_cornell" / "utterances.jsonl"
    short = {"id": "u9", "conversation_id": "u0", "reply-to": "u2", "timestamp": 9, "text": "Thanks!"}
    under = {
        "id": "u10",
        "conversation_id": "u0",
        "reply-to": "u9",
        "timestamp": 10,
        "text": "You are welcome, any time.",
    }
    with path.open("a", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in (short, under))
    ((_, posts),) = read_domains(tmp_path).items()
    assert [(post["id"], post["parent"]) for post in posts][-1] == ("u10", "u2")
    assert len(posts) == 4


def test_without_data_there_are_no_threads(tmp_path):
    assert read_domains(tmp_path) == {}
    assert domain_of("1234") == ""
