"""What readers of a ForumMagnum forum thought of a comment: karma, agreement, and reactions with who gave them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_AGREEMENT: Final = {"agreement": "agreement", "agreementVoteCount": "agreementVotes"}
_NO_REACTION: Final = frozenset((*_AGREEMENT, "approvalVoteCount", "baseScore", "reacts"))
_MOST: Final = 1000  # reactions of one comment that are kept one by one


def votes_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return `baseScore`, `voteCount`, `agreement`, `agreementVotes`, `reactions` and `reacts` of a result, as far as it has them.

    `reactions` counts by name those who reacted so, less those who said that this does not fit; where nobody is left, the name is
    absent. `reacts` lists who did: `reaction`, `author`, `how`, and the `quotes` that are meant, as far as they are said.
    """
    extended = row.get("extendedScore")
    extended = extended if isinstance(extended, dict) else {}
    said = {name: row[name] for name in ("baseScore", "voteCount") if _is_number(row.get(name))}
    said |= {ours: extended[theirs] for theirs, ours in _AGREEMENT.items() if _is_number(extended.get(theirs))}
    reacts = list(_reacts(extended.get("reacts")))
    reactions = {name: value for name, value in extended.items() if name not in _NO_REACTION and _is_count(value)}
    for each in reacts:
        reactions[each["reaction"]] = reactions.get(each["reaction"], 0) + (-1 if each.get("how") == "disagreed" else 1)
    standing = {name: count for name, count in reactions.items() if count > 0}
    return said | ({"reactions": standing} if standing else {}) | ({"reacts": reacts[:_MOST]} if reacts else {})


def _reacts(reacts: object) -> Iterator[dict[str, Any]]:
    for name, people in reacts.items() if isinstance(reacts, dict) else ():
        for person in people if isinstance(people, list) else ():
            if isinstance(person, dict):
                yield {"reaction": name} | _person(person)


def _person(person: Mapping[str, Any]) -> dict[str, Any]:
    said = {"author": person.get("displayName"), "how": person.get("reactType")}
    quotes = [quote for each in _listed(person.get("quotes")) if (quote := _quoted(each))]
    return {name: value for name, value in said.items() if isinstance(value, str)} | (
        {"quotes": quotes} if quotes else {}
    )


def _quoted(quote: object) -> str | None:
    words = quote.get("quote") if isinstance(quote, dict) else quote
    return words if isinstance(words, str) and words.strip() else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
