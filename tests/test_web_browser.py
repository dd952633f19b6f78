"""The pages in headless Chromium: people's tasks, attacks, and nothing that leaves this machine."""

from urllib.parse import quote

import pytest

from tests.browsing import served, watched
from tests.hostile_archive import ATTACK, ATTACKED, make

pytestmark = pytest.mark.browser

PATHS = {
    "home": "/",
    "search": "/?q=harbour",
    "search for an attack": f"/?q={quote(ATTACK)}&author={quote(ATTACK)}",
    "filters under attack": f"/?q=harbour&discussion={quote(ATTACK)}&source={quote(ATTACK)}&after={quote(ATTACK)}&mode=lexical",
    "search in positions": "/?q=harbour&in=positions",
    "objections": "/objections",
    "objections by words": f"/objections?q=harbour&since={quote(ATTACK)}",
    "objection under attack": "/objections?id=j:x",
    "no objection": f"/objections?id={quote(ATTACK)}",
    "positions": "/positions?min_size=1",
    "position": f"/position?id={quote('p:quiet')}",
    "position under attack": "/position?id=p%3A%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "no position": f"/position?id={quote(ATTACK)}",
    "thread": f"/thread?id={quote('d:street')}",
    "comment in its thread": "/thread?id=c3",
    "thread under attack": f"/thread?id={quote(ATTACKED)}&at={quote(ATTACK)}",
    "no thread": f"/thread?id={quote(ATTACK)}",
    "review": "/review",
    "review of a comment under attack": f"/review?id={quote('x2<b>')}&of=stance",
    "no review": f"/review?id={quote(ATTACK)}&kind={quote(ATTACK)}&of={quote(ATTACK)}",
    "ingest": "/ingest",
    "no run": f"/ingest?run={quote(ATTACK)}",
    "status": "/status",
}

MENU = {
    "Objections": "Objections",
    "Positions": "Positions",
    "Review": "Review",
    "Ingest": "Read discussions",
    "Search": "What was said",
    "Status": "Status",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(make(tmp_path_factory.mktemp("archive"))) as found:
        yield found


@pytest.fixture(scope="module")
def wide(chromium, address):
    """One browser for all pages: it loads Streamlit's own scripts once."""
    with watched(chromium, address) as found:
        yield found


@pytest.fixture(scope="module")
def narrow(chromium, address):
    """The same on a telephone, in the dark."""
    with watched(chromium, address, 390, "dark") as found:
        yield found


@pytest.fixture
def tab(chromium, address):
    """A fresh browser."""
    with watched(chromium, address) as found:
        yield found


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_a_page_opens_from_its_address_and_nothing_of_it_is_markup(wide, path):
    page = wide.open(path).tab
    assert wide.wrongs == []
    assert not page.query_selector_all(".stMain script, .stMain iframe, .stMain img, .stException")
    assert (
        page.eval_on_selector_all(".stMain a", "all => all.filter(each => !each.protocol.startsWith('http')).length")
        == 0
    )


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "search",
        "objections",
        "positions",
        "position",
        "thread",
        "comment in its thread",
        "review",
        "ingest",
        "status",
    ],
)
def test_a_page_fits_on_a_telephone(narrow, name):
    page = narrow.open(PATHS[name]).tab
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.querySelector('.stMain').scrollWidth <= window.innerWidth")


def test_every_entry_of_the_menu_leads_to_its_page(tab):
    tab.open("/")
    for title, words in MENU.items():
        tab.tab.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        tab.tab.locator(".stMain h1", has_text=words).first.wait_for()
    assert tab.settled().tab.url.endswith("/status")


def test_the_menu_is_in_sight_on_a_telephone(narrow):
    page = narrow.open("/").tab
    page.locator(".st-key-rj-menu").get_by_role("link", name="Status").click()
    page.locator(".stMain h1", has_text="Status").wait_for()
    narrow.settled()


def test_a_position_and_its_open_objections_are_found(tab):
    tab.open("/")
    tab.box.fill("quieter and safer for the children")
    tab.box.press("Enter")
    tab.tab.get_by_text("What is held").wait_for()
    tab.settled().tab.locator(".rj-list a").first.click()
    tab.tab.get_by_text("Who holds it").wait_for()
    tab.tab.get_by_text("all of them, with what was answered").click()
    tab.tab.get_by_text("Chapel Road is the only way round").first.wait_for()
    assert "against-position=p%3Aquiet" in tab.tab.url


def test_a_hit_leads_to_its_place_in_the_conversation_and_that_to_its_objection(tab):
    tab.open("/?q=Chapel+Road").tab.locator(".rj-title a").first.click()
    tab.tab.locator(".rj-card.rj-is-asked").wait_for()
    assert tab.settled().tab.url.endswith("/thread?id=d4")
    tab.tab.get_by_text("objection open").first.click()
    tab.tab.get_by_text("Why it stands here").first.wait_for()
    assert tab.settled().tab.url.endswith("/objections?id=j%3Aroad")
    assert "Chapel Road is the only way round" in tab.words


def test_what_is_typed_into_the_box_stays_text_and_stands_in_the_address(tab):
    tab.open("/")
    tab.box.fill(f"harbour {ATTACK}")
    tab.box.press("Enter")
    tab.tab.locator(".rj-card mark").first.wait_for()
    assert "q=harbour" in tab.tab.url
    assert "<script>alert('script')</script>" in tab.words


def test_a_shared_address_shows_the_same_to_somebody_else(tab):
    tab.open("/objections?status=answered")
    assert "Vans may come until ten" in tab.words
    assert "Chapel Road" not in tab.words


def test_another_page_begins_without_what_was_chosen_on_the_one_before(tab):
    tab.open("/?q=street&discussion=street&author=Ana&page=2")
    tab.tab.get_by_role("link", name="Objections").first.click()
    tab.tab.get_by_text("Chapel Road is the only way round").first.wait_for()
    assert tab.settled().tab.url.endswith("/objections")
    assert tab.tab.locator(".rj-card .rj-top").first.inner_text().startswith("1.")


def test_an_objection_is_marked_answered_and_that_is_taken_back(tab):
    tab.open("/objections?discussion=d%3Astreet")
    assert "Chapel Road is the only way round" in tab.words
    tab.tab.get_by_text("Answered by").first.click()
    tab.tab.get_by_role("button", name="It was answered").first.click()
    tab.tab.get_by_text("Set right: d4 raises an objection: answered").wait_for(timeout=60_000)
    tab.tab.get_by_role("button", name="Undo").first.click()
    tab.tab.get_by_text("Taken back: ").wait_for(timeout=60_000)
