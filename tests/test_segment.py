"""A flat page becomes comments: nothing lost, both renderings merged, quotes kept, edited repeats linked."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.segment import segment
from ingest.words import words

OPENING = "The town should close the market square to cars, because nobody can cross it safely any more."
SECOND = "I have lived beside it for twelve years, and the noise has doubled since the bypass was given up."
DOUBT = "How would the shops get their goods? A square without delivery vans is a square without shops."
LIST = ["It works elsewhere:", "vans until ten in the morning", "then people only", "and buses all day"]
CLOSE = "So the shops lose nothing, and the children on their way to school gain a lot, as far as I can see."
THANKS = "Fine, with vans until ten I would sign that at once, and I will tell the others in our street so."
FIRST_RENDERING = [OPENING, OPENING, DOUBT, DOUBT, " ".join(LIST), OPENING, THANKS]
SECOND_RENDERING = [OPENING, DOUBT, *LIST, THANKS]


def segmented(lines):
    return segment("\n".join(lines))


def test_every_comment_of_a_doubled_page_stands_once_with_both_places():
    found = segmented(FIRST_RENDERING + SECOND_RENDERING)
    assert len(found.posts) == 4
    assert [[place.rendering for place in post.places] for post in found.posts] == [[1, 2]] * 4


def test_the_richest_version_of_each_block_is_kept():
    answer = segmented(FIRST_RENDERING + SECOND_RENDERING).posts[2]
    assert answer.text.splitlines() == [DOUBT, *LIST]


def test_places_hold_what_stands_there():
    text = "\n".join(FIRST_RENDERING + SECOND_RENDERING)
    for post in segment(text).posts:
        for place in post.places:
            assert text[place.start : place.end] == (post.text if place.text is None else place.text)


def test_a_place_says_on_what_evidence_it_was_matched():
    answer = segmented(FIRST_RENDERING + SECOND_RENDERING).posts[2]
    assert answer.places[0].why == "rendering 1, 100% of its words in order"
    assert answer.places[1].match == "near"


def test_a_quote_begins_a_comment_and_stays_in_it():
    posts = segmented(FIRST_RENDERING).posts
    assert posts[1].text.splitlines() == [OPENING, DOUBT]


def test_the_first_comment_begins_for_certain_and_others_with_a_probability():
    posts = segmented(FIRST_RENDERING).posts
    assert posts[0].boundary == 1.0
    assert all(0 < post.boundary <= 1 and post.boundary == round(post.boundary, 4) for post in posts)


@pytest.mark.parametrize("again", [[], [OPENING, SECOND, DOUBT, CLOSE, *LIST, THANKS]])
def test_a_comment_tells_where_another_may_begin_in_it(again):
    posts = segmented([OPENING, SECOND, OPENING, DOUBT, CLOSE, " ".join(LIST), THANKS, *again]).posts
    assert [len(post.places) for post in posts] == [2 if again else 1] * len(posts)
    assert any(post.gaps for post in posts)
    for post in posts:
        assert all(post.text[at - 1] == "\n" and 0.1 <= chance < 1 for at, chance in post.gaps)


def test_nothing_but_a_quote_may_not_be_a_comment():
    answer = segmented([OPENING, SECOND, OPENING, DOUBT]).posts[-1]
    assert answer.text.splitlines() == [OPENING, DOUBT]
    assert answer.gaps == ()


def test_a_comment_shown_again_in_older_words_is_one_comment_with_an_edited_place():
    older = OPENING.replace("nobody can cross it safely any more", "nobody can cross it").replace("cars,", "all cars,")
    posts = segmented([OPENING, DOUBT, CLOSE, THANKS, older]).posts
    first = posts[0]
    assert first.text == OPENING
    assert [place.match for place in first.places] == ["exact", "edited"]
    assert first.places[1].text == older


def test_a_longer_later_version_becomes_the_text_and_the_older_keeps_its_words():
    newer = f"{OPENING[:-1]}, least of all a child."
    first = segmented([OPENING, DOUBT, CLOSE, THANKS, newer]).posts[0]
    assert first.text == newer
    assert [(place.match, place.text) for place in first.places] == [("edited", OPENING), ("exact", None)]


def test_a_reply_that_quotes_all_it_answers_is_no_edited_repeat():
    posts = segmented([OPENING, OPENING, "No, it should not, and you know that very well."]).posts
    assert len(posts) == 2
    assert [len(post.places) for post in posts] == [1, 1]


def test_the_same_thanks_twice_are_two_comments():
    text = "\n\n\n".join(["Thanks a lot!", OPENING + "\n" + SECOND, "Thanks a lot!", DOUBT + "\n" + CLOSE])
    assert sum(post.text.count("Thanks a lot!") for post in segment(text).posts) == 2


def test_lines_of_a_list_are_not_shattered_into_comments():
    items = [f"- {word} is one of the things that we need" for word in ("light", "water", "shade", "a bench", "trees")]
    posts = segmented([OPENING, "What I would wish for instead:", *items]).posts
    assert any(all(item in post.text for item in items) for post in posts)


def test_blank_lines_between_some_paragraphs_part_comments():
    text = f"{OPENING}\n{SECOND}\n\n{DOUBT}\n{THANKS}\n\n{CLOSE}\n{LIST[0]}"
    starts = {post.text.splitlines()[0] for post in segment(text).posts}
    assert {OPENING, DOUBT, CLOSE} <= starts


def test_page_furniture_is_dropped_with_a_reason_and_in_no_text():
    bodies = [
        OPENING,
        SECOND,
        DOUBT,
        CLOSE,
        THANKS,
        *(f"{line} Or so I was told by number {n}." for n, line in enumerate(LIST)),
    ]
    found = segmented([line for body in bodies for line in (body, "Reply Share")])
    assert len(found.dropped) == len(bodies)
    assert all("boilerplate" in each.reason for each in found.dropped)
    assert not any("Reply Share" in post.text for post in found.posts)


def test_one_paragraph_is_one_comment():
    (post,) = segment(OPENING).posts
    assert (post.text, post.places[0].start, post.places[0].end) == (OPENING, 0, len(OPENING))


def test_nothing_but_empty_lines_is_no_comment():
    assert segment("") == segment("\n \n\t\n") == type(segment(""))((), ())


def test_a_very_long_line_is_one_comment():
    (post,) = segment("round and round " * 60_000).posts
    assert len(words(post.text)) == 180_000


def test_ten_thousand_equal_lines_are_all_somewhere():
    text = "The same thing is said here again and again.\n" * 10_000
    found = segment(text)
    assert _lost(text, found) == []


def test_overlapping_pages_agree_where_they_overlap():
    page = [
        f"{line} That is point {n} of what I wanted to say."
        for n in range(40)
        for line in (OPENING, DOUBT, CLOSE, THANKS)
    ]
    whole, part = segmented(page), segmented(page[:120])
    starts = [post.text.splitlines()[0] for post in whole.posts]
    inner = [start for post in part.posts if (start := post.text.splitlines()[0]) in page[:60]]
    assert inner == [start for start in starts if start in page[:60]]


def test_the_hash_seed_changes_nothing():
    code = f"from ingest.segment import segment; print(segment({chr(10).join(FIRST_RENDERING)!r}))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "5")
    }
    assert len(runs) == 1


PARAGRAPHS = st.sampled_from(
    [OPENING, SECOND, DOUBT, *LIST, CLOSE, THANKS, f"> {DOUBT}", "", "-----", ":-)", "Reply", "é’s ﬁne…"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PARAGRAPHS, max_size=16), st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_word_lies_in_a_place_or_is_dropped_and_order_is_kept(lines, doubled, end):
    text = end.join(lines * 2 if doubled else lines)
    found = segment(text)
    assert _lost(text, found) == []
    first = [post.places[0].start for post in found.posts if post.places[0].rendering == 1]
    assert first == sorted(first)
    for post in found.posts:
        for place in post.places:
            assert 0 <= place.start < place.end <= len(text)
            assert text[place.start : place.end] == (post.text if place.text is None else place.text)
        for at, _ in post.gaps:
            assert 0 < at == len(post.text) - len(post.text[at:].lstrip())
            assert words(post.text[at:])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_can_be_segmented_without_losing_a_word(text):
    assert _lost(text, segment(text)) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(PARAGRAPHS.filter(lambda line: len(words(line)) > 4), min_size=1, max_size=12))
def test_no_line_is_missing_from_the_texts_of_the_comments(lines):
    texts = [" ".join(word.text for word in words(post.text)) for post in segmented(lines).posts]
    for line in lines:
        wanted = " ".join(word.text for word in words(line))
        assert any(wanted in text for text in texts)


def _lost(text, found):
    spans = [(place.start, place.end) for post in found.posts for place in post.places]
    spans += [(each.start, each.end) for each in found.dropped]
    covered = bytearray(len(text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return [word for word in words(text) if not all(covered[word.start : word.end])]
