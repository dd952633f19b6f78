"""Which quotes stand apart from the words of the comment that quotes."""

import re

from ingest.models import Quote
from ingest.words import tokens

_WORD = re.compile(r"\w")


def stands_apart(quote: Quote, text: str, original: str) -> bool:
    """Whether the quote is a block of its own: it fills its lines, and is marked with `>` or repeats the original word for word.

    A few quoted words inside a sentence, or a line that says much the same, belong to the comment's own text as well: who cuts them
    out breaks a sentence that somebody wrote. `text` is the quoting comment's, `original` that of the quoted one.
    """
    before = text[text.rfind("\n", 0, quote.start) + 1 : quote.start]
    line_end = text.find("\n", quote.end)
    after = text[quote.end : line_end if line_end >= 0 else len(text)]
    if _WORD.search(before) or _WORD.search(after):
        return False
    quoted, said = text[quote.start : quote.end], original[quote.of_start : quote.of_end]
    return ">" in before or tokens(quoted) == tokens(said)
