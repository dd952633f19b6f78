"""What the Neo4j store promises beyond the contract: concurrency, constraints, kills, wrong addresses and passwords."""

import ast
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import neo4j
import numpy as np
import pytest

from graph import cypher
from graph.models import Batch, Parentage
from graph.neo4j_store import Neo4jStore
from graph.storage import cypher_writing, derived_cypher, derived_cypher_writing, derived_sql, sql
from graph.store import StoreError, open_store
from tests.conftest import Heard
from tests.neo4j_server import Server
from tests.store_rows import comment, contents, filled, numbered, passage, problems, thread

pytestmark = pytest.mark.neo4j
SECRET = "correct-horse-1"  # noqa: S105  (planted, to see that no message shows it)


def ask(server: Server, statement: str, password: str | None = None, **values: object) -> list[list[object]]:
    """Ask the server behind the store's back."""
    auth = ("neo4j", password) if password else None
    with neo4j.GraphDatabase.driver(server.url, auth=auth) as driver:
        found = driver.execute_query(statement, values, database_="neo4j")
    return [record.values() for record in found.records]


# Many writers


def test_eight_writers_make_no_duplicates(neo4j_server, neo4j_url):
    """Each of eight stores writes the same 5 x 20 comments with their edges, in an order of its own."""
    errors: list[BaseException] = []
    open_store(neo4j_url).close()
    threads = [Thread(target=_write_all, args=(neo4j_url, seed, errors)) for seed in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    with open_store(neo4j_url) as store:
        found = store.counts()
        assert (found.comments, found.discussions, found.passages, found.authors) == (100, 5, 100, 20)
        assert (found.occurrences, found.quotes, found.replies) == (100, 5, {"order": 95})
        assert found.stances == {"agree": 35, "disagree": 30, "neutral": 30}
        assert len([row for row in store.scan_rows() if isinstance(row, Parentage)]) == 95
        assert store.revision() == 40
        assert problems(store) == []
    twice = "MATCH (n) WITH labels(n) AS label, n.uid AS uid, count(*) AS times WHERE times > 1 RETURN label, uid"
    assert ask(neo4j_server, twice) == []


def _write_all(url: str, seed: int, errors: list[BaseException]) -> None:
    try:
        with open_store(url) as store:
            for number in np.random.default_rng(seed).permutation(5):
                store.write(numbered(int(number)))
    except BaseException as error:
        errors.append(error)


def test_every_label_and_relationship_type_has_a_unique_uid(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        filled(store)
    used = {row[0] for row in ask(neo4j_server, "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")}
    used |= {row[0] for row in ask(neo4j_server, "MATCH ()-[r]->() RETURN DISTINCT type(r)")}
    found = ask(
        neo4j_server, "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties RETURN type, labelsOrTypes, properties"
    )
    unique = {row[1][0] for row in found if "UNIQUENESS" in row[0] and row[2] == ["uid"]}
    assert len(used) == 19
    assert used <= unique


def test_opening_again_declares_nothing_and_warns_of_nothing(neo4j_url):
    open_store(neo4j_url).close()
    with open_store(neo4j_url) as store:
        assert store.revision() == 0


def test_what_the_server_warns_of_is_heard(neo4j_server, neo4j_url):
    """The fixture that makes warnings fail a test would itself be worth nothing if it were deaf."""
    heard, logger = Heard(), logging.getLogger("neo4j.notifications")
    logger.handlers[:], kept = [heard], logger.handlers[:]
    ask(neo4j_server, "MATCH (a:Comment), (b:Source) RETURN a, b")
    logger.handlers[:] = kept
    assert any("cartesian" in message.lower() for message in heard.messages)


MODULES = (cypher, cypher_writing, derived_cypher, derived_cypher_writing, derived_sql, sql)


@pytest.mark.parametrize("module", MODULES)
def test_statements_are_constants(module):
    """Nothing in the modules of statements is computed but the joining of constants."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    assert all(isinstance(each, ast.Assign | ast.Expr) for each in tree.body)
    assert not [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr | ast.Call | ast.Mod)]
    assert all(target.id.isupper() for each in tree.body if isinstance(each, ast.Assign) for target in each.targets)


# Vectors


def embedding(server: Server, uid: str) -> object:
    [[found]] = ask(server, "MATCH (c:Comment {uid: $uid}) RETURN c.embedding", uid=uid)
    return None if found is None else np.array(found, np.float32)


def test_a_comment_has_the_mean_of_its_passages(neo4j_server, neo4j_url):
    parts = [passage("a", start, seed=start) for start in range(3)]
    mean = np.sum([each.vector.astype(np.float64) for each in parts], axis=0)
    with open_store(neo4j_url) as store:
        store.write(thread("a", "b", passages=parts[:2]))
        store.write(Batch(passages=parts[2:]))
        assert np.allclose(embedding(neo4j_server, "a"), mean / np.linalg.norm(mean), atol=1e-7)
        assert embedding(neo4j_server, "b") is None
        store.write(Batch(comments=[comment("a", text="rewritten")]))
        assert embedding(neo4j_server, "a") is None


# Damage


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("MATCH (c:Comment {uid: 'b2'}) SET c.text = 'x'", "comment 'b2'"),
        ("MATCH (c:Comment {uid: 'b2'}) REMOVE c.text", "comment 'b2'"),
        ("MATCH (c:Comment {uid: 'b2'})-[i:IN]->() DELETE i", "comment 'b2': is not in exactly one discussion"),
        ("MATCH (c:Comment {uid: 'b2'})<-[w:WROTE]-() DELETE w", "comment 'b2'"),
        ("MATCH (c:Comment {uid: 'd3'}) DETACH DELETE c", "comment: 3 rows are stored where 4 were written"),
        ("MATCH (d:Discussion {uid: 'd:2'}) DETACH DELETE d", "discussion: 1 rows are stored where 2 were written"),
        ("MATCH ()-[r:REPLIES_TO {uid: 'r:b2>c1'}]->() DELETE r", "reply: 1 rows are stored where 2 were written"),
        ("MATCH ()-[r:REPLIES_TO {uid: 'r:b2>c1'}]->() SET r.confidence = 0.125", "reply 'r:b2>c1'"),
        ("MATCH ()-[r:DISAGREES_WITH]->() DELETE r", "stance: 2 rows are stored where 3 were written"),
        ("MATCH ()-[r:DISAGREES_WITH]->() SET r.agree = 0.5", "stance 's:b2>c1'"),
        ("MATCH ()-[r:DISAGREES_WITH]->() SET r.confidence = 0.5", "stance 's:b2>c1': has another confidence"),
        ("MATCH ()-[r:NEUTRAL_TOWARD]->() SET r.cues = '['", "stance 's:d3>e4'"),
        ("MATCH (p:Parentage {uid: 'p:d3'}) DETACH DELETE p", "parentage: 1 rows are stored where 2 were written"),
        ("MATCH (p:Parentage {uid: 'p:d3'}) SET p.probabilities = [0.5]", "parentage 'p:d3'"),
        ("MATCH (p:Parentage {uid: 'p:d3'}) SET p.candidates = ['e4', '', 'c1']", "parentage 'p:d3'"),
        ("MATCH (p:Parentage {uid: 'p:d3'})-[o:PARENTAGE_OF]->() DELETE o", "is not of exactly one comment"),
        ("MATCH (x:Correction) WHERE x.kind = 'stance' DELETE x", "correction: 1 rows"),
        ("MATCH (x:Correction) WHERE x.kind = 'stance' SET x.comment = 'b2'", "correction 'x:gone:stance'"),
        ("MATCH ()-[r:QUOTES]->() DELETE r", "quote: 0 rows are stored where 1 were written"),
        ("MATCH ()-[r:OCCURS_IN {start: 40}]->() DELETE r", "occurrence: 1 rows"),
        ("MATCH (p:Passage {start: 5}) DETACH DELETE p", "passage: 3 rows"),
        ("MATCH (p:Passage {start: 5})-[r:PART_OF]->() DELETE r", "is not part of exactly one comment"),
        ("MATCH (p:Passage {start: 5}) SET p.end = 11", "passage 'b2'"),
        ("MATCH (c:Comment {uid: 'b2'}) REMOVE c.keys, c.keys_digest", "keyring: 1 rows"),
        ("MATCH (c:Comment {uid: 'b2'}) SET c.keys = '5'", "keyring 'b2'"),
        ("MATCH (l:Ledger) SET l.reader = '9'", "ledger 's:1'"),
        ("MATCH (a:Archive) SET a.tally = 'x'", "tally is damaged"),
    ],
)
def test_damage_is_found_and_named(neo4j_server, neo4j_url, statement, said):
    with open_store(neo4j_url) as store:
        filled(store)
        ask(neo4j_server, statement)
        assert any(said in line for line in problems(store)), problems(store)


def test_an_archive_of_a_newer_version_is_refused(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        filled(store)
    ask(neo4j_server, "MATCH (a:Archive) SET a.version = 99")
    with pytest.raises(StoreError, match="schema version 99, and this rejoinder knows versions up to 3"):
        open_store(neo4j_url)


def test_an_older_archive_is_brought_up_to_date_when_it_is_opened_for_writing(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        before = contents(filled(store))
    ask(neo4j_server, "DROP CONSTRAINT agrees_with_uid")
    ask(neo4j_server, "MATCH (a:Archive) SET a.version = 1")
    with pytest.raises(StoreError, match="older version; bring it up to date with 'rejoinder rebuild'"):
        open_store(neo4j_url, read_only=True)
    open_store(neo4j_url).close()
    with open_store(neo4j_url, read_only=True) as store:
        assert contents(store) == before
        assert problems(store) == []


# Questions in Cypher


def test_stances_and_candidates_can_be_asked_for_in_cypher(neo4j_server, neo4j_url):
    with open_store(neo4j_url) as store:
        filled(store)
    against = "MATCH (a)-[r:DISAGREES_WITH]->(b) RETURN a.uid, b.uid, r.confidence"
    assert ask(neo4j_server, against) == [["b2", "c1", 0.625]]
    kinds = "MATCH ()-[r:AGREES_WITH|NEUTRAL_TOWARD]->() RETURN type(r), r.uid, r.confidence ORDER BY type(r)"
    assert ask(neo4j_server, kinds) == [["AGREES_WITH", "s:d3>b2", 1.0], ["NEUTRAL_TOWARD", "s:d3>e4", 0.25]]
    likely = """
    MATCH (p:Parentage)-[:PARENTAGE_OF]->(c:Comment) UNWIND range(0, size(p.candidates) - 1) AS at
    RETURN c.uid, p.candidates[at], p.probabilities[at] ORDER BY at
    """
    assert ask(neo4j_server, likely) == [["d3", "e4", 0.6], ["d3", "", 0.3], ["d3", "gone", 0.15]]


# Addresses and passwords


def test_a_server_that_is_down_is_named_and_the_password_is_not():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"
        for url in (f"bolt://{host}", f"neo4j://ada:{SECRET}@{host}/db"):
            with pytest.raises(StoreError, match=f"{host}.*no Neo4j server answers.*start it") as caught:
                open_store(url, password=SECRET)
            assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["bolt://127.0.0.1:port", "bolt+x://127.0.0.1:7687", f"neo4j://ada:{SECRET}@[::1"])
def test_what_is_no_address_is_refused_in_one_line(url):
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "is not a Neo4j address" in str(caught.value)
    assert caught.value.cure
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_that_is_not_there_is_named(neo4j_url):
    with pytest.raises(StoreError, match="elsewhere"):
        open_store(f"{neo4j_url}/elsewhere")


def test_the_url_names_server_and_database_and_no_password(neo4j_url):
    with open_store(neo4j_url.replace("//", f"//ada:{SECRET}@")) as store:
        assert store.url == f"{neo4j_url.replace('//', '//ada@')}/neo4j"


@pytest.fixture(scope="module")
def guarded(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own that asks for a password, and may be killed."""
    server = Server(neo4j_jars, tmp_path_factory.mktemp("guarded"), auth=True)
    try:
        server.start()
        with neo4j.GraphDatabase.driver(server.url, auth=("neo4j", "neo4j")) as driver:
            change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
            driver.execute_query(change, {"password": SECRET}, database_="system")
        yield server
    finally:
        server.kill()


def test_a_wrong_password_is_refused_and_not_shown(guarded):
    for url, password in ((guarded.url, "wrong-" + SECRET), (guarded.url, None)):
        with pytest.raises(StoreError, match=r"refuses this user and password.*neo4j://USER@HOST") as caught:
            open_store(url, password=password)
        assert SECRET not in str(caught.value)


def test_the_user_is_taken_from_the_url(guarded):
    with open_store(guarded.url.replace("//", "//neo4j@"), password=SECRET) as store:
        assert store.revision() >= 0
    with open_store(guarded.url.replace("//", f"//neo4j:{SECRET}@")) as store:
        assert SECRET not in store.url


def _write_on(store: Neo4jStore, acknowledged: list[int]) -> None:
    for number in range(3, 1000):
        store.write(numbered(number))
        acknowledged.append(number)


def test_a_killed_server_keeps_what_it_acknowledged(guarded):
    acknowledged: list[int] = []
    with Neo4jStore(guarded.url, password=SECRET) as store:
        for number in range(3):
            store.write(numbered(number))
        killer = Thread(target=guarded.kill)
        killer.start()
        with pytest.raises(StoreError):
            _write_on(store, acknowledged)
        killer.join()
    guarded.start()
    with Neo4jStore(guarded.url, password=SECRET) as store:
        found = store.counts()
        assert found.discussions in (3 + len(acknowledged), 4 + len(acknowledged))
        assert (found.comments, found.passages) == (20 * found.discussions, 20 * found.discussions)
        assert problems(store) == []
        store.write(numbered(3 + len(acknowledged)))
        assert store.counts().discussions == 4 + len(acknowledged)
