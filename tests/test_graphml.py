import io
from collections import Counter
from dataclasses import replace

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import COMMENTS, small_store
from small_arguments import OBJECTIONS, POSITIONS, argued_store, claims

from graph.models import Batch
from ui.export.draft import ExportError
from ui.export.graph_xml import GraphWriter, shown
from ui.export.graphml import export

NODES = {"kind": "string", "uid": "string", "text": "string", "n": "long"}
HOSTILE = "<>&\"'\t\n\r]]> \x00\x0b\ud800\ufffe\U0010ffff🙂é&amp;"


@pytest.fixture
def store(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        yield store


@pytest.fixture
def graph(store, tmp_path):
    counts = export(store, tmp_path / "out.graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml")
    assert counts == {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    return graph


def of_kind(graph, kind):
    return {data["uid"]: data for _, data in graph.nodes(data=True) if data["kind"] == kind}


def edges(graph, kind):
    ends = {node: data["uid"] for node, data in graph.nodes(data=True)}
    return {(ends[one], ends[other]): data for one, other, data in graph.edges(data=True) if data["kind"] == kind}


def test_networkx_reads_as_many_nodes_and_edges_of_each_kind_as_the_archive_holds(graph):
    assert isinstance(graph, networkx.MultiDiGraph)
    assert Counter(data["kind"] for _, data in graph.nodes(data=True)) == {
        "discussion": 2,
        "author": 3,
        "comment": len(COMMENTS),
        "claim": len(claims()),
        "position": len([each for each in POSITIONS if not each.went_to]),
        "objection": len(OBJECTIONS),
    }
    assert Counter(data["kind"] for *_, data in graph.edges(data=True)) == {
        "in": len(COMMENTS),
        "wrote": 4,
        "replies_to": 2,
        "disagrees": 1,
        "is_neutral": 1,
        "quotes": 1,
        "asserts": len(claims()),
        "of": len(claims()),
        "opposes": 2,
        "raises": 2,
        "against": 2,
        "attacks": 1,
        "answers": 1,
    }


def test_comments_come_back_with_their_words(graph):
    found = of_kind(graph, "comment")
    assert {uid: data["text"] for uid, data in found.items()} == {each.uid: each.text for each in COMMENTS}
    assert (found["A1"]["author"], found["A1"]["date"], found["s1"]["stub"]) == (
        "Alice",
        "2024-01-01T00:00:00+00:00",
        True,
    )
    assert "author" not in found["b1"]


def test_positions_and_objections_come_back_with_their_numbers(graph):
    held = of_kind(graph, "position")
    assert {uid: (data["text"], data["size"], data["counted"]) for uid, data in held.items()} == {
        each.uid: (each.label, each.size, each.counted) for each in POSITIONS if not each.went_to
    }
    raised = of_kind(graph, "objection")
    for each in OBJECTIONS:
        data = raised[each.uid]
        assert (data["status"], data["objection_kind"], data["evidence"]) == (each.status, each.kind, each.evidence)
        assert [data[key] for key in ("probability", "unaddressed", "score", "inferred")] == [
            each.probability,
            each.unaddressed,
            each.score,
            each.inferred,
        ]
    assert [raised[uid]["open"] for uid in ("o:sea", "o:why")] == [False, True]


def test_edges_come_back_with_their_ends_and_numbers(graph):
    assert edges(graph, "replies_to")["a2", "A1"] | {"id": ""} == {
        "kind": "replies_to",
        "id": "",
        "confidence": 0.7,
        "evidence": "quote",
    }
    assert edges(graph, "disagrees")["a2", "A1"]["disagree"] == 0.82
    quote = edges(graph, "quotes")["a2", "A1"]
    assert [quote[key] for key in ("start", "end", "of_start", "of_end")] == [8, 12, 25, 29]
    answer = edges(graph, "answers")["a3", "o:sea"]
    assert (answer["act"], answer["engagement"], answer["counted"], answer["elsewhere"]) == (
        "rebuts",
        0.75,
        0.25,
        False,
    )
    assert set(edges(graph, "of")) >= {("k-shop", "p:keep"), ("k-sea", "p:ban")}
    assert set(edges(graph, "opposes")) == {("p:keep", "p:ban"), ("p:ban", "p:keep")}
    assert set(edges(graph, "attacks")) == {("o:sea", "p:keep")}
    assert set(edges(graph, "wrote")) == {("Alice", "A1"), ("Bob", "a2"), ("Bob", "b2"), ("alice Smith", "a3")}


@given(
    texts=st.lists(
        st.text(st.sampled_from(HOSTILE) | st.characters(exclude_categories=[])), min_size=1, max_size=5, unique=True
    ),
    number=st.integers(-(2**40), 2**40),
    share=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_text_comes_back_as_far_as_xml_can_hold_it(texts, number, share):
    file = io.StringIO()
    graph = GraphWriter(file, NODES, {"kind": "string", "said": "string", "share": "double", "so": "boolean"})
    graph.open()
    for text in texts:
        graph.node("comment", text, text=text, n=number)
    for text in texts:
        graph.edge("says", ("comment", text), ("comment", texts[0]), said=text, share=share, so=number > 0)
    graph.close()
    found = networkx.parse_graphml(file.getvalue().encode("utf-8").decode("utf-8"), force_multigraph=True)
    nodes = found.nodes(data=True)
    assert sorted(data["text"] for _, data in nodes) == sorted(map(shown, texts))
    assert all(data == {"kind": "comment", "uid": data["text"], "text": data["text"], "n": number} for _, data in nodes)
    told = [(data["said"], data["share"], data["so"]) for *_, data in found.edges(data=True)]
    assert sorted(told) == sorted((shown(text), share, number > 0) for text in texts)
    assert {nodes[target]["text"] for _, target in found.edges()} == {shown(texts[0])}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from(HOSTILE), min_size=1, max_size=20))
def test_no_comment_breaks_the_file(text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    with small_store(folder / "archive.db") as store:
        store.write(Batch(comments=[replace(COMMENTS[0], text=text, author=text, title=text)]))
        export(store, folder / "out.graphml")
    found = of_kind(networkx.read_graphml(folder / "out.graphml"), "comment")["A1"]
    assert (found["text"], found["author"], found["title"]) == (shown(text),) * 3


def test_what_is_there_is_left_alone_and_a_failed_export_leaves_nothing(store, tmp_path):
    (tmp_path / "out.graphml").write_text("mine")
    with pytest.raises(ExportError, match="name a new file"):
        export(store, tmp_path / "out.graphml")
    assert (tmp_path / "out.graphml").read_text() == "mine"
    with pytest.raises(ExportError, match="out"):
        export(store, tmp_path / "out.graphml" / "inside")
    store.close()
    with pytest.raises(Exception):  # noqa: B017, PT011  (what a closed store raises is its own affair)
        export(store, tmp_path / "other.graphml")
    assert not [each for each in tmp_path.iterdir() if "part" in each.name or "other" in each.name]
