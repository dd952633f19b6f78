import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, blocks
from ingest.models import Comment, CommentId, DiscussionId
from ingest.quotes import Found, find_quotes
from ingest.words import tokens

PLAN = (
    "We should plant chestnuts along the canal. They grow slowly, but they live for two hundred years.\n"
    "The poplars there now lose branches in every storm, and last winter one of them hit a boat.\n"
    "Money is there: the harbour fund has not been touched since the bridge was painted."
)
PARAGRAPHS = PLAN.split("\n")


def discussion(*texts: str, parents: dict[int, int] | None = None) -> list[Comment]:
    named = {child: CommentId(f"c{parent}") for child, parent in (parents or {}).items()}
    return [
        Comment(CommentId(f"c{n}"), DiscussionId("d"), text, position=n, parent=named.get(n))
        for n, text in enumerate(texts)
    ]


def edges(comments: list[Comment]) -> list[tuple[str, str, str, str]]:
    """(quoting comment, quoted words, original, its words)."""
    text = {each.uid: each.text for each in comments}
    return [
        (each.comment, text[each.comment][each.start : each.end], each.of, text[each.of][each.of_start : each.of_end])
        for each in find_quotes(comments).quotes
    ]


def remainder(comment: Comment, found: Found) -> list[str]:
    """Words of a comment that are left when its quotes are cut out."""
    text = comment.text
    for each in sorted(found.quotes, key=lambda quote: -quote.start):
        if each.comment == comment.uid:
            text = text[: each.start] + "\n" + text[each.end :]
    return tokens(text)


def test_an_unmarked_line_that_repeats_an_earlier_comment_is_a_quote():
    answer = "Boats can be moored elsewhere for the winter, you know."
    comments = discussion(PLAN, f"{PARAGRAPHS[1]}\n{answer}")
    assert edges(comments) == [("c1", PARAGRAPHS[1], "c0", PARAGRAPHS[1])]
    assert remainder(comments[1], find_quotes(comments)) == tokens(answer)


def test_marked_lines_are_a_quote_without_their_marks():
    comments = discussion(PLAN, f"> {PARAGRAPHS[0]}\nNice idea.\n\n>   {PARAGRAPHS[2]}\nThat fund is empty.")
    assert edges(comments) == [
        ("c1", PARAGRAPHS[0], "c0", PARAGRAPHS[0]),
        ("c1", PARAGRAPHS[2], "c0", PARAGRAPHS[2]),
    ]
    assert remainder(comments[1], find_quotes(comments)) == tokens("Nice idea. That fund is empty.")


def test_wrapped_marked_lines_are_one_quote():
    comments = discussion(
        PLAN,
        "> The poplars there now lose branches in every\n> storm, and last winter one of them\n> hit a boat.\nSo what?",
    )
    [(_, quoted, original, words)] = edges(comments)
    assert tokens(quoted) == tokens(words) == tokens(PARAGRAPHS[1])
    assert original == "c0"


def test_three_marked_words_are_a_quote_and_three_unmarked_ones_are_not():
    first = "Ask the harbour master first. He knows every tree."
    assert len(edges(discussion(first, "> the harbour master\nWho is that nowadays?"))) == 1
    assert edges(discussion(first, "the harbour master\nWho is that nowadays?")) == []


def test_a_quote_of_a_quote_points_to_whoever_wrote_the_words():
    reply = "Poplars are cheaper to replace than boats are."
    comments = discussion(
        PLAN,
        f"{PARAGRAPHS[1]}\n{reply}",
        f"> > {PARAGRAPHS[1]}\n> {reply}\nNot if somebody sits in the boat.",
        f"{PARAGRAPHS[1]}\n{reply}\nThis goes in circles, both of you.",
    )
    assert [(child, original) for child, _, original, _ in edges(comments)] == [
        ("c1", "c0"),
        ("c2", "c0"),
        ("c2", "c1"),
        ("c3", "c0"),
        ("c3", "c1"),
    ]
    assert remainder(comments[2], find_quotes(comments)) == tokens("Not if somebody sits in the boat.")


def test_a_marked_quote_of_nobody_here_is_absent():
    found = find_quotes(
        discussion(PLAN, "> The canal froze over three times\n> in the last ten years.\nOnly twice, I believe.")
    )
    assert found.quotes == ()
    [absent] = found.absent
    assert absent.comment == "c1"
    assert absent.text == "The canal froze over three times\nin the last ten years."
    assert absent.start == 2


def test_a_greater_sign_before_a_number_marks_no_quote():
    assert (
        find_quotes(
            discussion(">90 percent of the trees are sound, says the survey.\n>=3 is what they asked for.")
        ).absent
        == ()
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_quarter_of_the_words_may_be_damaged(seed):
    rng = random.Random(seed)  # noqa: S311  (reproducible test data)
    words = PARAGRAPHS[1].split()
    for at in rng.sample(range(len(words)), len(words) // 4):
        words[at] = rng.choice(["crane", "yellow", "of", "sing"])
    answer = "Boats can be moored elsewhere for the winter, you know."
    comments = discussion(PLAN, "Chestnuts are fine by me, as long as somebody sweeps.", f"{' '.join(words)}\n{answer}")
    [(child, quoted, original, _)] = edges(comments)
    assert (child, original) == ("c2", "c0")
    assert tokens(quoted) == tokens(" ".join(words))


def test_an_elided_quote_is_found_in_pieces():
    start, end = "They grow slowly, but they live for two hundred years.", PARAGRAPHS[2]
    comments = discussion(PLAN, f"> {start} [...] {end}\nTwo hundred is a guess.")
    assert [tokens(quoted) for _, quoted, _, _ in edges(comments)] == [tokens(start), tokens(end)]


def test_a_mention_in_quotation_marks_is_a_quote_from_eight_words_on():
    long = 'When you say "the harbour fund has not been touched since the bridge was painted" you forget the sluice.'
    short = 'When you say "the harbour fund" you forget that the sluice was repaired from it last spring.'
    assert [quoted for _, quoted, _, _ in edges(discussion(PLAN, long))] == [
        '"the harbour fund has not been touched since the bridge was painted"'
    ]
    assert edges(discussion(PLAN, short)) == []


def test_a_reply_on_the_line_of_its_quote_is_not_cut():
    comments = discussion(PLAN, f"Hm. Let me think.\n{PARAGRAPHS[2]} No, it was spent on the sluice.")
    assert edges(comments) == [("c1", PARAGRAPHS[2], "c0", PARAGRAPHS[2])]
    assert remainder(comments[1], find_quotes(comments)) == tokens("Hm. Let me think. No, it was spent on the sluice.")


def test_common_phrases_links_signatures_and_copies_are_no_quotes():
    signature = "Sent from my boat, typos included."
    link = "https://example.org/canal/trees/plan/of/last/year?page=2&view=all"
    comments = discussion(
        f"I do not think so, to be honest.\n{link}\n{signature}",
        f"As far as I know, I do not think so, but who can tell today?\n{link}\nRead that again.\n{signature}",
        f"{PLAN}\n{signature}",
        PLAN,
    )
    assert edges(comments) == []


def test_the_named_parent_is_the_original_among_equals_else_the_latest():
    answer = f"{PARAGRAPHS[0]}\nI would rather have limes there."
    assert [each[2] for each in edges(discussion(PARAGRAPHS[0], PARAGRAPHS[0], answer))] == ["c1"]
    assert [each[2] for each in edges(discussion(PARAGRAPHS[0], PARAGRAPHS[0], answer, parents={2: 0}))] == ["c0"]


def test_nobody_quotes_a_later_comment_or_himself():
    line = PARAGRAPHS[1]
    assert (
        edges(discussion(f"{line}\nYes.\n{line}\nThat boat was mine.", "Something else entirely, about bicycles."))
        == []
    )


def test_a_passage_that_hundreds_quote_is_found_each_time():
    replies = [f"{PARAGRAPHS[1]}\nReply number {n} says {n * 17} things about boat {n * 3}." for n in range(300)]
    found = find_quotes(discussion(PLAN, *replies))
    assert [(each.comment, each.of) for each in found.quotes] == [(f"c{n + 1}", "c0") for n in range(300)]


@pytest.mark.parametrize(
    "texts", [(), ("",), ("", "\n\n", ">"), ("\ud800 odd \udfff", "> \ud800 odd \udfff\nyes 🙂 indeed")]
)
def test_empty_and_strange_texts_are_read(texts):
    find_quotes(discussion(*texts))


def test_blocks_are_lines_or_marked_runs_and_wrapped_lines_stay_together():
    assert blocks("one two\n\n> three\n> four\n> > five\nsix") == [
        Block(0, 2, 0),
        Block(2, 4, 1),
        Block(4, 5, 2),
        Block(5, 6, 0),
    ]
    wrapped = "The first paragraph is wrapped\nafter thirty characters, as in\nletters of old.\nThis is the second one."
    assert [(each.start, each.end) for each in blocks(wrapped)] == [(0, 13), (13, 18)]


LINES = st.lists(
    st.sampled_from(
        [
            *PARAGRAPHS,
            "Boats are dear.",
            "> Nobody said that of the sluice here.",
            f"> > {PARAGRAPHS[0]}",
            f"> {PARAGRAPHS[2]}",
            f'"{PARAGRAPHS[1]}" he said, and left.',
            "Well then, 🙂 let us plant limes instead of all these.",
            "",
            "  ",
        ]
    ),
    max_size=5,
).map("\n".join)


@settings(deadline=None)
@given(st.lists(LINES, max_size=7))
def test_spans_lie_in_their_texts_and_hold_mostly_the_same_words(texts):
    comments = discussion(*texts)
    by_uid = {each.uid: each for each in comments}
    found = find_quotes(comments)
    for each in found.quotes:
        assert by_uid[each.of].position < by_uid[each.comment].position
        assert 0 <= each.start < each.end <= len(by_uid[each.comment].text)
        assert 0 <= each.of_start < each.of_end <= len(by_uid[each.of].text)
        quoted = tokens(by_uid[each.comment].text[each.start : each.end])
        original = tokens(by_uid[each.of].text[each.of_start : each.of_end])
        assert len(set(quoted) & set(original)) >= 0.5 * len(set(quoted))
    spans = sorted((by_uid[each.comment].position, each.start, each.end) for each in (*found.quotes, *found.absent))
    assert all(a[0] < b[0] or a[2] <= b[1] for a, b in pairwise(spans))
    assert len({each.uid for each in found.quotes}) == len(found.quotes)
    assert find_quotes(comments) == found


def test_a_line_too_short_to_be_told_alone_is_quoted_with_the_lines_around_it():
    plan = f"{PARAGRAPHS[0]}\nEtc.\n{PARAGRAPHS[1]}"
    comments = discussion(plan, f"{plan}\nEtc. is not a plan, and who prunes them?")
    assert edges(comments) == [("c1", plan, "c0", plan)]
    assert remainder(comments[1], find_quotes(comments))[:2] == ["etc", "is"]
