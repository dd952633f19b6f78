import gzip
import json

import pytest

from ui.evaluation.retrieval import BadRetrievalRow, Task, evaluate, read_qrels, read_queries, score

DOCUMENTS = {
    "p1": "Cats make the best pets because they look after themselves.",
    "p1-copy": "Cats make the best pets because they look after themselves.",
    "c1": "Cats that look after themselves are no pets but lodgers.",
    "p2": "Trams are slower than buses in heavy traffic.",
    "c2": "Trams on their own lanes pass all that traffic; buses stand in it.",
    "x": "Soup needs salt.",
}


@pytest.fixture
def task(tmp_path):
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as corpus:
        corpus.writelines(json.dumps({"_id": uid, "text": text}) + "\n" for uid, text in DOCUMENTS.items())
    (tmp_path / "queries.tsv").write_text(f"p1\t{DOCUMENTS['p1']}\np2\t{DOCUMENTS['p2']}\n")
    (tmp_path / "qrels.tsv").write_text("p1\t0\tc1\t1\np2\t0\tc2\t1\np2\t0\tx\t0\n")
    return Task(tmp_path / "corpus.jsonl.gz", tmp_path / "queries.tsv", tmp_path / "qrels.tsv", tmp_path / "said.jsonl")


def said(task):
    return {row["query"]: row["hits"] for row in map(json.loads, task.predictions.read_text().splitlines())}


def test_counters_are_found_and_a_query_never_finds_itself_or_its_copy(task):
    figures = evaluate(task, "lexical")
    assert said(task)["p1"][0] == "c1"
    assert said(task)["p2"][0] == "c2"
    assert not {"p1", "p1-copy"} & set(said(task)["p1"])
    assert (figures["ndcg10"], figures["recall100"], figures["queries"], figures["documents"]) == (1.0, 1.0, 2, 6)


@pytest.mark.model
def test_the_real_model_ranks_every_document(task):
    assert evaluate(task, "hybrid")["ndcg10"] == 1.0
    assert len(said(task)["p2"]) == len(DOCUMENTS) - 1


def test_without_labels_there_are_only_predictions(task):
    figures = evaluate(Task(task.corpus, task.queries, predictions=task.predictions), "lexical")
    assert "ndcg10" not in figures
    assert set(said(task)) == {"p1", "p2"}


def test_scores_are_those_worked_out_by_hand():
    figures = score({"a": {"1"}, "b": {"2", "3"}, "c": {"4"}}, {"a": ["9", "1"], "b": ["2", "9", "3"]})
    second, third = 0.6309297535714575, 0.5
    assert figures["ndcg10"] == pytest.approx((second + (1 + third) / (1 + second) + 0) / 3)
    assert figures["recall100"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("line", ["q1", "q1\t", "q1 words without a tab"])
def test_a_query_without_text_is_refused_with_its_line(tmp_path, line):
    path = tmp_path / "queries.tsv"
    path.write_text(f"q0\tfine\n{line}\n")
    with pytest.raises(BadRetrievalRow, match=r"queries\.tsv:2"):
        read_queries(path)


@pytest.mark.parametrize("line", ["q 0 d", "q 0 d high"])
def test_a_label_without_a_grade_is_refused_with_its_line(tmp_path, line):
    path = tmp_path / "qrels.tsv"
    path.write_text(line)
    with pytest.raises(BadRetrievalRow, match=r"qrels\.tsv:1"):
        read_qrels(path)


def test_a_document_without_text_is_refused_with_its_line(task):
    task.queries.with_name("bad.jsonl").write_text('{"_id": "1"}\n')
    with pytest.raises(BadRetrievalRow, match=r"bad\.jsonl:1"):
        evaluate(Task(task.queries.with_name("bad.jsonl"), task.queries), "lexical")
