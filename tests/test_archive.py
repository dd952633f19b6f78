"""An archive as a whole: opening, ids, index, copy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.models import Batch, DiscussionRow
from graph.storage.lock import WriterLock
from graph.store import StoreBusy, StoreReadOnly
from ingest.models import Comment, CommentId, DiscussionId
from ui.archive import Archive, Asked, NoArchive
from ui.ids import UnknownId
from ui.progress import Stages
from ui.settings import Settings

HOME = DiscussionId("d:home")
DIGEST = """
import sys
from graph.store import open_store
from ingest.pair_model import open_pair_model
from ingest.samples import sample_paths
from ui.ingesting import read_into, wanted
from ui.progress import Stages

with open_store(sys.argv[1]) as store, Stages() as stages:
    for _ in read_into(store, wanted([str(path) for path in sample_paths().values()]), stages, open_pair_model()):
        pass
    print(store.digest())
"""


def settings(folder: Path) -> Settings:
    return Settings(folder=folder, store=str(folder / "archive.db"))


@pytest.fixture
def filled(tmp_path):
    rows = [
        Comment(CommentId(uid), HOME, f"What {uid} has to say.", at) for at, uid in enumerate(["x:1", "x:12", "x:2"])
    ]
    with Archive(settings(tmp_path), create=True) as archive:
        archive.store.write(Batch(discussions=[DiscussionRow(HOME, "At home")], comments=rows))
    return settings(tmp_path)


def test_reading_makes_nothing(tmp_path):
    with Archive(settings(tmp_path / "absent")) as archive, pytest.raises(NoArchive):
        archive.store  # noqa: B018  (opening it is the test)
    assert not (tmp_path / "absent").exists()


def test_writing_makes_no_archive_where_none_is_unless_it_may(tmp_path):
    with Archive(settings(tmp_path / "absent"), write=True) as archive, pytest.raises(NoArchive):
        archive.store  # noqa: B018  (opening it is the test)


def test_an_archive_opened_for_reading_cannot_be_changed(filled):
    with Archive(filled) as archive, pytest.raises(StoreReadOnly):
        archive.store.write(Batch())


def test_an_id_that_is_the_beginning_of_another_is_that_id(filled):
    with Archive(filled) as archive:
        assert archive.complete("x:1") == "x:1"
        assert archive.complete("x:12") == "x:12"
        assert archive.complete("d:") == "d:home"


def test_a_discussion_is_shown_by_thread_and_not_by_show(filled):
    with Archive(filled) as archive:
        assert [row.comment.uid for row in archive.thread("d:home").thread.rows] == ["x:1", "x:12", "x:2"]
        with pytest.raises(UnknownId, match="rejoinder thread d:home"):
            archive.comment("d:home")


def test_only_one_process_builds_an_index(filled):
    (filled.folder / "index").mkdir()
    lock = WriterLock(filled.folder / "index")
    with Archive(filled) as archive, Stages() as stages, pytest.raises(StoreBusy):
        archive.index(stages)
    lock.release()


@pytest.mark.model
def test_comments_without_vectors_are_found_by_their_words_and_reported(filled):
    with Archive(filled) as archive, Stages() as stages:
        assert not archive.status().complete
        found = archive.search(Asked("x:12 has", "lexical", 1), stages)
        assert [hit.uid for hit in found.hits] == ["x:12"]


@pytest.mark.model
def test_an_empty_archive_can_be_searched(tmp_path):
    with Archive(settings(tmp_path), create=True) as archive, Stages() as stages:
        archive.store.write(Batch())
        assert archive.search(Asked("anything"), stages).hits == ()
        assert archive.verify() == []


def test_a_current_index_is_not_built_again(filled):
    with Archive(filled) as archive, Stages() as stages:
        first, said = archive.index(stages)
        second, silent = archive.index(stages)
    assert first.manifest == second.manifest
    assert ("missing" in said, silent) == (True, "")


def test_the_hash_seed_does_not_change_the_digest(tmp_path):
    digests = set()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", DIGEST, str(tmp_path / f"{seed}.db")]
        done = subprocess.run(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
