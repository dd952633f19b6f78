"""What the best hits of a search share, with counts that lead to a narrower search."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import streamlit as st

from search.models import Hit
from ui.elements import Markup
from ui.printing.console import one_line
from ui.web import facet_rows
from ui.web.addresses import link

COUNTED: Final = 100
"""How many hits are counted, the best ones."""

_MOST: Final = 5  # values of each kind
_WIDTH: Final = 64  # characters of a title


def facets(hits: Sequence[Hit]) -> Markup:
    """Discussions, authors and stances of the best hits, most of them first; empty where all are alike."""
    kinds = {
        "discussion": ("In", (each.title for each in hits)),
        "author": ("By", (each.author for each in hits)),
        "stance": ("Stance", (each.stance.label if each.stance else None for each in hits)),
    }
    rows = [row for name, (head, values) in kinds.items() for row in _row(name, head, values)]
    return facet_rows.block(rows, f"{len(hits):,}")


def _row(name: str, head: str, values: Iterable[str | None]) -> Iterator[Markup]:
    """The values that occur most, unless there is only one."""
    counts = Counter(each for each in values if each)
    if len(counts) > 1:
        listed = (_value(name, value, number) for value, number in counts.most_common(_MOST))
        yield facet_rows.row(head, listed)


def _value(name: str, value: str, number: int) -> Markup:
    """A value that leads to the same search among its own."""
    asked = {each: shown for each, shown in st.query_params.to_dict().items() if each != "page"}
    return facet_rows.value(link(one_line(value, _WIDTH), "", **{**asked, name: value}), number)
