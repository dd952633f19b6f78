"""What the objections that are shown share, with numbers that lead to fewer of them."""

from collections.abc import Iterable, Iterator
from typing import Final

import streamlit as st

from ui.elements import Markup, tag
from ui.objection_facets import ObjectionFacets
from ui.printing.console import amount, one_line
from ui.web import facet_rows
from ui.web.addresses import link
from ui.web.chips import chip

_WIDTH: Final = 56  # characters of a title or of a position

Value = tuple[str, str, int]
"""What the address is given, the words, how many objections."""


def narrower(facets: ObjectionFacets) -> Markup:
    """A row for each kind: what was chosen, with the way back, else the values that occur most."""
    homes = ((each.uid, each.title or "untitled discussion", number) for each, number in facets.discussions)
    held = ((each.uid, f"“{one_line(each.label, _WIDTH)}”", number) for each, number in facets.positions)
    named = ((each, each, number) for each, number in facets.authors)
    rows = [*_row("discussion", "In", homes), *_row("against-position", "Against", held), *_row("author", "By", named)]
    return facet_rows.block(rows, None if facets.best is None else amount(facets.best, "comment"))


def elsewhere(name: str, value: str | None) -> dict[str, str | list[str]]:
    """What the address asks for, with another value of this name, or with none; from the first page on."""
    asked: dict[str, str | list[str]] = {
        each: st.query_params.get_all(each) for each in st.query_params if each not in {"page", name}
    }
    return asked if value is None else asked | {name: value}


def _row(name: str, head: str, values: Iterable[Value]) -> Iterator[Markup]:
    """The values, unless there is only one and nobody asked for it."""
    listed, chosen = list(values), st.query_params.get(name)
    if chosen is None and len(listed) < 2:
        return
    told = (_chosen(name, chosen, listed),) if chosen else (_value(name, each) for each in listed)
    yield facet_rows.row(head, told)


def _value(name: str, value: Value) -> Markup:
    """A value that leads to its own objections."""
    asked, words, number = value
    return facet_rows.value(link(one_line(words, _WIDTH), "objections", **elsewhere(name, asked)), number)


def _chosen(name: str, chosen: str, listed: list[Value]) -> Markup:
    """What was chosen, and the way back to all."""
    words = next((words for asked, words, _ in listed if asked == chosen), chosen)
    back = link("any", "objections", **elsewhere(name, None))
    return tag("span", chip(one_line(words, _WIDTH), "rj-is-blue"), " or ", back)
