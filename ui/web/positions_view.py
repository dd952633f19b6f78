"""The page of positions: what is held, by how many, and who objects; a map of them, and a list."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from ingest.models import DiscussionId
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.position_map import MOST, PositionMap
from ui.positions import FoundPositions, WantedPositions
from ui.printing.console import amount
from ui.progress import Stages
from ui.web import discussions, notices, paging
from ui.web.addresses import link
from ui.web.asking import typed
from ui.web.position_cards import position_card
from ui.web.position_map import FEWEST, Colour, position_map

_SIZES: Final = (1, 2, 3, 5, 10, 20)  # of which the list says how many are held by so many
_COLOURS: Final[tuple[Colour, ...]] = ("discussion", "side")


def show(archive: Archive) -> None:
    """What is asked for, a map of it, and a page of cards."""
    total = archive.store.counts().positions
    lead = "What several people claim, each side of a question apart; the largest first."
    st.html(joined([tag("h1", "Positions"), tag("p", lead, class_="rj-lead")]))
    if not total:
        notices.say("No position is known in this archive.", "Reading comments finds them.", "rejoinder ingest PATH")
        return
    wanted = _wanted(archive)
    with st.spinner("Looking for positions ..."):
        found = archive.positions(wanted, Stages())
    if found.positions:
        _map(archive, replace(wanted, limit=MOST, offset=0))
    _draw(found, list(_sizes(archive, wanted)))


def _wanted(archive: Archive) -> WantedPositions:
    words, home, size = st.columns([3, 3, 2])
    about = words.text_input("About", placeholder="any words, as in a search", **typed("q"))
    discussion = discussions.choose(home, archive)
    least = size.number_input(
        "Held by at least", 1, 1_000_000, None, placeholder="2, where there are such", **typed("min_size")
    )
    return WantedPositions((about or "").strip(), least, discussion, paging.PAGE, paging.offset())


def _map(archive: Archive, wanted: WantedPositions) -> None:
    """The map; one position of which the address says `at` is marked on it."""
    found = _mapped(str(archive.settings.folder), archive.store.revision(), wanted, archive)
    if len(found.dots) < FEWEST:
        return
    by: Colour = "discussion" if len(found.homes) > 1 or not found.opposed else "side"
    if len(found.homes) > 1 and found.opposed:
        by = st.segmented_control(
            "Colours tell the discussion, or the side of a question",
            _COLOURS,
            default=by,
            required=True,
            **typed("colour"),
        )
    st.html(position_map(found, by, st.query_params.get("at")))


@st.cache_resource(max_entries=16, show_spinner="Drawing the map ...")
def _mapped(folder: str, revision: int, wanted: WantedPositions, _archive: Archive) -> PositionMap:
    """The map of these positions, as long as the archive stays as it is."""
    return _archive.position_map(wanted, Stages())


def _draw(found: FoundPositions, sizes: Sequence[Markup]) -> None:
    if not found.positions:
        notices.say("No such position.", "Ask for less, or for those that fewer people hold.")
        return
    first = paging.offset() + 1
    told = f"{first:,} to {first + len(found.positions) - 1:,} of {amount(found.total, 'position')}"
    st.html(joined([tag("h2", told), *sizes, *(position_card(each) for each in found.positions)]))
    if found.smaller:
        left = f"{amount(found.smaller, 'smaller position')} left out; choose “held by at least 1” to see them."
        st.html(tag("p", left, class_="rj-lead"))
    paging.turn(found.total)


def _sizes(archive: Archive, wanted: WantedPositions) -> Iterator[Markup]:
    """How many are held by so many or more, each leading to those; nothing where words were asked for."""
    home = DiscussionId(wanted.discussion) if wanted.discussion else None
    counts = {} if wanted.query else {least: archive.store.count_positions(least, home) for least in _SIZES}
    asked = {name: value for name, value in st.query_params.to_dict().items() if name not in ("page", "min_size")}
    ways = (
        joined([link(_held(least), "positions", **{**asked, "min_size": str(least)}), f" {number:,}"])
        for least, number in counts.items()
        if number
    )
    listed = joined(ways, " · ")
    if listed:
        yield tag("div", tag("span", "Held by ", class_="rj-dim"), listed, class_="rj-facets")


def _held(least: int) -> str:
    return "anybody" if least == 1 else f"{least} or more"
