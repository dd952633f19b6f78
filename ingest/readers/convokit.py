"""ConvoKit folders: utterances.jsonl with conversations.json and speakers.json beside it.

What a corpus says beyond our own fields is kept under KEPT in the meta of each comment and discussion, as it was, so that
`ui/export/convokit.py` can write the same corpus again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.aliases import AliasChoices

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY, REPLACED, Line, lines
from ingest.json_rows import BadRow, parse_object
from ingest.models import Discussion, Place, Post
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.ids import comment_id, discussion_id, id_in_words

KIND = "convokit"
KEPT = "convokit"
UTTERANCES, CONVERSATIONS, SPEAKERS, CORPUS = "utterances.jsonl", "conversations.json", "speakers.json", "corpus.json"
BARE: Mapping[str, Any] = {"meta": {}, "vectors": []}
OUR_MARK = "rejoinder"
OUR_META = ("quotes", "mentions", "reply", "stance", "objection", "occurrences", "stub", "root")
"""What our export adds to an utterance's meta: inferred, so never read back as if the corpus had said it."""

_OLD_SPEAKERS = "users.json"
_PARTS = (UTTERANCES, CONVERSATIONS, SPEAKERS, _OLD_SPEAKERS, CORPUS)

Id = Annotated[str | None, BeforeValidator(id_in_words)]


class Utterance(BaseModel):
    """One line of utterances.jsonl, with its names of today or of earlier versions."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    text: str | None
    conversation_id: Id = Field(None, validation_alias=AliasChoices("conversation_id", "root"))
    speaker: Id = Field(None, validation_alias=AliasChoices("speaker", "user"))
    reply_to: Id = Field(None, validation_alias=AliasChoices("reply-to", "reply_to"))
    meta: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The parts of a corpus that stand beside its utterances; `ours` when it is an export of an archive."""

    conversations: Mapping[str, Any]
    speakers: Mapping[str, Any]
    ours: bool


def detect(path: Path, head: bytes) -> str | None:
    """Say whether a folder holds utterances.jsonl."""
    return f"a folder with {UTTERANCES}" if not head and (path / UTTERANCES).is_file() else None


def files(path: Path) -> list[Path]:
    """List the files that make up the corpus."""
    return [path / name for name in _PARTS if (path / name).is_file()]


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield conversations in pieces, and a Rejected for each part and line that cannot be read. Utterances are never held whole."""
    parts: dict[str, dict[str, Any]] = {}
    for name in files(found.path):
        if name.suffix == ".json":
            try:
                parts[name.name] = _document(name, options)
            except BadRow as error:
                yield rejected(found, name.name, str(error))
    speakers = parts.get(SPEAKERS) or parts.get(_OLD_SPEAKERS, {})
    corpus = _Corpus(parts.get(CONVERSATIONS, {}), speakers, OUR_MARK in parts.get(CORPUS, {}))
    with open_bytes(found.path / UTTERANCES, options.limits) as stream:
        yield from in_pieces(_items(lines(stream, options.limits.line), corpus, found, options), found)


def _document(path: Path, options: Options) -> dict[str, Any]:
    """Return a JSON file that is one object. Raises BadRow."""
    if path.stat().st_size > options.limits.document:
        raise BadRow(f"larger than {options.limits.document:,} bytes", "split the corpus")
    with open_bytes(path, options.limits) as stream:
        text = "".join(f"{line.text}\n" for line in lines(stream, options.limits.document))
    return parse_object(text, replace(options.limits, values=options.limits.document_values))[0]


def _items(source: Iterable[Line], corpus: _Corpus, found: Found, options: Options) -> Iterator[Item]:
    for line in source:
        if line.text is None or line.text.strip():
            try:
                yield from _conversation(line, corpus, found, options)
            except BadRow as error:
                yield rejected(found, f"{UTTERANCES}:{line.number}", str(error))


def our_key(meta: Mapping[str, Any], name: str) -> str:
    """Name under which our export adds `name` to this meta: the corpus's own key of that name is never touched."""
    return f"{OUR_MARK}_{name}" if name in meta else name


def _conversation(line: Line, corpus: _Corpus, found: Found, options: Options) -> Iterator[Discussion]:
    """Yield the line's utterance as a conversation of one post; nothing for a stub of ours. Raises BadRow."""
    if line.text is None:
        raise BadRow(f"a line longer than {options.limits.line:,} bytes", "write one utterance a line")
    row, replaced = parse_object(line.text, options.limits)
    said = _checked(row)
    if corpus.ours and _is_stub(row):
        return
    if corpus.ours:
        row = _without_ours(row)
        said = _checked(row)
    flags = [*line.flags, *([REPLACED] if replaced else [])]
    place = said.conversation_id or found.path.name
    meta, title = _kept_of_conversation(place, corpus)
    yield Discussion(discussion_id(KIND, place), (_post(row, said, corpus, line, flags),), title, None, meta)


def _checked(row: dict[str, Any]) -> Utterance:
    try:
        said = Utterance.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise BadRow(f"{field}: {first['msg'].removeprefix('Value error, ')}", "see the ConvoKit data format") from None
    if said.id is None:
        raise BadRow("an utterance without id", "give every utterance an id")
    return said


def _post(row: dict[str, Any], said: Utterance, corpus: _Corpus, line: Line, flags: list[str]) -> Post:
    kept: dict[str, Any] = {"row": _kept_of_row(row, said)}
    if said.id and said.id == said.conversation_id and said.id in corpus.conversations:
        kept["conversation"] = corpus.conversations[said.id]
    if (speaker := corpus.speakers.get(said.speaker or "", BARE)) != BARE:
        kept["speaker"] = speaker
    return Post(
        text=said.text or "",
        places=(Place(line.start, line.start + len(line.text or "")),),
        id=comment_id(KIND, said.id or ""),
        parent=None if said.reply_to is None else comment_id(KIND, said.reply_to),
        author=said.speaker,
        created_at=moment(row.get("timestamp")),
        root=said.reply_to is None and ("reply-to" in row or "reply_to" in row),
        meta={KEPT: kept, FLAGS_KEY: flags} if flags else {KEPT: kept},
    )


def _kept_of_row(row: dict[str, Any], said: Utterance) -> dict[str, Any]:
    """What of a line the fields of a comment do not tell; of a field that they do not tell exactly, the line's own value."""
    told = {"id": said.id, "text": said.text or "", "speaker": said.speaker, "reply-to": said.reply_to}
    return {name: value for name, value in row.items() if name not in told or value != told[name]}


def _kept_of_conversation(own: str, corpus: _Corpus) -> tuple[dict[str, Any], str | None]:
    entry = corpus.conversations.get(own, BARE)
    kept = {KEPT: {"id": own} if entry == BARE else {"id": own, "conversation": entry}}
    about = entry.get("meta", entry) if isinstance(entry, dict) else {}
    title = about.get("title") if isinstance(about, dict) else None
    return kept, title if isinstance(title, str) and title.strip() else None


def _is_stub(row: Mapping[str, Any]) -> bool:
    return bool((row.get("meta") or {}).get("stub"))


def _without_ours(row: dict[str, Any]) -> dict[str, Any]:
    """A line of our own export as the sources said it: without what was inferred."""
    meta = dict(row.get("meta") or {})
    ours = {name: meta.pop(f"{OUR_MARK}_{name}" if f"{OUR_MARK}_{name}" in meta else name, None) for name in OUR_META}
    reply = ours["reply"]
    inferred = isinstance(reply, dict) and reply.get("evidence") != "explicit"
    silent = inferred or (row.get("reply-to") is None and not ours["root"])
    return {name: value for name, value in row.items() if not (silent and name == "reply-to")} | {"meta": meta}


CONVOKIT = Format(
    name=KIND,
    summary="ConvoKit folder: utterances.jsonl, with conversations.json and speakers.json",
    fields="id, conversation_id, text, speaker, reply-to, timestamp, meta, vectors",
    version=2,
    detect=detect,
    read=read,
    files=files,
    folder=True,
    parts=_PARTS,
)
