"""Who holds or attacks a position: how many people, or how many comments where nobody knows who wrote them."""

from collections.abc import Collection
from typing import Literal, Protocol

from graph.arguments import Position


class Held(Protocol):
    """A position as it is stored, or as it was found: `size` counts what `counted` says."""

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def counted(self) -> Literal["authors", "comments"]: ...  # noqa: D102


def held_by(position: Held) -> str:
    """`3 people`, or `4 comments, authors unknown`."""
    return people(position.size) if position.counted == "authors" else _anonymous(position.size)


def people(number: int) -> str:
    """`1 person`, `3 people`."""
    return f"{number:,} {'person' if number == 1 else 'people'}"


def crowd(authors: Collection[str], anonymous: int) -> str:
    """Those with a name, and comments without one: `2 people and 1 comment, author unknown`."""
    parts = [*([people(len(authors))] if authors else []), *([_anonymous(anonymous)] if anonymous else [])]
    return " and ".join(parts) or "nobody"


def position_json(position: Position) -> dict[str, object]:
    """The position without its claims; `size` counts what `counted` says."""
    return {"id": position.uid, "label": position.label, "size": position.size, "counted": position.counted}


def _anonymous(number: int) -> str:
    return f"{number:,} {'comment, author' if number == 1 else 'comments, authors'} unknown"
