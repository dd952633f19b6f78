"""What every reader is made of: a found source goes in, discussions and rejected records come out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.archives import Copy
from ingest.errors import UnreadableSource
from ingest.limits import LIMITS, Limits
from ingest.models import Discussion, DiscussionId, Rejected, Source, SourceId
from ingest.opening import READ_ERRORS, in_words
from ingest.pair_scores import PairScorer

Item = Discussion | Rejected

PIECE = 500
HOPELESS = 1000
WINDOW = 10_000
_LONGEST_WINDOW = 1 << 23  # characters of the source; many records of hostile length do not add up


@dataclass(frozen=True, slots=True)
class Found:
    """A source that can be read: a file, or a folder that is one export. `why` says how its format was known.

    A file in an archive lies copied at `path` as long as this refers to it; `shown` is where it stands for the person who named it.
    """

    path: Path
    name: str
    format: str
    why: str
    sha256: str
    size: int
    within: str = ""
    copy: Copy | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        """The path as a person would write it: that of the archive goes before a name in it."""
        return self.within or str(self.path)

    @property
    def source(self) -> Source:
        """The source as it is stored."""
        return Source(SourceId(f"s:{self.sha256[:32]}"), self.name, self.format, self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: `mapping` names the source's field for each of ours, where the usual names do not do.

    `scorer` reads pairs of texts where comments have to be found in flat text.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = LIMITS
    scorer: PairScorer | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    `detect` takes a path and the first bytes of the (unpacked) file, none for a folder, and says why it is of this format, or None.
    `files` lists the files that make up a source. `version` changes when newer code reads the same bytes differently; what is read
    also depends on the pair model where the format `infers` its comments. Of several formats that take a source for theirs the one
    of the highest `rank` reads it: 2 for marks that only this format has, 1 for a general form (a table, JSON lines), 0 for what is
    left; then the first in the table. `parts` are the names of the files of a folder that is one export, the first of which must be
    there: in an archive they are taken together.
    """

    name: str
    summary: str
    fields: str
    version: int
    detect: Callable[[Path, bytes], str | None]
    read: Callable[[Found, Options], Iterator[Item]]
    files: Callable[[Path], list[Path]] = lambda path: [path]
    folder: bool = False
    infers: bool = False
    rank: int = 2
    parts: tuple[str, ...] = ()

    def reader(self, scorer: PairScorer | None) -> str:
        """Name of all code and weights that decide what is read, for the ledger."""
        model = f"/{scorer.fingerprint}" if self.infers and scorer is not None else ""
        return f"{self.name}/{self.version}{model}"


def rejected(found: Found, place: int | str | None, reason: str) -> Rejected:
    """Say that a record could not be read; `place` is a line's number, or the name of a file in a folder, or both."""
    return Rejected(found.name, found.name if place is None else f"{found.name}:{place}", reason)


def unbroken(items: Iterable[Item], found: Found) -> Iterator[Item]:
    """Pass items on; a source that breaks off (it vanished, is damaged, unpacks to too much) ends with a Rejected."""
    try:
        yield from items
    except READ_ERRORS as error:
        broken = rejected(found, None, f"{in_words(error)}; the rest of it was not read: fetch it again")
        yield replace(broken, broke_off=True)
    except UnreadableSource as error:
        yield replace(rejected(found, None, error.reason), broke_off=True)


def in_pieces(items: Iterable[Item], found: Found) -> Iterator[Item]:
    """Gather discussions of one post each into pieces of at most PIECE posts, grouped by discussion.

    Holds at most WINDOW posts, and what is read from some eight million characters. Discussions keep the order of their first
    post in the window, posts keep the order of the source; rejected records pass at once, and reading stops after HOPELESS of
    them when nothing else has come.
    """
    held: dict[DiscussionId, list[Discussion]] = {}
    count = size = 0
    for item in _while_hopeful(unbroken(items, found), found):
        if isinstance(item, Rejected):
            yield item
            continue
        group = held.setdefault(item.uid, [])
        group.append(item)
        count += 1
        size += sum(place.end - place.start for post in item.posts for place in post.places)
        if len(group) == PIECE:
            count -= PIECE
            yield _joined(held.pop(item.uid))
        if count == WINDOW or size > _LONGEST_WINDOW:
            yield from map(_joined, held.values())
            held, count, size = {}, 0, 0
    yield from map(_joined, held.values())


def _while_hopeful(items: Iterable[Item], found: Found) -> Iterator[Item]:
    """Pass items on; say so when there are none, and when the first HOPELESS ones are all rejected: the fields are others."""
    good = bad = 0
    for item in items:
        yield item
        bad += isinstance(item, Rejected)
        good += not isinstance(item, Rejected)
        if bad == HOPELESS and not good:
            reason = (
                f"none of its first {HOPELESS:,} records can be read, so the rest was not tried; see --format and --map"
            )
            yield rejected(found, None, reason)
            return
    if not good and not bad:
        yield rejected(found, None, "there is no comment in it; look whether it was saved completely")


def _joined(group: list[Discussion]) -> Discussion:
    """One piece out of posts of one discussion; of several titles the smallest, so that the order of posts does not matter."""
    title = min((each.title for each in group if each.title), default=None)
    return replace(group[0], posts=tuple(post for each in group for post in each.posts), title=title)
