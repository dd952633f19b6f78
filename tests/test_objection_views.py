"""Which objections are found, in which order, and what is shown of each."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from graph.arguments import UNADDRESSED, Status
from graph.sqlite_store import SqliteStore
from search.models import Results
from tests.argued_archive import HOME, OBJECTIONS, OTHER, fill, objection, response
from ui.objection_facets import count_facets
from ui.objections import WantedObjections, find_objections, view_objections
from ui.position_ids import UnknownPosition

ANY = frozenset(get_args(Status))
NOTHING = Results(hits=(), total=0, mode="hybrid")


@pytest.fixture
def archive(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        yield fill(store)


def found(archive, search=lambda query, offset: NOTHING, **wanted):
    objections = find_objections(WantedObjections(**wanted), archive, search).objections
    return [each.objection.uid for each in objections]


def test_what_is_open_is_found_the_greatest_score_first(archive):
    assert found(archive) == ["j:road", "j:shops"]
    assert {each.status for each in OBJECTIONS if each.uid in found(archive)} <= UNADDRESSED


def test_any_status_can_be_asked_for(archive):
    assert found(archive, statuses=ANY) == ["j:road", "j:shops", "j:flour"]
    assert found(archive, statuses=frozenset({"answered"})) == ["j:flour"]


@pytest.mark.parametrize(
    ("wanted", "uids"),
    [
        ({"discussion": HOME}, ["j:road", "j:shops", "j:flour"]),
        ({"discussion": OTHER}, []),
        ({"author": "marta"}, ["j:road"]),
        ({"author": "Lind MARTA"}, ["j:road"]),
        ({"author": "Mar"}, []),
        ({"position": "p:quiet"}, ["j:road", "j:flour"]),
        ({"position": "p:0noise"}, ["j:road", "j:flour"]),
        ({"position": "p:ja"}, []),
        ({"since": datetime(2024, 2, 1, tzinfo=UTC)}, ["j:road"]),
        ({"confidence": 0.7}, ["j:road", "j:flour"]),
        ({"confidence": 0.7, "author": "piet"}, ["j:flour"]),
    ],
    ids=str,
)
def test_filters_leave_out_what_is_not_asked_for(archive, wanted, uids):
    assert found(archive, statuses=ANY, **wanted) == uids


def test_a_position_that_is_not_there_is_an_error_and_not_an_empty_answer(archive):
    with pytest.raises(UnknownPosition):
        found(archive, position="p:nowhere")


def test_a_limit_says_that_there_are_more(archive):
    first = find_objections(WantedObjections(limit=1), archive, lambda query, offset: NOTHING)
    assert ([each.objection.uid for each in first.objections], first.more) == (["j:road"], True)
    assert not find_objections(WantedObjections(limit=2), archive, lambda query, offset: NOTHING).more


def test_an_offset_leaves_out_the_first_and_the_total_stays(archive):
    assert found(archive, statuses=ANY, offset=1, limit=1) == ["j:shops"]
    last = find_objections(WantedObjections(statuses=ANY, offset=2), archive, lambda query, offset: NOTHING)
    assert ([each.objection.uid for each in last.objections], last.more, last.total) == (["j:flour"], False, 3)
    assert found(archive, Search("g7", "b2", "d4"), query="x", statuses=ANY, offset=1, limit=1) == ["j:flour"]


def test_facets_count_as_if_nothing_were_asked_of_their_own_kind(archive):
    facets = count_facets(WantedObjections(author="piet", position="p:quiet", statuses=ANY), archive, Search())
    assert facets.statuses == {"answered": 1}
    assert facets.authors == (("Marta Lind", 1), ("Piet", 1))
    assert [(each.uid, number) for each, number in facets.positions] == [("p:quiet", 1)]
    assert [(each.title, number) for each, number in facets.discussions] == [("A street without cars", 1)]


def test_what_was_asked_for_is_among_the_facets_also_where_it_counts_nothing(archive):
    facets = count_facets(WantedObjections(discussion=OTHER, position="p:ferry"), archive, Search())
    assert [(each.uid, number) for each, number in facets.discussions] == [(OTHER, 0)]
    assert [(each.uid, number) for each, number in facets.positions] == [("p:ferry", 0)]


def test_facets_of_a_query_are_counted_among_the_comments_that_it_finds_first(archive):
    facets = count_facets(WantedObjections(query="x", statuses=ANY), archive, Search("d4", "g7", "b2"))
    assert (facets.best, facets.authors, facets.statuses) == (2, (("Marta Lind", 1),), {"acknowledged": 1, "silent": 1})


@dataclass(frozen=True)
class Named:
    """As much of a hit as is looked at."""

    uid: str


class Search:
    """A search that finds these comments in this order, two at a time."""

    def __init__(self, *uids):
        self.uids, self.asked = uids, []

    def __call__(self, query, offset):
        self.asked.append((query, offset))
        hits = tuple(Named(uid) for uid in self.uids[offset : offset + 2])
        return Results.model_construct(hits=hits, total=len(self.uids), mode="hybrid", note="not understood: x")


def test_a_query_ranks_by_what_is_said_and_keeps_the_filters(archive):
    search = Search("g7", "c3", "a1", "b2", "d4")
    assert found(archive, search, query="shops", statuses=ANY) == ["j:shops", "j:flour", "j:road"]
    assert search.asked == [("shops", 0), ("shops", 2), ("shops", 4), ("shops", 5)]
    assert found(archive, search, query="shops", discussion=OTHER) == []


def test_a_query_asks_for_no_more_hits_than_it_needs(archive):
    search = Search("g7", "d4", "a1", "b2")
    assert found(archive, search, query="shops", limit=1) == ["j:shops"]
    assert search.asked == [("shops", 0)]


def test_what_a_search_did_not_understand_is_said(archive):
    assert find_objections(WantedObjections(query="x"), archive, Search()).note == "not understood: x"


def test_the_nearest_thing_to_an_answer_is_what_counted_most(archive):
    (road,) = view_objections([OBJECTIONS[1]], archive)
    assert road.nearest.response.comment == "e5"
    assert [each.response.comment for each in road.attempts] == ["e5", "c3"]
    (shops,) = view_objections([OBJECTIONS[2]], archive)
    assert shops.nearest is None


def test_of_responses_that_do_not_count_the_one_that_engages_more_is_nearer(archive):
    weak = replace(response("c3", "Vans", engagement=0.1), counted=0.0)
    strong = replace(response("e5", "Thanks", engagement=0.3), counted=0.0)
    idle = [objection("j:x", "d4", "Chapel Road", "ignored", responses=(weak, strong))]
    (view,) = view_objections(idle, archive)
    assert view.nearest.response.comment == "e5"


def test_words_are_those_of_the_spans_and_quotes_are_known(archive):
    (flour,) = view_objections([OBJECTIONS[0]], archive)
    assert flour.words.text.startswith("it would be quieter")
    (start, end) = flour.words.quoted[0]
    assert flour.words.text[start:end] == flour.target.text
    assert flour.nearest.met.text == "flour gets to my door at nine"
    assert flour.position.uid == "p:quiet"
