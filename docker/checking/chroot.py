"""The Dockerfile's steps in a fresh Debian, and its program there as in the container: not root, nothing to write but its volume.

Debian's Python stands in for that of the image: same version, another folder. Both stages run in one root; what only the first may
have is removed before the program runs.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checking import running
from checking.dockerfile import Stage, Step, read
from checking.failed import Failed, hold

_SUITE = "bookworm"  # its Python is 3.11, as the image's
_PACKAGES = "python3,python3-venv,ca-certificates"
_FIRST_STAGE = ("src", "tools")
_HANDED = ("PIP_", "SSL_", "HTTP", "http", "NO_PROXY", "no_proxy")  # how this machine reaches packages
_NEEDED = ("etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/ssl/certs/ca-certificates.crt")
_DEMO = "demo"
_WALLS = "test $(id -u) -ne 0 && ! touch /opt/x /etc/x && touch /archive/x /tmp/x && rm /archive/x /tmp/x"


@dataclass(slots=True)
class Root:
    """A Debian in a folder, and what the steps so far say of folder and environment."""

    folder: Path
    here: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Do what one instruction says; those that only tell do nothing."""
        if step.name == "RUN":
            self.run(step.rest)
        elif step.name == "COPY" and "--from=" not in step.rest:
            self.copy(step)
        elif step.name == "WORKDIR":
            self.workdir = step.rest
            self.at(step.rest).mkdir(parents=True, exist_ok=True)
        elif step.name == "ENV":
            name, _, value = step.rest.partition("=")
            self.environment[name] = value

    def run(self, command: str) -> None:
        """A shell command, as root. Raises Failed."""
        told = {each: value for each, value in os.environ.items() if each.startswith(_HANDED)}
        environment = {
            "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            **told,
            **self.environment,
        }
        inside = ["/usr/sbin/chroot", str(self.folder), "sh", "-c", f"cd {self.workdir} && {command}"]
        _do(inside, f"RUN {command}", environment)

    def copy(self, step: Step) -> None:
        """Files and folders of the repository, without what Python leaves beside them."""
        *sources, to = step.words
        for each in sources:
            source, target = self.here.parent / each, self.at(to)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
                continue
            shutil.copy(source, target / source.name if to.endswith("/") else target)
            if "--chmod=0755" in step.rest:
                (target / source.name).chmod(0o755)

    def at(self, place: str) -> Path:
        """Where a place inside is on this machine."""
        return self.folder / os.path.normpath(f"{self.workdir}/{place}" if place[0] != "/" else place).lstrip("/")


def check(here: Path, scratch: Path, debian: Path) -> str:
    """Run all steps in a copy of the Debian in `debian`, which is made if it is not there, then the program. Raises Failed."""
    hold(os.geteuid() == 0, "chroot: only root can make one")
    folder = scratch / "root"
    root = Root(folder, here)
    _debian(debian, folder)
    stages = read(here / "Dockerfile")
    for stage in stages:
        root.workdir, root.environment = "/", {}
        for step in stage.steps:
            root.take(step)
    for each in _FIRST_STAGE:
        shutil.rmtree(folder / each, ignore_errors=True)
    size = sum(each.lstat().st_size for each in (folder / "opt").rglob("*") if not each.is_dir())
    hold(not list((folder / "opt/rejoinder/lib").glob("*/site-packages/pip")), "chroot: an installer stays")
    return f"chroot: all steps ran, {size / 1e6:.0f} MB in /opt; {_program(root, stages[-1])}"


def _debian(debian: Path, folder: Path) -> None:
    """A copy of it in `folder`, with what this machine knows of reaching packages."""
    if not (debian / "usr/bin/python3").exists():
        _do(["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", _SUITE, str(debian)], "debootstrap")
    _do(["cp", "--archive", str(debian), str(folder)], "a copy of it")
    for each in _NEEDED:
        if Path("/", each).exists():
            shutil.copy(Path("/", each), folder / each)


def _program(root: Root, final: Stage) -> str:
    """The entrypoint, the health check and the demo, as the container runs them."""
    within = _contained(root.folder, final.last("USER"))
    environment = {**root.environment, "LANG": "C.UTF-8"}
    _do([*within, "sh", "-c", _WALLS], "the program could write its root, or is root", environment)
    _do([*within, "entrypoint", _DEMO], f"entrypoint {_DEMO}", environment)
    names = Path("entrypoint"), Path("healthcheck")
    return f"as user {final.last('USER')}, root read-only: {_DEMO} runs; {running.served(within, *names, environment)}"


def _contained(folder: Path, user: str) -> list[str]:
    """The words that run a command inside: own mounts, a root that cannot be written, /tmp and the volume, no privileges."""
    volume = folder.parent / f"{folder.name}-volume"
    uid, gid = user.split(":")
    volume.mkdir(exist_ok=True)
    os.chown(volume, int(uid), int(gid))
    inside = str(folder)
    who = f"setpriv --reuid={uid} --regid={gid} --clear-groups --no-new-privs --bounding-set=-all"
    mounts = (
        f"mount --bind {inside} {inside} && mount -o remount,bind,ro {inside} && mount -t tmpfs tmpfs {inside}/tmp"  # noqa: S108
        f" && mount --bind {volume} {inside}/archive && mount -t proc proc {inside}/proc && mount --rbind /dev {inside}/dev"
        f' && exec /usr/sbin/chroot {inside} {who} "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", mounts, "sh"]


def _do(command: Sequence[str], what: str, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Failed(f"chroot: {what}: {' '.join(done.stderr.split())[-400:]}")
