import json
import re
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import BAGS, COMMENTS, small_store
from small_arguments import OBJECTIONS, POSITIONS, argued_store, claims

from graph.arguments import Claims, Derived, Objections, Placement, Response
from graph.models import Batch, DiscussionRow
from ui.export.argdown import export
from ui.export.argdown_syntax import Titles, data, one_line, tags, text
from ui.export.draft import ExportError

PIECES = [
    *"\\@#*_[]<>/{}()`.:;,=-+|!?'\" \t\n",
    "//",
    "/*",
    "<!--",
    "===",
    "--",
    "->",
    "><",
    "@[a b]",
    "[a b]:",
    "<a b>:",
]
PIECES += [
    "[x](http://y)",
    "#tag",
    "{a: 1}",
    "} x",
    "(1)",
    "\n\n# H",
    "\n    - <x y>",
    ":smile:",
    ".^.",
    "e.g.",
    "__b__",
]
PIECES += ["🙂", "é", "\u2028", "\u00a0", "\ufeff", "\x00", "\ud800", "constructor", "word", "two words"]
hostile = st.lists(st.sampled_from(PIECES), max_size=10).map("".join) | st.text(max_size=20)


@dataclass
class Read:
    """What a reader that knows the rules of Argdown finds in a document."""

    statements: dict = field(default_factory=dict)
    arguments: dict = field(default_factory=dict)
    headings: list = field(default_factory=list)
    relations: list = field(default_factory=list)


def content(written):
    """Text, tags and metadata of an element; fails at any character that would mean something else."""
    words, found, at = [], [], 0
    while at < len(written):
        rest = written[at:]
        if rest[0] == "\\":
            words.append(rest[1])
            at += 2
        elif rest[0] == "{":
            assert not re.search(r"\}\s[^,}]|\n", rest)
            return "".join(words).strip(), found, json.loads(rest)
        elif tag := re.match(r"#([A-Za-z0-9-]+) ?", rest):
            found.append(tag[1])
            at += tag.end()
        else:
            assert not re.match(r"[@#*_\[\]<>/{}\r\n]|[.:]\S|===", rest), written
            words.append(rest[0])
            at += 1
    return "".join(words).strip(), found, None


def element(written, read):
    """Read a definition or a reference; return its kind and title."""
    match = re.fullmatch(r"(?:\[(?P<s>[^\[\]\n]+)\]|<(?P<a>[^\W_][^<>\n]*)>)(?:: (?P<content>.+))?", written)
    assert match, written
    kind, title = ("s", match["s"]) if match["s"] else ("a", match["a"])
    assert " " in title
    assert re.match(r"[^\W_]", title)
    if match["content"]:
        held = read.statements if kind == "s" else read.arguments
        assert title not in held, title
        held[title] = content(match["content"])
    return kind, title


def reading(document):
    """Read a document by the rules: blocks between empty lines, relations indented, an element a line."""
    front, body = re.fullmatch(r"(===\n[^=]*===\n)\n(.*)", document, re.DOTALL).groups()
    assert front
    read = Read()
    for block in body.strip("\n").split("\n\n"):
        first, *rest = block.split("\n")
        if first.startswith("# "):
            assert not rest
            read.headings.append(content(first[2:]))
            continue
        parent = element(first, read)
        for line in rest:
            match = re.fullmatch(r"    (\+|-|->|><) (.+)", line)
            assert match, line
            read.relations.append((parent, match[1], element(match[2], read)))
    for _, _, (kind, title) in read.relations:
        assert title in (read.statements if kind == "s" else read.arguments), title
    return read


def told(store, path):
    export(store, path)
    return reading(path.read_text(encoding="utf-8"))


@pytest.fixture
def store(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        yield store


def by_id(elements):
    return {
        known.get("id", known.get("comment")): (words, found, title)
        for title, (words, found, known) in elements.items()
    }


def edges(read):
    """Relations between ids."""
    names = {("s", title): known[2].get("id") or known[2]["comment"] for title, known in read.statements.items()}
    names |= {("a", title): known[2].get("id") or known[2]["comment"] for title, known in read.arguments.items()}
    return {(names[parent], edge, names[child]) for parent, edge, child in read.relations}


def test_positions_are_statements_that_their_claims_support(store, tmp_path):
    read = told(store, tmp_path / "out.argdown")
    assert {uid: words for uid, (words, *_) in by_id(read.statements).items()} == {
        each.uid: each.label for each in POSITIONS if not each.went_to
    }
    said = {each.uid: each.text for each in claims()}
    assert {uid: words for uid, (words, *_) in by_id(read.arguments).items() if uid in said} == said
    assert {edge for edge in edges(read) if edge[1] == "+"} == {
        (each.position, "+", each.claim) for each in store.placements()
    }


def test_opposed_positions_contradict_each_other_once(store, tmp_path):
    assert [edge for edge in edges(told(store, tmp_path / "out.argdown")) if edge[1] == "><"] == [
        ("p:ban", "><", "p:keep")
    ]


def test_an_objection_attacks_what_it_is_against_and_its_answer_attacks_it(store, tmp_path):
    read = told(store, tmp_path / "out.argdown")
    assert {edge for edge in edges(read) if edge[1] in {"->", "-"}} == {
        ("o:sea", "->", "p:keep"),
        ("o:sea", "->", "k-keep"),
        ("o:sea", "-", "k-shop"),
        ("o:why", "->", "k-late"),
    }
    raised = by_id(read.arguments)
    assert raised["o:sea"][1] == ["objection", "rebutted"]
    assert raised["o:why"][1] == ["question", "silent", "open"]
    known = next(known for _, _, known in read.arguments.values() if known.get("id") == "o:sea")
    assert (known["unaddressed"], known["terms"], known["responses"][0]["act"]) == (
        0.75,
        {"log U": -0.25, "log p": -0.25},
        "rebuts",
    )


def test_each_discussion_with_objections_has_its_heading(store, tmp_path):
    headings = told(store, tmp_path / "out.argdown").headings
    assert [words for words, *_ in headings] == ["Positions", "Late trains", "Plastic bag ban"]
    assert headings[2][2] == {"id": BAGS}


@pytest.mark.parametrize(
    ("act", "engagement", "edge"),
    [("rebuts", 0.9, "-"), ("concedes", 0.9, "+"), ("answers", 0.3, None), ("deflects", 0.9, None)],
)
def test_only_what_deals_with_an_objection_is_for_or_against_it(store, tmp_path, act, engagement, edge):
    answer = Response("a3", act, "third_party", engagement, 0.9, 0.5, 0.25, 35, 60, 0, 31)
    changed = replace(OBJECTIONS[0], responses=(answer,))
    store.write(Batch(derived=Derived(objections=[Objections(BAGS, "m:2", (changed,))])))
    read = told(store, tmp_path / "out.argdown")
    found = {(kind, other) for one, kind, other in edges(read) if one == "o:sea" and kind != "->"}
    assert found == ({(edge, "a3")} if edge else set())
    if edge:
        (words,) = [words for words, found, known in read.arguments.values() if act in found]
        assert words == one_line(COMMENTS[2].text[35:60])


def test_what_is_aimed_at_words_that_no_claim_holds_attacks_these_words(store, tmp_path):
    changed = replace(OBJECTIONS[0], target="a3", target_start=35, target_end=60, position=None, responses=())
    store.write(Batch(derived=Derived(objections=[Objections(BAGS, "m:2", (changed,))])))
    assert {edge for edge in edges(told(store, tmp_path / "out.argdown")) if edge[0] == "o:sea"} == {
        ("o:sea", "->", "a3")
    }


def test_two_elements_with_the_same_words_have_two_titles():
    titles = Titles()
    given_out = [
        titles.new(words, who) for words in ("Same words.", "constructor", "", "<-") for who in (None, "Bob", None)
    ]
    assert len(set(given_out)) == len(given_out)
    assert titles.new("Same words. (2)") not in given_out


@given(words=hostile, name=hostile, value=hostile)
def test_no_text_breaks_out_of_its_element_and_all_of_it_comes_back(words, name, value):
    title = Titles().new(words, name)
    read = Read()
    element(
        f"<{title}>: {text(words)}{tags(['no_response'])}{data({'id': value, 'n': [1.5, {'x': value}], 'no': None})}",
        read,
    )
    found = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    ((back, marks, known),) = read.arguments.values()
    assert back == (one_line(words) or "(no text)")
    assert marks == ["no-response"]
    assert known["n"] == [1.5, {"x": known["id"]}]
    assert set(known) == {"id", "n"}
    assert known["id"] == re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", found)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=hostile.filter(bool), name=hostile.filter(bool))
def test_no_comment_breaks_the_document(words, name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    with small_store(folder / "archive.db") as store:
        store.write(
            Batch(
                discussions=[DiscussionRow(BAGS, name)],
                comments=[replace(COMMENTS[0], text=words, author=name)],
            )
        )
        said = [replace(each, text=words, start=0, end=len(words)) for each in claims() if each.uid == "k-keep"]
        aimed = replace(OBJECTIONS[0], target_end=len(words))
        store.write(
            Batch(
                derived=Derived(
                    claims=[Claims(BAGS, "m", tuple(said))],
                    positions=[replace(POSITIONS[0], label=words)],
                    placements=[Placement("k-keep", "p:keep")],
                    objections=[Objections(BAGS, "m", (aimed,))],
                )
            )
        )
        read = told(store, folder / "out.argdown")
    held = by_id(read.statements)
    assert held["p:keep"][0] == by_id(read.arguments)["k-keep"][0] == (one_line(words) or "(no text)")
    assert read.headings[1][0] == (one_line(name) or "(no text)")
    assert {("o:sea", "->", "p:keep"), ("o:sea", "->", "k-keep"), ("p:keep", "+", "k-keep")} <= edges(read)


def test_an_archive_without_positions_gives_a_document_without_any(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        assert export(store, tmp_path / "out.argdown") == {"positions": 0, "claims": 0, "objections": 0}
    assert reading((tmp_path / "out.argdown").read_text()) == Read(headings=[("Positions", [], None)])


def test_what_is_there_is_left_alone(store, tmp_path):
    (tmp_path / "out.argdown").write_text("mine")
    with pytest.raises(ExportError, match="name a new file"):
        export(store, tmp_path / "out.argdown")
    assert (tmp_path / "out.argdown").read_text() == "mine"
