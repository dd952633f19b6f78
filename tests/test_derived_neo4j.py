"""What the Neo4j store promises of claims, positions and objections beyond the contract: damage, indexes, questions in Cypher."""

from collections.abc import Iterator

import neo4j
import pytest

from graph.arguments import Objections
from graph.storage import derived_cypher
from graph.store import open_store
from tests.derived_rows import derived_contents, derived_filled, objection, position, write
from tests.neo4j_server import Server
from tests.store_rows import filled, problems

pytestmark = pytest.mark.neo4j


def ask(server: Server, statement: str, **values: object) -> list[list[object]]:
    """Ask the server behind the store's back."""
    with neo4j.GraphDatabase.driver(server.url) as driver:
        found = driver.execute_query(statement, values, database_="neo4j")
    return [record.values() for record in found.records]


def test_every_label_and_relationship_type_of_what_is_derived_has_a_unique_uid(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        derived_filled(store)
    used = {row[0] for row in ask(neo4j_server, "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")}
    used |= {row[0] for row in ask(neo4j_server, "MATCH ()-[r]->() RETURN DISTINCT type(r)")}
    found = ask(
        neo4j_server, "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties RETURN type, labelsOrTypes, properties"
    )
    unique = {row[1][0] for row in found if "UNIQUENESS" in row[0] and row[2] == ["uid"]}
    assert len(used) == 19 + 12
    assert used <= unique


def test_an_archive_of_the_second_version_is_brought_up_to_date(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        before = filled(store).digest()
    for name in derived_cypher.SCHEMA:
        ask(neo4j_server, f"DROP {'CONSTRAINT' if name.endswith('_uid') else 'INDEX'} {name}")
    ask(neo4j_server, "MATCH (a:Archive) SET a.version = 2")
    with open_store(neo4j_url) as store:
        assert (store.digest(), store.counts().claims, problems(store)) == (before, 0, [])
        derived_filled(store)
    with open_store(neo4j_url, read_only=True) as store:
        assert store.counts().claims == 3
        assert problems(store) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("MATCH (l:Claim {uid: 'k1'}) DETACH DELETE l", "claim: 2 rows are stored where 3 were written"),
        ("MATCH (l:Claim {uid: 'k1'}) SET l.text = 'other'", "claim 'k1'"),
        ("MATCH (l:Claim {uid: 'k1'})<-[r:ASSERTS]-() DELETE r", "claim 'k1': is not of exactly one comment"),
        ("MATCH (p:Position {uid: 'p9'}) DELETE p", "position: 2 rows are stored where 3 were written"),
        ("MATCH (p:Position {uid: 'p1'}) SET p.opposes = []", "position 'p1': opposes one that it does not name"),
        ("MATCH (:Position {uid: 'p1'})-[r:OPPOSES]->() DELETE r", "position 'p1': has no edge to one that it opposes"),
        ("MATCH ()-[r:OF {uid: 'k1'}]->() DELETE r", "placement: 2 rows are stored where 3 were written"),
        ("MATCH ()-[r:OF {uid: 'k1'}]->() SET r.row_digest = r.uid", "placement"),
        (
            "MATCH (l:Claim {uid: 'k1'}), (p:Position {uid: 'p9'}) CREATE (l)-[:OF {uid: 'x'}]->(p)",
            "more than one position",
        ),
        ("MATCH ()-[r:OF {uid: 'k1'}]->() SET r.uid = 'x'", "OF 'x': is of another than it says"),
        ("MATCH ()-[r:ATTACKS]->() SET r.uid = 'a'", "ATTACKS 'a': is of another than it says"),
        ("MATCH (o:Objection {uid: 'o1'}) SET o.status = 'ignored'", "objection 'o1'"),
        ("MATCH (o:Objection {uid: 'o1'}) SET o.term_values = [0.5]", "objection 'o1'"),
        ("MATCH (o:Objection {uid: 'o1'})-[r:AGAINST]->() DELETE r", "is not of exactly one comment against one"),
        ("MATCH (o:Objection {uid: 'o3'}) DETACH DELETE o", "objection: 2 rows are stored where 3 were written"),
        ("MATCH ()-[r:ATTACKS]->() DELETE r", "attack: 0 rows are stored where 1 were written"),
        ("MATCH ()-[r:ANSWERS {act: 'concedes'}]->() DELETE r", "response: 2 rows are stored where 3 were written"),
        ("MATCH ()-[r:ANSWERS {act: 'concedes'}]->() SET r.engagement = 1.0", "response 'o1#0'"),
        ("MATCH (n:Done {uid: 'claims:d:1'}) SET n.mark = 'other'", "done 'claims:d:1'"),
        ("MATCH (n:Done {uid: 'claims:d:1'})-[r]->() DELETE r", "is not for exactly one discussion"),
    ],
)
def test_damage_to_what_is_derived_is_found_and_named(neo4j_server, quiet_url, statement, said):
    with open_store(quiet_url) as store:
        derived_filled(store)
        ask(neo4j_server, statement)
        assert any(said in line for line in problems(store)), problems(store)


@pytest.fixture
def quiet_url(neo4j_server: Server) -> str:
    """An empty database; what the server thinks of the statements that damage it does not matter."""
    neo4j_server.wipe()
    return neo4j_server.url


def test_positions_are_opposed_in_the_graph_whatever_comes_first(neo4j_server, neo4j_url):
    edges = "MATCH (p:Position)-[:OPPOSES]->(q:Position) RETURN p.uid, q.uid ORDER BY p.uid, q.uid"
    with open_store(neo4j_url) as store:
        write(store, positions=[position("p1", opposes=("p2", "p3"))])
        assert ask(neo4j_server, edges) == []
        write(store, positions=[position("p3", opposes=("p1",))])
        assert ask(neo4j_server, edges) == [["p1", "p3"], ["p3", "p1"]]
        write(store, positions=[position("p2")])
        assert ask(neo4j_server, edges) == [["p1", "p2"], ["p1", "p3"], ["p3", "p1"]]
        write(store, removed_positions=["p3"])
        assert ask(neo4j_server, edges) == [["p1", "p2"]]
        write(store, positions=[position("p3")])
        assert ask(neo4j_server, edges) == [["p1", "p2"], ["p1", "p3"]]
        assert ask(neo4j_server, "MATCH (p:Position) WHERE p.waits RETURN p.uid") == []


def test_objections_and_their_answers_can_be_asked_for_in_cypher(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        derived_filled(store)
    answers = """
    MATCH (a:Comment)-[r:ANSWERS]->(o:Objection {uid: 'o1'})-[:AGAINST]->(t:Comment)
    MATCH (o)-[:ATTACKS]->(p:Position)<-[:OPPOSES]-(q:Position)
    RETURN a.uid, r.act, r.engagement, r.elsewhere, t.uid, p.uid, q.uid ORDER BY r.place
    """
    ends = ["c1", "p1", "p2"]
    assert ask(neo4j_server, answers) == [["c1", "concedes", 0.5, False, *ends], ["d3", "answers", 0.5, False, *ends]]
    holders = """
    MATCH (a:Author)-[:WROTE]->(:Comment)-[:ASSERTS]->(l:Claim)-[:OF]->(p:Position) WHERE p.question = 'q:1'
    RETURN a.name, l.uid, p.uid ORDER BY l.uid
    """
    assert ask(neo4j_server, holders) == [["Ada", "k1", "p1"], ["Ada", "k2", "p2"], ["Bo", "k3", "p1"]]
    terms = (
        "MATCH (o:Objection {uid: 'o1'}) UNWIND range(0, size(o.terms) - 1) AS at RETURN o.terms[at], o.term_values[at]"
    )
    assert ask(neo4j_server, terms) == [["support", 0.1], ["size", 1.4]]
    merged = "MATCH (p:Position) UNWIND p.went_to AS uid MATCH (q:Position {uid: uid}) RETURN p.uid, q.uid"
    assert ask(neo4j_server, merged) == [["p9", "p1"]]


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (derived_cypher.RANKED, "RANGE INDEX o:Objection(score)"),
        (derived_cypher.RANKED_BY_STATUS, "RANGE INDEX o:Objection(status, score)"),
    ],
)
def test_a_ranked_page_is_read_in_the_order_of_an_index(neo4j_server, neo4j_url, statement, index):
    with open_store(neo4j_url) as store:
        raised = tuple(objection(f"o{number:04d}", "b2", "c1", score=float(number)) for number in range(1000))
        filled(store)
        write(store, objections=[Objections("d:1", "m", raised)])
    ask(neo4j_server, "CALL db.prepareForReplanning()")  # plans are made by what the server counted last
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        asked = {"status": "silent", "offset": 5, "limit": 10}
        summary = driver.execute_query("PROFILE " + statement, asked, database_="neo4j").summary
    steps = list(operators(summary.profile))
    assert [each for each in steps if "PartialTop" in each["operatorType"]]
    assert max(each["rows"] for each in steps) < 50
    assert [each for each in steps if index in str(each["args"].get("Details"))]


def operators(plan: dict[str, object]) -> Iterator[dict[str, object]]:
    yield plan
    for each in plan.get("children", ()):
        yield from operators(each)


def test_what_is_derived_reads_back_the_same_in_another_session(neo4j_url):
    with open_store(neo4j_url) as store:
        before = derived_contents(derived_filled(store))
    with open_store(neo4j_url, read_only=True) as store:
        assert derived_contents(store) == before
