"""Self-written cases that trained and guided nothing, to judge by: an objection, its answer, and what shares a word by chance."""

import numpy as np
import pytest

from graph.engagement.reading import open_engagements
from graph.engaging import Case
from ingest.embedder import open_embedder

JUDGED = (
    (
        "The night bus loses money, so the council should not keep paying for it.",
        "It cost the council forty thousand last year, and the fares brought back most of that.",
        (
            "We lost the key to the shed on the night of the party.",
            "The museum bus is parked behind the library this week.",
        ),
    ),
    (
        "Vaccinating badgers does nothing about the cattle that spread the disease to each other.",
        "Cattle are tested every sixty days already, and the herds that still fell ill were next to badger setts.",
        (
            "A badger dug up our lawn again and ate the tulips.",
            "The spread of toast and cheese at the meeting was lovely.",
        ),
    ),
    (
        "A four-day week would leave patients waiting even longer in clinics.",
        "In the trial in Leeds the clinics saw as many patients as before, because fewer nurses were off sick.",
        ("Be patient, the download takes four minutes.", "I have been waiting for this album since the spring."),
    ),
    (
        "Rust is not worth it, since nobody on the team has ever written any.",
        "Two of us learned it in a month, and the parser we wrote has not crashed since.",
        ("There is rust on the bicycle, and the chain needs oil.", "Our team won the quiz again, by nine points."),
    ),
    (
        "The wolves will kill the sheep of the farmers in the valley.",
        "With dogs and fences the farmers in the next valley lost three sheep in ten years, and the state paid for them.",
        ("She knitted a jumper of sheep's wool for the choir.", "The valley is lovely when the heather flowers."),
    ),
    (
        "Printing the newsletter wastes paper when everybody reads it on a screen.",
        "Half of our members are over seventy and told us that they only read it on paper.",
        (
            "The screen of my old television flickers when it is cold.",
            "My sister is learning to play the horn, and the paper walls do not help.",
        ),
    ),
)


@pytest.fixture(scope="module")
def engagement():
    engagements = open_engagements(open_embedder())

    def of(objection, answer):
        return engagements.meet([Case((objection,), (answer,))])[0][0].engagement

    return of


def test_every_answer_engages_with_its_objection(engagement):
    assert min(engagement(objection, answer) for objection, answer, _ in JUDGED) > 0.6


def test_answers_engage_more_than_shared_words_on_the_whole(engagement):
    own = np.mean([engagement(objection, answer) for objection, answer, _ in JUDGED])
    assert own > 0.1 + np.mean([engagement(objection, each) for objection, _, strange in JUDGED for each in strange])


def test_what_answers_another_objection_seldom_engages(engagement):
    found = [engagement(mine[0], other[1]) for mine in JUDGED for other in JUDGED if mine is not other]
    assert np.mean(found) < 0.4
