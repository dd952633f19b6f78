"""The entrypoint and the health check against a real run, on this machine or wherever a command leads."""

import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from checking.failed import Failed, hold

_PATIENCE = 90.0  # seconds until the pages answer; the container's start period and retries allow 120


def check(here: Path, scratch: Path) -> str:
    """Both scripts with the program that this Python has, over a fresh archive."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    archive = scratch / "archive"
    environment = {"PATH": path, "HOME": str(scratch), "REJOINDER_ARCHIVE": str(archive), "HF_HUB_OFFLINE": "1"}
    return f"here: {served([], here / 'entrypoint', here / 'healthcheck', environment)}"


def served(within: Sequence[str], entrypoint: Path, healthcheck: Path, environment: Mapping[str, str]) -> str:
    """Run both behind the words `within`: the health check says no, then yes; the pages answer; they end when asked to."""
    port = _free()
    told = {**environment, "REJOINDER_PORT": str(port)}
    begin, ask = [*within, str(entrypoint)], [*within, str(healthcheck)]
    hold("ingest" in _output([*begin, "--help"], told), "entrypoint --help does not list the commands")
    hold(_code(ask, told), "the health check says yes before anything runs")
    with subprocess.Popen(begin, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:  # noqa: S603
        try:
            seconds = _until_healthy(process, ask, told)
            _bound(port)
        finally:
            ended = _end(process)
    hold(ended < 10, "the pages do not end when they are asked to: docker would kill them")
    return f"entrypoint serves and runs commands; health check says no, then yes after {seconds:.0f} s; ends in {ended:.0f} s"


def _until_healthy(process: "subprocess.Popen[bytes]", ask: Sequence[str], environment: Mapping[str, str]) -> float:
    begun = time.monotonic()
    while _code(ask, environment):
        if process.poll() is not None:
            said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
            raise Failed(f"the entrypoint ended: {' '.join(said.split())[-300:]}")
        hold(time.monotonic() - begun < _PATIENCE, f"not healthy after {_PATIENCE:.0f} s")
        time.sleep(0.5)
    return time.monotonic() - begun


def _bound(port: int) -> None:
    """The pages must answer at other addresses than that of the container itself, or no port of it can be published."""
    with socket.create_connection(("127.0.0.2", port), timeout=5):
        return


def _end(process: "subprocess.Popen[bytes]") -> float:
    begun = time.monotonic()
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - begun


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _code(command: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(command, env=dict(environment), capture_output=True, check=False).returncode  # noqa: S603


def _output(command: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603
    hold(done.returncode == 0, f"{' '.join(command)}: {' '.join(done.stderr.split())[-300:]}")
    return done.stdout
