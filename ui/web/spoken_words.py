"""Words of a comment on a page, with whose they are, when they were said and where they stand."""

from ui.elements import Markup, joined, tag
from ui.printing.console import day
from ui.printing.spoken import whose
from ui.spoken import Spoken
from ui.web.addresses import link
from ui.web.comment_text import Spans, folded


def speech(spoken: Spoken, head: str, marks: Spans = ()) -> Markup:
    """The words under `head` and who said them; what they quote is drawn as a quote, the spans in `marks` are marked."""
    title = tag("h3", joined([head, " ", byline(spoken)]))
    body = folded(spoken.text, spoken.quoted, marks) if spoken.text.strip() else tag("p", "Its words are not known.")
    return joined([title, tag("div", body, class_="rj-prose")])


def byline(spoken: Spoken) -> Markup:
    """Who said it and when; it leads to where it was said."""
    said = " · ".join(each for each in (whose(spoken), day(spoken.created_at)) if each)
    return link(said, "thread", id=spoken.comment)


def within(part: Spoken | None, whole: Spoken) -> Spans:
    """Where a part of a comment stands in the words that are shown of it."""
    if part is None or part.comment != whole.comment:
        return ()
    return ((part.start - whole.start, part.end - whole.start),)
