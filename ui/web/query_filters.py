"""Filters as widgets, which write the same operators that a person may type into the box."""

from dataclasses import dataclass, fields
from typing import Final, cast, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.models import Evidence, Label
from search.models import Mode
from ui.archive import Archive
from ui.web.asking import chosen, typed

MODES: Final[dict[Mode, str]] = {
    "hybrid": "words and meaning",
    "semantic": "meaning alone",
    "lexical": "words alone",
}
STANCES: Final = get_args(Label)
REPLIES: Final = (*get_args(Evidence), "inferred", "none")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the widgets say; empty where nothing is asked."""

    author: str = ""
    discussion: str = ""
    source: str = ""
    after: str = ""
    before: str = ""
    stance: tuple[str, ...] = ()
    reply: tuple[str, ...] = ()
    quote: bool = False
    stub: bool = False
    mode: Mode = "hybrid"

    def written(self) -> str:
        """The filters as operators of a query (search.query)."""
        worded = {"author": self.author, "in": self.discussion, "source": self.source}
        worded |= {"after": self.after, "before": self.before}
        parts = [f'{name}:"{_plain(value)}"' for name, value in worded.items() if _plain(value)]
        parts += [f"stance:{each}" for each in self.stance] + [f"reply:{each}" for each in self.reply]
        return " ".join([*parts, *(["has:quote"] if self.quote else []), *(["is:stub"] if self.stub else [])])


def ask(archive: Archive) -> Filters:
    """The widgets, folded away as long as none of them asks anything; what they say stands in the address."""
    asked = any(each.name in st.query_params for each in fields(Filters))
    with st.expander("Filters", expanded=asked, icon=":material/tune:"):
        author, discussion, source = st.columns(3)
        worded = (
            _words(author, "Author", "author", "part of the name"),
            _words(discussion, "Discussion", "discussion", "words of its title"),
            _source(source, archive),
        )
        after, before, stance = st.columns(3)
        dated = (_words(after, "After", "after", "2024-05"), _words(before, "Before", "before", "2024-05-31"))
        stances = _several(stance, "Takes what it answers", "stance", STANCES)
        reply, mode, marked = st.columns(3, vertical_alignment="bottom")
        replies, how = _several(reply, "What it answers is known from", "reply", REPLIES), _mode(mode)
        with marked:
            marks = (_mark("Quotes another comment", "quote"), _mark("Absent, known from others", "stub"))
    return Filters(*worded, *dated, stances, replies, *marks, how)


def _words(place: DeltaGenerator, label: str, key: str, hint: str) -> str:
    value = place.text_input(label, placeholder=hint, **typed(key))
    return (value or "").strip()


def _several(place: DeltaGenerator, label: str, key: str, there: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(place.multiselect(label, there, placeholder="any", **typed(key)))


def _mark(label: str, key: str) -> bool:
    return st.checkbox(label, **typed(key))


def _mode(place: DeltaGenerator) -> Mode:
    """What a comment is found by; its names in the address are those of the command line."""
    there = list(MODES)
    how = place.selectbox(
        "Found by",
        there,
        index=None,
        placeholder=MODES["hybrid"],
        format_func=MODES.__getitem__,
        **chosen("mode", there),
    )
    return cast(Mode, how or "hybrid")


def _source(place: DeltaGenerator, archive: Archive) -> str:
    names = sorted({each.name for each in archive.store.sources()})
    source = place.selectbox("Source", names, index=None, placeholder="any", **typed("source"))
    return source or ""


def _plain(value: str) -> str:
    """A value that stands between quote marks."""
    return " ".join(value.translate({ord(each): " " for each in '"“”'}).split())
