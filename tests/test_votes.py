from ingest.readers.convokit import KEPT
from ui.printing.votes import votes


def test_votes_and_reactions_are_found_under_the_names_that_exports_use():
    meta = {"score": 12, "like_count": 3, "reactions": {"heart": 2, "laugh": 0, "url": "x"}, "votes": ["ann", "bob"]}
    assert votes(meta) == ["score 12", "like_count 3", "reactions heart 2", "votes 2"]


def test_what_is_no_vote_is_left_out():
    assert votes({"score": None, "likes": True, "reactions": {}, "wings": 2, "votes": []}) == []


def test_the_votes_of_a_line_of_a_corpus_count_too():
    assert votes({KEPT: {"row": {"meta": {"Score": -1}}}}) == ["Score -1"]
    assert votes({KEPT: "odd"}) == []


def test_names_from_a_source_cannot_steer_the_terminal():
    assert "\x1b" not in votes({"reactions": {"\x1b[31m": 1}})[0]
