"""ForumMagnum (LessWrong, Alignment Forum, EA Forum): comments and posts as its GraphQL answers give them.

They come as saved answers (`data.comments.results[]`, `data.posts.results[]`, `data.post.result`; several one after the other
or in an array), as an array of results, or as one result a line. A discussion is a post with its comments; a comment without a
parent comment answers the post. What stands in a deleted comment is kept as far as the answer holds it, and `deleted` says so
in `meta`.

Kept in `meta`: score and number of votes, `agreement` and its number of votes, `reactions` counted by name, `reacts` with the
people who reacted and how (in quotes of which words), `account: gone` where the account is, link, tags, and what kind of comment
it is (answer, quick take). Dropped are pictures, markup, counts of comments, and ids of users.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ingest.decoding import FLAGS_KEY
from ingest.json_documents import shape
from ingest.json_rows import BadRow
from ingest.markup import plain
from ingest.models import CommentId, Discussion, Post, Rejected
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.forum_magnum_votes import votes_in
from ingest.readers.ids import comment_id, discussion_id, id_in_words
from ingest.readers.json_records import Record, records, records_in, stated_time, validated
from ingest.readers.markdown import written
from ingest.readers.row import Phrase

KIND: Final = "forummagnum"

_HEAD: Final = 1 << 16
_CURE: Final = "ask for _id, postId, parentCommentId, contents, postedAt and user, and save the answer as it comes"
_RESULTS: Final = frozenset(
    f"{before}{what}.results" for before in ("", "data.", "[].data.", "[].") for what in ("comments", "posts")
)
_SINGLE: Final = ("data.post.result.", "data.comment.result.")
_SIGNS: Final = (
    *("postedAt", "postId", "parentCommentId", "topLevelCommentId", "baseScore", "voteCount", "extendedScore"),
    *("htmlBody", "contents", "contents.html", "contents.markdown", "pageUrl", "lastEditedAt", "commentCount"),
)
_KEPT: Final = ("answer", "shortform", "af", "deletedReason", "deletedPublic", "question", "debate")


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


Id = Annotated[str | None, BeforeValidator(id_in_words)]
Fields = Annotated[dict[str, Any], BeforeValidator(_object)]
Text = Annotated[str | None, BeforeValidator(_text)]


class Result(BaseModel):
    """The fields of a comment or post that are read; a wrong value costs it only where it could not be placed without it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    own: Annotated[str, BeforeValidator(id_in_words)] = Field(alias="_id")
    of: Id = Field(None, alias="postId")
    tag: Id = Field(None, alias="tagId")
    parent: Id = Field(None, alias="parentCommentId")
    thread: Id = Field(None, alias="topLevelCommentId")
    title: Phrase = None
    contents: Fields = Field(default_factory=dict)
    body: Text = Field(None, alias="htmlBody")
    user: Fields = Field(default_factory=dict)
    post: Fields = Field(default_factory=dict)
    page: Phrase = Field(None, alias="pageUrl")
    link: Phrase = Field(None, alias="url")

    @property
    def home(self) -> str:
        """The id of the post that it stands under, or is; of a comment on a tag, that of the tag."""
        under = self.of or _id(self.post.get("_id")) or self.tag
        return under or self.thread or self.parent or self.own

    @property
    def is_post(self) -> bool:
        """Whether it is no comment."""
        return self.home == self.own and self.title is not None

    @property
    def above(self) -> str | None:
        """The id of what it answers: a comment, else the post."""
        if self.parent is not None or self.home == self.own:
            return self.parent
        return None if self.of is None and not self.post else self.home


def detect(path: Path, head: bytes) -> str | None:
    """Say where comments and posts are seen, by the names of their fields."""
    paths = shape(head).paths
    where = sorted(
        each.removesuffix("_id") for each in paths if each == "_id" or each.endswith(("[]._id", ".result._id"))
    )
    seen = [each for each in where if _is_result(paths, each)]
    if not seen:
        return None
    return (
        f"comments and posts of ForumMagnum (_id, postId, contents, postedAt) under {seen[0].strip('.') or 'each line'}"
    )


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield posts with their comments in pieces, and a Rejected for each result that is neither. Memory is bounded."""
    yield from in_pieces(_items(found, options), found)


def _items(found: Found, options: Options) -> Iterator[Item]:
    for record in _records(found, options):
        if isinstance(record, Rejected):
            yield record
            continue
        try:
            yield _discussion(record)
        except BadRow as error:
            yield rejected(found, record.number, str(error))


def _records(found: Found, options: Options) -> Iterator[Record | Rejected]:
    with open_bytes(found.path, options.limits) as stream:
        paths = shape(stream.read(_HEAD)).paths
    if _is_result(paths, "") or _is_result(paths, "[]."):
        yield from records(found, options)
        return
    seen = {each.removesuffix("[]._id") for each in paths if each.endswith("[]._id")}
    arrays = _RESULTS | {each for each in seen if _is_result(paths, f"{each}[].")}
    if any(_is_result(paths, each) for each in _SINGLE):
        yield from _answers(found, options)
    else:
        yield from records_in(found, arrays, options)


def _answers(found: Found, options: Options) -> Iterator[Record | Rejected]:
    """The results of answers some of which hold one that stands in no array; an answer with none is rejected."""
    for record in records(found, options):
        if isinstance(record, Rejected):
            yield record
            continue
        rows = list(_results(record.row))
        yield from (record.holding(row, number) for number, row in enumerate(rows))
        if not rows:
            yield rejected(found, record.number, f"an answer without a result; {_CURE}")


def _results(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    data = _object(answer.get("data"))
    for each in (_object(data.get(name)) for name in ("post", "posts", "comment", "comments")):
        several = each.get("results")
        yield from (
            row
            for row in (each.get("result"), *(several if isinstance(several, list) else ()))
            if isinstance(row, dict)
        )


def _is_result(paths: frozenset[str], within: str) -> bool:
    """Whether objects here have the fields of a result; of a long one only the first fields may be seen."""
    named = sum(f"{within}{each}" in paths for each in _SIGNS)
    return f"{within}_id" in paths and named >= (
        1 if within.endswith((*_SINGLE, "comments.results[].", "posts.results[].")) else 2
    )


def _discussion(record: Record) -> Discussion:
    """A comment or post as a discussion of one post. Raises BadRow."""
    said = validated(Result, record.row, _CURE)
    title = said.title if said.is_post else _words(said.post.get("title"))
    page = said.page if said.is_post else _words(said.post.get("pageUrl"))
    return Discussion(discussion_id(KIND, said.home), (_post(record, said),), title, page)


def _post(record: Record, said: Result) -> Post:
    row, flags = record.row, record.flags
    posted = stated_time(row.get("postedAt"), "created_at", flags)
    edited = stated_time(row.get("lastEditedAt"), "edited_at", flags)
    meta = _meta(row, said)
    return Post(
        text=_written(row, said),
        places=(record.place,),
        id=comment_id(KIND, said.own),
        parent=_uid(said.above),
        author=_author(said.user),
        created_at=posted,
        edited_at=edited if edited is not None and (posted is None or edited > posted) else None,
        title=said.title if said.is_post else None,
        url=said.page,
        root=said.above is None,
        meta={**meta, FLAGS_KEY: flags} if flags else meta,
    )


def _uid(own: str | None) -> CommentId | None:
    return None if own is None else comment_id(KIND, own)


def _written(row: Mapping[str, Any], said: Result) -> str:
    """The text: of the HTML where there is some, else of the Markdown; nothing where the answer has none. Raises BadRow."""
    if "contents" not in row and "htmlBody" not in row and row.get("deleted") is not True and not said.link:
        raise BadRow("no text under contents or htmlBody", _CURE)
    html = _words(said.contents.get("html")) or said.body
    text = plain(html) if html else written(_words(said.contents.get("markdown")) or "")
    return text or (said.link or "" if said.is_post else "")


def _author(user: Mapping[str, Any]) -> str | None:
    names = (_words(user.get(field)) for field in ("displayName", "username", "slug"))
    return next((each for each in names if each), None)


def _meta(row: Mapping[str, Any], said: Result) -> dict[str, Any]:
    meta = {name: value for name in _KEPT if (value := row.get(name)) not in (None, "", False)} | votes_in(row)
    if "user" in row and row["user"] is None:
        meta["account"] = "gone"
    if row.get("deleted") is True:
        meta["deleted"] = True
    if said.link is not None and said.is_post:
        meta["link"] = said.link
    tags = row.get("tags")
    if named := [name for each in tags if (name := _words(_named(each)))] if isinstance(tags, list) else []:
        meta["tags"] = named
    return meta


def _named(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _words(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _id(value: object) -> str | None:
    try:
        return id_in_words(value)
    except ValueError:
        return None


FORUM_MAGNUM = Format(
    name=KIND,
    summary="LessWrong, Alignment Forum, EA Forum: comments and posts as their GraphQL answers give them; packed too",
    fields="_id, postId, parentCommentId, contents or htmlBody, postedAt, lastEditedAt, user, title, pageUrl, extendedScore",
    version=2,
    detect=detect,
    read=read,
)
