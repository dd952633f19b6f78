"""The pages in headless Chromium: people's tasks, attacks, and nothing that leaves this machine."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.hostile_archive import ATTACK, ATTACKED, make

pytestmark = pytest.mark.browser

PATHS = {
    "home": "/",
    "search": "/?q=harbour",
    "search for an attack": f"/?q={quote(ATTACK)}&author={quote(ATTACK)}",
    "search in positions": "/?q=harbour&in=positions",
    "objections": "/objections",
    "objections by words": f"/objections?q=harbour&since={quote(ATTACK)}",
    "positions": "/positions?min_size=1",
    "position": f"/position?id={quote('p:quiet')}",
    "position under attack": "/position?id=p%3A%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "no position": f"/position?id={quote(ATTACK)}",
    "thread": f"/thread?id={quote('d:street')}",
    "comment in its thread": "/thread?id=c3",
    "thread under attack": f"/thread?id={quote(ATTACKED)}&at={quote(ATTACK)}",
    "no thread": f"/thread?id={quote(ATTACK)}",
    "status": "/status",
}


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory):
    folder = make(tmp_path_factory.mktemp("archive"))
    command = [Path(sys.executable).with_name("rejoinder"), "ui", "--no-browser", "--port", "0", "--archive", folder]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        yield process.stdout.readline().split()[0]
        process.kill()


class Watched:
    """A tab, and what it did that no page may do."""

    def __init__(self, tab, address):
        self.tab, self._address, self.wrongs = tab, address, []
        tab.on("dialog", self._dialog)
        tab.on("request", self._request)
        tab.on("console", self._console)
        tab.on("pageerror", lambda error: self.wrongs.append(f"error: {error}"))

    def _dialog(self, dialog):
        self.wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request):
        own = (self._address, self._address.replace("http", "ws", 1), "data:", "blob:")
        if not request.url.startswith(own):
            self.wrongs.append(f"request: {request.url}")

    def _console(self, message):
        """Streamlit itself asks under each page's path whether the server is there, before it asks where it is."""
        asks = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
        if message.type == "error" and not asks:
            self.wrongs.append(f"console: {message.text}")

    def open(self, path):
        for attempt in range(50):
            try:
                self.tab.goto(self._address + path)
                break
            except Exception:
                if attempt == 49:
                    raise
                self.tab.wait_for_timeout(100)
        return self.settled()

    def settled(self):
        """Until the page is drawn."""
        self.tab.wait_for_selector(".rj-card, .rj-notice, .rj-tile, .rj-lead", timeout=30_000)
        self.tab.wait_for_selector(".stApp[data-test-script-state=notRunning]", timeout=30_000)
        return self

    @property
    def words(self):
        return self.tab.inner_text(".stMain")


@pytest.fixture(scope="module")
def wide(chromium, address):
    """One browser for all pages: it loads Streamlit's own scripts once."""
    yield from browsing(chromium, address, 1440, "light")


@pytest.fixture(scope="module")
def narrow(chromium, address):
    """The same on a telephone, in the dark."""
    yield from browsing(chromium, address, 390, "dark")


@pytest.fixture
def tab(chromium, address):
    """A fresh browser; afterwards it must have done nothing wrong."""
    yield from browsing(chromium, address, 1440, "light")


def browsing(chromium, address, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    watched = Watched(context.new_page(), address)
    yield watched
    context.close()
    assert watched.wrongs == []


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
    "name", ["home", "search", "objections", "positions", "position", "thread", "comment in its thread", "status"]
)
def test_a_page_fits_on_a_telephone(narrow, name):
    page = narrow.open(PATHS[name]).tab
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.querySelector('.stMain').scrollWidth <= window.innerWidth")


def test_a_position_and_its_open_objections_are_found(tab):
    tab.open("/")
    box = tab.tab.get_by_role("searchbox").or_(tab.tab.get_by_label("Search comments and positions")).first
    box.fill("quieter and safer for the children")
    box.press("Enter")
    tab.tab.get_by_text("What is held").wait_for()
    tab.settled().tab.locator(".rj-list a").first.click()
    tab.tab.get_by_text("Who holds it").wait_for()
    tab.tab.get_by_text("all of them, with what was answered").click()
    tab.tab.get_by_text("Chapel Road is the only way round").first.wait_for()
    assert "against-position=p%3Aquiet" in tab.tab.url


def test_a_hit_leads_to_its_place_in_the_conversation_and_that_to_its_objection(tab):
    tab.open("/?q=Chapel+Road").tab.locator(".rj-title a").first.click()
    tab.tab.locator(".rj-talk.rj-is-asked").wait_for()
    assert tab.settled().tab.url.endswith("/thread?id=d4")
    tab.tab.get_by_text("objection open").first.click()
    tab.tab.get_by_text("Why it stands here").first.wait_for()
    assert "/objections?status=" in tab.settled().tab.url
    assert "Chapel Road is the only way round" in tab.words


def test_what_is_typed_into_the_box_stays_text_and_stands_in_the_address(tab):
    tab.open("/")
    box = tab.tab.get_by_role("searchbox").or_(tab.tab.get_by_label("Search comments and positions")).first
    box.fill(f"harbour {ATTACK}")
    box.press("Enter")
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
    tab.tab.get_by_text("Correct this").first.click()
    tab.tab.get_by_role("button", name="It was answered").first.click()
    tab.tab.get_by_text("Set right: d4 raises an objection: answered").wait_for(timeout=60_000)
    tab.tab.get_by_role("button", name="Undo").first.click()
    tab.tab.get_by_text("Taken back: ").wait_for(timeout=60_000)
