"""One text on GitHub as a comment: an issue, a pull request, a discussion, a review or a comment."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.aliases import AliasChoices

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY
from ingest.json_rows import BadRow, type_in_words
from ingest.markup import plain
from ingest.models import CommentId, Discussion, Post
from ingest.readers.github_things import Address, Thing, address_of
from ingest.readers.ids import id_in_words
from ingest.readers.json_records import Record, stated_time, validated
from ingest.readers.markdown import written

CURE: Final = "save answers of GitHub's API with html_url (REST) or url (GraphQL), author, time and body"

_CREATED = ("created_at", "createdAt", "submitted_at", "submittedAt", "publishedAt")
_REVIEWED = frozenset(("pullrequestreview-", "discussion_r"))
_UPDATED_BY_EDITS = frozenset(("issuecomment-", "discussioncomment-"))
_KEPT: Mapping[str, str] = {
    "author_association": "author_association",
    "authorAssociation": "author_association",
    "state": "state",
    "state_reason": "state_reason",
    "stateReason": "state_reason",
    "path": "path",
    "line": "line",
    "isAnswer": "accepted_answer",
}
_REACTIONS: Mapping[str, str] = {"THUMBS_UP": "+1", "THUMBS_DOWN": "-1"}


def _account(value: object) -> object:
    if value is None or isinstance(value, dict):
        return value
    raise ValueError(f"an account is expected, this is {type_in_words(value)}")


class Said(BaseModel):
    """The fields that decide who said what, and to whom."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    body: str | None = Field(None, validation_alias=AliasChoices("body", "bodyText", "body_text"))
    html: str | None = Field(None, validation_alias=AliasChoices("bodyHTML", "body_html"))
    title: str | None = None
    user: Annotated[dict[str, Any] | None, BeforeValidator(_account)] = Field(
        None, validation_alias=AliasChoices("user", "author")
    )
    in_reply_to_id: Annotated[str | None, BeforeValidator(id_in_words)] = None
    reply_to: dict[str, Any] | None = Field(None, validation_alias="replyTo")

    @property
    def text(self) -> str:
        """What was written, as plain text with its quotes marked."""
        return written(without_remarks(self.body)) if self.body is not None else plain(self.html or "")


def is_dropped(row: Mapping[str, Any]) -> bool:
    """Whether it is what a bot wrote below something, or a review without a text."""
    stands = address_of(row)
    if stands is None or not stands.anchor:
        return False
    account = row.get("user") or row.get("author")
    by_bot = isinstance(account, dict) and "Bot" in (account.get("type"), account.get("__typename"))
    return by_bot or (stands.anchor == "pullrequestreview-" and row.get("body", row.get("bodyText")) in (None, ""))


def discussion(thing: Thing, record: Record) -> Discussion:
    """A text as a discussion of one post. Raises BadRow."""
    row = thing.row
    stands = address_of(row)
    if stands is None:
        raise BadRow(
            "no html_url or url that is the address of an issue, a pull request, a discussion, or a comment", CURE
        )
    said = validated(Said, row, CURE)
    flags = list(record.flags)
    post = Post(
        text=said.text,
        places=(record.place,),
        id=stands.comment(),
        parent=_parent(thing, said, stands),
        author=_login(said),
        created_at=stated_time(_first(row, _CREATED), "created_at", flags),
        edited_at=_edited(row, stands),
        title=_title(said, stands),
        url=stands.page() + (f"#{stands.anchor}{stands.own}" if stands.anchor else ""),
        root=not stands.anchor,
        meta=_meta(row, stands) | ({FLAGS_KEY: flags} if flags else {}),
    )
    about = {} if stands.anchor else _labels(row)
    return Discussion(stands.discussion(), (post,), _title(said, stands), stands.page(), about)


def without_remarks(markdown: str) -> str:
    """A text without its `<!-- remarks -->`, which readers are not shown; one that never ends stays."""
    if "<!--" not in markdown:
        return markdown
    parts, at = [], 0
    while (start := markdown.find("<!--", at)) >= 0 and (end := markdown.find("-->", start)) >= 0:
        parts.append(markdown[at:start])
        at = end + 3
    return "".join((*parts, markdown[at:]))


def _title(said: Said, stands: Address) -> str | None:
    return None if stands.anchor or said.title is None else said.title.strip() or None


def _login(said: Said) -> str | None:
    login = (said.user or {}).get("login")
    return login if isinstance(login, str) and login.strip() else None


def _parent(thing: Thing, said: Said, stands: Address) -> CommentId | None:
    """What a text answers; None below an issue or pull request, where nothing says it. Raises BadRow."""
    if not stands.anchor:
        return None
    if (replied := _replied(said)) is not None:
        return stands.comment(replied)
    if stands.anchor == "discussioncomment-":
        return thing.within or stands.root()
    return stands.root() if stands.anchor in _REVIEWED else None


def _replied(said: Said) -> str | None:
    """The number of the comment that a text says it replies to. Raises BadRow."""
    if said.in_reply_to_id is not None or said.reply_to is None:
        return said.in_reply_to_id
    stands = address_of(said.reply_to)
    if stands is not None:
        return stands.own
    try:
        return id_in_words(_first(said.reply_to, ("fullDatabaseId", "databaseId")))
    except ValueError as error:
        raise BadRow(f"replyTo: {error}", CURE) from None


def _edited(row: Mapping[str, Any], stands: Address) -> datetime | None:
    if row.get("lastEditedAt"):
        return moment(row["lastEditedAt"])
    created, updated = moment(_first(row, _CREATED)), moment(row.get("updated_at"))
    return updated if stands.anchor in _UPDATED_BY_EDITS and created and updated and updated > created else None


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _meta(row: Mapping[str, Any], stands: Address) -> dict[str, Any]:
    meta: dict[str, Any] = {_KEPT[name]: row[name] for name in _KEPT if row.get(name) and _is_plain(row[name])}
    if stands.kind == "pull" and (row.get("merged") is True or row.get("merged_at") or row.get("mergedAt")):
        meta["state"] = "merged"
    if row.get("isMinimized") is True:
        meta["hidden"] = row.get("minimizedReason") if isinstance(row.get("minimizedReason"), str) else True
    if counts := dict(_reactions(row)):
        meta["reactions"] = counts
    return meta


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | bool)


def _reactions(row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """How many gave each reaction, under the names of the REST API."""
    given = row.get("reactions")
    if isinstance(given, dict):
        yield from (
            (name, n) for name, n in given.items() if _is_count(n) and name not in ("total_count", "totalCount")
        )
    groups = row.get("reactionGroups")
    for group in groups if isinstance(groups, list) else ():
        if isinstance(group, dict) and isinstance(content := group.get("content"), str):
            who = group.get("reactors") or group.get("users")
            if isinstance(who, dict) and _is_count(count := who.get("totalCount")):
                yield _REACTIONS.get(content, content.lower()), count


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _labels(row: Mapping[str, Any]) -> dict[str, Any]:
    given = row.get("labels")
    listed = given.get("nodes") if isinstance(given, dict) else given
    names = [each.get("name") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    labels = [name for name in names if isinstance(name, str)]
    return {"labels": labels} if labels else {}
