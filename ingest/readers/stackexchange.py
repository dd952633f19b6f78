"""Stack Exchange: a site's data dump, Posts.xml and Comments.xml in one folder, or one of them alone.

A question, its answers, and the comments on each are one tree. Kept are text (of its HTML; comments are plain already), author,
times, the question's title, and in `meta` score, the accepted answer and `closed` of a question, in a discussion's the tags. The
author is `user` with a number where the row does not tell the name. Dropped are all other files of a dump (users, votes, badges,
history, links), wikis of tags and all else that is neither question nor answer, and counts of views.

Questions are known by the site, which is the folder's name. Comments.xml alone says on what post a comment is, and not under what
question that is: comments on an answer are then a discussion of their own. Rows are read one a line, each by itself and without
any document type, so no entity can be declared, and a row that is no XML costs no other.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest.decoding import Line, lines
from ingest.json_rows import BadRow
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.stackexchange_rows import (
    ANSWER,
    KIND,
    QUESTION,
    Site,
    attributes,
    said_in_comment,
    said_in_post,
)

POSTS, COMMENTS = "Posts.xml", "Comments.xml"

_LIST = re.compile(r"(?:<\?xml[^<>]*+>)?\s*+(?:</?(?:posts|comments)\s*+/?>)?\Z")
_HEAD = re.compile(rb"\s*+(?:<\?xml[^<>]*+>)?\s*+<(posts|comments)>\s*+<row\s")
_PACKED = re.compile(r"\.(?:zip|tar|tgz|tar\.\w+)\Z")


def detect(path: Path, head: bytes) -> str | None:
    """Say whether a folder holds Posts.xml with rows, or a file is a list of posts or comments."""
    if path.is_dir():
        return f"a folder with {POSTS} of a Stack Exchange dump" if _is_list(path / POSTS) else None
    seen = _HEAD.match(head.removeprefix(b"\xef\xbb\xbf"))
    return None if seen is None else f"{seen[1].decode()} of a Stack Exchange dump, a row a line"


def files(path: Path) -> list[Path]:
    """List the files that make up the dump."""
    return [path / name for name in (POSTS, COMMENTS) if (path / name).is_file()] if path.is_dir() else [path]


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield questions with what was said below them in pieces, and a Rejected for each row that cannot be read.

    Memory is bounded, apart from sixteen bytes for each answer.
    """
    yield from in_pieces(_items(found, options), found)


class Questions:
    """Which question each answer answers. Rows come by ascending number, so that they seldom have to be sorted."""

    def __init__(self) -> None:
        self._answers, self._questions = array("q"), array("q")
        self._sorted = True

    def add(self, answer: int, question: int) -> None:
        """Add an answer."""
        self._sorted = self._sorted and (not self._answers or answer > self._answers[-1])
        self._answers.append(answer)
        self._questions.append(question)

    def of(self, post: int) -> int:
        """The question of an answer; what is no known answer is taken for a question."""
        if not self._sorted:
            pairs = sorted(zip(self._answers, self._questions, strict=True))
            self._answers, self._questions = (array("q", side) for side in zip(*pairs, strict=True))
            self._sorted = True
        at = bisect_left(self._answers, post)
        return self._questions[at] if at < len(self._answers) and self._answers[at] == post else post


def _items(found: Found, options: Options) -> Iterator[Item]:
    """Places go on behind those of the file before: no two rows share one."""
    site, questions = Site(_site(found)), Questions()
    before = end = 0
    for file in files(found.path):
        before = end
        with open_bytes(file, options.limits) as stream:
            for each in lines(stream, options.limits.line):
                line = each._replace(start=before + each.start)
                end = line.start + len(line.text or "") + 1
                if line.text is not None and _LIST.match(line.text.strip()[:200]):
                    continue
                try:
                    yield from _said(line, site, questions)
                except BadRow as error:
                    place = f"{file.name}:{line.number}" if file != found.path else line.number
                    yield rejected(found, place, str(error))


def _said(line: Line, site: Site, questions: Questions) -> Iterator[Item]:
    """Yield what a row says; nothing for what is neither question, answer nor comment. Raises BadRow."""
    row = attributes(line)
    if "PostTypeId" not in row:
        comment, post = said_in_comment(row, line, site)
        yield site.discussion(questions.of(comment.post), post, [])
        return
    said, discussion = said_in_post(row, line, site)
    if said.kind == ANSWER and said.parent is not None:
        questions.add(said.id, said.parent)
    if said.kind in (QUESTION, ANSWER):
        yield discussion


def _site(found: Found) -> str:
    """The name of the folder that is the dump, or in which the file lies."""
    named = PurePosixPath(found.name)
    if found.path.is_dir():
        name = named.name
    else:
        name = named.parent.name or ("" if found.copy is not None else found.path.resolve().parent.name)
    return _PACKED.sub("", name).lower() or KIND


def _is_list(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return _HEAD.match(stream.read(4096).removeprefix(b"\xef\xbb\xbf")) is not None
    except OSError:
        return False


STACKEXCHANGE = Format(
    name=KIND,
    summary="Stack Exchange data dump: a folder with Posts.xml and Comments.xml, or one of them",
    fields="Id, PostTypeId, ParentId, PostId, Body or Text, Title, Tags, Score, AcceptedAnswerId, CreationDate, LastEditDate",
    version=2,
    detect=detect,
    read=read,
    files=files,
    folder=True,
    parts=(POSTS, COMMENTS),
)
