"""The page of review in headless Chromium, answered with the keyboard."""

import pytest

from tests.browsing import served, watched
from tests.commands import answer
from tests.doubtful_archive import JOINED, make

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("doubtful"))


@pytest.fixture(scope="module")
def address(folder):
    with served(folder) as found:
        yield found


@pytest.fixture
def tab(chromium, address):
    with watched(chromium, address) as found:
        yield found


def opened(tab, path):
    """The page once its buttons stand: keys pressed before that are nobody's."""
    tab.open(path).tab.get_by_role("button", name="I can't tell").wait_for()
    return tab


def question(tab):
    return tab.tab.locator(".rj-card").first.inner_text()


def press(tab, key):
    """Press a key, and wait for another question."""
    before = question(tab)
    tab.tab.keyboard.press(key)
    tab.tab.wait_for_function("before => document.querySelector('.rj-card')?.innerText !== before", arg=before)
    tab.settled()


def test_a_wrongly_joined_comment_is_split_and_that_is_taken_back(tab, folder):
    opened(tab, "/review?kind=split")
    [whole] = found(folder)
    tab.tab.get_by_role("button", name="Another comment begins here").click()
    tab.tab.get_by_text("All is written").wait_for(timeout=60_000)
    [part] = found(folder)
    assert part.startswith(JOINED)
    assert part != whole
    tab.tab.keyboard.press("u")
    tab.tab.get_by_text("0 settled in all").wait_for(timeout=60_000)
    for _ in range(300):
        if found(folder) == [whole]:
            break
        tab.tab.wait_for_timeout(100)
    assert found(folder) == [whole]


def test_three_doubts_are_settled_with_the_keyboard_and_not_asked_again(tab, folder):
    opened(tab, "/review")
    assert "0 of 15 settled" in tab.words
    asked = []
    for _ in range(3):
        asked.append(question(tab))
        press(tab, "1")
    assert "3 of 15 settled; 12 left" in tab.words
    tab.tab.get_by_text("All is written").wait_for(timeout=60_000)
    assert len(answer("corrections", archive=folder)["corrections"]) == 3
    opened(tab, "/review")
    assert "3 of " in tab.words
    seen = set()
    while (now := question(tab)) not in seen:
        seen.add(now)
        press(tab, "s")
    assert not seen & set(asked)


def found(folder):
    hits = answer("search", "wheelchairs", "--mode", "lexical", archive=folder)["hits"]
    return [answer("show", each["id"], archive=folder)["text"] for each in hits]
