"""The page of review: what is least certain, one question at a time, each with what is needed to answer it."""

from typing import Final

import streamlit as st

from graph.correction.doubting import KINDS, Kind
from graph.correction.reviewing import Question
from ui.archive import Archive
from ui.correcting import Said, said_by
from ui.elements import Markup, joined, tag
from ui.printing.answers import percent
from ui.printing.console import amount
from ui.printing.review import asks, believed, name, progress, says
from ui.reviewing import Doubts, WantedDoubts, key
from ui.web import discussions, following, notices, review_answers, review_round
from ui.web.addresses import link
from ui.web.asking import several
from ui.web.bars import bar
from ui.web.chips import chip
from ui.web.review_context import context, line
from ui.web.review_desk import Desk
from ui.web.review_round import Round

_COMING: Final = 6  # questions that are listed below
_NAMED: Final = ("id", "of", "about")  # what names one question in the address


def show(archive: Archive) -> None:
    """The question, what may be said, and what comes next."""
    if not archive.store.counts().comments:
        st.html(tag("h1", "Review"))
        notices.no_comments()
        return
    desk = _desk(str(archive.settings.folder), archive.settings.store, archive)
    current = review_round.this_round(archive, desk, _wanted())
    now = current.now(desk)
    _progress(now, desk)
    _filters(archive, now)
    _ask(archive, desk, current)
    following.follow()


@st.cache_resource(show_spinner="Writing what was answered before these pages were started ...")
def _desk(folder: str, store: str, _archive: Archive) -> Desk:
    """One desk for all who look at an archive. Raises StoreBusy."""
    return Desk(_archive)


def _wanted() -> WantedDoubts:
    """What the address asks for."""
    named = st.query_params.get_all("kind")
    kinds: tuple[Kind, ...] = tuple(each for each in KINDS if each in named)
    return WantedDoubts(kinds or KINDS, st.query_params.get("discussion"))


def _progress(now: Doubts, desk: Desk) -> None:
    changed = f" What was answered here changed {amount(desk.changed, 'objection')}." if desk.changed else ""
    share = now.settled / ((now.settled + now.left) or 1)
    parts = [tag("h1", "Review"), tag("p", f"{progress(now)}.{changed}", class_="rj-lead")]
    st.html(joined(parts if now.narrowed else [*parts, bar(share)]))


def _filters(archive: Archive, now: Doubts) -> None:
    there = [each for each in KINDS if now.unsure.get(each) or each in st.query_params.get_all("kind")]
    kinds, home = st.columns([2, 1])
    kinds.pills(
        "About (anything, if nothing is chosen)",
        there,
        selection_mode="multi",
        format_func=lambda each: f"{name(each)} {now.unsure.get(each, 0):,}",
        **several("kind", there),
    )
    discussions.choose(home, archive)


def _ask(archive: Archive, desk: Desk, current: Round) -> None:
    """The question that the address names, else the next one; then what comes after it, and what was answered."""
    found = _named(archive, desk) or next(review_round.asked(archive, desk, current), None)
    if found is not None:
        _draw(archive, desk, found)
    elif not current.is_cut:
        notices.say("Nothing is left to ask here.", "All that was inferred is sure, or somebody has spoken of it.")
    elif any(each.waits for each in desk.answers):
        notices.say("The next questions are looked for when these answers are written.")
    else:
        review_round.next_round()
        st.rerun()
    _around(current.open(desk), found, desk)


def _named(archive: Archive, desk: Desk) -> Question | None:
    """The question that the address names; that it is settled is said."""
    comment = st.query_params.get("id")
    if not comment:
        return None
    found = review_round.again(archive, st.query_params.get("of", ""), comment, st.query_params.get("about"))
    if found is None or key(found) in desk.settled:
        notices.note("what this address asked about is settled, or not in doubt any more; here is the next question")
        return None
    return found


def _draw(archive: Archive, desk: Desk, each: Question) -> None:
    head = tag("div", chip(name(each.kind)), tag("span", f"{believed(each)}.", class_="rj-dim"), class_="rj-top")
    title = tag("h2", asks(each), class_="rj-question")
    st.html(tag("article", head, title, context(each, archive), class_="rj-card"))
    _choices(desk, each)


def _choices(desk: Desk, each: Question) -> None:
    """A button for each choice, with its key, and one to put the question off."""
    named = " ".join(key(each))
    row = st.container(horizontal=True, key="rj-choices")
    for number, (choice, words) in enumerate(zip(each.choices, says(each), strict=True), start=1):
        said = said_by(choice.command)
        row.button(words, key=f"{number} {named}", shortcut=str(number), on_click=_say, args=(desk, each, words, said))
    row.button("I can't tell", key=f"skip {named}", type="tertiary", shortcut="S", on_click=_skip, args=(desk, each))


def _say(desk: Desk, each: Question, words: str, said: Said) -> None:
    desk.say(each, words, said)
    _go_on()


def _skip(desk: Desk, each: Question) -> None:
    desk.skip(each)
    _go_on()


def _go_on() -> None:
    """Back to the round, if the address named a question."""
    for each in _NAMED:
        st.query_params.pop(each, None)


def _around(listed: list[Question], now: Question | None, desk: Desk) -> None:
    """What was answered last; then what comes next, and beside it what was answered before."""
    review_answers.latest(desk)
    if len(desk.answers) < 2:
        _coming(listed, now)
        return
    coming, answered = st.columns(2, gap="large")
    with coming:
        _coming(listed, now)
    with answered:
        review_answers.earlier(desk)


def _coming(listed: list[Question], now: Question | None) -> None:
    """What is asked next, each under its own address."""
    rows = [each for each in listed if now is None or key(each) != key(now)][:_COMING]
    if rows:
        st.html(joined([tag("h2", "Next"), tag("ul", *map(_entry, rows), class_="rj-list")]))


def _entry(each: Question) -> Markup:
    asked = {name: value for name in ("kind", "discussion") for value in st.query_params.get_all(name)[:1]}
    names = dict(zip(_NAMED, (each.comment, each.kind, each.about), strict=True))
    way = link(f"“{line(each)}”", "review", **asked, **names)
    return tag("li", chip(name(each.kind)), " ", way, tag("span", f" {percent(each.confidence)} sure", class_="rj-dim"))
