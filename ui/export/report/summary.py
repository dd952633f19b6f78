"""How much there is, how it is known, and what is open: in words, and as bars of shares."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from graph.objection.answers import INFERRED
from ui.elements import Markup, joined, tag
from ui.export.report.facts import Facts, Tally
from ui.printing import statuses
from ui.printing.answers import percent
from ui.printing.console import amount
from ui.printing.holders import people

_REPLIES: Final = {
    "explicit": "named by the source",
    "correction": "said by a person",
    "quote": "inferred from a quote",
    "content": "inferred from content",
    "order": "inferred from order",
}
_STANCES: Final = {"disagree": "disagrees", "neutral": "neutral", "agree": "agrees"}


def summary(facts: Facts) -> Iterator[Markup]:
    """Two or three sentences, then how replies are known, how they take what they answer, and what became of objections."""
    tally = facts.tally
    yield tag("p", " ".join(_sentences(facts)), class_="lead")
    bars = [
        ("How it is known who answers whom", _REPLIES, tally.replies),
        ("How replies take what they answer (inferred)", _STANCES, tally.stances),
        ("What became of objections (inferred)", _names(), _by_name(tally)),
    ]
    yield tag("div", *(_bar(*each) for each in bars if sum(each[2].values())), class_="figures")


def _sentences(facts: Facts) -> Iterator[str]:
    tally, homes = facts.tally, len(facts.homes)
    absent = f" {tally.absent:,} more are absent: only quotes or replies tell of them." if tally.absent else ""
    yield f"This report tells of {amount(tally.comments, 'comment')} in {amount(homes, 'discussion')}, {_people(tally)}.{absent}"
    if tally.dates:
        yield f"They were written {_span(tally.dates)}."
    yield _known(tally.replies)
    raised, still = sum(tally.statuses.values()), _open(tally.statuses)
    if raised:
        share = percent(still / raised)
        yield f"Of {amount(raised, 'objection')} that were raised, {still:,} ({share}) were not answered, as far as can be told."
    else:
        yield "No objection was found."


def _people(tally: Tally) -> str:
    if not tally.authors:
        return "by unknown authors"
    rest = f" (who wrote {tally.unnamed:,} of them is not known)" if tally.unnamed else ""
    return f"by {people(len(tally.authors))}{rest}"


def _span(dates: Sequence[str]) -> str:
    return f"on {dates[0]}" if dates[0] == dates[-1] else f"between {dates[0]} and {dates[-1]}"


def _known(replies: Mapping[str, int]) -> str:
    """How much of the reply tree is inferred."""
    total, guessed = sum(replies.values()), sum(replies.get(each, 0) for each in INFERRED)
    quoted = replies.get("quote", 0)
    if not total:
        return "Who answers whom is not known of any of them."
    if not guessed + quoted:
        return f"Who answers whom was said by the sources: none of {total:,} replies is inferred."
    parts = [f"{quoted:,} from a quote"] if quoted else []
    parts += [f"{guessed:,} from content or order alone"] if guessed else []
    return f"Of {total:,} replies {guessed + quoted:,} ({percent((guessed + quoted) / total)}) are inferred: {', '.join(parts)}."


def _open(counts: Mapping[str, int]) -> int:
    return sum(number for status, number in counts.items() if statuses.is_open(status))


def _names() -> dict[str, str]:
    return {key: f"{'open: ' if statuses.is_open(key) else ''}{words[0]}" for key, words in statuses.STATUSES.items()}


def _by_name(tally: Tally) -> Mapping[str, int]:
    return dict(tally.statuses)


def _bar(title: str, names: Mapping[str, str], counts: Mapping[str, int]) -> Markup:
    """A bar cut into shares, and under it each with its number."""
    total = sum(counts.values())
    there = [(key, name, counts[key]) for key, name in names.items() if counts.get(key)]
    parts = (tag("i", class_=key, style=f"width:{100 * number / total:.2f}%") for key, _, number in there)
    keys = (
        tag("li", tag("i", class_=key), f" {name} ", tag("b", f"{number:,}"), f" {percent(number / total)}")
        for key, name, number in there
    )
    return joined([tag("div", tag("h3", title), tag("div", *parts, class_="share"), tag("ul", *keys))])
