import csv
import json
from dataclasses import replace

import networkx
import pytest
from commands import answer, rejoinder
from small_archive import COMMENTS
from small_arguments import argued_store, claims

from graph.arguments import Claims, Derived
from graph.models import Batch
from ingest.embedder import open_embedder


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive with positions, whose claims have vectors of the real model."""
    folder = tmp_path_factory.mktemp("archive")
    model = open_embedder()
    said = [
        replace(each, fingerprint=model.fingerprint, vector=vector)
        for each, vector in zip(claims(), model.embed([each.text for each in claims()]), strict=True)
    ]
    homes = {each.uid: each.discussion for each in COMMENTS}
    with argued_store(folder / "archive.db") as store:
        by_home = {home: tuple(each for each in said if homes[each.comment] == home) for home in homes.values()}
        store.write(Batch(derived=Derived(claims=[Claims(home, "m:1", rows) for home, rows in by_home.items()])))
    return folder


@pytest.mark.model
def test_positions_are_found_by_what_they_mean_with_the_claims_that_matched(archive):
    found = answer("search", "waste in the ocean", "--in", "positions", archive=archive)
    assert found["hits"][0]["id"] == "p:ban"
    assert found["hits"][0]["matches"][0]["comment"] == "a2"
    shown = rejoinder("search", "shop", "--in", "positions", "--explain", archive=archive).stdout
    for part in ("p:keep", "2 people, in 2 claims", "opposes", "You can't run a shop", "alice Smith", "a3", "BM25"):
        assert part in shown
    assert "positions, hybrid search" in shown


@pytest.mark.model
def test_comments_are_found_unless_positions_are_asked_for(archive):
    assert answer("search", "shop", archive=archive) == answer("search", "shop", "--in", "comments", archive=archive)
    assert rejoinder("search", "shop", "--in", "authors", archive=archive).exit_code == 2


@pytest.mark.model
def test_a_query_for_positions_lists_first_what_a_search_finds_first(archive):
    found = [hit["id"] for hit in answer("search", "shop", "--in", "positions", archive=archive)["hits"]]
    listed = [each["id"] for each in answer("positions", "shop", archive=archive)["positions"]]
    assert listed == found


def test_every_format_is_written_once_and_says_how_much(archive, tmp_path):
    for form, out, counts in [
        ("convokit", "corpus", {"comments": 6}),
        ("argdown", "map.argdown", {"positions": 4, "claims": 6, "objections": 2}),
        ("csv", "tables", {"comments": 6, "replies": 2, "claims": 6, "objections": 2, "answers": 1, "positions": 5}),
    ]:
        said = answer("export", tmp_path / out, "--format", form, archive=archive)
        place = said.get("folder") or said.get("file")
        assert said == {("folder" if "." not in out else "file"): place, "format": form} | counts
        again = rejoinder("export", tmp_path / out, "--format", form, archive=archive)
        assert (again.exit_code, "something is there already" in again.stderr) == (1, True)
    shown = rejoinder("export", tmp_path / "second", "--format", "csv", archive=archive).stdout
    assert "6 comments, 2 replies, 6 claims, 2 objections, 1 answer, 5 positions written to" in shown


def test_the_graph_has_as_many_nodes_and_edges_as_was_said(archive, tmp_path):
    said = answer("export", tmp_path / "graph.xml", "--format", "graphml", archive=archive)
    graph = networkx.read_graphml(tmp_path / "graph.xml")
    assert (said["nodes"], said["edges"]) == (graph.number_of_nodes(), graph.number_of_edges())


def test_objections_are_the_same_in_the_tables_the_graph_and_the_list(archive, tmp_path):
    rejoinder("export", tmp_path / "tables", "--format", "csv", archive=archive)
    rejoinder("export", tmp_path / "graph.xml", "--format", "graphml", archive=archive)
    with (tmp_path / "tables/objections.csv").open(newline="") as file:
        tables = {row["id"]: (row["status"], float(row["score"])) for row in csv.DictReader(file)}
    nodes = networkx.read_graphml(tmp_path / "graph.xml").nodes(data=True)
    drawn = {each["uid"]: (each["status"], each["score"]) for _, each in nodes if each["kind"] == "objection"}
    listed = json.loads(rejoinder("objections", "--status", "any", "--json", archive=archive).stdout)["objections"]
    assert tables == drawn == {each["id"]: (each["status"], each["score"]) for each in listed}
