"""Argument maps: statements and arguments are comments, authored support and attack are replies."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_arguments import OBJECTIONS, POSITIONS, argued_store, claims

from graph.builder import Builder
from graph.objection.answers import opinion_of
from ingest.formats import detect, read, sources
from ingest.models import STANCE_KEY, Post, Rejected
from ingest.readers.argdown import ARGDOWN
from ingest.readers.argdown_map import ArgumentMap
from ingest.readers.argdown_text import content, without_comments
from tests.posts import posts_of, sharing
from ui.export.argdown import export
from ui.export.argdown_syntax import data, tags, text
from ui.printing.answers import takes

PIER = """\
===
title: The old pier
    and its rust
author: Ann
color:
    colorScheme: none
===

# Keep it?

Some prose that Argdown leaves out of maps.

[Keep]: The pier should be kept. #goal
    + <Walks>: People walk there every day,
      rain or shine. #use #(daily use) {source: "p1"}
        - <No rain>: Nobody walks there in rain.
            _ <Umbrellas>
    - <Rust>: It rusts. {"weight": 2, "by": ["x"]} // a comment
        -> <Walks>
        <- It was painted.
    >< [Remove]: The pier should go.

## Why it rusts

/* not + <this>: at all */
<Rust>

(1) Salt eats iron.
(2) [Iron]: The pier is iron.
    + <Plate>: A plate says @[Iron].
--
Modus ponens {uses: [1,2]}
--
(3) The pier is being eaten.
    +> [Remove]
"""


@pytest.fixture
def reading(tmp_path):
    def read_it(content: str) -> list:
        file = tmp_path / "pier.txt"
        file.write_text(content, encoding="utf-8", errors="surrogatepass", newline="")
        (found,) = sources([file], format_name="argdown")
        return list(read(found))

    return read_it


def by_title(items) -> dict[str | None, Post]:
    return {post.title: post for post in posts_of(items)}


def relations(items) -> set[tuple[str | None, str, str]]:
    return {(p.title, each["relation"], each["title"]) for p in posts_of(items) for each in p.meta.get("relations", [])}


def test_statements_and_arguments_become_comments(reading):
    (discussion,) = reading(PIER)
    assert discussion.title == "The old pier and its rust"
    assert discussion.meta == {"author": "Ann"}
    posts = by_title([discussion])
    assert {title: post.meta["kind"] for title, post in posts.items() if title} == {
        "Keep": "statement",
        "Walks": "argument",
        "No rain": "argument",
        "Umbrellas": "argument",
        "Rust": "argument",
        "Remove": "statement",
        "Iron": "statement",
        "Plate": "argument",
    }
    assert posts["Walks"].text == "People walk there every day, rain or shine."
    assert (posts["Walks"].meta["tags"], posts["Walks"].meta["data"]) == (["use", "daily use"], '{source: "p1"}')
    assert posts["Rust"].meta["data"] == {"weight": 2, "by": ["x"]}
    assert posts["Plate"].text == "A plate says Iron."
    assert posts["Plate"].meta["group"] == ["Keep it?", "Why it rusts"]
    assert posts["Umbrellas"].text == "Umbrellas"


def test_authored_relations_become_replies_with_their_stance(reading):
    items = reading(PIER)
    assert relations(items) == {
        ("Walks", "support", "Keep"),
        ("No rain", "attack", "Walks"),
        ("Umbrellas", "undercut", "No rain"),
        ("Rust", "attack", "Keep"),
        ("Rust", "attack", "Walks"),
        (None, "attack", "Rust"),
        ("Remove", "contradiction", "Keep"),
        ("Iron", "premise", "Rust"),
        ("Plate", "support", "Iron"),
        ("Rust", "support", "Remove"),
    }
    posts = by_title(items)
    ids = {post.id: post.title for post in posts.values()}
    assert {title: (ids.get(post.parent), post.meta.get(STANCE_KEY)) for title, post in posts.items()} == {
        "Keep": (None, None),
        "Walks": ("Keep", "agree"),
        "No rain": ("Walks", "disagree"),
        "Umbrellas": ("No rain", "disagree"),
        "Rust": ("Keep", "disagree"),
        None: ("Rust", "disagree"),
        "Remove": ("Keep", "disagree"),
        "Iron": ("Rust", "agree"),
        "Plate": ("Iron", "agree"),
    }
    assert [title for title, post in posts.items() if post.root] == ["Keep"]


def test_authored_relations_are_stances_that_nobody_inferred(store, tmp_path):
    file = tmp_path / "pier.argdown"
    file.write_text(
        "[Keep]: The pier should be kept.\n    + <Walks>: No, that is wrong.\n    - <Rust>: I fully agree.\n"
    )
    (found,) = sources([file])
    Builder(store).add(found.source, read(found))
    (discussion,) = store.discussions()
    told = {each.child.rpartition(":")[2]: each for each in store.stances_in(discussion.uid)}
    assert {name: (each.label, each.evidence) for name, each in told.items()} == {
        "<Walks>": ("agree", "explicit"),
        "<Rust>": ("disagree", "explicit"),
    }
    assert takes(opinion_of(told["<Rust>"], "")).plain == "disagrees (as its source says)"
    assert store.counts().stances == {"agree": 1, "disagree": 1}


def test_a_reconstruction_is_the_text_of_its_argument(reading):
    rust = by_title(reading(PIER))["Rust"]
    assert rust.text == "It rusts.\n\n(1) Salt eats iron.\n(2) The pier is iron.\n(3) The pier is being eaten."


def test_a_titled_conclusion_is_supported_by_its_argument(reading):
    items = reading("<A a>\n\n(1) [P]: One.\n----\n(2) [C]: Two.\n  - <B b>: No.\n\n[C]\n  + <A a>\n")
    assert relations(items) == {
        ("P", "premise", "A a"),
        ("A a", "conclusion", "C"),
        ("A a", "support", "C"),
        ("B b", "attack", "C"),
    }


def test_prose_is_dropped_with_its_place(reading):
    (discussion,) = reading(PIER)
    assert [PIER[each.start : each.end] for each in discussion.dropped] == [
        "Some prose that Argdown leaves out of maps."
    ]


def test_a_comment_between_two_lines_parts_nothing(reading):
    assert relations(reading("[A]: a\n  - [B]: b\n  /* so\n  says\n  */\n  + [C]: c // indeed\n")) == {
        ("B", "attack", "A"),
        ("C", "support", "A"),
    }


def test_a_place_is_where_an_element_is_defined(reading):
    text = "[A]\n  + [B]\n\n[B]: Bees.\n\n[A]: Ants\n  are many. #x\n"
    posts = by_title(reading(text))
    places = {title: text[post.places[0].start : post.places[0].end] for title, post in posts.items()}
    assert places == {"A": "[A]: Ants\n  are many. #x", "B": "[B]: Bees."}


def test_an_argument_without_a_title_shares_no_place_with_its_first_statement(reading):
    items = reading("(1) [Iron]: The pier is iron.\n(2) Salt eats iron.\n--\n(3) The pier is being eaten.\n")
    assert {post.title for post in posts_of(items)} == {None, "Iron"}
    assert not sharing(items)


def test_other_texts_under_one_title_are_kept(reading):
    (post, _) = posts_of(reading("[A]: One.\n  + [B]: Two.\n\n[A]: One.\n\n[A]: Three.\n"))
    assert (post.text, post.meta["also"]) == ("One.", ["Three."])


def test_a_circle_of_relations_leaves_a_tree_and_keeps_the_relations(reading):
    items = reading("[A]: a\n  -> [B]: b\n    -> [C]: c\n      -> [A]\n\n[D]: d\n  - [D]\n  + [A]\n")
    posts = by_title(items)
    ids = {post.id: post.title for post in posts.values()}
    above = {title: ids.get(post.parent) for title, post in posts.items()}
    for start in above:
        seen = set()
        while start is not None:
            assert start not in seen
            seen.add(start)
            start = above[start]
    assert ("C", "attack", "A") in relations(items)


def test_a_chain_of_two_thousand_relations_is_read(reading):
    steps = "".join(f"{' ' * (n + 1)}- <a {n}>: Number {n}.\n" for n in range(2000))
    posts = posts_of(reading("[A]: a\n" + steps))
    assert len(posts) == 2001
    assert sum(post.root for post in posts) == 1


def test_a_title_of_a_megabyte_is_rejected_and_the_rest_is_read(reading):
    items = reading(f"[A]: a\n  + <{'b' * 1_000_000}>: b\n  - <c c>: c\n")
    (refused,) = (each for each in items if isinstance(each, Rejected))
    assert (refused.location, "shorten it" in refused.reason) == ("pier.txt:2", True)
    assert [post.title for post in posts_of(items)] == ["A", "c c"]


@pytest.mark.parametrize(
    "hostile", ["/*" * 50_000, "#a " * 50_000, "#(" * 50_000, "[" * 50_000, "{" * 20_000 + "}" * 20_000]
)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(reading, hostile):
    assert posts_of(reading(f"[A]: a\n  + <b b>: {hostile}\n"))


def test_lines_of_windows_and_nul_are_read(reading):
    posts = by_title(reading(PIER.replace("\n", "\r\n").replace("rusts.", "rusts\0.")))
    assert posts["Rust"].text.startswith("It rusts\ufffd.")
    assert posts["Walks"].text == "People walk there every day, rain or shine."
    assert posts["Rust"].meta["rejoinder_flags"] == ["characters replaced"]


def test_what_is_no_map_says_so(reading):
    (refused,) = reading("Only prose.\n\nAnd more of it.\n")
    assert "no statement or argument" in refused.reason


def test_a_map_is_known_by_its_content():
    assert ARGDOWN.detect(Path("x"), PIER.encode()) is not None
    assert detect(Path("x"), PIER.encode())[0].name == "argdown"


@pytest.mark.parametrize(
    "other",
    [
        "# List\n\n- [ ] open\n- [x] done\n  - [link](http://a.example)\n\n[1]: http://a.example\n",
        "<ann> hello\n<bob>: hi\n  - a list\n",
        "On Monday Ann wrote:\n> [sic]: no\n\n  - [a]\n",
        "{}",
    ],
)
def test_markdown_and_chats_are_no_maps(other):
    assert ARGDOWN.detect(Path("x"), other.encode()) is None


def test_our_own_map_reads_back(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        export(store, tmp_path / "map.argdown")
    (found,) = sources([tmp_path / "map.argdown"])
    assert found.format == "argdown"
    items = list(read(found))
    assert not [each for each in items if isinstance(each, Rejected)]
    posts = posts_of(items)
    own = {post.meta["data"]["id"]: post for post in posts if "id" in post.meta.get("data", {})}
    held = {each.uid: " ".join(each.label.split()) for each in POSITIONS if not each.went_to}
    assert {uid: own[uid].text for uid in held} == held
    said = {each.uid: " ".join(each.text.split()) for each in claims()}
    assert {uid: post.text for uid, post in own.items() if uid in said}.items() <= said.items()
    assert {each.uid for each in OBJECTIONS} <= own.keys()
    assert all(post.meta[STANCE_KEY] == "agree" for uid, post in own.items() if uid in said and post.parent)
    assert all(post.meta[STANCE_KEY] == "disagree" for post in posts if post.meta.get("relation") == "attack")


@settings(deadline=None)
@given(
    st.text(st.sampled_from("ab \\@#*_[]<>/{}().:=+-|!'\"é") | st.characters(codec="utf-8", exclude_categories=["C"])),
    st.lists(st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True), unique=True, max_size=3),
)
def test_what_our_export_writes_of_a_text_is_read_as_it_was(words, names):
    line = without_comments(f"[A b]: {text(words)}{tags(names)}{data({'id': 'x } y', 'n': [1, {'a': None}]})}")
    assert content(line) == (
        "[A b]",
        " ".join(words.split()) or "(no text)",
        tuple(names),
        {"id": "x } y", "n": [1, {"a": None}]},
    )


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["[A]", "<B b>", ": x", "\n", "\n\n", "  ", "+ ", "-> ", ">< ", "(1) ", "----", "# ", "{", "//"]
        )
    )
)
def test_any_lines_make_a_map_whose_relations_hold(parts):
    argued = ArgumentMap("".join(parts))
    assert all(each.source in argued.elements and each.target in argued.elements for each in argued.relations)
    assert all(0 <= each.start < each.end <= len("".join(parts)) for each in argued.elements.values())


@pytest.fixture(scope="module")
def maps() -> Path:
    folder = Path(os.environ.get("REJOINDER_EXPORTS", "")) / "argdown_examples"
    if not (folder / "legalisation-softdrugs.argdown").is_file():
        pytest.skip("needs REJOINDER_EXPORTS, a folder with argdown_examples")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "Populism-Core-Argument-Argdown-Example",
        "argdown-primer",
        "greenspan-schefczyk_hardwrap",
        "legalisation-softdrugs",
        "semmelweis_betz",
        "state-censorship",
    ],
)
def test_every_title_and_every_relation_line_of_real_maps_is_read(maps, name):
    (found,) = sources([maps / f"{name}.argdown"])
    items = list(read(found))
    written = re.sub(
        r"/\*.*?\*/|<!--.*?-->|(?<!\S)//[^\n]*", "", (maps / f"{name}.argdown").read_text(), flags=re.DOTALL
    )
    written = re.sub(r"\A===.*?===\n", "", written, flags=re.DOTALL)
    begin = r"^ *(?:\(\d+\) +|<?[-+_]>? +|>< +)?(\[[^]]+\](?!\()|<[^<>]+>)"
    titles = {" ".join(each.split())[1:-1] for each in re.findall(begin, written, re.MULTILINE)}
    assert {post.title for post in posts_of(items)} - {None} == titles
    lines = re.findall(r"^ +(?:<?[-+_]>?|><) +\S", written, re.MULTILINE)
    authored = [each for each in relations_of(items) if each not in ("premise", "conclusion")]
    assert len(lines) == len(authored)
    assert sum(post.parent is not None for post in posts_of(items)) == sum(not post.root for post in posts_of(items))


def relations_of(items) -> list[str]:
    return [each["relation"] for post in posts_of(items) for each in post.meta.get("relations", [])]
