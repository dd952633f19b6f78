"""ArguAna points as queries and their counters as answers: writes corpus.jsonl, SPLIT.queries.tsv and SPLIT.qrels.tsv.

    python tests/benchmarks/make_arguana.py arguana_corpus.jsonl.gz OUT
    rejoinder evaluate retrieval OUT/corpus.jsonl --queries OUT/test.queries.tsv --qrels OUT/test.qrels.tsv --mode hybrid

Exact repeats in the corpus stand for one document (`canonical`). The split `dev`, on which weights may be tuned, is the training
and validation points without those that share their text, or their counter's, with the test split.
"""

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path


def main(corpus: Path, out: Path) -> None:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = {row["_id"]: row for row in map(json.loads, lines)}
    out.mkdir(parents=True, exist_ok=True)
    distinct = [row for row in rows.values() if row["canonical"] == row["_id"]]
    documents = (json.dumps({"_id": row["_id"], "text": row["text"]}) + "\n" for row in distinct)
    (out / "corpus.jsonl").write_text("".join(documents), encoding="utf-8")
    answers = {split: _answers(rows, split) for split in ("test", "training", "validation")}
    tested = answers["test"].keys() | set().union(*answers["test"].values())
    pairs = [pair for split in ("training", "validation") for pair in answers[split].items()]
    dev: dict[str, set[str]] = defaultdict(set)
    for point, counters in pairs:
        if not tested & {point, *counters}:
            dev[point] |= counters
    for split, asked in (("test", answers["test"]), ("dev", dev)):
        _write(out, split, asked, rows)


def _answers(rows: dict[str, dict[str, str]], split: str) -> dict[str, set[str]]:
    """Distinct points of a split and the distinct documents that counter them."""
    found: dict[str, set[str]] = defaultdict(set)
    for uid, row in rows.items():
        counter = rows.get(uid[:-1] + "b")
        if row["split"] == split and uid.endswith("a") and counter is not None:
            found[row["canonical"]].add(counter["canonical"])
    return found


def _write(out: Path, split: str, asked: dict[str, set[str]], rows: dict[str, dict[str, str]]) -> None:
    queries = (f"{uid}\t{' '.join(rows[uid]['text'].split())}\n" for uid in asked)
    qrels = (f"{uid}\t0\t{counter}\t1\n" for uid, counters in asked.items() for counter in sorted(counters))
    (out / f"{split}.queries.tsv").write_text("".join(queries), encoding="utf-8")
    (out / f"{split}.qrels.tsv").write_text("".join(qrels), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
