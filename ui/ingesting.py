"""One ingest: files to the store, source after source; and the same without writing, to look first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from graph.builder import Builder, SourceReport
from graph.store import GraphStore
from ingest.formats import FORMATS, UnknownFormat, read, sources
from ingest.models import Rejected
from ingest.pair_scores import PairScorer
from ingest.readers.format import Found, Options
from ingest.readers.row import parse_mapping
from ui.progress import Stages

_FIRST = 3  # comments of each file that a preview shows


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read and how; `format` is `auto` or a name in FORMATS, `mapping` gives the source's names for our fields.

    Without `models` sources are read, deduplicated and related, and what needs a model is left for later.
    """

    paths: tuple[str, ...]
    format: str
    mapping: Mapping[str, str]
    models: bool = True


class FileReport(NamedTuple):
    """What became of the file at `path`."""

    path: str
    report: SourceReport


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of each file, in the order in which they were read, and how many passages were given vectors.

    `embedded` is None where what needs a model was left for later.
    """

    files: tuple[FileReport, ...]
    embedded: int | None


class Preview(NamedTuple):
    """What a file would give: its format and why, how many comments, the first of them, and what would be rejected.

    `source` is its id in the archive, once it is there; empty where it cannot be read at all.
    """

    path: str
    format: str
    why: str
    comments: int
    first: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    source: str = ""


def wanted(paths: Sequence[str], format_name: str = "auto", pairs: Sequence[str] = ()) -> Wanted:
    """What options ask for. Raises UnknownFormat, BadMapping."""
    if format_name not in {"auto", *FORMATS}:
        raise UnknownFormat(f"no format is called '{format_name}'", f"choose one of auto, {', '.join(FORMATS)}")
    return Wanted(tuple(paths), format_name, parse_mapping(pairs))


def read_into(store: GraphStore, asked: Wanted, stages: Stages, scorer: PairScorer | None) -> Iterator[FileReport]:
    """Read every source into the store; what cannot be read at all is reported as one rejected record."""
    builder = Builder(store, scorer=scorer, stances=asked.models)
    options = Options(asked.mapping, scorer=scorer)
    for found in sources(asked.paths, format_name=asked.format):
        if isinstance(found, Rejected):
            yield FileReport(found.source, SourceReport(found.source, "", read=1, rejected=[found]))
            continue
        pieces, step = read(found, options), stages.stage(f"reading {found.name}")
        reader = _reader(found, options) + ("" if asked.models else ":no models")
        yield FileReport(found.shown, builder.add(found.source, pieces, reader=reader, progress=step))


def preview(asked: Wanted, scorer: PairScorer, stages: Stages) -> list[Preview]:
    """What an ingest would read; nothing is written."""
    options = Options(asked.mapping, scorer=scorer)
    return [_preview(found, options, stages) for found in sources(asked.paths, format_name=asked.format)]


def _reader(found: Found, options: Options) -> str:
    """Name of all that decides what these bytes are read as."""
    names = (f"{ours}={theirs}" for ours, theirs in sorted(options.mapping.items()))
    return ":".join([FORMATS[found.format].reader(options.scorer), *names])


def _preview(found: Found | Rejected, options: Options, stages: Stages) -> Preview:
    if isinstance(found, Rejected):
        return Preview(found.source, "", "", 0, (), (found,))
    step = stages.stage(f"looking at {found.name}")
    first: list[str] = []
    refused: list[Rejected] = []
    comments = 0
    for piece in read(found, options):
        if isinstance(piece, Rejected):
            refused.append(piece)
        else:
            comments += len(piece.posts)
            first += [post.text for post in islice(piece.posts, _FIRST - len(first))]
            step(comments)
    return Preview(found.shown, found.format, found.why, comments, tuple(first), tuple(refused), found.source.uid)
