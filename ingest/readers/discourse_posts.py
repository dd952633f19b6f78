"""One post as a Discourse forum's API gives it, and where posts stand in what it answers."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY
from ingest.json_rows import BadRow
from ingest.models import Discussion, Place, Post
from ingest.readers.discourse_markup import from_html, from_markdown
from ingest.readers.discourse_topic import Quoted, Topic, slug_of
from ingest.readers.row import Phrase

_KEPT = ("name", "edit_reason", "hidden", "wiki", "accepted_answer", "moderator", "admin", "user_suspended")
_KEPT_OF_TOPIC = ("category_id", "tags", "closed", "archived", "like_count", "accepted_answer")
_NOTHING: tuple[object, ...] = (None, "", False, [], {})
_KINDS: Mapping[object, str] = {2: "moderator action", 3: "small action", 4: "whisper"}
_LIKE = 2


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


def _number(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 53 else None


class ApiPost(BaseModel):
    """The fields of a post that are read; a wrong value costs the post only where it could not be placed without it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    topic_id: Annotated[int, Field(ge=0, lt=1 << 53)]
    post_number: Annotated[int, Field(ge=0, lt=1 << 53)]
    username: Phrase = None
    topic_title: Phrase = None
    topic_slug: Phrase = None
    raw: Annotated[str | None, BeforeValidator(_text)] = None
    cooked: Annotated[str | None, BeforeValidator(_text)] = None
    reply_to_post_number: Annotated[int | None, BeforeValidator(_number)] = None


def discussion(row: dict[str, Any], about: Mapping[str, Any], host: str, place: Place, flags: list[str]) -> Discussion:
    """A post as a discussion of one post; `about` holds the fields of the document that its topic has. Raises BadRow."""
    said = _checked(row)
    title = said.topic_title or _title(about.get("title"))
    topic = Topic(host, str(said.topic_id), said.topic_slug or slug_of(title or ""))
    category = {"category_id": row.get("category_id")}
    meta = {name: value for name in _KEPT_OF_TOPIC if (value := {**category, **about}.get(name)) not in _NOTHING}
    return Discussion(topic.discussion(), (_post(row, said, topic, place, flags),), title, topic.url(), meta)


def _title(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _checked(row: dict[str, Any]) -> ApiPost:
    try:
        said = ApiPost.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = f"{first['loc'][0]}: {first['msg']}"
        raise BadRow(reason, "save posts as the API gives them: /t/TOPIC.json or /posts.json") from None
    if said.raw is None and said.cooked is None:
        raise BadRow("no text under raw or cooked", "save whole posts: /t/TOPIC.json or /posts.json, no search results")
    return said


def _post(row: dict[str, Any], said: ApiPost, topic: Topic, place: Place, flags: list[str]) -> Post:
    text, quotes = _written(row, said)
    created, updated = moment(row.get("created_at")), moment(row.get("updated_at"))
    meta = _meta(row) | ({"quoted": quoted} if (quoted := topic.quoted(quotes)) else {})
    answers = said.reply_to_post_number
    return Post(
        text=text,
        places=(place,),
        id=topic.comment(said.post_number),
        parent=None if answers is None else topic.comment(answers),
        author=said.username,
        created_at=created,
        edited_at=updated if created is None or (updated is not None and updated > created) else None,
        url=topic.url(said.post_number),
        root=said.post_number == 1 and answers is None,
        meta={**meta, FLAGS_KEY: flags} if flags else meta,
    )


def _written(row: dict[str, Any], said: ApiPost) -> tuple[str, tuple[Quoted, ...]]:
    """The text of a post and what it quotes: of its Markdown where there is some; what its author deleted has none."""
    if row.get("user_deleted") is True:
        return "", ()
    if said.raw is not None and said.raw.strip():
        return from_markdown(said.raw)
    return ("", ()) if row.get("cooked_hidden") is True else from_html(said.cooked or "")


def _meta(row: dict[str, Any]) -> dict[str, Any]:
    meta = {name: value for name in _KEPT if (value := row.get(name)) not in _NOTHING}
    if (kind := _kind(row.get("post_type"))) is not None:
        meta["kind"] = kind
    if isinstance(action := row.get("action_code"), str) and action:
        meta["action"] = action
    if row.get("user_deleted") is True or row.get("deleted_at"):
        meta["deleted"] = True
    if (own := row.get("id")) is not None:
        meta["post_id"] = own
    return meta | _liked(row)


def _kind(post_type: object) -> str | None:
    return _KINDS.get(post_type) if isinstance(post_type, int) else None


def _liked(row: dict[str, Any]) -> dict[str, Any]:
    """Reactions by name where a forum has them (they contain the likes), else the number of likes."""
    if reactions := _counts(row.get("reactions")):
        return {"reactions": reactions}
    likes = _counts(row.get("actions_summary")).get(str(_LIKE))
    return {"likes": likes} if likes else {}


def _counts(entries: object) -> dict[str, int]:
    listed = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    counted = ((str(each.get("id")), each.get("count")) for each in listed)
    return {name: count for name, count in counted if isinstance(count, int) and count > 0}
