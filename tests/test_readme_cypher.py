"""The questions that README puts to Neo4j itself answer what the command line answers."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import neo4j
import pytest

from graph.models import Batch, Relations, Reply, Stance
from graph.store import open_store
from tests.argued_archive import COMMENTS, HOME, OBJECTIONS, fill
from tests.commands import answer

pytestmark = pytest.mark.neo4j

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
OPEN, HOLDERS, ANSWERS, AGREEING, OPPOSED = re.findall(r"^```cypher\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def ask(neo4j_url):
    """Put a question of README's to a server that holds the argued archive."""
    with open_store(neo4j_url) as store:
        fill(store)
        store.write(Batch(relations=[agreeing(store)]))
    with neo4j.GraphDatabase.driver(neo4j_url) as driver:
        yield lambda statement, **ids: [
            each.data() for each in driver.execute_query(statement, ids, database_="neo4j").records
        ]


def agreeing(store):
    """Everybody in the street answers the comment before, and agrees; the quotes stay."""
    street = [uid for uid, row in COMMENTS.items() if row.discussion == HOME]
    pairs = [(child, parent) for parent, child in pairwise(street)]
    replies = tuple(Reply(f"r:{child}", child, parent, 1.0, "explicit") for child, parent in pairs)
    stances = tuple(Stance(f"t:{child}", child, parent, "agree", 0.8, 0.1, 0.1) for child, parent in pairs)
    return Relations(HOME, tuple(store.quotes(street)), replies, stances=stances)


def test_open_objections_are_those_that_the_command_ranks(ask, neo4j_url, tmp_path):
    told = answer("objections", "--discussion", HOME, "--store", neo4j_url, archive=tmp_path)["objections"]
    found = ask(OPEN, discussion=HOME)
    assert [each["objection"] for each in found] == [each["id"] for each in told] != []
    assert [each["status"] for each in found] == [each["status"] for each in told]


def test_holders_of_a_position_are_those_that_the_command_names(ask, neo4j_url, tmp_path):
    story = answer("position", "p:quiet", "--store", neo4j_url, archive=tmp_path)
    found = ask(HOLDERS, position="p:quiet")
    assert {(each["author"], each["comment"]) for each in found} == {("Ana", "a1"), ("Zoe", "f6")}
    assert len(found) == story["claims"]


def test_answers_come_with_their_engagement(ask, neo4j_url, tmp_path):
    road = next(each for each in OBJECTIONS if each.uid == "j:road")
    found = ask(ANSWERS, objection="j:road")
    assert {(each["comment"], each["act"], each["engagement"]) for each in found} == {
        (each.comment, each.act, each.engagement) for each in road.responses
    }
    told = answer("objections", "--store", neo4j_url, archive=tmp_path)["objections"][0]
    assert len(found) == len(told["responses"])


def test_authors_who_agree_are_counted_as_the_thread_shows_them(ask, neo4j_url, tmp_path):
    rows = answer("thread", HOME, "--store", neo4j_url, archive=tmp_path)["comments"]
    author = {row["id"]: row["author"] for row in rows}
    agreed = Counter(
        (row["author"], author[row["reply"]["parent"]])
        for row in rows
        if row["stance"] and row["stance"]["label"] == "agree" and row["author"] and author[row["reply"]["parent"]]
    )
    assert {(each["one"], each["other"]): each["times"] for each in ask(AGREEING)} == {
        pair: times for pair, times in agreed.items() if pair[0] != pair[1]
    }
    assert agreed


def test_opposed_positions_are_those_that_the_command_shows(ask, neo4j_url, tmp_path):
    told = answer("positions", "--min-size", "1", "--store", neo4j_url, archive=tmp_path)["positions"]
    label = {each["id"]: each["label"] for each in told}
    opposed = {frozenset((each["label"], label[other["id"]])) for each in told for other in each["opposes"]}
    assert {frozenset((each["one"], each["other"])) for each in ask(OPPOSED)} == opposed != set()
