"""The page of positions: what is held, by how many, and who objects."""

import streamlit as st

from ui.archive import Archive
from ui.elements import joined, tag
from ui.positions import FoundPositions, WantedPositions
from ui.printing.console import amount
from ui.progress import Stages
from ui.web import discussions, notices, paging
from ui.web.asking import typed
from ui.web.position_cards import position_card


def show(archive: Archive) -> None:
    """What is asked for, and a page of cards."""
    total = archive.store.counts().positions
    lead = "What several people claim, each side of a question apart; the largest first."
    st.html(joined([tag("h1", "Positions"), tag("p", lead, class_="rj-lead")]))
    if not total:
        notices.say("No position is known in this archive.", "Reading comments finds them.", "rejoinder ingest PATH")
        return
    wanted = _wanted(archive)
    with st.spinner("Looking for positions ..."):
        found = archive.positions(wanted, Stages())
    _draw(found)


def _wanted(archive: Archive) -> WantedPositions:
    about = st.text_input("About", placeholder="any words, as in a search", **typed("q"))
    home, size = st.columns([2, 1])
    discussion = discussions.choose(home, archive)
    least = size.number_input(
        "Held by at least", 1, 1_000_000, None, placeholder="2, where there are such", **typed("min_size")
    )
    return WantedPositions((about or "").strip(), least, discussion, paging.offset() + paging.PAGE)


def _draw(found: FoundPositions) -> None:
    shown = found.positions[paging.offset() :]
    if not shown:
        notices.say("No such position.", "Ask for less, or for those that fewer people hold.")
        return
    st.html(joined(position_card(each) for each in shown))
    if found.smaller:
        left = f"{amount(found.smaller, 'smaller position')} left out; choose “held by at least 1” to see them."
        st.html(tag("p", left, class_="rj-lead"))
    paging.turn(len(found.positions) + (1 if found.more else 0))
