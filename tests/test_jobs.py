"""Jobs: a command in a process of its own, watched, stopped and begun again by its files alone."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.storage.lock import WriterLock
from graph.store import open_store
from ui.archive import Archive
from ui.ingesting import wanted
from ui.jobs import files
from ui.jobs.answers import reading_in, seen_in
from ui.jobs.job import ASKED, LOCK, PROGRESS, Asked, ReadAs, job_at
from ui.jobs.jobs import AlreadyReading, Jobs, NotStarted, UnknownJob
from ui.jobs.uploads import safe_name
from ui.progress import Notes, Stages
from ui.settings import find_settings

ROWS = [
    {"id": f"{n}", "discussion": "well", "text": f"The well in garden {n} is dry, and nobody looked after it in May."}
    for n in range(6)
]


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "wells.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "{}\n")
    return path


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return Jobs(find_settings(tmp_path / "archive", environment={}))


def until(jobs, job, reached, seconds=60):
    """The job as soon as it is so far."""
    for _ in range(seconds * 20):
        job = jobs.get(job.uid)
        if reached(job):
            return job
        time.sleep(0.05)
    raise AssertionError((job, job.last and job.last.trouble()))


def ended(jobs, job):
    return until(jobs, job, lambda each: not each.running)


@pytest.mark.model
def test_a_job_is_looked_at_and_then_read_in_processes_of_its_own(jobs, dump, tmp_path):
    job = ended(jobs, jobs.begin(jobs.ask([str(dump)]), "look"))
    (seen,) = seen_in(job.look.answer())
    assert (job.look.state, job.read) == ("done", None)
    assert (seen.format, seen.comments, seen.first[0]) == ("jsonl", 6, ROWS[0]["text"])
    assert [each.location for each in seen.refused] == ["wells.jsonl:7"]
    assert not (tmp_path / "archive" / "archive.db").exists()
    job = ended(jobs, jobs.begin(job, "read"))
    done = reading_in(job.read.answer())
    assert (job.read.state, done.total("read"), done.total("new"), done.total("rejected")) == ("done", 7, 6, 1)
    assert [each.name for each in job.read.stages()][::5] == ["reading wells.jsonl", "indexing"]
    with open_store(str(tmp_path / "archive" / "archive.db"), read_only=True) as store:
        assert store.counts().comments == 6
        assert [each.uid for each in store.sources()] == [seen.source]
    assert [each.uid for each in jobs.recent()] == [job.uid]


@pytest.mark.model
@pytest.mark.neo4j
def test_a_job_reads_into_a_server_too_and_keeps_its_state_in_the_folder(neo4j_url, dump, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    jobs = Jobs(find_settings(tmp_path / "archive", neo4j_url, environment={}))
    job = ended(jobs, jobs.begin(jobs.ask([str(dump)]), "read"))
    assert reading_in(job.read.answer()).total("new") == 6
    assert job.folder.parent == tmp_path / "archive" / "jobs"
    with open_store(neo4j_url, read_only=True) as store:
        assert store.counts().comments == 6


def test_a_job_goes_on_when_whoever_started_it_is_killed(jobs, dump, tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from ui.jobs.jobs import Jobs; from ui.settings import find_settings\n"
        "jobs = Jobs(find_settings(Path(sys.argv[1]), environment={}))\n"
        "print(jobs.begin(jobs.ask(sys.argv[2:]), 'look').uid, flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "archive", dump], stdout=subprocess.PIPE, text=True
    ) as parent:
        uid = parent.stdout.readline().strip()
        parent.kill()
    job = jobs.get(uid)
    assert job.running
    assert [each.comments for each in seen_in(ended(jobs, job).look.answer())] == [6]


def test_a_job_is_stopped_as_ctrl_c_does_and_says_so(jobs, tmp_path):
    job = jobs.begin(jobs.ask([str(_many(tmp_path))]), "look")
    job = until(jobs, job, lambda each: each.look.stages())
    jobs.stop(job)
    assert jobs.get(job.uid).look.stopping or not jobs.get(job.uid).running
    job = ended(jobs, job)
    assert job.look.state == "stopped"
    assert "the same command goes on from there" in job.look.trouble()[0]


def test_a_job_that_was_killed_is_known_as_such_and_can_begin_again(jobs, tmp_path):
    path = _many(tmp_path)
    job = jobs.begin(jobs.ask([str(path)]), "look")
    job = until(jobs, job, lambda each: each.look.stages())
    os.kill(int((job.look.folder / LOCK).read_text()), signal.SIGKILL)
    assert ended(jobs, job).look.state == "killed"
    path.write_text(json.dumps(ROWS[0]) + "\n")
    job = ended(jobs, jobs.begin(job, "look"))
    assert job.look.state == "done"
    assert [each.comments for each in seen_in(job.look.answer())] == [1]


def test_only_one_job_reads_and_the_other_hears_since_when(jobs, dump, tmp_path):
    first = jobs.begin(jobs.ask([str(dump)]), "read")
    second = jobs.ask([str(dump)])
    with pytest.raises(AlreadyReading, match=r"since \d\d:\d\d:\d\d: wells.jsonl") as refused:
        jobs.begin(second, "read")
    assert refused.value.job.uid == first.uid
    assert jobs.get(second.uid).read is None
    os.kill(int((first.folder / "read" / LOCK).read_text()), signal.SIGKILL)
    ended(jobs, first)
    jobs.stop(jobs.begin(second, "read"))
    assert ended(jobs, second).read.state != "running"


def test_a_job_fails_in_one_line_while_another_program_writes(jobs, dump, tmp_path):
    (tmp_path / "archive").mkdir()
    lock = WriterLock(tmp_path / "archive" / "archive.db")
    job = ended(jobs, jobs.begin(jobs.ask([str(dump)]), "read"))
    lock.release()
    problem, cure = job.read.trouble()
    assert job.read.state == "failed"
    assert f"process {os.getpid()} is writing to it, since 20" in problem
    assert "wait for that process" in cure


def test_what_is_read_as_can_be_changed_and_a_wrong_field_is_told(jobs, dump):
    job = ended(jobs, jobs.begin(jobs.ask([str(dump)], ReadAs(fields=("colour=red",))), "look"))
    assert job.look.state == "failed"
    assert "not OURS=THEIRS" in job.look.trouble()[0]
    job = ended(jobs, jobs.change(job, ReadAs(format="jsonl", fields=("author=id",))))
    assert job.look.state == "done"
    assert seen_in(job.look.answer())[0].why == "as asked for"


@pytest.mark.model
def test_what_is_read_stays_read_while_somebody_who_searches_builds_the_index(dump, tmp_path):
    settings = find_settings(tmp_path / "archive", environment={})
    (settings.folder / "index").mkdir(parents=True)
    lock = WriterLock(settings.folder / "index")
    with Archive(settings, create=True) as archive, Stages() as stages:
        assert archive.ingest(wanted([str(dump)]), stages).files[0].report.new == 6
        assert archive.index_state()
        lock.release()
        archive.index(stages)
        assert not archive.index_state()


class Sent(io.BytesIO):
    """A file as a browser sends it."""

    def __init__(self, name, content):
        super().__init__(content)
        self.name = name


def test_what_is_sent_is_kept_in_the_archive_under_names_that_lead_nowhere(jobs, tmp_path):
    names = ["../../etc/passwd", "C:\\mail\\box.mbox", "box.mbox", ".hidden", "", "a\0b\n.txt", "x" * 300 + ".jsonl"]
    job = jobs.ask([], sent=[Sent(name, name.encode()) for name in names])
    home = job.folder / "uploads"
    kept = [home / each for each in job.names]
    assert job.asked.uploaded
    assert all(each.parent == home and each.is_file() for each in kept)
    assert [each.read_bytes() for each in kept] == [name.encode() for name in names]
    assert sorted(each.name for each in home.iterdir()) == sorted(job.names)
    assert job.names[:5] == ["passwd", "box.mbox", "box-2.mbox", "hidden", "file"]
    assert job.names[6].endswith("x.jsonl")
    assert all(len(each.encode()) < 255 for each in job.names)


@pytest.mark.parametrize("name", ["..", ".", "a/b/..", "-rf", "*?[a]", "‮gpj.exe", "\ud800"])
def test_a_safe_name_is_one_name(name):
    safe = safe_name(name)
    assert safe == os.path.basename(safe)
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set("/\\*?[\0\n‮\ud800")


def test_sent_bytes_go_when_they_are_read_and_old_jobs_go_with_them(jobs, dump, tmp_path):
    job = jobs.ask([], sent=[Sent("wells.jsonl", dump.read_bytes())])
    (job.folder / "read").mkdir()
    (job.folder / "read" / LOCK).touch()
    (job.folder / "read" / "ended.json").write_text('{"code": 0, "at": "2026-01-01T00:00:00Z"}')
    looked = jobs.ask([str(dump)])
    files.write(looked.folder / ASKED, Asked(paths=(str(dump),), at="2020-01-01T00:00:00Z"))
    jobs.ask([str(dump)])
    assert jobs.get(job.uid).read.state == "done"
    assert not (job.folder / "uploads").exists()
    with pytest.raises(UnknownJob):
        jobs.get(looked.uid)
    for _ in range(35):
        jobs.ask([str(dump)])
    assert len(jobs.recent()) <= 31


@pytest.mark.parametrize("uid", ["", "..", "../../etc", "20260101-000000-abcdef", "20260101-000000-abcdef/.."])
def test_an_id_that_is_none_leads_nowhere(jobs, uid):
    with pytest.raises(UnknownJob, match="there is no run"):
        jobs.get(uid)


def test_a_folder_that_cannot_be_written_is_told_with_the_cure(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotStarted, match="make room"):
        Jobs(find_settings(tmp_path / "file", environment={})).ask(["x"])


def test_files_that_are_cut_short_hide_nothing_else(tmp_path):
    folder = tmp_path / "20260101-000000-abcdef"
    part = folder / "look"
    part.mkdir(parents=True)
    assert job_at(folder) is None
    files.write(folder / ASKED, Asked(paths=("a",), at="2026-01-01T00:00:00Z"))
    (part / LOCK).touch()
    (part / "answer.json").write_text('{"files": [')
    (part / PROGRESS).write_text(
        '{"stage": 1, "name": "reading a", "done": 3, "total": null, "at": 10.0}\n{"stage": 1, "na'
    )
    job = job_at(folder)
    assert (job.look.state, job.look.answer()) == ("killed", {})
    assert [(each.name, each.done) for each in job.look.stages()] == [("reading a", 3)]


def test_progress_is_noted_line_by_line_with_the_end_of_each_stage(tmp_path):
    path = tmp_path / "progress.jsonl"
    with Stages(path) as stages:
        step = stages.stage("reading")
        for done in range(1, 1001):
            step(done)
        stages.stage("embedding")(7, 9)
    told = list(files.objects(path))
    assert len(told) < 100
    last = {each["stage"]: (each["name"], each["done"], each["total"]) for each in told}
    assert last == {1: ("reading", 1000, None), 2: ("embedding", 7, 9)}
    assert [each["at"] for each in told] == sorted(each["at"] for each in told)


def test_a_disk_that_is_full_costs_lines_and_not_the_run():
    notes = Notes(Path("/dev/full"))
    notes.begin("reading", 1)
    notes.step(3, None)
    notes.close()


def _many(tmp_path):
    """A file that takes a while to look at."""
    path = tmp_path / "many.jsonl"
    path.write_text(
        "".join(f'{{"id": "{n}", "text": "The same words about well number {n}."}}\n' for n in range(200_000))
    )
    return path
