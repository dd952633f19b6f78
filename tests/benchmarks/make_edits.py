"""Make labelled edits of posts, to measure deduplication on: `rejoinder evaluate dedup GOLD`.

    make_edits.py POSTS.jsonl[.gz] COMMENTS.jsonl GOLD.jsonl [--edits 6000] [--seed 0]

POSTS has a post a line with `id` and `text`. COMMENTS gets all posts and their edits, shuffled, as {id, text}. GOLD has the same
rows with `same_as` (the post that an edit was made of, null for posts; a post that repeats an earlier one word by word names
that), `kind` (typo, rewrap, note, cut, marks, negation) and `negates` (the post that this row contradicts, which is no duplicate).
"""

import argparse
import gzip
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.words import text_hash, words

Row = dict[str, Any]

_SENTENCE = re.compile(r"[^.!?]+[.!?]+[\"')\]]*\s*|[^.!?]+$")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|should|could|can|must|does|do|did|has|have)\b(?! not\b|n't)", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(not|never) |n't\b", re.IGNORECASE)
_MARKS = str.maketrans({'"': "“", "'": "’", "-": "–"})
_NOTES = (
    "Edit: spelling.",
    "EDIT: I fixed the link in the second paragraph, thanks to everyone who wrote to me about it.",
    "Edit: no, I have not read the study yet. I will when it is out.",
    "Update: somebody sent me newer numbers and they are not far from mine, so I leave the rest as it was.",
    "Edited to add: this is about the general case, never about anybody here.",
    "P.S. The article that I had in mind is from last spring, in case anybody wants to look it up.",
)


def main() -> None:
    """Write both files and say how many edits of each kind they hold."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("posts", type=Path)
    cli.add_argument("comments", type=Path)
    cli.add_argument("gold", type=Path)
    cli.add_argument("--edits", type=int, default=6000)
    cli.add_argument("--seed", type=int, default=0)
    args = cli.parse_args()
    rng = random.Random(args.seed)  # noqa: S311  (reproducible test data)
    posts = list(_posts(args.posts))
    rows = posts + list(_edits(posts, args.edits, rng))
    rng.shuffle(rows)
    args.gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    args.comments.write_text(
        "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows), encoding="utf-8"
    )
    print(f"{len(posts)} posts, {len(rows) - len(posts)} edits")  # noqa: T201


def _posts(path: Path) -> Iterator[Row]:
    first: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            post = json.loads(line)
            name = str(post["id"])
            known = first.setdefault(text_hash(post["text"]), name)
            yield {"id": name, "text": post["text"], "same_as": None if known == name else known}


def _edits(posts: Sequence[Row], count: int, rng: random.Random) -> Iterator[Row]:
    usable = [post for post in posts if len(words(post["text"])) >= 10]
    kinds = list(EDITS)
    made = 0
    while made < count:
        post, kind = rng.choice(usable), kinds[made % len(kinds)]
        text = EDITS[kind](post["text"], rng)
        if text is None or text == post["text"]:
            continue
        made += 1
        opposite = kind == "negation"
        origin = post["same_as"] or post["id"]
        named = {"same_as": None if opposite else origin, "negates": origin if opposite else None}
        yield {"id": f"{post['id']}-{kind}-{made}", "text": text, "kind": kind, **named}


def typo(text: str, rng: random.Random) -> str:
    """Slip in one word of fifty, at least in one."""
    found = [
        word
        for word in words(text)
        if word.end - word.start > 3 and not _NEGATION.search(text[word.start : word.end] + " ")
    ]
    for word in sorted(rng.sample(found, min(len(found), 1 + len(found) // 50)), key=lambda word: -word.start):
        at = rng.randrange(word.start + 1, word.end - 1)
        text = text[:at] + rng.choice(_SLIPS)(text[at : at + 2], rng) + text[at + 2 :]
    return text


_SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda two, rng: two[::-1],
    lambda two, rng: two[0],
    lambda two, rng: two[0] + two,
    lambda two, rng: rng.choice("aeiourstnl") + two[1],
)


def rewrap(text: str, rng: random.Random) -> str:
    """Break the lines elsewhere, as mail programs and pages do."""
    width = rng.choice((40, 60, 72, 10_000))
    return "\n\n".join(textwrap.fill(part, width) for part in re.split(r"\n\s*\n", text))


def note(text: str, rng: random.Random) -> str | None:
    """Add a paragraph that says it was added."""
    added = rng.choice([each for each in _NOTES if len(words(each)) * 2 <= len(words(text))] or [_NOTES[0]])
    return f"{text}\n\n{added}" if rng.random() < 0.8 else f"{added}\n\n{text}"


def cut(text: str, rng: random.Random) -> str | None:
    """Leave out a sentence, at most a third of the words."""
    sentences = _SENTENCE.findall(text)
    short = [n for n, each in enumerate(sentences) if 0 < len(words(each)) * 3 <= len(words(text))]
    gone = rng.choice(short) if short else None
    return None if gone is None else "".join(sentences[:gone] + sentences[gone + 1 :])


def marks(text: str, rng: random.Random) -> str:
    """Turn plain quote marks and hyphens into typographic ones, and three points into an ellipsis."""
    return text.translate(_MARKS).replace("...", "…") if rng.random() < 0.7 else text.replace('"', "''").upper()


def negation(text: str, rng: random.Random) -> str | None:
    """Turn one statement into its opposite."""
    ways = [(found, "") for found in _NEGATION.finditer(text)]
    ways += [(found, found[0] + rng.choice((" not", " never", " hardly"))) for found in _AUXILIARY.finditer(text)]
    if not ways:
        return None
    found, other = rng.choice(ways)
    return text[: found.start()] + other + text[found.end() :]


EDITS: dict[str, Callable[[str, random.Random], str | None]] = {
    "typo": typo,
    "rewrap": rewrap,
    "note": note,
    "cut": cut,
    "marks": marks,
    "negation": negation,
}


if __name__ == "__main__":
    main()
