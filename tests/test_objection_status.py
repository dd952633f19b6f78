from dataclasses import fields

import numpy as np
import pytest

from graph.arguments import UNADDRESSED
from graph.objection.status import RULES, Facts, statuses

NAMES = [field.name for field in fields(Facts)]


def status(*holding):
    """The status of an objection of which these facts hold."""
    return RULES[statuses(Facts(**{name: np.array([name in holding]) for name in NAMES}))[0]][0]


@pytest.mark.parametrize(
    ("holding", "expected"),
    [
        (["withdrawn", "conceded", "answered"], "withdrawn"),
        (["conceded", "rebutted"], "conceded"),
        (["deferred", "answered"], "deferred"),
        (["rebutted", "answered"], "rebutted"),
        (["answered", "author_replied"], "answered"),
        (["defeated", "elsewhere", "author_replied"], "contested"),
        (["elsewhere", "author_replied", "noted"], "answered_elsewhere"),
        (["author_replied", "noted", "people_known"], "deflected"),
        (["noted", "author_spoke", "people_known"], "acknowledged"),
        (["author_spoke", "people_known"], "ignored"),
        (["people_known"], "silent"),
        ([], "no_response"),
        (["author_spoke"], "no_response"),
    ],
)
def test_the_first_rule_that_fires_decides(holding, expected):
    assert status(*holding) == expected


def test_every_fact_alone_and_any_two_give_the_status_of_the_earlier_rule():
    place = {name: at for at, (name, _) in enumerate(RULES)}
    for one in NAMES:
        for other in NAMES:
            both = place[status(one, other, "people_known")]
            assert both <= min(place[status(one, "people_known")], place[status(other, "people_known")])


def test_what_is_open_comes_last_but_for_answers_elsewhere():
    names = [name for name, _ in RULES]
    assert {name for name in names if name in UNADDRESSED} == UNADDRESSED
    assert names.index("contested") == names.index("answered_elsewhere") - 1
    assert all(name in UNADDRESSED for name in names[names.index("deflected") :])
