"""The rows in which facets stand: a head, values with their numbers, and at the end among what they were counted."""

from collections.abc import Iterable, Sequence

from ui.elements import Markup, joined, tag


def block(rows: Sequence[Markup], best: str | None) -> Markup:
    """The rows, and the `best` that they were counted among, if not all; empty where there are no rows."""
    told = [] if best is None else [tag("span", f"counted among the best {best}", class_="rj-dim")]
    basis = [tag("div", tag("span", class_="rj-head"), each) for each in told]
    return tag("div", *rows, *basis, class_="rj-facets") if rows else joined([])


def row(head: str, values: Iterable[Markup]) -> Markup:
    """Values side by side."""
    return tag("div", tag("span", head, class_="rj-head"), tag("div", *values, class_="rj-values"))


def value(title: Markup, number: int) -> Markup:
    """A value, mostly a link, and how many have it."""
    return tag("span", tag("span", title), " ", tag("span", f"{number:,}", class_="rj-dim"))
