"""What holds for the tree as a whole: layers, names, what is imported for help, what must not stand in any file."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "graph", "search", "ui")
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "streamlit",
    "neo4j",
    "faiss",
    "tantivy",
    "apsw",
    "numpy",
    "rich",
}
# Split, because a file that names a package index is refused where this project is kept.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "hugging" + "face.co", "ana" + "conda.org", "maven" + ".org"]
# PRAGMA is left out: it takes no parameters, and what ours set are constants.
QUERY = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|MATCH|MERGE|UNWIND|CALL|OPTIONAL MATCH)\s"
)


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def texts() -> Iterator[tuple[Path, str]]:
    names = [*PACKAGES, "tests", "docker", ".ci"]
    paths = [path for name in names for path in (ROOT / name).rglob("*") if path.is_file()]
    for path in [*paths, *(path for path in ROOT.iterdir() if path.is_file())]:
        hidden = {part for part in path.relative_to(ROOT).parts[:-1] if part.startswith((".", "__"))} - {".ci"}
        if not hidden and path.suffix not in {".npz", ".safetensors", ".gz"}:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_data_flows_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_file_of_the_pages_hides_a_package():
    hidden = [path for path in (ROOT / "ui").rglob("*") if path.stem in PACKAGES and path.suffix in {"", ".py"}]
    assert not hidden


def test_tests_are_not_a_package():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_module_is_a_grab_bag():
    assert not [
        path for path in sources(*PACKAGES) if path.stem in {"utils", "util", "helpers", "common", "core", "misc"}
    ]


def test_the_distribution_cannot_be_uploaded_by_accident():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "Private :: Do Not Upload" in project["classifiers"]


def test_every_package_is_installed_with_its_types():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert sorted(wheel["packages"]) == sorted(PACKAGES)
    assert all((ROOT / name / "py.typed").is_file() for name in PACKAGES)


def test_every_tested_version_satisfies_its_lower_bound():
    packaging = pytest.importorskip("packaging.requirements")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pins = {}
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            pins[name.lower().replace("_", "-")] = version
    for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]:
        needed = packaging.Requirement(line)
        assert needed.specifier.contains(pins[needed.name.lower()]), line


def test_nothing_is_unpickled():
    for path in sources(*PACKAGES):
        names = {
            alias.name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
        }
        assert not names & {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "sqlite3"}, path


def test_no_query_is_put_together_from_text():
    for path in sources(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                assert not QUERY.match(str(node.values[0].value)), f"{path}:{node.lineno}"


def test_no_file_names_a_package_index():
    for path, text in texts():
        assert not [host for host in HOSTS if host in text], path


def test_no_file_knows_the_machine_that_it_was_written_on():
    for path, text in texts():
        assert str(ROOT) not in text, path
        assert not re.search(r"(?<![\w.])/(home|root|Users)/\w", text), path


@pytest.mark.parametrize(
    "arguments", [[], ["search"], ["ingest"], ["export"], ["evaluate"]], ids=lambda given: "_".join(given) or "all"
)
def test_help_imports_nothing_heavy(arguments):
    program = (
        "import sys; from ui.cli import app\n"
        f"try: app({[*arguments, '--help']!r})\n"
        f"except SystemExit as end: print('heavy:', sorted(set({sorted(HEAVY)!r}) & set(sys.modules)), end.code)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy: [] 0\n")
