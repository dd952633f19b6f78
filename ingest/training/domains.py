"""Threads of other kinds than debates in a forum, in the form that `ingest.training.dumps` reads.

`DATA/formats` and `DATA/objections` hold them: technical forums, issues, link comments, student talk, and arguments about views.
"""

import gzip
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from ingest.training.dumps import LEAST_WORDS, Post, depth_first, flat
from ingest.training.markup import Shown, html_paragraphs, markdown_paragraphs

_MOST = 30  # posts of one thread; longer ones are cut, as they are read from top to bottom
_LEAST = 3
_SLICER_SHARE = 0.2  # of its topics: they are short and alike
_RENDERED_POST = re.compile(r"^## Post #(\d+) by .*$", re.MULTILINE)
_RULE = re.compile(r"^---$", re.MULTILINE)
_OPENING = re.compile(r'<OP author="[^"]*">(.*?)</OP>', re.DOTALL)
_ANSWER = re.compile(r'<reply id="([^"]+)"[^>]*>(.*?)</reply>', re.DOTALL)
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class _Said:
    """One post before its quotes are looked up."""

    id: str
    parent: str | None
    at: float
    shown: Sequence[Shown]

    @cached_property
    def own(self) -> str:
        """Folded new words, parted by spaces."""
        return flat(shown.text for shown in self.shown if not shown.quoted)


def read_domains(data: Path) -> dict[str, list[Post]]:
    """Threads of all domains by name, `DOMAIN:...`; a domain whose files are not there is left out."""
    return {
        f"{domain}:{name} {part}": thread
        for domain, reader in READERS.items()
        for name, said in reader(data)
        for part, thread in enumerate(_threads(said))
    }


def domain_of(name: str) -> str:
    """The domain that a thread was read from; empty for a forum thread of IAC."""
    return name.partition(":")[0] if ":" in name else ""


def _threads(said: Sequence[_Said]) -> Iterator[list[Post]]:
    """The thread without posts that say next to nothing, in parts of at most `_MOST`, from top to bottom."""
    kept = {each.id: each for each in said if len(each.own.split()) >= LEAST_WORDS}
    parents = {each.id: each.parent for each in said}
    posts = [_post(each, _kept_parent(each, kept, parents), kept) for each in kept.values()]
    ordered = list(depth_first(posts))
    for start in range(0, len(ordered), _MOST):
        if len(part := ordered[start : start + _MOST]) >= _LEAST:
            yield part


def _kept_parent(said: _Said, kept: Mapping[str, _Said], parents: Mapping[str, str | None]) -> str | None:
    """The nearest post above that is kept; a parent that comes later is none."""
    at, seen = said.parent, {said.id}
    while at is not None and at not in kept and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at if at in kept and at not in seen else None


def _post(said: _Said, parent: str | None, kept: Mapping[str, _Said]) -> Post:
    quotes, at = [], 0
    for shown in said.shown:
        if shown.quoted:
            quotes.append({"start": at, "end": at + len(shown.text), "quote_id": _quoted(shown.text, said, kept)})
        at += len(shown.text) + 1
    text = "\n".join(shown.text for shown in said.shown)
    return {"id": said.id, "parent": parent, "ts": said.at, "text": text, "quotes": quotes}


def _quoted(text: str, by: _Said, kept: Mapping[str, _Said]) -> str:
    """The post in whose new text the quote stands; an empty id when there is none."""
    words = flat([text])
    return next((other.id for other in kept.values() if other.id != by.id and words in other.own), "")


def _delving(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    topics: dict[int, list[_Said]] = {}
    for post in _json_lines(data / "formats" / "delving_bitcoin" / "posts.jsonl.gz"):
        number, answers = post["post_number"], post["reply_to_post_number"]
        parent = None if answers is None else str(answers)
        said = _Said(str(number), parent, float(number), html_paragraphs(post["cooked"]))
        topics.setdefault(post["topic_id"], []).append(said)
    yield from ((str(name), said) for name, said in sorted(topics.items()))


def _slicer(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    path = data / "formats" / "slicer_discourse" / "rendered_topics_5000.tar.gz"
    for name, text in _members(path, ".md"):
        if blake2b(name.encode(), digest_size=1).digest()[0] < _SLICER_SHARE * 256:
            _, *parts = _RENDERED_POST.split(_RULE.sub("", text))
            posts = zip(parts[::2], parts[1::2], strict=True)
            yield name, [_Said(number, None, float(number), html_paragraphs(html)) for number, html in posts]


def _github(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    for item in _json_lines(data / "formats" / "github_bitcoin_core_gui" / "items.jsonl.gz"):
        comments = [event for event in item["events"] if event["event"] == "commented" and not _is_machine(event)]
        bodies = [post.get("body") for post in (item[item["type"]], *comments)]
        shown = [markdown_paragraphs(body) for body in bodies if body]
        yield item["path"], [_Said(str(n), None, float(n), each) for n, each in enumerate(shown)]


def _is_machine(comment: Mapping[str, Any]) -> bool:
    return "bot" in ((comment.get("user") or {}).get("login") or "bot").lower()


def _hacker_news(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    for path in sorted((data / "formats" / "hn_thread").glob("item_*.json")):
        waiting, said = list(json.loads(path.read_text("utf-8"))["children"]), []
        while waiting:
            node = waiting.pop()
            waiting += node["children"]
            shown = html_paragraphs(node["text"] or "")
            said.append(_Said(str(node["id"]), str(node["parent_id"]), float(node["created_at_i"]), shown))
        yield path.stem, said


def _cornell(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    threads: dict[str, list[_Said]] = {}
    path = data / "formats" / "convokit_cornell" / "utterances.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        row = json.loads(line)
        said = _Said(row["id"], row["reply-to"], float(row["timestamp"]), markdown_paragraphs(row["text"] or ""))
        threads.setdefault(row["conversation_id"], []).append(said)
    yield from sorted(threads.items())


def _views(data: Path) -> Iterator[tuple[str, list[_Said]]]:
    for name, xml in _members(data / "objections" / "cmv_modes.tar.gz", ".xml"):
        opening = [("", text) for text in _OPENING.findall(xml)]
        posts = [*opening, *_ANSWER.findall(xml)]
        shown = [markdown_paragraphs(_TAG.sub("", text)) for _, text in posts]
        yield name, [_Said(str(n), str(n - 1) if n else None, float(n), each) for n, each in enumerate(shown)]


def _members(path: Path, suffix: str) -> Iterator[tuple[str, str]]:
    """Texts of the files in an archive whose names end so, in the order of their names."""
    if not path.exists():
        return
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            stored = archive.extractfile(member) if member.name.endswith(suffix) else None
            if stored is not None:
                yield member.name, stored.read().decode("utf-8", "replace")


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


_Reader = Callable[[Path], Iterator[tuple[str, list[_Said]]]]
READERS: Final[dict[str, _Reader]] = {
    "delving": _delving,
    "slicer": _slicer,
    "github": _github,
    "hn": _hacker_news,
    "cornell": _cornell,
    "views": _views,
}
