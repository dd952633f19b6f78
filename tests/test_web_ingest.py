"""The page that reads into the archive: what it says in every state, and the whole way in a browser."""

import json
import os
import signal
import time
from contextlib import ExitStack

import pytest

from graph.models import Batch, DiscussionRow
from graph.store import open_store
from ingest.models import DiscussionId
from tests.browsing import served, watched
from tests.drawn_pages import button, drawn, well, words
from tests.hostile_archive import ATTACK, make
from ui.archive import Asked
from ui.jobs import files, locks
from ui.jobs.job import ANSWER, ENDED, LOCK, LOG, PROGRESS, Ended
from ui.jobs.jobs import Jobs
from ui.progress import Stages
from ui.settings import find_settings
from ui.web.shared_archive import SharedArchive

ROWS = [
    {"id": "1", "discussion": "ferry", "title": "The night ferry", "author": "Ana",
     "text": "The night ferry should run in winter too, because the nurses on the island work in shifts."},
    {"id": "2", "discussion": "ferry", "parent": "1", "author": "Bob",
     "text": "No. Who shall pay for the fuel of an empty ship in February, I would like to know?"},
]  # fmt: skip


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "ferry.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "not json\n")
    return path


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    return Jobs(find_settings())


def labels(test):
    return [each.label for each in test.button]


def ended(jobs, job):
    for _ in range(1200):
        job = jobs.get(job.uid)
        if not job.running:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def told(jobs, phase, code=0, answer=(), **written):
    """A job whose part of this name ended so; without a code it ended without a word."""
    job = jobs.ask(["/mail/ferry.jsonl"])
    part = job.folder / phase
    part.mkdir()
    (part / LOCK).touch()
    (part / ANSWER).write_text(json.dumps(dict(answer)))
    for name, content in written.items():
        (part / {"log": LOG, "progress": PROGRESS}[name]).write_text(content)
    if code is not None:
        files.write(part / ENDED, Ended(code=code, at=job.asked.at))
    return job


def seen(**more):
    row = {"path": "/mail/ferry.jsonl", "format": "jsonl", "why": "lines", "comments": 2, "first": ["Words."]}
    return {"files": [row | {"rejected": [], "source": "s:1"} | more]}


def test_without_an_archive_the_page_offers_files_a_path_and_the_sample(jobs):
    test = drawn("ingest")
    assert "Read discussions into the archive" in words(test)
    assert labels(test) == ["Look first", "Nothing at hand? Take the sample"]
    assert len(test.file_uploader) == 1
    button(test, "Look first").click().run()
    assert "Nothing is chosen yet." in words(well(test))
    assert jobs.recent() == []


@pytest.mark.model
def test_a_path_is_looked_at_then_read_and_leads_to_what_came_in(jobs, dump, tmp_path):
    test = drawn("ingest")
    test.text_input[0].set_value(str(dump)).run()
    button(test, "Look first").click().run()
    (job,) = jobs.recent()
    assert test.query_params["run"] in (job.uid, [job.uid])
    assert ended(jobs, job).look.state == "done"
    test = drawn("ingest", run=job.uid)
    for part in ("2 comments in 1 file (jsonl) · 1 record would be rejected", "every line starts a JSON object"):
        assert part in words(test)
    assert "The night ferry should run in winter too" in words(test)
    assert "<strong>ferry.jsonl:3</strong>: not JSON" in words(test)
    assert not (tmp_path / "archive" / "archive.db").exists()
    button(test, "Read it into the archive").click().run()
    assert ended(jobs, job).read.state == "done"
    said = words(drawn("ingest", run=job.uid))
    for part in ("2 new comments came in", "3 read = 2 new + 0 duplicate + 1 rejected", "1 stated by the source"):
        assert part in said
    assert 'href="/?source=ferry.jsonl"' in said
    assert 'href="/thread?id=' in said
    assert f'href="/ingest?run={job.uid}"' in words(drawn("ingest"))
    assert "read: 2 new comments" in words(drawn("ingest"))
    again = ended(jobs, jobs.begin(jobs.ask([str(dump)]), "look"))
    assert "read before" in words(drawn("ingest", run=again.uid))


def test_a_run_that_goes_on_shows_its_stages_and_can_be_stopped(jobs, tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"id": "{n}", "text": "Words about well number {n}."}}\n' for n in range(200_000)))
    job = jobs.begin(jobs.ask([str(path)]), "look")
    while not jobs.get(job.uid).look.stages():
        assert jobs.get(job.uid).running
        time.sleep(0.05)
    test = drawn("ingest", run=job.uid)
    assert "Being looked at" in words(test)
    assert "Looking at many.jsonl" in words(test)
    assert "this address leads back to it" in words(test)
    button(test, "Stop").click().run()
    assert ended(jobs, job).look.state == "stopped"
    said = words(drawn("ingest", run=job.uid))
    assert "It was stopped before it was done." in said
    assert "Nothing was written." in said


def test_of_many_files_the_early_ones_are_told_together(jobs):
    lines = [{"stage": n, "name": f"reading f{n}", "done": 10, "total": None, "at": float(n)} for n in range(1, 8)]
    job = told(jobs, "read", None, progress="".join(json.dumps(each) + "\n" for each in lines))
    said = words(drawn("ingest", run=job.uid))
    assert "6 files" in said
    assert "60 comments" in said
    assert "reading f6" not in said.lower()
    assert "Reading f7" in said


def test_a_run_that_was_killed_says_so_and_how_to_go_on(jobs):
    test = drawn("ingest", run=told(jobs, "read", None).uid)
    assert "It was cut off before it was done" in words(test)
    assert "What is stored stays stored. The same again goes on from there." in words(test)
    assert labels(test) == ["The same again"]


def test_a_run_that_failed_says_why_in_one_line_with_the_cure(jobs):
    job = told(jobs, "read", 1, {"error": "the disk is full", "cure": "make room"})
    said = words(drawn("ingest", run=job.uid))
    assert "It failed: the disk is full." in said
    assert "Make room." in said
    job = told(jobs, "look", 1, log="Traceback\nZeroDivisionError: division by zero\n\n")
    assert "It failed: ZeroDivisionError: division by zero." in words(drawn("ingest", run=job.uid))


def test_a_second_run_is_refused_and_leads_to_the_first(jobs, dump):
    first = jobs.begin(jobs.ask([str(dump)]), "read")
    second = told(jobs, "look", 0, seen())
    test = drawn("ingest", run=second.uid)
    button(test, "Read it into the archive").click().run()
    said = words(well(test))
    os.kill(int((first.folder / "read" / LOCK).read_text()), signal.SIGKILL)
    ended(jobs, first)
    assert "Not begun: something is being read into this archive, since" in said
    assert f'href="/ingest?run={first.uid}"' in said
    assert jobs.get(second.uid).read is None


def test_a_format_that_is_in_doubt_is_told_and_another_can_be_chosen(jobs):
    why = "a JSON document; it may also be jsonl (every line starts a JSON object): see --format"
    job = told(jobs, "look", 0, seen(why=why, format="json"))
    test = drawn("ingest", run=job.uid)
    assert "Known as json by this: a JSON document." in words(test)
    assert "It may also be jsonl (every line starts a JSON object)." in words(test)
    test.selectbox[0].set_value("jsonl").run()
    button(test, "Look again").click().run()
    assert jobs.get(job.uid).asked.reading.format == "jsonl"
    assert ended(jobs, job).look.state == "done"
    said = words(drawn("ingest", run=job.uid))
    assert "Nothing of this can be read." in said
    assert "it is not there; look at its spelling" in said


@pytest.mark.model
def test_what_was_there_before_is_found_at_once_while_files_are_read_in(jobs, tmp_path):
    job = told(jobs, "read", None)
    with SharedArchive(find_settings(make(tmp_path / "archive"))) as archive:
        assert "built anew" in archive.search(Asked("harbour"), Stages()).note
        with ExitStack() as held:
            for path in (job.folder.parent / "reading.lock", job.folder / "read" / LOCK):
                held.callback(os.close, locks.take(path))
            (job.folder.parent / "reading.lock").write_text(job.uid)
            with open_store(str(tmp_path / "archive" / "archive.db")) as store:
                store.write(Batch(discussions=[DiscussionRow(DiscussionId("d:new"), "New")]))
            found = archive.search(Asked("harbour"), Stages())
            assert found.hits
            assert "files are being read into the archive" in found.note
        assert "built anew" in archive.search(Asked("harbour"), Stages()).note


def test_what_is_not_wanted_is_forgotten(jobs):
    job = told(jobs, "look", 0, seen())
    test = drawn("ingest", run=job.uid)
    button(test, "Do not read it").click().run()
    assert "Read discussions into the archive" in words(well(test))
    assert jobs.recent() == []


@pytest.mark.parametrize("uid", ["../../etc", ATTACK, "20260101-000000-abcdef"])
def test_a_run_that_is_not_there_is_told_in_words(jobs, uid):
    said = words(drawn("ingest", run=uid))
    assert "there is no run" in said
    assert "<script" not in said


def test_names_comments_and_reasons_stay_text(jobs):
    rejected = [{"source": ATTACK, "location": ATTACK, "reason": ATTACK, "broke_off": False}] * 9
    look = seen(path=f"/x/{ATTACK}", why=ATTACK, first=[ATTACK], rejected=rejected)
    row = {"path": ATTACK, "format": None, "read": 9, "new": 0, "duplicate": 0, "rejected": 9, "stubs": 0}
    row |= {"replies": {}, "seconds": 1.0, "known": False, "discussions": [], "dropped": []}
    answer = {"embedded": 0, "files": [row | {"rejections": [{"location": ATTACK, "reason": ATTACK}] * 9}]}
    line = json.dumps({"stage": 1, "name": ATTACK, "done": 1, "total": 2, "at": 1.0})
    for job in (
        told(jobs, "look", 0, look),
        told(jobs, "read", 1, answer),
        told(jobs, "read", 1, {"error": ATTACK, "cure": ATTACK}, progress=line + "\n"),
    ):
        said = words(drawn("ingest", run=job.uid))
        assert "&lt;script&gt;" in said
        for each in ("<script", "<img", "<svg", "<iframe"):
            assert each not in said


@pytest.mark.browser
@pytest.mark.model
def test_a_dump_is_sent_looked_at_read_and_found(chromium, dump, tmp_path):
    with served(tmp_path / "archive") as address, watched(chromium, address) as tab:
        tab.open("/ingest").tab.locator("input[type=file]").set_input_files(dump)
        tab.tab.get_by_text("ferry.jsonl").first.wait_for()
        tab.tab.get_by_role("button", name="Look first").click()
        tab.tab.get_by_text("2 comments in 1 file").wait_for(timeout=180_000)
        run = tab.tab.url
        tab.tab.get_by_role("button", name="Read it into the archive").click()
        tab.tab.get_by_text("Being read into the archive").wait_for(timeout=180_000)
        tab.tab.goto("about:blank")
        tab.tab.goto(run)
        tab.tab.get_by_text("2 new comments came in").wait_for(timeout=300_000)
        tab.tab.get_by_text("search in it").click()
        tab.tab.get_by_text("The night ferry should run in winter").first.wait_for(timeout=180_000)
        assert "source=ferry.jsonl" in tab.tab.url
