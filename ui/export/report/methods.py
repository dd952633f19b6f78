"""How what a report tells was found, and what it cannot tell."""

from typing import Final

from ui.elements import Markup, joined, tag

_METHODS: Final = (
    (
        "Comments",
        "Each comment stands here once, however often it was in the sources. In text without marks, where a comment begins is"
        " inferred from quotes, second renderings, words and shape; what rests on an unsure beginning is unsure as well. A comment"
        " that is only known from a quote or as somebody's parent is called absent.",
    ),
    (
        "Who answers whom",
        "A reply is certain where the source names the comment that it answers, or a person said so. Else it is inferred: from a"
        " quote, from content, or from the order of comments, with the probability that stands beside it. Inferred replies are"
        " dashed in the pictures, and the fainter the less sure they are.",
    ),
    (
        "Agreement",
        "Whether a reply agrees, disagrees or is neutral was told by a model that reads both texts; the percentage says how sure"
        " it is. It is told well only where it is sure. Irony is missed.",
    ),
    (
        "Positions",
        "A position gathers sentences that assert the same thing on the same side, under the words of the most central one. Its"
        " size counts distinct people, or comments where nobody knows who wrote them.",
    ),
    (
        "Objections",
        "An objection is a comment, or a sentence of it, that disagrees with another. It is open while no reply is found that"
        " deals with it and stands. The score is the sum of the reasons that are shown, and only ranks. That an objection is"
        " open does not say that it is right, and an answer given elsewhere, or in words that share nothing with it, is missed.",
    ),
)


def methods() -> Markup:
    """A paragraph for each kind of thing that is told."""
    return joined(tag("p", tag("b", f"{title}. "), words) for title, words in _METHODS)
