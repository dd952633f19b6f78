"""How fast passages become vectors, beside `SentenceTransformer.encode` on the same passages in the same run: by hand.

    python tests/benchmarks/embedding_speed.py POSTS.jsonl.gz [NUMBER]

Prints passages a second of both, their ratio, and the cosines between their vectors.
"""

import gzip
import json
import sys
import time

from sentence_transformers import SentenceTransformer

from ingest.embedder import open_embedder, packaged_folder


def main() -> None:
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    embedder = open_embedder()
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(number), lines, strict=False)]
    passages = [text[start:end] for text in texts for start, end in embedder.windows(text)]
    peer = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    embedder.embed(passages[:8])
    started = time.perf_counter()
    ours = embedder.embed(passages)
    middle = time.perf_counter()
    theirs = peer.encode(passages, normalize_embeddings=True, show_progress_bar=False)
    end = time.perf_counter()
    cosines = (ours * theirs).sum(axis=1)
    figures = {
        "runtime": embedder.runtime,
        "passages": len(passages),
        "ours, passages a second": round(len(passages) / (middle - started), 1),
        "encode, passages a second": round(len(passages) / (end - middle), 1),
        "ratio": round((end - middle) / (middle - started), 2),
        "cosine, mean": round(float(cosines.mean()), 5),
        "cosine, least": round(float(cosines.min()), 5),
    }
    print(json.dumps(figures, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
