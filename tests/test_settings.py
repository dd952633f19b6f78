"""Where an archive is looked for."""

from pathlib import Path

import pytest

from ui.settings import find_settings, store_file

ENVIRONMENT = {"REJOINDER_ARCHIVE": "/env", "REJOINDER_STORE": "bolt://env", "REJOINDER_NEO4J_PASSWORD": "swordfish"}


def test_options_come_before_the_environment():
    found = find_settings(Path("given"), "given.db", ENVIRONMENT)
    assert (found.folder, found.store) == (Path("given"), "given.db")


def test_the_environment_comes_before_the_default():
    found = find_settings(environment=ENVIRONMENT)
    assert (found.folder, found.store) == (Path("/env"), "bolt://env")


def test_by_default_the_store_lies_in_the_archive():
    assert find_settings(Path("given"), environment={}).store == str(Path("given") / "archive.db")


def test_by_default_the_archive_lies_among_the_users_data():
    assert find_settings(environment={}).folder.name == "rejoinder"


def test_a_home_folder_is_found():
    assert find_settings(Path("~/talk"), environment={}).folder == Path.home() / "talk"


def test_a_password_is_not_shown():
    found = find_settings(environment=ENVIRONMENT)
    assert found.password is not None
    assert found.password.get_secret_value() == "swordfish"
    assert "swordfish" not in repr(found) + str(found) + found.model_dump_json()


@pytest.mark.parametrize(
    ("store", "path"),
    [
        ("a.db", Path("a.db")),
        ("sqlite:///srv/a.db", Path("/srv/a.db")),
        ("bolt://host", None),
        ("neo4j+s://host:1", None),
    ],
)
def test_only_an_embedded_store_is_a_file(store, path):
    assert store_file(store) == path
