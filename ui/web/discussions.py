"""Choosing a discussion by its title."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ingest.models import DiscussionId
from ui.archive import Archive
from ui.web.asking import chosen

_MOST = 2000  # discussions that are offered by title; more are found by searching


def choose(place: DeltaGenerator, archive: Archive) -> str | None:
    """The id of the discussion that is chosen, or that the address names."""
    titles = {each.uid: each.title or each.uid for each in archive.store.discussions()[:_MOST]}
    named = st.query_params.get("discussion")
    there = sorted(titles, key=lambda each: titles[each].lower())
    if named and named not in titles:
        there.append(DiscussionId(named))
    uid: str | None = place.selectbox(
        "Discussion",
        there,
        index=None,
        placeholder="any",
        format_func=lambda each: titles.get(each, each),
        **chosen("discussion", there),
    )
    return uid
