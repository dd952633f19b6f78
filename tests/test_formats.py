import gzip
import json
import os
import shutil
from dataclasses import replace
from hashlib import sha512

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import FORMATS, UnknownFormat, read, sources
from ingest.limits import Limits
from ingest.models import Discussion, Rejected
from ingest.readers.format import Found, Options
from ingest.samples import sample_paths

ROW = '{"id": 1, "text": "The bridge is too narrow for two prams."}\n'


def only(path, **options) -> Found | Rejected:
    (found,) = sources([path], **options)
    return found


def reason(path) -> str:
    found = only(path)
    assert isinstance(found, Rejected), found
    assert "\n" not in found.reason
    return found.reason


def everything(path, limits: Limits | None = None) -> list[Discussion | Rejected]:
    return [
        each
        for found in sources([path])
        for each in ([found] if isinstance(found, Rejected) else read(found, Options(limits=limits or Limits())))
    ]


def test_a_folder_gives_its_files_in_order_and_no_hidden_ones(tmp_path):
    for name in ("b.jsonl", "a.jsonl", ".hidden.jsonl", "deep/er/c.jsonl", ".git/d.jsonl"):
        file = tmp_path / "dumps" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ROW.replace("1", str(len(name))))
    assert [each.name for each in sources([tmp_path / "dumps"])] == [
        "dumps/a.jsonl",
        "dumps/b.jsonl",
        "dumps/deep/er/c.jsonl",
    ]


def test_a_file_named_in_three_ways_is_read_once(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text(ROW)
    assert (
        len(list(sources([file, str(tmp_path), f"{tmp_path}/*.jsonl", f"{tmp_path}/../{tmp_path.name}/a.jsonl"]))) == 1
    )


def test_a_pattern_gives_what_matches_and_a_file_whose_name_looks_like_one_is_itself(tmp_path):
    for name in ("x1.jsonl", "x2.jsonl", "y[1].jsonl"):
        (tmp_path / name).write_text(ROW)
    assert [each.name for each in sources([f"{tmp_path}/x*"])] == ["x1.jsonl", "x2.jsonl"]
    assert [each.name for each in sources([f"{tmp_path}/y[1].jsonl"])] == ["y[1].jsonl"]


def test_a_convokit_folder_inside_a_folder_is_one_source():
    found = {each.name: each.format for each in sources([sample_paths()["convokit"].parent]) if isinstance(each, Found)}
    assert found["samples/town-square-convokit"] == "convokit"
    assert not [name for name in found if name.startswith("samples/town-square-convokit/")]


def test_each_sample_is_known_by_its_content():
    for name, path in sample_paths().items():
        found = only(path)
        assert (found.format, found.source.format) == (name, name)
        assert found.why
        assert FORMATS[name].reader(None).startswith(name)


def test_the_source_is_named_by_its_bytes_not_by_its_path(tmp_path):
    first, second, third = (tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl"))
    first.write_text(ROW)
    second.write_text(ROW)
    third.write_text(ROW + ROW)
    ids = [only(path).source.uid for path in (first, second, third)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (bytes(range(256)) * 8, "binary"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "zip data is damaged"),
        (b"7z\xbc\xaf'\x1c....", "a 7z archive"),
        (gzip.compress(gzip.compress(b"some text", mtime=0), mtime=0), "packed twice"),
        (b'[{"name": 1, "size": 2}]', 'a JSON document of no known form, beginning with \'[{"name": 1, "size": 2}]\''),
        (b'{\n  "id": 1,\n  "text": "x"\n}', "a JSON document"),
        (b"\n <?xml version='1.0'?><dump/>", 'an XML document of no known form, beginning with "<?xml'),
        (gzip.compress(b"", mtime=0), "it is empty"),
        (gzip.compress(b"some text", mtime=0)[:-9], "damaged or cut short"),
        ("two words".encode("utf-16-le"), "binary"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_with_a_cure(tmp_path, content, words):
    file = tmp_path / "file.txt"
    file.write_bytes(content)
    assert words in reason(file)
    assert "; " in reason(file)


def claiming(name: str, rank: int, said: str | None):
    return replace(FORMATS["jsonl"], name=name, rank=rank, detect=lambda path, head: said)


@pytest.fixture
def table(monkeypatch):
    def only_these(*formats):
        monkeypatch.setattr("ingest.formats.FORMATS", {each.name: each for each in (*formats, FORMATS["text"])})

    return only_these


def test_of_two_formats_the_likelier_is_taken_and_both_are_said(tmp_path, table):
    table(claiming("rows", 1, "rows of words"), claiming("page", 2, "a page"), claiming("other", 2, "a sheet"))
    file = tmp_path / "a.txt"
    file.write_text("words")
    assert (only(file).format, only(file).why) == ("page", "a page; it may also be other (a sheet): see --format")


def test_a_form_that_only_one_format_has_is_not_put_in_doubt_by_a_general_one(tmp_path, table):
    table(claiming("rows", 1, "rows of words"), claiming("page", 2, "a page"))
    file = tmp_path / "a.txt"
    file.write_text("<html>words")
    assert (only(file).format, only(file).why) == ("page", "a page")
    table(claiming("rows", 1, None))
    assert "a web page" in reason(file)
    assert only(file, format_name="text").format == "text"


def test_absent_and_fruitless_paths_are_one_line_each(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / ".a").write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    assert "not there" in reason(tmp_path / "absent.txt")
    assert "nothing matches" in reason(tmp_path / "*.nothing")
    assert "without files" in reason(tmp_path / "empty")
    assert "without files" in reason(tmp_path / "hidden")
    assert "not there" in reason(tmp_path / "dangling") or "neither" in reason(tmp_path / "dangling")
    assert "neither a file nor a folder" in reason(tmp_path / "pipe")
    assert "NUL" in reason("a\0b")


def test_bad_paths_do_not_keep_the_good_ones_from_being_read(tmp_path):
    (tmp_path / "a.jsonl").write_text(ROW)
    (tmp_path / "b.jsonl").write_bytes(b"")
    kinds = [type(each) for each in sources([tmp_path / "absent", tmp_path])]
    assert kinds == [Rejected, Found, Rejected]


def test_a_file_that_vanishes_before_it_is_read_is_one_rejection(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text(ROW)
    found = only(file)
    file.unlink()
    (gone,) = read(found)
    assert "not there (any more)" in gone.reason


def test_packed_data_that_breaks_off_gives_what_came_before(tmp_path):
    rows = "".join(json.dumps({"id": n, "text": sha512(b"%d" % n).hexdigest()}) + "\n" for n in range(2000))
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(rows.encode())[:-20_000])
    items = everything(file)
    assert sum(len(each.posts) for each in items if isinstance(each, Discussion)) > 1000
    assert "damaged or cut short" in "".join(each.reason for each in items if isinstance(each, Rejected))


def test_a_decompression_bomb_is_refused(tmp_path):
    file = tmp_path / "bomb.gz"
    file.write_bytes(gzip.compress(b"a" * 30_000_000))
    (refused,) = everything(file)
    assert "decompression bomb" in refused.reason


def test_the_asked_format_overrules_the_content(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(ROW)
    assert only(file).format == "jsonl"
    assert only(file, format_name="auto").format == "jsonl"
    assert only(file, format_name="text").format == "text"
    with pytest.raises(UnknownFormat, match="choose one of"):
        only(file, format_name="scroll")


def test_a_folder_asked_to_be_something_else_is_read_file_by_file():
    names = [each.name for each in sources([sample_paths()["convokit"]], format_name="jsonl")]
    assert "town-square-convokit/utterances.jsonl" in names


def test_text_in_another_encoding_gives_the_same_comments(tmp_path):
    text = "Nobody asked the ferryman — he is “only” 80.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="utf-16")
    (tmp_path / "c.txt").write_text(text, encoding="cp1252")
    first, second, third = (each for name in "abc" for each in everything(tmp_path / f"{name}.txt"))
    assert first.uid == second.uid == third.uid
    assert [post.text for post in first.posts] == [post.text for post in third.posts]
    assert third.meta == {"rejoinder_flags": ["cp1252"]}
    assert first.title == "a"


@pytest.mark.parametrize("content", [b" \n\t\n", b"\xef\xbb\xbf\n"])
def test_text_without_a_word_is_rejected(tmp_path, content):
    file = tmp_path / "a.txt"
    file.write_bytes(content)
    (refused,) = everything(file)
    assert isinstance(refused, Rejected)


@pytest.mark.parametrize(("limits", "words"), [({"flat": 500}, "500 characters"), ({"flat_lines": 20}, "20 lines")])
def test_more_text_than_comments_are_looked_for_in_is_rejected(tmp_path, limits, words):
    file = tmp_path / "long.txt"
    for content in ("The pier is made of iron.\n\n" * 21, f"<html><body>{'<p>The pier is made of iron.</p>' * 21}"):
        file.write_text(content)
        (refused,) = everything(file, Limits(**limits))
        assert f"a text of more than {words}; split it" in refused.reason


def test_more_text_than_a_dump_may_hold_is_rejected_with_its_line(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("A short line.\n" * 100)
    (refused,) = everything(file, Limits(dump=500))
    assert "line 39" in refused.reason


SAMPLES = {name: path.read_bytes() for name, path in sample_paths().items() if path.is_file()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_rejected(tmp_path, data):
    file = tmp_path / "fuzz"
    file.write_bytes(data)
    assert everything(file)


def damaged(content: bytes, data) -> bytes:
    """The first bytes of `content`, a few of them changed, added or taken out."""
    left = bytearray(content[: data.draw(st.integers(1, 6000))])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(left)))
        left[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    return bytes(left)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_sample_is_read_or_rejected_and_every_line_is_accounted_for(tmp_path, name, data):
    content = damaged(SAMPLES[name], data)
    file = tmp_path / "fuzz"
    file.write_bytes(content)
    (found,) = sources([file])
    items = [found] if isinstance(found, Rejected) else list(read(found))
    assert items
    if isinstance(found, Found) and found.format == "jsonl":
        posts = sum(len(each.posts) for each in items if isinstance(each, Discussion))
        refused = sum(isinstance(each, Rejected) for each in items)
        assert posts + refused == sum(bool(line.strip()) for line in content.split(b"\n"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["utterances.jsonl", "speakers.json", "conversations.json"]), st.data())
def test_a_damaged_corpus_is_read_or_rejected(tmp_path, name, data):
    corpus = tmp_path / "corpus"
    shutil.copytree(sample_paths()["convokit"], corpus, dirs_exist_ok=True)
    (corpus / name).write_bytes(damaged((corpus / name).read_bytes(), data))
    assert everything(corpus)
