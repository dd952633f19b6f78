"""What a look found: file by file the format and why, the first comments, and what would be rejected."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from ui.elements import Markup, joined, tag
from ui.jobs.answers import Refused, Seen
from ui.printing.console import amount, one_line
from ui.web import notices, paging
from ui.web.chips import chip

_LONGEST = 260  # characters of a comment
_REFUSED = 5  # records of a file that are shown at once
_OPTION = "--"  # a reason that names an option of the command
_MOST = 100  # records of a file that are shown when it is unfolded


def preview(files: Sequence[Seen], known: frozenset[str], uploaded: bool) -> None:
    """All that was seen, some files at a time; `known` are sources that are in the archive."""
    st.html(_sum(files))
    shown = files[paging.offset() : paging.offset() + paging.PAGE]
    st.html(joined([_card(each, each.source in known, uploaded) for each in shown]))
    paging.turn(len(files))
    if any(_OPTION in row.reason for file in files for row in file.refused):
        notices.note("what --map and --format say in a terminal is said here under “Read as”.")


def refusals(rows: Sequence[Refused]) -> Markup:
    """Records that were rejected, each with its place, why, and what cures it; the first few, and then more of them."""
    first, more = rows[:_REFUSED], rows[_REFUSED:_MOST]
    parts = [tag("ul", *map(_refusal, first), class_="rj-refused")]
    if more:
        left = f"; {amount(len(rows) - _MOST, 'more record')} not listed" if len(rows) > _MOST else ""
        parts.append(
            tag(
                "details",
                tag("summary", f"{len(more):,} more{left}"),
                tag("ul", *map(_refusal, more), class_="rj-refused"),
            )
        )
    return joined(parts)


def _sum(files: Sequence[Seen]) -> Markup:
    """How much there is, in a sentence."""
    readable = [each for each in files if each.format]
    refused = sum(len(each.refused) for each in readable)
    forms = Counter(each.format for each in readable)
    listed = ", ".join(f"{number:,} {form}" if len(forms) > 1 else form for form, number in forms.most_common())
    told = [f"{amount(sum(each.comments for each in files), 'comment')} in {amount(len(readable), 'file')}"]
    if listed:
        told.append(f"({listed})")
    if len(readable) < len(files):
        told.append(f"· {amount(len(files) - len(readable), 'file')} cannot be read")
    if refused:
        told.append(f"· {amount(refused, 'record')} would be rejected")
    return joined([tag("h2", " ".join(told)), tag("p", "This is a look: nothing is written yet.", class_="rj-lead")])


def _card(file: Seen, known: bool, uploaded: bool) -> Markup:
    path = Path(file.path)
    chips = [chip(file.format, "rj-is-blue") if file.format else chip("cannot be read", "rj-is-orange")]
    if known:
        chips.append(chip("read before", "", "The same bytes were read before; reading them again changes nothing."))
    where = tag("span", "uploaded" if uploaded else str(path.parent), class_="rj-dim")
    top = tag("div", tag("span", path.name, class_="rj-title"), *chips, where, class_="rj-top")
    return tag("article", top, *_found(file), *_refused(file), class_="rj-card")


def _found(file: Seen) -> list[Markup]:
    """How the format was known, what else it may be, and how the comments begin."""
    parts = []
    if file.format:
        told = f"{amount(file.comments, 'comment')}. Known as {file.format} by this: {file.why}."
        parts.append(tag("p", told, class_="rj-foot"))
    for each in file.rivals:
        words = f"It may also be {each}. If these are not the comments, choose that under “Read as” and look again."
        parts.append(tag("p", words, class_="rj-note"))
    if file.first:
        said = (tag("blockquote", one_line(each, _LONGEST)) for each in file.first)
        parts.append(tag("div", tag("h3", "It begins"), *said, class_="rj-prose rj-first"))
    return parts


def _refused(file: Seen) -> list[Markup]:
    """What would be rejected; of a file that cannot be read at all only why."""
    if not file.format:
        return [tag("p", one_line(each.reason, 400), class_="rj-foot") for each in file.refused]
    if not file.refused:
        return []
    head = amount(len(file.refused), "record") + " would be rejected"
    return [tag("div", tag("h3", head), refusals(file.refused), class_="rj-below")]


def _refusal(each: Refused) -> Markup:
    return tag("li", tag("strong", one_line(each.location, 200)), f": {one_line(each.reason, 400)}")
