import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import moment
from ingest.formats import read, sources
from ingest.limits import Limits
from ingest.models import Discussion, Post, Rejected
from ingest.readers.format import Options
from ingest.readers.ids import comment_id, comment_id_in, own_id
from ingest.readers.row import BadMapping, parse_mapping


@pytest.fixture
def reading(tmp_path):
    def read_lines(*lines, mapping=None, name="letters.jsonl", limits=None):
        file = tmp_path / name
        file.write_bytes(b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines))
        (found,) = sources([file], format_name="jsonl")
        return list(read(found, Options(mapping or {}, limits or Limits())))

    return read_lines


@pytest.fixture
def post(reading):
    def read_one(row, **options) -> Post:
        (discussion,) = reading(row, **options)
        assert isinstance(discussion, Discussion), discussion
        return discussion.posts[0]

    return read_one


def test_our_field_names_are_read_as_documented(reading):
    row = {
        "id": "b",
        "discussion": "pier",
        "title": "The pier",
        "parent": "a",
        "author": "Ann",
        "created_at": "2024-05-01T10:00:00+02:00",
        "edited_at": 1714557600,
        "text": "Let it rust.",
        "url": "https://pier.example/b",
        "meta": {"score": 3},
        "flair": "angler",
    }
    (discussion,) = reading(row)
    (post,) = discussion.posts
    assert discussion.title == "The pier"
    assert (post.id, post.parent, post.author) == ("jsonl:pier:b", "jsonl:pier:a", "Ann")
    assert post.created_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert post.edited_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (post.text, post.url, post.meta) == (
        "Let it rust.",
        "https://pier.example/b",
        {"score": 3, "flair": "angler"},
    )


def test_well_known_other_names_are_understood_and_the_rest_goes_to_meta(post):
    row = {"_id": 7, "thread": 3, "reply_to": 6, "user": "bo", "ts": 0.0, "body": "No.", "forum": "Pets", "quotes": []}
    found = post(row)
    assert (found.id, found.parent, found.author, found.text) == ("jsonl:3:7", "jsonl:3:6", "bo", "No.")
    assert found.created_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert found.meta == {"forum": "Pets", "quotes": []}


def test_a_mapping_names_other_fields_by_dotted_paths_too(post):
    row = {"text": "machine words", "data": {"said": "human words"}, "who": {"name": "Cy"}}
    found = post(row, mapping=parse_mapping(["text=data.said", "author=who.name"]))
    assert (found.text, found.author) == ("human words", "Cy")
    assert found.meta["text"] == "machine words"


def test_an_empty_mapping_leaves_a_field_alone(post):
    found = post({"text": "x", "id": 1, "parent": 9}, mapping=parse_mapping(["parent="]))
    assert (found.parent, found.meta) == (None, {"parent": 9})


@pytest.mark.parametrize("pair", ["text", "colour=red", "=body"])
def test_a_mapping_of_nothing_of_ours_says_what_there_is(pair):
    with pytest.raises(BadMapping, match="OURS is one of id, discussion"):
        parse_mapping([pair])


def test_ids_without_a_discussion_are_those_of_their_file_and_no_id_is_no_id(reading):
    (discussion,) = reading({"id": 1, "text": "x"}, {"text": "y"}, name="old letters.jsonl")
    assert [each.id for each in discussion.posts] == ["jsonl:old%20letters:1", None]


def test_a_root_is_a_comment_whose_parent_field_says_nothing(post):
    assert post({"id": 1, "text": "x", "parent": None}).root
    assert post({"id": 1, "text": "x", "reply_to": ""}).root
    assert not post({"id": 1, "text": "x"}).root
    assert not post({"id": 1, "text": "x", "parent": 2}).root


def test_whole_numbers_that_became_floats_are_the_same_ids(post):
    assert post({"id": 12.0, "parent": 11, "text": "x"}).id == post({"id": 12, "text": "x"}).id == "jsonl:letters:12"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40).map(lambda text: text.encode("utf-8", "replace").decode()))
def test_a_comment_id_has_no_white_space_and_gives_the_own_id_back(own):
    uid = comment_id("k", own)
    assert len(uid.split()) == 1
    assert own_id(uid) == own


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=2, max_size=2, unique=True))
def test_ids_of_different_discussions_differ(names):
    first, second = (each.encode("utf-8", "replace").decode() for each in names)
    assert (comment_id_in("k", first, "1") == comment_id_in("k", second, "1")) == (first == second)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": 1, "text": "cut he', "cut short"),
        (b'{"id": 1, "text": ', "cut short"),
        (b'{"id": 1 "text": "x"}', "not JSON: Expecting ',' delimiter at column 10"),
        (b'{"id": 1, "text": "x"} {"id": 2}', "Extra data"),
        (b'["id", "text"]', "this is a list"),
        (b"17", "this is a number"),
        (b'{"id": 1, "n": NaN, "text": "x"}', "NaN is no JSON number"),
        (b'{"id": 1, "n": -Infinity, "text": "x"}', "Infinity"),
        (b'{"id": 1, "n": 1e999, "text": "x"}', "1e999 is no JSON number"),
        (b'{"id": 1, "n": ' + b"9" * 5000 + b', "text": "x"}', "4300 digits"),
        (b'{"id": 1, "text": "x", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper than 200"),
        (b'{"id": 1, "text": "x", "n": ' + b"[" * 201 + b"]" * 201 + b"}", "deeper than 200"),
        (b'{"id": 1, "words": "x", "by": "Ann"}', "say --map text=FIELD (fields here: id, words, by)"),
        (b'{"id": 1, "text": 5}', "text: text is expected, this is a number"),
        (b'{"id": 1.5, "text": "x"}', "id: an id is text or a whole number, this is a number"),
        (b'{"id": true, "text": "x"}', "id: an id is text or a whole number, this is true or false"),
        (b'{"id": 1, "parent": [2], "text": "x"}', "parent: an id is text or a whole number, this is a list"),
        (b'{"id": 1, "author": {"name": "Ann"}, "text": "x"}', "say --map author=FIELD"),
        (b'{"id": "' + b"x" * 301 + b'", "text": "x"}', "at most 300 characters"),
        (b'{"text": " "}', "neither text nor id"),
        (b'{"id": 1, "text": "x", "children": [{"id": 2, "text": "y"}]}', "other comments stand inside it"),
        (b'{"id": 1, "text": "' + b"x" * 2000 + b'"}', "longer than 1,000 bytes"),
    ],
)
def test_a_bad_line_is_one_rejection_with_its_place_and_the_next_line_goes_in(reading, line, words):
    limits = Limits(line=1000) if "longer" in words else Limits()
    rejected, discussion = reading(line, {"id": 2, "text": "good"}, limits=limits)
    assert isinstance(rejected, Rejected)
    assert rejected.location == "letters.jsonl:1"
    assert words in rejected.reason
    assert "\n" not in rejected.reason
    assert [each.text for each in discussion.posts] == ["good"]


def test_an_empty_text_with_an_id_is_kept_because_others_answer_it(post):
    assert post({"id": 1, "text": None}).text == ""


def test_nesting_up_to_the_limit_and_repeated_keys_are_fine(post):
    line = b'{"id": 1, "text": "no", "text": "yes", "n": ' + b"[" * 199 + b"]" * 199 + b"}"
    assert post(line).text == "yes"


def test_surrogates_and_nul_are_replaced_and_flagged(post):
    found = post(b'{"id": "a", "text": "x\\ud83dy\\u0000z \\ud83d\\ude00", "k\\udfff": ["\\u0000"]}')
    assert found.text == "x\ufffdy\ufffdz 😀"
    assert found.meta == {"k\ufffd": ["\ufffd"], "rejoinder_flags": ["characters replaced"]}


def test_an_unreadable_time_costs_no_comment_and_is_kept_as_it_was(post):
    found = post({"id": 1, "text": "x", "ts": "the ides of March", "edited": False})
    assert (found.created_at, found.edited_at) == (None, None)
    assert found.meta == {"created_at": "the ides of March", "rejoinder_flags": ["created_at unreadable"]}


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-02-29", "2024-02-29T00:00:00+00:00"),
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00+00:00"),
        (" 2024-02-29 12:00:00-05:00 ", "2024-02-29T17:00:00+00:00"),
        ("2024-02-29 12:00:00 UTC", "2024-02-29T12:00:00+00:00"),
        ("2024-02-29 12:00:00 -0500", "2024-02-29T17:00:00+00:00"),
        ("2024/02/29 12:00 GMT", "2024-02-29T12:00:00+00:00"),
        ("20240229", "2024-02-29T00:00:00+00:00"),
        (1709208000, "2024-02-29T12:00:00+00:00"),
        ("1709208000.5", "2024-02-29T12:00:00.500000+00:00"),
        (1709208000000, "2024-02-29T12:00:00+00:00"),
        (1709208000000000, "2024-02-29T12:00:00+00:00"),
        (-1, "1969-12-31T23:59:59+00:00"),
    ],
)
def test_times_are_read_in_the_forms_that_exports_use(value, iso):
    assert moment(value).isoformat() == iso


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none(), st.lists(st.integers())))
def test_any_value_is_a_time_in_utc_or_none(value):
    found = moment(value)
    assert found is None or found.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "value",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1e300, "2023-02-30"],
)
def test_times_that_the_calendar_does_not_have_are_none(value):
    assert moment(value) is None


def test_a_place_is_the_line_in_the_decoded_source(reading, tmp_path):
    rows = [{"id": n, "text": "ö 🙂 " * n} for n in range(1, 4)]
    lines = [json.dumps(each, ensure_ascii=False) for each in rows]
    (discussion,) = reading(*(each.encode() for each in lines))
    source = "\n".join(lines)
    assert [source[each.places[0].start : each.places[0].end] for each in discussion.posts] == lines


def test_a_long_discussion_comes_in_pieces_of_500_with_one_uid(reading):
    pieces = reading(*({"id": n, "discussion": n % 2, "text": f"no. {n}"} for n in range(1201)))
    assert [len(each.posts) for each in pieces] == [500, 500, 101, 100]
    assert len({each.uid for each in pieces}) == 2
    assert [post.text for each in pieces[::2] for post in each.posts] == [f"no. {n}" for n in range(0, 1201, 2)]


def test_reading_gives_comments_before_the_end_of_a_long_file(tmp_path):
    file = tmp_path / "many.jsonl"
    row = '{"id": %d, "discussion": %d, "text": "word"}\n'
    file.write_text("".join(row % (n, n) for n in range(10_000)) + "not read yet")
    (found,) = sources([file])
    first = next(read(found))
    assert isinstance(first, Discussion)


def test_the_title_of_a_piece_does_not_depend_on_the_order_of_its_rows(reading):
    rows = [{"id": n, "discussion": "d", "title": title, "text": "x"} for n, title in enumerate(["B", None, "A"])]
    assert [each.title for each in reading(*rows)] == [each.title for each in reading(*reversed(rows))] == ["A"]


def test_a_file_with_nothing_readable_is_given_up_after_a_thousand_lines(reading):
    items = reading(*({"id": n, "words": "x"} for n in range(3000)))
    assert len(items) == 1001
    assert "the rest was not tried" in items[-1].reason


def test_blank_lines_and_a_byte_order_mark_are_no_records(reading):
    (discussion,) = reading(b"\xef\xbb\xbf" + b'{"id": 1, "text": "x"}', b"", b"  \r", b'{"id": 2, "text": "y"}\r')
    assert [each.text for each in discussion.posts] == ["x", "y"]


def test_a_text_far_too_long_for_a_time_is_none_at_once():
    assert moment("2023" + " " * 10_000_000 + "UTC") is None


def test_long_records_do_not_add_up_in_memory(tmp_path):
    file = tmp_path / "long.jsonl"
    file.write_text("".join(json.dumps({"id": n, "text": "word " * 600_000}) + "\n" for n in range(9)))
    (found,) = sources([file])
    assert [len(piece.posts) for piece in read(found)] == [3, 3, 3]
