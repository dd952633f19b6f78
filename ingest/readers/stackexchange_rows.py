"""One row of a Stack Exchange data dump: a line of Posts.xml or Comments.xml, as a comment."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ingest.decoding import FLAGS_KEY, Line
from ingest.json_rows import BadRow
from ingest.markup import plain
from ingest.models import CommentId, Discussion, Place, Post
from ingest.readers.ids import comment_id_in, discussion_id
from ingest.readers.json_records import stated_time, validated
from ingest.readers.markdown import written

KIND = "stackexchange"
CURE: Final = "take Posts.xml and Comments.xml as the data dump has them, a row a line"

QUESTION, ANSWER = 1, 2
_TAG = re.compile(r"[^<>|]+")


def _number(given: object) -> object:
    if given is None or (isinstance(given, str) and 0 < len(given) < 16 and given.isascii() and given.isdecimal()):
        return None if given is None else int(given)
    raise ValueError("a number is expected")


def _count(given: object) -> int | None:
    """A number that may be below 0; None for anything else."""
    digits = given.removeprefix("-") if isinstance(given, str) else ""
    return int(str(given)) if 0 < len(digits) < 16 and digits.isascii() and digits.isdecimal() else None


Number = Annotated[int | None, BeforeValidator(_number)]
Count = Annotated[int | None, BeforeValidator(_count)]


class PostRow(BaseModel):
    """What a row of Posts.xml says of a question, an answer, or a page of a wiki."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[int, BeforeValidator(_number)] = Field(alias="Id")
    kind: Annotated[int, BeforeValidator(_number)] = Field(alias="PostTypeId")
    parent: Number = Field(None, alias="ParentId")
    accepted: Number = Field(None, alias="AcceptedAnswerId")
    body: str = Field("", alias="Body")
    title: str | None = Field(None, alias="Title")
    tags: str = Field("", alias="Tags")
    score: Count = Field(None, alias="Score")
    author: str | None = Field(None, alias="OwnerDisplayName")
    author_id: Count = Field(None, alias="OwnerUserId")


class CommentRow(BaseModel):
    """What a row of Comments.xml says of a comment on a question or an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[int, BeforeValidator(_number)] = Field(alias="Id")
    post: Annotated[int, BeforeValidator(_number)] = Field(alias="PostId")
    text: str = Field("", alias="Text")
    score: Count = Field(None, alias="Score")
    author: str | None = Field(None, alias="UserDisplayName")
    author_id: Count = Field(None, alias="UserId")


class Site(NamedTuple):
    """The site that a dump is of, by the name of its folder, which is its host when nobody renamed it."""

    name: str

    def uid(self, own: int | str) -> CommentId:
        """The id of a question or an answer, or with a `c` before its number, of a comment."""
        return comment_id_in(KIND, self.name, str(own))

    def address(self, way: str, own: int) -> str | None:
        """The address of what `way` (`q`, `a`, `posts/comments`) leads to; None for a site of unknown host."""
        return f"https://{self.name}/{way}/{own}" if "." in self.name else None

    def discussion(self, question: int, post: Post, tags: list[str]) -> Discussion:
        """One post as a part of the discussion of a question."""
        uid = discussion_id(KIND, f"{self.name}:{question}")
        title = post.title if post.root else None
        return Discussion(uid, (post,), title, self.address("q", question), {"tags": tags} if tags else {})


def attributes(line: Line) -> Mapping[str, str]:
    """The attributes of the row that a line is. Raises BadRow."""
    text = (line.text or "").strip()
    if line.text is None:
        raise BadRow("a row longer than may be held", CURE)
    if not text.startswith("<row") or text.count("<") > 1:
        raise BadRow("neither a row nor the beginning or end of a list of rows", CURE)
    try:
        row: Mapping[str, str] = fromstring(text, forbid_dtd=True).attrib
    except (ParseError, DefusedXmlException) as error:
        raise BadRow(f"not XML: {error}", CURE) from None
    return row


def said_in_post(row: Mapping[str, str], line: Line, site: Site) -> tuple[PostRow, Discussion]:
    """A row of Posts.xml as a discussion of one post. Raises BadRow."""
    said = validated(PostRow, dict(row), CURE)
    question = said.parent if said.kind == ANSWER else said.id
    if question is None:
        raise BadRow("an answer that does not say to what question (ParentId)", CURE)
    flags = list(line.flags)
    post = Post(
        text=plain(said.body),
        places=(_place(line),),
        id=site.uid(said.id),
        parent=site.uid(question) if said.kind == ANSWER else None,
        author=_author(said),
        created_at=stated_time(row.get("CreationDate"), "CreationDate", flags),
        edited_at=stated_time(row.get("LastEditDate"), "LastEditDate", flags),
        title=(said.title or "").strip() or None,
        url=site.address("a" if said.kind == ANSWER else "q", said.id),
        root=said.kind == QUESTION,
        meta=_meta(said, row, site) | _flagged(flags),
    )
    return said, site.discussion(question, post, _TAG.findall(said.tags))


def said_in_comment(row: Mapping[str, str], line: Line, site: Site) -> tuple[CommentRow, Post]:
    """A row of Comments.xml as a post. Raises BadRow."""
    said = validated(CommentRow, dict(row), CURE)
    flags = list(line.flags)
    return said, Post(
        text=written(said.text),
        places=(_place(line),),
        id=site.uid(f"c{said.id}"),
        parent=site.uid(said.post),
        author=_author(said),
        created_at=stated_time(row.get("CreationDate"), "CreationDate", flags),
        url=site.address("posts/comments", said.id),
        meta=({} if said.score is None else {"score": said.score}) | _flagged(flags),
    )


def _place(line: Line) -> Place:
    return Place(line.start, line.start + len(line.text or ""))


def _flagged(flags: list[str]) -> dict[str, Any]:
    return {FLAGS_KEY: flags} if flags else {}


def _author(said: PostRow | CommentRow) -> str | None:
    if said.author and said.author.strip():
        return said.author.strip()
    return None if said.author_id is None else f"user{said.author_id}"


def _meta(said: PostRow, row: Mapping[str, str], site: Site) -> dict[str, Any]:
    meta: dict[str, Any] = {} if said.score is None else {"score": said.score}
    if said.accepted is not None:
        meta["accepted_answer"] = site.uid(said.accepted)
    if row.get("ClosedDate"):
        meta["closed"] = True
    return meta
