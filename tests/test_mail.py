"""Mail read from files: mbox, pipermail, maildir, single messages. All of it is self-written."""

import mailbox
import os
import random
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.decoding import FLAGS_KEY
from ingest.models import Rejected
from ingest.readers.format import Found, Options
from ingest.readers.mbox import EML, MAILDIR, MBOX

SEPARATOR = "From ann@example.org Thu Nov  1 11:19:12 2001\n"


def found_at(path, kind=MBOX):
    return Found(path, path.name, kind.name, "", "0" * 64, 0)


def message(own, text="Plums are fruit.", *, subject="Plums", separator=SEPARATOR, **others):
    said = {"From": "Ann <ann@example.org>", "Date": "Thu, 1 Nov 2001 11:19:12 +0100", "Subject": subject}
    said |= {"Message-ID": f"<{own}>"} if own else {}
    said |= {name.replace("_", "-"): value for name, value in others.items()}
    return separator + "".join(f"{name}: {value}\n" for name, value in said.items()) + f"\n{text}\n\n"


@pytest.fixture
def reading(tmp_path):
    def read_mbox(*parts):
        path = tmp_path / "list.mbox"
        data = [part if isinstance(part, bytes) else part.encode() for part in parts]
        path.write_bytes(b"".join(data))
        assert MBOX.detect(path, path.read_bytes()[: 1 << 16])
        return list(MBOX.read(found_at(path), Options()))

    return read_mbox


def posts_of(items):
    posts = [post for each in items if not isinstance(each, Rejected) for post in each.posts]
    return sorted(posts, key=lambda post: post.places[0].start)


def test_messages_become_posts_of_their_thread(reading):
    items = reading(
        message("a@x"),
        message("b@x", "No.", subject="Re: Plums", In_Reply_To="<a@x>"),
        message("c@x", "Yes.", subject="AW: Plums", References="<a@x>\n\t<b@x>", Archived_At="<https://x.example/c>"),
    )
    (thread,) = items
    first, second, third = thread.posts
    assert thread.title == "Plums"
    assert (first.id, first.parent, first.author, first.root) == ("mail:a@x", None, "Ann", True)
    assert first.created_at == datetime(2001, 11, 1, 10, 19, 12, tzinfo=UTC)
    assert (second.parent, second.text, second.root) == ("mail:a@x", "No.", False)
    assert (third.parent, third.url) == ("mail:b@x", "https://x.example/c")
    assert first.meta == {"address": "ann@example.org"}


def test_places_are_those_of_whole_messages_in_code_points(reading):
    parts = [message("a@x", "Pflümli"), message("b@x", "two")]
    first, second = posts_of(reading(*parts))
    assert (first.places[0].start, first.places[0].end) == (0, len(parts[0]))
    assert (second.places[0].start, second.places[0].end) == (len(parts[0]), len(parts[0] + parts[1]))


@pytest.mark.parametrize(
    "line",
    [
        "From the beginning it was clear.",
        "From what I read on Thu Nov 1 2001 it was clear.",
        "From 11:19 to 12:30 in 2001 we talked.",
        "From: is no separator either.",
        "From ann@example.org Thu Nov  1 11:19:12 2001 is what a separator looks like.",
    ],
)
def test_a_line_of_text_that_begins_with_from_divides_nothing(reading, line):
    text = f"One.\n\n{line}\n\nTwo."
    (post,) = posts_of(reading(message("a@x", text)))
    assert post.text == text


@pytest.mark.parametrize(
    "separator",
    [
        "From - Tue, 06 Jan 2015 10:12:04\n",
        "From 1643746938293847@xxx Tue Feb 01 19:42:18 +0000 2022\n",
        "From ???@??? Mon Jan 05 10:00:00 1998\r\n",
        "From ann at example.org  Thu Nov  1 11:19 2001\n",
        "From nobody\n",
    ],
)
def test_separators_of_many_programs_divide(reading, separator):
    assert [post.id for post in posts_of(reading(message("a@x"), message("b@x", separator=separator)))] == [
        "mail:a@x",
        "mail:b@x",
    ]


def test_mboxrd_is_told_by_marks_that_are_deeper_than_the_quotes_around_them(reading):
    (post,) = posts_of(reading(message("a@x", "I said\n\n>From here\n\nand\n\n>>From there\n\nand\n\n>>>From where")))
    assert post.text == "I said\n\nFrom here\n\nand\n\n>From there\n\nand\n\n>>From where"


def test_mboxo_keeps_deep_quotes_and_frees_from(reading):
    (post,) = posts_of(reading(message("a@x", "I said\n\n>From here\n\nYes\n\n>>you said\n>>From there\n>>it goes")))
    assert post.text == "I said\n\nFrom here\n\nYes\n\n>>you said\n>>From there\n>>it goes"


def test_windows_line_ends_and_a_mark_of_utf8_change_nothing(reading):
    data = "".join([message("a@x", "one\n\ntwo"), message("b@x")]).replace("\n", "\r\n").encode()
    assert [post.text for post in posts_of(reading(b"\xef\xbb\xbf" + data))] == ["one\n\ntwo", "Plums are fruit."]


def test_a_message_without_header_fields_is_rejected_with_its_place(reading):
    first = message("a@x")
    items = reading(first, SEPARATOR + "X-Mark: 1\n\nlost\n\n", message("b@x"))
    (lost,) = [each for each in items if isinstance(each, Rejected)]
    assert lost.location == f"list.mbox:message 2 (byte {len(first)})"
    assert len(posts_of(items)) == 2


def test_a_message_without_an_id_is_kept_without_one(reading):
    (post,) = posts_of(reading(message(None, subject="Re: Plums")))
    assert (post.id, post.parent, post.root) == (None, None, False)


def test_an_id_given_twice_is_one_message_or_two(reading):
    copy = message("a@x")
    other = message("a@x", "Quite another.", From="Bo <bo@example.org>")
    first, again, third = posts_of(reading(copy, copy, other))
    assert first.id == again.id == "mail:a@x"
    assert third.id.startswith("mail:a@x~")
    assert third.meta[FLAGS_KEY] == ["its Message-ID is another message's too"]


def test_replies_that_lost_their_ids_are_found_by_their_subject(reading):
    items = reading(
        message("a@x", subject="[fruit] Plums"),
        message("b@x", subject="Re: [fruit] AW: plums"),
        message("c@x", subject="Pears"),
        message("d@x", subject="[fruit] Plums"),
        message("e@x", subject="Sv: Plums"),
    )
    assert [{post.id[5] for post in each.posts} for each in items] == [{"a", "b"}, {"c"}, {"d", "e"}]


def test_a_reply_before_its_root_is_in_the_same_thread(reading):
    items = reading(
        message("c@x", References="<a@x> <b@x>"), message("b@x", In_Reply_To="<a@x>"), message("a@x", subject="Root")
    )
    assert [(each.title, len(each.posts)) for each in items] == [("Root", 3)]


def test_months_that_are_read_one_by_one_call_a_thread_the_same(reading):
    (first,) = reading(message("a@x"))
    (second,) = reading(message("z@x", References="<a@x> <b@x>"))
    assert first.uid == second.uid


def test_cycles_and_references_to_itself_end(reading):
    items = reading(
        message("a@x", References="<b@x>"), message("b@x", References="<a@x>"), message("c@x", References="<c@x>")
    )
    assert [post.parent for post in posts_of(items)] == ["mail:b@x", "mail:a@x", None]


def test_ten_thousand_references_deep_is_one_thread(reading):
    deep = " ".join(f"<{n}@x>" for n in range(10_000))
    (thread,) = reading(message("0@x"), message("last@x", References=deep))
    assert thread.posts[1].parent == "mail:9999@x"


def test_a_chain_of_ten_thousand_messages_is_one_thread(reading):
    order = list(range(1, 10_000))
    random.Random(3).shuffle(order)  # noqa: S311
    items = reading(message("0@x"), *(message(f"{n}@x", In_Reply_To=f"<{n - 1}@x>") for n in order))
    assert len({each.uid for each in items}) == 1
    assert len(posts_of(items)) == 10_000


@pytest.mark.parametrize(
    ("given", "name", "address"),
    [
        ('"Doe, Jane" <jane@x.example>', "Doe, Jane", "jane@x.example"),
        ("jane at x.example (Jane Doe)", "Jane Doe", "jane at x.example"),
        ("=?utf-8?q?J=C3=BCrgen?= =?utf-8?b?TcO8bGxlcg==?= <j@x.example>", "JürgenMüller", "j@x.example"),
        ("=?no-such?q?J=FCrgen?= <j@x.example>", "Jürgen", "j@x.example"),
        ("Jane Doe     jane@x.example", "Jane Doe", "jane@x.example"),
        ("jane@x.example", "jane@x.example", None),
        ("J\u00fcrgen <j@x.example>", "Jürgen", "j@x.example"),
    ],
)
def test_authors_are_names(reading, given, name, address):
    (post,) = posts_of(reading(message("a@x", From=given)))
    assert (post.author, post.meta.get("address")) == (name, address)


@pytest.mark.parametrize(
    ("date", "expected", "flag"),
    [
        ("Fri, 2 Nov 2001 10:00:00 -0800 (PST)", datetime(2001, 11, 2, 18, tzinfo=UTC), None),
        ("2 Nov 01 10:00 GMT", datetime(2001, 11, 2, 10, tzinfo=UTC), None),
        ("Fri Nov  2 10:00:00 2001", datetime(2001, 11, 2, 10, tzinfo=UTC), None),
        ("Fri, 02 Nov 101 10:00:00 +0000", datetime(2001, 11, 2, 10, tzinfo=UTC), None),
        ("yesterday", datetime(2001, 11, 1, 11, 19, 12, tzinfo=UTC), "created_at is of the From line"),
        (
            "Fri, 99 Nov 2001 99:00:00 +9999",
            datetime(2001, 11, 1, 11, 19, 12, tzinfo=UTC),
            "created_at is of the From line",
        ),
    ],
)
def test_dates_are_read_with_their_zone_and_broken_ones_flagged(reading, date, expected, flag):
    (post,) = posts_of(reading(message("a@x", Date=date)))
    assert post.created_at == expected
    assert post.meta.get(FLAGS_KEY, [None]) == [flag]


def test_nul_and_eight_bit_header_fields_are_read(reading):
    data = message("a@x", "Null\0", subject="Pfl\u00e4umli").encode("latin-1")
    (post,) = posts_of(reading(data))
    assert (post.title, post.text) == ("Pfläumli", "Null\ufffd")
    assert post.meta[FLAGS_KEY] == ["cp1252", "characters replaced"]


def test_garbage_is_read_or_rejected_and_never_raises(reading):
    whole = "".join(message(f"{n}@x", f"Text {n}", References="<0@x>") for n in range(5)).encode()
    dice = random.Random(5)  # noqa: S311
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 20)):
            at = dice.randrange(60, len(data))
            data[at : at + dice.randrange(3)] = dice.randbytes(dice.randrange(4))
        assert reading(bytes(data))


def test_a_longer_message_than_the_limit_keeps_its_beginning(tmp_path):
    path = tmp_path / "big.mbox"
    head = {"Content_Type": 'multipart/mixed; boundary="b"'}
    packed = "--b\n\nShort.\n--b\nContent-Type: image/png; name=plum.png\n\n" + "QUJD\n" * 800_000
    path.write_text(message("a@x", packed, **head) + message("b@x"))
    limits = Options(limits=Options().limits.__class__(line=100_000))
    first, second = posts_of(MBOX.read(found_at(path), limits))
    assert (first.text, first.meta["attachments"]) == ("Short.", ["plum.png"])
    assert first.meta[FLAGS_KEY] == ["message cut at the limit"]
    assert second.places[0].end == len(path.read_text())
    assert (second.id, first.places[0].end) == ("mail:b@x", second.places[0].start)


def test_single_messages_and_maildirs_give_the_same_ids(tmp_path):
    box = tmp_path / "box"
    for part in ("cur", "new", "tmp", ".Old/cur"):
        (box / part).mkdir(parents=True)
    (box / "cur" / "1:2,S").write_text(message("a@x", separator=""))
    (box / "new" / "2").write_text(message("b@x", separator="", In_Reply_To="<a@x>"))
    (box / ".Old" / "cur" / "3").write_text(message("c@x", separator="", References="<a@x> <b@x>"))
    assert MAILDIR.detect(box, b"")
    (thread,) = MAILDIR.read(found_at(box, MAILDIR), Options())
    assert {post.id for post in thread.posts} == {"mail:a@x", "mail:b@x", "mail:c@x"}
    single = box / "new" / "2"
    assert EML.detect(single, single.read_bytes())
    (alone,) = EML.read(found_at(single, EML), Options())
    assert (alone.uid, alone.posts[0].parent) == (thread.uid, "mail:a@x")


@pytest.mark.parametrize("text", ["Dear Ann,\n\nplums.", "From: me\n\nplums", "From what I know: plums.\n", "{}", ""])
def test_other_text_is_no_mail(tmp_path, text):
    path = tmp_path / "x"
    path.write_text(text)
    assert MBOX.detect(path, text.encode()) is None
    assert EML.detect(path, text.encode()) is None


WORDS = st.text("ab \u00e9\u4e2d>.", max_size=20)
LINES = st.lists(st.one_of(WORDS, st.just("From a plum")), min_size=1, max_size=6).map("\n".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES.map(str.strip).filter(bool), min_size=1, max_size=6))
def test_what_python_writes_as_mbox_is_read_back(tmp_path, texts):
    path = tmp_path / "written.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path, create=True)
    for n, text in enumerate(texts):
        each = EmailMessage()
        each["From"], each["Subject"], each["Message-ID"] = "Ann <ann@example.org>", "Plums", f"<{n}@x>"
        each["Date"] = "Thu, 01 Nov 2001 11:19:12 +0000"
        each.set_content(text, cte="8bit")
        box.add(each)
    box.close()
    read = posts_of(MBOX.read(found_at(path), Options()))
    assert [post.id for post in read] == [f"mail:{n}@x" for n in range(len(texts))]
    assert [folded(post.text) for post in read] == [folded(text) for text in texts]


def folded(text):
    """The words of lines: a tight quote before "From" is all that mboxo cannot give back."""
    return [line.strip().replace(">From", "From") for line in text.split("\n") if line.strip()]


def test_the_real_samples_have_as_many_messages_as_an_independent_count():
    """The folder mail_fixtures, given by REJOINDER_EXPORTS; lines that begin with "From " are no text in these files."""
    folder = Path(os.environ.get("REJOINDER_EXPORTS", "/nonexistent")) / "mail_fixtures"
    if not folder.is_dir():
        pytest.skip("REJOINDER_EXPORTS names no folder of real exports")
    for path in [*folder.glob("*.mbox"), *folder.glob("20*.txt")]:
        items = list(MBOX.read(found_at(path), Options()))
        read = len(posts_of(items)) + sum(isinstance(each, Rejected) for each in items)
        lines = path.read_bytes().split(b"\n")
        with closing(mailbox.mbox(path, create=False)) as other:
            assert read == len(other) == sum(line.startswith(b"From ") for line in lines)


DIGEST = (
    "From: List <list@x>\nMessage-ID: <digest@x>\nSubject: Plums digest, 2\nDate: Thu, 1 Nov 2001 11:19:12 +0100\n"
    'Content-Type: multipart/mixed; boundary="m"\n\n'
    "--m\nContent-Type: text/plain\n\nToday: plums.\n"
    '--m\nContent-Type: multipart/digest; boundary="d"\n\n'
    "--d\n\n{first}\n--d\nContent-Type: message/rfc822\n\n{second}\n--d--\n--m--\n\n"
)


def test_messages_of_a_digest_are_messages_like_others(reading):
    first = message("a@x", "Plums are fruit.", separator="").strip()
    second = message("b@x", "They are not.", subject="Re: Plums", separator="", In_Reply_To="<a@x>").strip()
    whole = SEPARATOR + DIGEST.format(first=first, second=second)
    around, inner, answer = (
        sorted(posts_of(reading(whole)), key=lambda post: post.id or "")[::-1][:1]
        + sorted(posts_of(reading(whole)), key=lambda post: post.id or "")[:2]
    )
    assert (around.id, around.text) == ("mail:digest@x", "Today: plums.")
    assert (inner.id, inner.text, inner.author) == ("mail:a@x", "Plums are fruit.", "Ann")
    assert (answer.parent, answer.text) == ("mail:a@x", "They are not.")
    assert {(each.places[0].start, each.places[0].end) for each in (around, inner, answer)} == {
        (n, len(whole)) for n in range(3)
    }


def test_a_message_that_was_forwarded_whole_is_in_its_own_thread(reading):
    forwarded = message("b@x", "No.", subject="Re: Plums", separator="", References="<a@x>").strip()
    body = f"--m\nContent-Type: text/plain\n\nLook at this.\n--m\nContent-Type: message/rfc822\n\n{forwarded}\n--m--"
    items = reading(message("a@x"), message("f@x", body, subject="Fwd", Content_Type='multipart/mixed; boundary="m"'))
    assert {each.title: len(each.posts) for each in items} == {"Plums": 2, "Fwd": 1}


def test_messages_in_messages_end_at_eight(reading):
    inner = "Subject: x\nMessage-ID: <0@x>\n\nIn the middle."
    for number in range(1, 100):
        inner = f"Subject: x\nMessage-ID: <{number}@x>\nContent-Type: message/rfc822\n\n{inner}"
    assert len(posts_of(reading(SEPARATOR + "From: Ann <ann@x>\n" + inner + "\n\n"))) == 9


def test_a_forwarded_part_without_header_fields_is_rejected(reading):
    items = reading(message("a@x", "Nothing but words.", Content_Type="message/rfc822"))
    (refused,) = [each for each in items if isinstance(each, Rejected)]
    assert "no header field" in refused.reason
    assert len(posts_of(items)) == 1
