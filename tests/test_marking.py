"""A page that is in the archive as a dump and as an export: the export's comments tell where the dump's begin, in any order."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import permutations, product

import pytest

from graph.builder import Builder
from graph.correction.correcting import correct, undo
from graph.corrections import make
from graph.proposing import unsplit_value
from graph.sqlite_store import SqliteStore
from graph.store import GraphStore
from ingest.models import Comment, CommentId, Discussion, DiscussionId, Place, Post, Source, SourceId
from ingest.readings import open_gaps

ELMS = "The elms on Harbour Street are older than the town hall, and no plan should touch them before a survey is done."
TRAM = "A tram line needs both lanes, so the parked cars have to go whatever becomes of the trees along the kerb."
SHOP = "My bakery sells half of its bread to people who walk past on their way home, and nobody walks beside a building site."
BIKE = "Nobody has counted the bicycles yet, which makes every figure in this debate a guess and nothing more."
NOISE = "At night the lorries are louder than any tram could be, and the council has measured it twice this year."
BUS = "There is a bus at ten past every hour, and it takes no longer than the car does when the bridge is shut."
TRUE = (ELMS, f"{TRAM}\n{SHOP}", BIKE, NOISE, BUS)


def source(name: str, kind: str) -> Source:
    sha = sha256(name.encode()).hexdigest()
    return Source(SourceId(f"s:{sha[:32]}"), name, kind, sha, len(name))


def flat(*texts: str, closed: str | None = None) -> tuple[Post, ...]:
    """Flat text, a line end between two comments; at every line but `closed` another comment may begin."""
    found, at = [], 0
    for text in texts:
        begins = [n + 1 for n, letter in enumerate(text) if letter == "\n" and text[n + 1 :] != closed]
        gaps = tuple((begin, 0.3) for begin in begins)
        found.append(Post(text, (Place(at, at + len(text)),), boundary=0.6 if at else 1.0, gaps=gaps))
        at += len(text) + 1
    return tuple(found)


def marked(*texts: str) -> tuple[Post, ...]:
    """An export: records with ids, each longer than its text."""
    return tuple(Post(text, (Place(n * 900, n * 900 + 900),), id=CommentId(f"x:{n}")) for n, text in enumerate(texts))


def read(store: GraphStore, name: str, posts: Sequence[Post], batch: int = 1000) -> None:
    kind = "text" if posts[0].id is None else "jsonl"
    Builder(store, batch=batch).add(source(name, kind), [Discussion(DiscussionId(f"d:{name}"), tuple(posts))])


def comments(store: GraphStore) -> list[Comment]:
    rows = [row for row in store.scan_comments(limit=1000) if not row.stub]
    return sorted(rows, key=lambda row: (row.discussion, row.position))


def texts(store: GraphStore) -> list[str]:
    return [row.text for row in comments(store)]


def places(store: GraphStore, text: str) -> list[str]:
    [row] = [row for row in comments(store) if row.text == text]
    return sorted(each.why for each in store.occurrences([row.uid]))


@pytest.mark.parametrize("order", ["dump first", "export first"])
def test_a_dump_that_was_cut_otherwise_is_cut_as_the_export_is(store, order):
    dump = flat(f"{ELMS}\n{TRAM}", SHOP, f"{BIKE}\n{NOISE}\n{BUS}")
    sources = [("page.txt", dump), ("page.jsonl", marked(*TRUE))]
    for name, posts in sources if order == "dump first" else sources[::-1]:
        read(store, name, posts)
    assert sorted(texts(store)) == sorted(TRUE)
    assert all(len(store.occurrences([row.uid])) == 2 for row in comments(store))


def test_the_order_of_sources_and_the_size_of_batches_change_nothing(tmp_path):
    read_as = {
        "page.txt": flat(f"{ELMS}\n{TRAM}", SHOP, f"{BIKE}\n{NOISE}\n{BUS}"),
        "other.txt": flat(f"{SHOP}\n{BIKE}", f"{NOISE}\n{BUS}", BIKE),
        "page.jsonl": marked(*TRUE),
    }
    digests = set()
    for n, (order, batch) in enumerate(product(permutations(read_as), (1, 2, 9))):
        with SqliteStore(str(tmp_path / f"{n}.db")) as store:
            for name in order:
                read(store, name, read_as[name], batch)
            digests.add(store.digest())
    assert len(digests) == 1


def test_what_was_read_before_goes_back_when_the_export_no_longer_says_so(store):
    read(store, "page.txt", flat(ELMS, f"{BIKE}\n{NOISE}"))
    before = [(row.text, store.occurrences([row.uid])) for row in comments(store)]
    export = source("page.jsonl", "jsonl")
    for reader, said in (("one", (ELMS, BIKE, NOISE)), ("two", (ELMS,))):
        Builder(store).add(export, [Discussion(DiscussionId("d:x"), marked(*said))], reader=reader)
        assert (BIKE in texts(store)) == (reader == "one")
    assert [each for each in before if each[0] != ELMS] == [
        (row.text, store.occurrences([row.uid])) for row in comments(store) if row.text != ELMS
    ]


def test_a_quote_of_a_whole_comment_is_not_cut_off(store):
    answer = f"{ELMS}\n{TRAM}"
    read(store, "page.txt", flat(ELMS, answer, BIKE))
    read(store, "page.jsonl", marked(ELMS, BIKE))
    assert sorted(texts(store)) == sorted([ELMS, answer, BIKE])


def test_only_where_a_comment_may_begin_by_the_text_itself_is_it_cut(store):
    whole = f"{BIKE}\n{NOISE}"
    read(store, "page.txt", flat(ELMS, whole, closed=NOISE))
    read(store, "page.jsonl", marked(ELMS, BIKE))
    assert whole in texts(store)


def test_what_a_person_said_counts_more(store):
    whole = f"{BIKE}\n{NOISE}"
    read(store, "page.txt", flat(ELMS, whole))
    [row] = [each for each in comments(store) if each.text == whole]
    correct(make("merge", row.uid, unsplit_value(row, str(len(BIKE) + 1), store)), store)
    read(store, "page.jsonl", marked(ELMS, BIKE, NOISE))
    assert whole in texts(store)
    undo(row.uid, None, store)
    assert whole not in texts(store)


def test_what_is_left_of_a_comment_keeps_its_open_gaps(store):
    read(store, "page.txt", flat(ELMS, f"{BIKE}\n{NOISE}\n{BUS}"))
    read(store, "page.jsonl", marked(ELMS, BIKE))
    rest = next(row for row in comments(store) if row.text == f"{NOISE}\n{BUS}")
    assert open_gaps(rest, store.occurrences([rest.uid])) == [(len(NOISE) + 1, 0.3)]
    assert rest.boundary == 0.99
