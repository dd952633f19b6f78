import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.alignment import changes, matches
from ingest.deduplicate import Version, compare, group, keys
from ingest.models import CommentId, SourceId
from ui.evaluation.dedup import evaluate
from ui.evaluation.labelled import BadLabelledRow

LIBRARY = (
    "The town library should stay open on Sundays. Most people who work in shops are free only then. "
    "The heating is on anyway, because the archive in the cellar needs it. "
    "A second librarian would cost less than the new car park did. I have counted the visitors twice."
)
BUS = (
    "A night bus every hour is enough for a town of this size. The taxis do the rest. "
    "Nobody waits longer than forty minutes, and the drivers get their breaks."
)
SOURCES = ("first", "second", "third")


def version(
    text: str, source: str = "first", known: str | None = None, author: str | None = None, day: int | None = None
) -> Version:
    moment = datetime(2024, 5, day, tzinfo=UTC) if day else None
    return Version(text, SourceId(source), CommentId(known) if known else None, author, moment)


def partition(versions: list[Version]) -> set[frozenset[Version]]:
    return {frozenset(versions[n] for n in each.members) for each in group(versions)}


def together(*versions: Version) -> bool:
    return len(group(list(versions))) == 1


@pytest.mark.parametrize(
    "other",
    [LIBRARY.replace(". ", ".\n"), LIBRARY.upper(), LIBRARY.replace(" ", "\u00a0"), f"  - {LIBRARY}\n\n"],
    ids=["rewrapped", "upper case", "hard spaces", "list item"],
)
def test_another_rendering_is_exactly_the_same(other):
    assert compare(LIBRARY, other).match == "exact"


@pytest.mark.parametrize(
    ("other", "match"),
    [
        (LIBRARY.replace("visitors", "visitros"), "near"),
        (LIBRARY.replace("The heating is on anyway, because the archive in the cellar needs it. ", ""), "edited"),
        (f"{LIBRARY}\n\nEdit: no, I have not asked the mayor yet.", "near"),
        (f"Update: I never said it would be free.\n\n{LIBRARY}", "near"),
        (LIBRARY.replace("A second librarian", "Another librarian, even two of them,"), "edited"),
    ],
    ids=["typo", "cut sentence", "note below", "note above", "reworded"],
)
def test_an_edit_is_recognised_and_explained(other, match):
    likeness = compare(LIBRARY, other)
    assert likeness.match == match
    assert "three-word runs shared" in likeness.why
    assert "\n" not in likeness.why


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("should stay", "should not stay"),
        ("should stay", "shouldn't stay"),
        ("should stay", "should never stay"),
        ("The heating is on", "The heating is hardly on"),
        ("would cost less", "would not by any means cost less"),
        ("I have counted", "I have nto counted"),
        ("needs it", "doesn't need it"),
        ("Most people", "No people"),
        ("are free only then", "are unfree only then"),
    ],
)
def test_a_negated_text_is_never_merged(old, new):
    assert old in LIBRARY
    negated = LIBRARY.replace(old, new)
    assert compare(LIBRARY, negated) is None
    assert not together(version(LIBRARY), version(negated), version(negated, "second"), version(LIBRARY, "second"))


def test_a_negation_hidden_in_a_long_text_is_found():
    filler = " ".join(f"Point {n} of the plan names street {n * 7} and the sum of {n * 31} coins." for n in range(150))
    assert compare(f"{filler} It is wise. {filler[:900]}", f"{filler} It isn't wise. {filler[:900]}") is None


def test_a_misspelt_negation_is_a_slip_and_no_flip():
    negative = LIBRARY.replace("should stay", "should not stay")
    assert compare(negative, negative.replace(" not ", " nto ")).match == "near"
    assert compare(negative, negative.replace(" not ", " now ")) is None


def test_a_cut_text_does_not_bridge_a_text_and_its_opposite():
    negated = LIBRARY.replace("should stay", "should not stay")
    neither = LIBRARY.replace("The town library should stay open on Sundays. ", "")
    assert compare(neither, LIBRARY)
    assert compare(neither, negated)
    groups = partition([version(LIBRARY), version(negated), version(neither)])
    assert not any({version(LIBRARY), version(negated)} <= each for each in groups)


def test_a_reply_that_quotes_all_of_a_comment_is_another_comment():
    assert compare(LIBRARY, f"{LIBRARY}\n\nWho told you that the heating is on in summer?") is None
    assert compare(f"{LIBRARY}\n\nYou forget the cleaners.", f"{LIBRARY}\n\nThat is all very well.") is None


def test_short_texts_are_only_ever_exactly_the_same():
    assert compare("Thanks a lot for the link!", "thanks a lot\nfor the link!").match == "exact"
    assert compare("Thanks a lot for the link!", "Thanks a lot for that link!") is None


@given(st.text(alphabet="ab c.\n'n’t", max_size=60), st.text(alphabet="ab c.\n'n’t", max_size=60))
def test_comparing_does_not_depend_on_the_order(first, second):
    assert compare(first, second) == compare(second, first)


@given(st.text(max_size=300))
def test_keys_are_sorted_bounded_and_never_missing(text):
    found = keys(text)
    assert list(found) == sorted(set(found))
    assert all(0 <= key < 2**63 for key in found)
    assert compare(text, text).match == "exact"
    assert found == keys(text.upper()) or text.upper().casefold() != text.casefold()


def test_related_texts_share_keys_and_strangers_do_not():
    whole, part = set(keys(f"{BUS} {LIBRARY}")), set(keys(LIBRARY))
    assert len(whole & part) >= len(part) / 3
    assert len(set(keys(LIBRARY.replace("visitors", "visitros"))) & part) >= 5
    assert not set(keys(BUS)) & part


def test_versions_of_one_id_are_one_comment_whatever_they_say():
    rewritten = version(BUS, "second", "forum:1")
    groups = group([version(LIBRARY, "first", "forum:1"), rewritten])
    assert [each.members for each in groups] == [(0, 1)]
    assert {each.match for each in groups[0].likenesses} == {"exact", "edited"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (version(LIBRARY, "first", "a", "mia"), version(LIBRARY, "second", "b", "mia"), True),
        (version(LIBRARY, "first", "a", "mia"), version(LIBRARY, "first", "b", "mia"), False),
        (version(LIBRARY, "first", "a", "mia"), version(LIBRARY, "second", "b", "leo"), False),
        (version(LIBRARY, "first", "a", "mia"), version(LIBRARY, "second", "b"), False),
        (version(LIBRARY, "first", "a", "mia", 1), version(LIBRARY, "second", "b", "mia", 2), False),
        (version(LIBRARY, "first", "a", "mia", 1), version(LIBRARY, "second", "b", "mia"), True),
        (version(LIBRARY, "first", "a"), version(LIBRARY, "second"), True),
        (version(LIBRARY, "first", "a", "mia"), version(LIBRARY, "second", None, "leo"), False),
        (version(LIBRARY), version(LIBRARY), True),
        (version("Thanks, that helps!"), version("Thanks, that helps!"), False),
        (
            version("Thanks, that helps!", "first", "a", "mia"),
            version("Thanks, that helps!", "second", "b", "mia"),
            False,
        ),
        (version("Thanks, that helps!", "first", "a"), version("Thanks, that helps!", "second"), False),
    ],
    ids=[
        "cross-post",
        "twice in one source",
        "two authors",
        "one author unknown",
        "two times",
        "one time unknown",
        "one id unknown",
        "two authors, one id",
        "no ids",
        "short, no ids",
        "short cross-post",
        "short, one id",
    ],
)
def test_who_may_merge(first, second, expected):
    assert together(first, second) is expected


def test_an_author_who_wrote_more_edited_the_comment():
    longer = f"{LIBRARY}\n\nI shall ask the mayor on Monday."
    assert together(version(LIBRARY, "first", "a", "mia"), version(longer, "second", "b", "mia"))
    assert not together(version(LIBRARY, "first"), version(longer, "second"))


def test_versions_without_ids_never_bridge_two_comments_with_ids():
    typo = LIBRARY.replace("visitors", "visitros")
    first, second = version(LIBRARY, "first", "a"), version(typo, "first", "b")
    loose = [version(LIBRARY.upper(), "second"), version(typo.upper(), "third")]
    groups = partition([first, *loose, second])
    assert groups == {frozenset([first, *loose]), frozenset([second])}


def test_the_newest_then_the_longest_version_with_an_id_speaks_for_all():
    old, new = version(f"{LIBRARY} {BUS}", "first", "a"), version(LIBRARY, "second", "a")
    loose = version(f"{LIBRARY} {BUS} ", "third")
    assert group([loose, new, old])[0].representative == 2
    edited = Version(LIBRARY, SourceId("second"), CommentId("a"), edited_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert group([loose, edited, old])[0].representative == 1


TEXTS = (
    LIBRARY,
    LIBRARY.replace("visitors", "visitros"),
    LIBRARY.replace("should stay", "should not stay"),
    LIBRARY.upper(),
    f"{LIBRARY}\n\nEdit: spelling.",
    BUS,
    f"{BUS}\n\nI doubt it.",
    "Thanks, that helps!",
)
VERSIONS = st.lists(
    st.builds(
        version,
        st.sampled_from(TEXTS),
        st.sampled_from(SOURCES),
        st.sampled_from([None, None, "a", "b", "c"]),
        st.sampled_from([None, "mia", "leo"]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(VERSIONS, st.randoms(use_true_random=False))
def test_the_order_of_the_versions_changes_nothing(versions, rng):
    shuffled = versions.copy()
    rng.shuffle(shuffled)
    found = [sorted(repr(versions[n]) for n in each.members) for each in group(versions)]
    again = [sorted(repr(shuffled[n]) for n in each.members) for each in group(shuffled)]
    assert sorted(found) == sorted(again)


@settings(deadline=None)
@given(VERSIONS)
def test_every_version_is_in_one_group_and_every_id_too(versions):
    groups = group(versions)
    assert sorted(n for each in groups for n in each.members) == list(range(len(versions)))
    homes = {(versions[n].id, k) for k, each in enumerate(groups) for n in each.members if versions[n].id}
    assert len(homes) == len({known for known, _ in homes})
    for each in groups:
        assert each.representative in each.members
        assert each.likenesses[each.members.index(each.representative)].match == "exact"


def test_the_hash_seed_of_the_process_changes_nothing():
    code = (
        "import sys, json; from ingest.deduplicate import Version, group;"
        "texts = json.load(sys.stdin); found = group([Version(t, 's', i) for t in texts for i in (None, 'a', None)]);"
        "print([(g.members, g.representative, g.likenesses) for g in found])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(TEXTS),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1


WORDS = st.lists(st.sampled_from(["the", "a", "of", "town", "bus", "night", "open", "not"]), max_size=40)


@given(WORDS, WORDS)
def test_aligned_words_are_equal_and_in_order(first, second):
    paired = matches(first, second)
    assert all(first[at] == second[other] for at, other in paired)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(paired))


@given(WORDS, WORDS)
def test_changes_turn_one_text_into_the_other(first, second):
    rebuilt, at = [], 0
    for change in changes(first, second):
        rebuilt += first[at : change.start] + second[change.other_start : change.other_end]
        at = change.end
    assert rebuilt + first[at:] == second


def test_long_repetitive_texts_are_aligned_without_comparing_everything():
    first, second = ["ha", "ho"] * 40_000, ["ho", "ha", "ha"] * 30_000
    assert changes(first, second)


def test_evaluation_writes_predictions_and_scores_them(tmp_path):
    negated = LIBRARY.replace("should stay", "should not stay")
    rows = [
        {"id": 1, "text": LIBRARY, "same_as": None},
        {"id": 2, "text": BUS},
        {"id": 3, "text": LIBRARY.replace("visitors", "visitros"), "same_as": 1, "kind": "typo"},
        {"id": 4, "text": negated, "negates": 1},
        {"id": 5, "text": BUS.upper(), "same_as": 2, "kind": "marks"},
        {"id": 6, "text": "Something else that somebody wrote about the bus.", "same_as": 2, "kind": "cut"},
    ]
    data, out = tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = evaluate(data, out)
    said = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["id"], each["same_as"], each["kind"]) for each in said] == [
        ("1", None, None),
        ("2", None, None),
        ("3", "1", "near"),
        ("4", None, None),
        ("5", "2", "exact"),
        ("6", None, None),
    ]
    assert (result["precision"], result["recall"]) == (1.0, 2 / 4)
    assert (result["negated"], result["negated_merged"]) == (1, 0)
    assert result["recall_by_kind"] == {"cut": 0.0, "marks": 1.0, "typo": 1.0}


def test_evaluation_without_labels_only_predicts(tmp_path):
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"id": "x", "text": LIBRARY}) + "\n\n" + json.dumps({"id": "y", "text": LIBRARY}))
    result = evaluate(data, None)
    assert result["duplicates"] == 1
    assert "precision" not in result


def test_evaluation_names_the_line_that_it_cannot_read(tmp_path):
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"id": "x", "text": "fine"}) + "\n" + json.dumps({"id": "y"}) + "\n")
    with pytest.raises(BadLabelledRow, match=r"data\.jsonl:2: .*give one JSON object a line"):
        evaluate(data, None)


def test_made_edits_are_labelled_and_found(tmp_path):
    posts = tmp_path / "posts.jsonl"
    posts.write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate((LIBRARY, BUS))))
    script = Path(__file__).parent / "benchmarks" / "make_edits.py"
    comments, gold = tmp_path / "comments.jsonl", tmp_path / "gold.jsonl"
    subprocess.run([sys.executable, script, posts, comments, gold, "--edits", "24"], check=True, capture_output=True)
    result = evaluate(gold, None)
    assert result["comments"] == 26
    assert result["negated"] == 4
    assert result["negated_merged"] == 0
    assert [set(json.loads(line)) for line in comments.read_text().splitlines()] == [{"id", "text"}] * 26
