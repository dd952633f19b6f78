"""Where an archive is: options first, then the environment, then the platform's folder for user data."""

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, SecretStr


class Settings(BaseModel):
    """Where an archive is. `store` is a path or URL as graph.store.open_store takes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    store: str
    password: SecretStr | None = None


def find_settings(
    folder: Path | None = None, store: str | None = None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Settings from options, else from REJOINDER_ARCHIVE and REJOINDER_STORE, else the user's data folder and a file in it.

    A password is read from REJOINDER_NEO4J_PASSWORD only: on a command line other users could see it.
    """
    named = environment.get("REJOINDER_ARCHIVE")
    where = folder or (Path(named) if named else user_data_path("rejoinder", appauthor=False))
    password = environment.get("REJOINDER_NEO4J_PASSWORD")
    return Settings(
        folder=where.expanduser(),
        store=store or environment.get("REJOINDER_STORE") or str(where.expanduser() / "archive.db"),
        password=SecretStr(password) if password else None,
    )


def store_file(store: str) -> Path | None:
    """The file of an embedded store; None for a server."""
    path = store.removeprefix("sqlite://")
    return None if "://" in path else Path(path).expanduser()
