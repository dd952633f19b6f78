"""Words of a comment on one line, whose they are, and both as JSON."""

from rich.text import Text

from ui.printing.console import day, one_line, safe
from ui.printing.threads import own_words
from ui.spoken import Spoken


def quoted(spoken: Spoken, width: int) -> str:
    """The words on one line, with a mark in place of what they quote, unless that is all."""
    own = own_words(spoken.text, spoken.quoted)
    return one_line(own if own.replace("“…” ", "").strip() else spoken.text, width)


def whose(spoken: Spoken) -> str:
    """Who said it, as far as that is known."""
    return safe(spoken.author) if spoken.author else "author unknown"


def attributed(spoken: Spoken, width: int) -> Text:
    """The words in quotation marks, who said them and when, and in which comment."""
    said = " · ".join(each for each in (whose(spoken), day(spoken.created_at)) if each)
    return Text.assemble(f"“{quoted(spoken, width)}”  ", (f"{said}  ", "dim"), (safe(spoken.comment), "cyan"))


def spoken_json(spoken: Spoken) -> dict[str, object]:
    """The whole text, with its place in its comment."""
    return {
        "comment": spoken.comment,
        "author": spoken.author,
        "created_at": spoken.created_at and spoken.created_at.isoformat(),
        "start": spoken.start,
        "end": spoken.end,
        "text": spoken.text,
    }
