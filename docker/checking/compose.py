"""compose.yaml as Compose's own reader takes it (schema and consistency), and against what must be so of it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import yaml

from checking.failed import hold

_READER: Final = (
    "github.com/compose-spec/compose-go/v2/cmd@v2.16.2"  # what `docker compose` reads files with, as a Go module
)
_PASSWORD: Final = re.compile(r"\$\{REJOINDER_NEO4J_PASSWORD[^}]*\}")
_REFUSED: Final = "required variable REJOINDER_NEO4J_PASSWORD is missing"
_BIND: Final = re.compile(r"127\.0\.0\.1:\d+:\d+")


def check(here: Path, scratch: Path) -> str:
    """What the file promises, and what Compose's reader says of it. Raises Failed."""
    promises(here)
    promised = "no root, read-only root file systems, no new privileges, ports on 127.0.0.1, volumes, health checks"
    return f"compose.yaml: {promised}; {_fits((here / 'compose.yaml').read_text('utf-8'), scratch)}"


def promises(here: Path) -> None:
    """Who may write what, who is let in, and that no password is given. Raises Failed."""
    text = (here / "compose.yaml").read_text("utf-8")
    told = yaml.safe_load(text)
    for name, service in told["services"].items():
        _service(name, service, told)
    _roles(told["services"])
    secrets = _PASSWORD.findall(text)
    hold(secrets and all(":?" in each for each in secrets), "compose.yaml: the password may be missing")
    hold("REJOINDER_NEO4J_PASSWORD=\n" in (here / ".env.example").read_text("utf-8"), ".env.example: no empty password")


def _fits(text: str, scratch: Path) -> str:
    """Whether Compose's reader takes it with a password and not without one, or that the reader could not be had."""
    go = shutil.which("go")
    if go is None:
        return "its schema was not checked: that needs Go"
    plain, filled = scratch / "compose.yaml", scratch / "filled.yaml"
    plain.write_text(text, "utf-8")
    filled.write_text(_PASSWORD.sub("not-a-secret", text), "utf-8")
    refused, taken = (_read([go, "run", _READER, "--format", "json", str(each)], scratch) for each in (plain, filled))
    hold(_REFUSED in refused.stderr, f"compose.yaml: it is not refused without a password: {refused.stderr[-300:]}")
    hold(taken.returncode == 0, f"compose.yaml: Compose's reader: {' '.join(taken.stderr.split())[-300:]}")
    return "Compose's own reader takes it (schema and consistency), and refuses it without a password"


def _read(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def _service(name: str, service: dict[str, Any], told: dict[str, Any]) -> None:
    where = f"compose.yaml: {name}"
    hold(service.get("read_only") is True, f"{where}: its root file system can be written")
    hold(service.get("cap_drop") == ["ALL"], f"{where}: it keeps capabilities")
    hold("no-new-privileges:true" in service.get("security_opt", ()), f"{where}: it may gain privileges")
    hold(not service.get("privileged") and "cap_add" not in service, f"{where}: it is given privileges")
    hold(service.get("healthcheck", {}).get("test"), f"{where}: no health check")
    hold(service.get("user", "10001") not in ("0", "root", "0:0"), f"{where}: it runs as root")
    hold(service["ports"] and all(map(_BIND.fullmatch, service["ports"])), f"{where}: other machines are let in")
    hold("/" not in service.get("image", ""), f"{where}: its image is no short name")
    names = {each.partition(":")[0] for each in service["volumes"]} - {"${REJOINDER_DUMPS"}
    hold(names and names <= set(told["volumes"]), f"{where}: it has no volume of its own")


def _roles(services: dict[str, Any]) -> None:
    """Neo4j first, then the pages; and a profile that does without it."""
    waits = services["app"]["depends_on"]["neo4j"]["condition"]
    hold(waits == "service_healthy", "compose.yaml: app does not wait for Neo4j")
    alone = services["embedded"]
    hold(alone.get("profiles") == ["embedded"], "compose.yaml: embedded is no profile of its own")
    hold("depends_on" not in alone and "environment" not in alone, "compose.yaml: embedded wants Neo4j")
    hold(services["app"]["healthcheck"]["test"] == ["CMD", "healthcheck"], "compose.yaml: app: another health check")
