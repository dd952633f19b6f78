"""The Dockerfile as stages and steps, and what must be so of them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from checking.failed import hold

_SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its name in capitals, and the rest of its line."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest without options."""
        return [each for each in self.rest.split() if not each.startswith("--")]


@dataclass(frozen=True, slots=True)
class Stage:
    """What begins with FROM."""

    image: str
    name: str
    steps: tuple[Step, ...]

    def last(self, name: str) -> str:
        """The last instruction of a name; empty when there is none."""
        return next((each.rest for each in reversed(self.steps) if each.name == name), "")


def read(path: Path) -> list[Stage]:
    """All stages of a Dockerfile."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    steps = [Step(*line.split(maxsplit=1)) for line in lines]
    starts = [at for at, each in enumerate(steps) if each.name == "FROM"]
    bounds = zip(starts, [*starts[1:], len(steps)], strict=True)
    return [_stage(steps[first:last]) for first, last in bounds]


def check(here: Path) -> str:
    """No root, no installer, no secret, a health check, short image names, and everything that is copied is there."""
    stages = read(here / "Dockerfile")
    final = stages[-1]
    hold(re.fullmatch(r"[1-9]\d*:[1-9]\d*", final.last("USER")), "Dockerfile: the last USER is no number other than 0")
    hold(json.loads(final.last("ENTRYPOINT")) == ["entrypoint"], "Dockerfile: ENTRYPOINT is not docker/entrypoint")
    hold("healthcheck" in final.last("HEALTHCHECK"), "Dockerfile: no HEALTHCHECK runs docker/healthcheck")
    hold(
        not any("pip" in each.rest and "rm " not in each.rest for each in final.steps), "Dockerfile: an installer stays"
    )
    for stage in stages:
        hold("/" not in stage.image and "@" not in stage.image, f"Dockerfile: {stage.image} is no short image name")
        for step in stage.steps:
            hold(not _SECRET.search(step.rest), f"Dockerfile: {step.name} names a secret")
            _copied(step, here)
    return "Dockerfile: no root, no installer, no secret; a health check; all that it copies is there and not ignored"


def _copied(step: Step, here: Path) -> None:
    if step.name != "COPY" or "--from=" in step.rest:
        return
    allowed = (here / "Dockerfile.dockerignore").read_text("utf-8").split()
    for each in step.words[:-1]:
        hold((here.parent / each).exists(), f"Dockerfile: {each} is not there")
        hold(f"!{each}" in allowed, f"Dockerfile.dockerignore: {each} is ignored")


def _stage(steps: list[Step]) -> Stage:
    image, *named = steps[0].rest.split()
    return Stage(image, named[-1] if named else "", tuple(steps[1:]))
