from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

import pytest

from graph import builder
from graph.builder import Builder, rebuild
from graph.sqlite_store import SqliteStore
from ingest.models import CommentId, Discussion, DiscussionId, Dropped, Place, Post, Rejected, Source, SourceId

TREES = (
    "The elms on Harbour Street are older than the town hall, and no plan should touch them before a survey is done."
)
TRAMS = "A tram line needs both lanes, so the parked cars have to go whatever becomes of the trees along the kerb."
SHOPS = "Shops lose a third of their trade in the first year of any closure; ask the people on Mill Lane how it went."
COUNT = "Nobody has counted the bicycles yet, which makes every figure in this debate a guess and nothing more."


def source(name: str) -> Source:
    sha = sha256(name.encode()).hexdigest()
    return Source(SourceId(sha[:32]), name, "made", sha, len(name))


def page(name: str, texts: Iterable[str], at: int = 0) -> Discussion:
    """A flat page: no ids, one place a comment."""
    posts = []
    for text in texts:
        posts.append(Post(text, (Place(at, at + len(text)),)))
        at += len(text) + 1
    return Discussion(DiscussionId(f"d:{name}"), tuple(posts))


def post(uid: str, text: str, at: int = 0, **fields) -> Post:
    return Post(text, (Place(at, at + 1),), id=CommentId(uid), **fields)


def thread(*posts: Post, name: str = "t") -> Discussion:
    return Discussion(DiscussionId(f"d:{name}"), posts)


@pytest.fixture
def open_archive(tmp_path):
    opened = []

    def opening(name: str = "a") -> SqliteStore:
        opened.append(SqliteStore(str(tmp_path / f"{name}.db")))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


def only(store, name):
    return {c.uid: c for c in store.comments_in(DiscussionId(f"d:{name}"))}


def test_a_page_becomes_comments_in_its_order_each_answering_the_one_before(open_archive):
    store = open_archive()
    report = Builder(store).add(source("one"), [page("one", [TREES, TRAMS, "Thanks!"])])
    assert (report.read, report.new, report.duplicate, report.rejected) == (3, 3, 0, [])
    rows = store.comments_in(DiscussionId("d:one"))
    assert [row.text for row in rows] == [TREES, TRAMS, "Thanks!"]
    assert {(r.child, r.parent, r.evidence) for r in store.replies_in(DiscussionId("d:one"))} == {
        (rows[1].uid, rows[0].uid, "order"),
        (rows[2].uid, rows[1].uid, "order"),
    }


def test_a_source_that_was_read_is_not_read_again(open_archive):
    store = open_archive()
    Builder(store).add(source("one"), [page("one", [TREES, TRAMS]), Rejected("one", "line 9", "cut short")])
    before = store.digest(), store.revision()
    report = Builder(store).add(source("one"), iter(lambda: pytest.fail("it was read"), None))
    assert (report.read, report.new, report.duplicate, len(report.rejected)) == (3, 0, 2, 1)
    assert (store.digest(), store.revision()) == before


def test_an_overlapping_page_adds_only_what_is_new_and_joins_the_discussion(open_archive):
    store = open_archive()
    builder = Builder(store)
    builder.add(source("b"), [page("b", [TREES, TRAMS, "Thanks!", SHOPS])])
    report = builder.add(source("a"), [page("a", [TRAMS, "Thanks!", SHOPS, COUNT])])
    assert (report.read, report.new, report.duplicate) == (4, 1, 3)
    assert [row.text for row in store.comments_in(DiscussionId("d:a"))] == [TREES, TRAMS, "Thanks!", SHOPS, COUNT]
    assert store.comments_in(DiscussionId("d:b")) == []


def test_thanks_from_two_people_in_two_places_are_two_comments(open_archive):
    store = open_archive()
    Builder(store).add(source("one"), [page("one", [TREES, "Thanks!", TRAMS, "Thanks!", "Thanks!", "Thanks!"])])
    assert store.counts().comments == 6


def test_an_edited_repeat_keeps_both_versions(open_archive):
    store = open_archive()
    report = Builder(store).add(source("one"), [page("one", [TREES, TRAMS, f"{TREES} The council agrees."])])
    assert (report.new, report.duplicate) == (2, 1)
    comment = next(row for row in only(store, "one").values() if row.text.startswith(TREES))
    assert comment.text.endswith("The council agrees.")
    places = store.occurrences([comment.uid])
    assert {(place.match, place.text) for place in places} == {("near", TREES), ("exact", None)} or {
        (place.match, place.text) for place in places
    } == {("edited", TREES), ("exact", None)}
    assert all(place.why for place in places if place.match != "exact")


def test_a_quote_from_another_discussion_is_of_the_comment_that_shares_most_with_it(open_archive):
    worn = TREES.replace("Harbour Street", "the quay").replace("survey is done", "vote")
    store = open_archive()
    builder = Builder(store)
    for name, text in (("1", f"{worn} {SHOPS}"), ("2", f"{COUNT} {TREES}"), ("3", f"> {TREES}\n\n{TRAMS}")):
        builder.add(source(name), [thread(post(f"x:{name}", text), name=name)])
    assert [quote.of for quote in store.quotes([CommentId("x:3")])] == ["x:2"]


def test_a_quote_of_an_absent_comment_makes_a_stub_that_a_later_source_fills_in(open_archive):
    store = open_archive()
    builder = Builder(store)
    report = builder.add(source("b"), [page("b", [TRAMS, f"> {TREES}\nThat survey was done in spring."])])
    assert report.stubs == 1
    stub = next(row for row in only(store, "b").values() if row.stub)
    assert stub.text == TREES
    builder.add(source("z"), [page("z", [TREES, COUNT])])
    assert not any(row.stub for row in only(store, "b").values())
    quote = store.quotes(list(only(store, "b")))[0]
    original = store.comments([quote.of])[quote.of]
    assert original.text[quote.of_start : quote.of_end] == TREES
    assert store.counts().stubs == 0


def test_a_parent_after_its_child_in_another_source_fills_its_stub(open_archive):
    store = open_archive()
    builder = Builder(store)
    report = builder.add(source("one"), [thread(post("x:2", TRAMS, parent=CommentId("x:1")))])
    assert report.stubs == 1
    assert report.replies == {"explicit": 1}
    builder.add(source("two"), [thread(post("x:1", TREES, root=True))])
    rows = only(store, "t")
    assert not rows["x:1"].stub
    assert [(r.child, r.parent, r.confidence) for r in store.replies_in(DiscussionId("d:t"))] == [("x:2", "x:1", 1.0)]


def test_the_same_id_twice_is_one_comment_and_the_last_edit_is_its_text(open_archive):
    store = open_archive()
    first = post("x:1", TREES, edited_at=datetime(2024, 1, 1, tzinfo=UTC))
    later = post("x:1", COUNT, at=5, edited_at=datetime(2024, 1, 2, tzinfo=UTC))
    Builder(store).add(source("one"), [thread(later, first)])
    assert only(store, "t")["x:1"].text == COUNT
    assert {place.text for place in store.occurrences([CommentId("x:1")])} == {None, TREES}


def test_one_text_by_two_authors_is_two_comments(open_archive):
    store = open_archive()
    Builder(store).add(source("one"), [thread(post("x:1", TREES, author="ada"), post("x:2", TREES, at=9, author="bo"))])
    assert set(only(store, "t")) == {"x:1", "x:2"}


def test_a_page_is_recognised_in_an_export_with_ids_that_comes_later(open_archive):
    store = open_archive()
    builder = Builder(store)
    builder.add(source("page"), [page("p", [TREES, TRAMS, SHOPS])])
    posts = [post(f"x:{n}", text, at=n, author="ada") for n, text in enumerate([TREES, TRAMS, SHOPS])]
    report = builder.add(source("export"), [thread(*posts, name="e")])
    assert (report.new, report.duplicate) == (0, 3)
    assert {row.uid for row in store.scan_comments()} == {"x:0", "x:1", "x:2"}


def test_dropped_spans_are_kept_in_the_report(open_archive):
    found = Discussion(DiscussionId("d:x"), page("x", [TREES]).posts, dropped=(Dropped(200, 210, "boilerplate"),))
    report = Builder(open_archive()).add(source("one"), [found])
    assert report.dropped == [Dropped(200, 210, "boilerplate")]


def test_rebuilding_changes_nothing(open_archive):
    store = open_archive()
    Builder(store).add(
        source("one"), [page("one", [TREES, f"> {COUNT}\nWho says so?", TRAMS, f"{TREES}\nQuite so, and soon."])]
    )
    before = store.digest()
    rebuild(store)
    assert store.digest() == before


def test_a_run_that_was_cut_short_goes_on(open_archive):
    store, whole = open_archive("cut"), open_archive("whole")
    pieces = [page("one", [TREES, TRAMS]), page("two", [SHOPS, COUNT, "Thanks!"], at=900)]

    def cut():
        yield pieces[0]
        yield pieces[1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Builder(store, batch=2).add(source("one"), cut())
    report = Builder(store, batch=2).add(source("one"), pieces)
    Builder(whole).add(source("one"), pieces)
    assert store.digest() == whole.digest()
    assert report.read == report.new + report.duplicate == 5


def test_a_source_that_broke_off_is_read_again(open_archive):
    store = open_archive()
    broken = Rejected("one", "one", "it vanished", broke_off=True)
    Builder(store).add(source("one"), [page("one", [TREES]), broken])
    report = Builder(store).add(source("one"), [page("one", [TREES, TRAMS])])
    assert (report.read, report.new, report.duplicate) == (2, 1, 1)


def test_a_formula_that_very_many_write_is_no_reason_to_compare_them_all(open_archive):
    store = open_archive()
    posts = [post(f"x:{n}", f"Answer number {n} of a very long quarrel that nobody wins.", at=n) for n in range(400)]
    report = Builder(store, batch=50).add(source("one"), [thread(*posts)])
    assert (report.new, report.duplicate) == (400, 0)


SENTENCES = [TREES, TRAMS, SHOPS, COUNT]
LINES = [
    *SENTENCES,
    "Thanks!",
    "+1",
    f"{TREES} So there.",
    f"> {TREES}\nNo, they are younger.",
    f"> {SHOPS}\nWho counted?",
    f"{TRAMS}\nYet the lane is wide enough for both, as every visitor sees.",
    "No. Trees first.",
    COUNT.replace("yet", "at all"),
]


@pytest.mark.parametrize("seed", range(12))
def test_neither_order_nor_batch_size_changes_the_digest(open_archive, seed):
    random = Random(seed)  # noqa: S311
    pages = [random.choices(LINES, k=random.randint(1, 7)) for _ in range(random.randint(1, 4))]
    made = [(source(f"{n}"), [page(f"{n}", texts)]) for n, texts in enumerate(pages)]
    posts = [post(f"x:{n}", text, at=n, author="ada") for n, text in enumerate(pages[0])]
    made.append((source("ids"), [thread(*posts)]))
    digests = set()
    for trial, size in enumerate((1000, random.randint(1, 5))):
        store = open_archive(f"{trial}")
        for each, found in made:
            report = Builder(store, batch=size).add(each, found)
            assert report.read == report.new + report.duplicate + len(report.rejected)
        assert list(store.problems()) == []
        digests.add(store.digest())
        random.shuffle(made)
    assert len(digests) == 1


def test_every_store_gets_the_same_rows(store, open_archive):
    pages = [
        [TREES, TRAMS, "Thanks!", f"> {COUNT}\nWho says so?"],
        [TRAMS, "Thanks!", f"> {COUNT}\nWho says so?", SHOPS],
        [COUNT],
    ]
    posts = [
        post("x:1", TREES, author="ada", root=True),
        post("x:2", SHOPS, at=5, author="bo", parent=CommentId("x:9")),
    ]
    made = [(source(f"{n}"), [page(f"{n}", texts)]) for n, texts in enumerate(pages)] + [
        (source("ids"), [thread(*posts)])
    ]
    embedded = open_archive()
    for each, found in made:
        Builder(embedded).add(each, found)
        Builder(store, batch=2).add(each, found)
    assert store.digest() == embedded.digest()
    assert store.counts() == embedded.counts()
    assert list(store.problems()) == []


def test_a_source_that_is_read_otherwise_by_newer_code_gives_only_what_it_gives_now(open_archive):
    whole, cut = open_archive("a"), open_archive("b")
    joined = page("p", [f"{TREES}\n{TRAMS}", SHOPS])
    parts = page("p", [TREES, TRAMS, SHOPS])
    for reader, found in (("old", joined), ("new", parts)):
        Builder(whole).add(source("p"), [found], reader=reader)
    Builder(cut).add(source("p"), [parts], reader="new")
    assert whole.digest() == cut.digest()
    assert not list(whole.problems())


def test_what_a_source_does_not_give_any_more_is_found_page_by_page(open_archive, monkeypatch):
    monkeypatch.setattr(builder, "_PAGE", 2)
    whole, fresh = open_archive("a"), open_archive("b")
    texts = [f"{TREES} It was the {n}th letter that said so, and {n} more came." for n in range(9)]
    for reader, found in (("old", page("p", [*texts, TRAMS, SHOPS])), ("new", page("p", [TRAMS, SHOPS, texts[3]]))):
        Builder(whole).add(source("p"), [found], reader=reader)
    Builder(fresh).add(source("p"), [page("p", [TRAMS, SHOPS, texts[3]])], reader="new")
    assert whole.digest() == fresh.digest()
    assert not list(whole.problems())


def test_without_stances_nobody_is_said_to_agree_until_it_is_rebuilt(open_archive):
    plain, judged = open_archive("a"), open_archive("b")
    told = {"created_at": datetime(2024, 1, 1, tzinfo=UTC)}
    said = thread(post("k:1", TREES, **told), post("k:2", f"I disagree. {TRAMS}", 1, parent="k:1", **told))
    Builder(plain, stances=False).add(source("p"), [said])
    Builder(judged).add(source("p"), [said])
    assert plain.stances_in(DiscussionId("d:t")) == []
    assert plain.replies_in(DiscussionId("d:t")) == judged.replies_in(DiscussionId("d:t"))
    assert not list(plain.problems())
    rebuild(plain)
    assert plain.stances_in(DiscussionId("d:t")) == judged.stances_in(DiscussionId("d:t")) != []
    assert plain.digest() == judged.digest()


def test_what_another_source_gives_too_stays_when_one_is_read_otherwise(open_archive):
    store = open_archive()
    Builder(store).add(source("p"), [page("p", [f"{TREES}\n{TRAMS}", SHOPS])], reader="old")
    Builder(store).add(source("q"), [page("q", [f"{TREES}\n{TRAMS}", COUNT])], reader="old")
    Builder(store).add(source("p"), [page("p", [TREES, TRAMS, SHOPS])], reader="new")
    texts = sorted(row.text for row in store.scan_comments())
    assert texts == sorted([TREES, TRAMS, SHOPS, COUNT, f"{TREES}\n{TRAMS}"])
    held = {row.text: {each.source for each in store.occurrences([row.uid])} for row in store.scan_comments()}
    assert held[f"{TREES}\n{TRAMS}"] == {source("q").uid}


def test_comments_of_very_long_records_are_written_in_smaller_batches(open_archive):
    wide = [Post(text, (Place(n << 22, (n + 1) << 22),)) for n, text in enumerate((TREES, TRAMS, SHOPS, COUNT))]
    revisions = []
    for name, posts in (
        ("wide", wide),
        ("narrow", [replace(each, places=(Place(n, n + 1),)) for n, each in enumerate(wide)]),
    ):
        archive = open_archive(name)
        Builder(archive).add(source(name), [thread(*posts, name=name)])
        assert len(only(archive, name)) == 4
        revisions.append(archive.revision())
    assert revisions[0] == revisions[1] + 1
