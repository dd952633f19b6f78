"""Encoders on OpenVINO: converted once a machine, kept in the platform's cache folder, loaded in a fraction of a second.

A kept encoder is one file: a line that says what it was made with and the digest of the rest, then the compiled graph. It is
written beside and renamed, so that two processes may convert at once; one that is damaged, or of another machine, is made anew.
"""

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from platformdirs import user_cache_path

from ingest.errors import RejoinderError
from ingest.pair_tokens import TokenPair
from ingest.token_batches import Floats, Whole, in_batches

if TYPE_CHECKING:
    from openvino import CompiledModel, Core, InferRequest

    from ingest.bert_weights import Weights
    from ingest.encoder_graph import Ranges

Precision = Literal["int8", "bf16"]

# It changes when other numbers come out of the same weights, because of the graph or of the texts that calibrate it.
_VERSION: Final = 1
_CONFIG: Final = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_PRECISION_HINT": "f32",  # what is not in int8 is to give the same numbers on every processor
    "ENABLE_CPU_PINNING": False,  # pinned threads of two processes would share one core
}
_ABLE: Final = "OPTIMIZATION_CAPABILITIES"
_CURE: Final = "without OpenVINO torch is used: pip uninstall openvino"

# OpenVINO's own converter is not needed, takes longer to import than all the rest, and brings a client that reports its use.
sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]

Say = Callable[[str], None]


class EncoderUnavailable(RejoinderError):
    """OpenVINO is not installed, or cannot convert this encoder."""


class _Unusable(Exception):
    """A kept encoder that has to be made anew."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an encoder is made of: `digest` names the weights, the functions are called only when it has to be converted."""

    name: str
    digest: str
    weights: "Callable[[], Weights]"
    calibration: Callable[[], Sequence[TokenPair]]
    precision: Precision = "int8"

    @property
    def form(self) -> str:
        """Name of all but the weights that decides which numbers come out."""
        return f"{self.precision}-{_VERSION}"


def exact_precision() -> Precision:
    """The precision that keeps a model's answers: bf16 where the processor computes with it, else int8, which is fast anywhere.

    Raises EncoderUnavailable.
    """
    _require()
    return "bf16" if "BF16" in _core().get_property("CPU", _ABLE) else "int8"


class Encoder:
    """An encoder that is loaded, or converted, when its first batch comes; kept in `folder`. Threads take turns."""

    def __init__(self, recipe: Recipe, say: Say = lambda line: None, folder: Path | None = None) -> None:
        self._recipe = recipe
        self._say = say
        self._turn = Lock()
        name = f"{recipe.name.replace(' ', '-')}-{recipe.digest}-{recipe.form}.openvino"
        self.path = (folder or user_cache_path("rejoinder")) / name

    @property
    def converted(self) -> bool:
        """Whether a converted encoder is kept on this machine."""
        return self.path.is_file()

    @property
    def state(self) -> str:
        """For people: library, precision, whether a converted encoder is kept, and where."""
        folder = self.path.parent
        kept = f"converted, kept in {folder}" if self.converted else f"converted each time: {folder} cannot be written"
        return f"OpenVINO {version('openvino')}, {self._recipe.precision}, {kept}"

    def prepare(self) -> None:
        """Convert now, if that was not done on this machine before. Raises EncoderUnavailable."""
        _require()
        with self._turn:
            if not self.converted:
                _ = self._request

    def __call__(self, ids: Whole, attention: Whole, segments: Whole) -> Floats:
        """One float32 row for each row of token ids. Raises EncoderUnavailable."""
        with self._turn:
            return np.array(self._request.infer([ids, attention, segments])[0], np.float32)

    @cached_property
    def _request(self) -> "InferRequest":
        try:
            compiled = _load(self.path, self._recipe.precision)
        except _Unusable:
            self._say(f"preparing the {self._recipe.name} for this machine, once")
            compiled = _convert(self._recipe)
            _keep(compiled, self.path)
        request: InferRequest = compiled.create_infer_request()
        return request


def _load(path: Path, precision: Precision) -> "CompiledModel":
    """Raises _Unusable when there is none, or it is damaged or was made with something else."""
    try:
        said, _, graph = path.read_bytes().partition(b"\n")
        if json.loads(said) != _made_with(graph):
            raise _Unusable(path)
        return _core().import_model(graph, "CPU", _config(precision))
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise _Unusable(path) from error


def _convert(recipe: Recipe) -> "CompiledModel":
    try:
        from ingest.encoder_graph import draw

        weights = recipe.weights()
        ranges = _ranges(weights, recipe.calibration()) if recipe.precision == "int8" else None
        return _core().compile_model(draw(weights, ranges), "CPU", _config(recipe.precision))
    except (ImportError, RuntimeError, KeyError) as error:
        problem = str(error).strip().partition("\n")[0]
        raise EncoderUnavailable(f"OpenVINO cannot run the {recipe.name}: {problem}", _CURE) from error


def _ranges(weights: "Weights", rows: Sequence[TokenPair]) -> "Ranges":
    """What enters each matrix product over all calibration rows, padding left out."""
    from ingest.encoder_graph import draw_watched

    graph, names = draw_watched(weights)
    watched = _core().compile_model(graph, "CPU", _CONFIG).create_infer_request()
    ranges: dict[str, Floats] = {}

    def forward(ids: Whole, attention: Whole, segments: Whole) -> Floats:
        results = watched.infer([ids, attention, segments])
        for at, name in enumerate(names, 1):
            entering = results[at][attention.astype(bool)]
            edges = np.stack([entering.min(axis=0), entering.max(axis=0)])
            ranges[name] = _wider(ranges.get(name, edges), edges)
        return np.empty((len(ids), 0), np.float32)

    in_batches(rows, forward)
    return ranges


def _wider(one: Floats, other: Floats) -> Floats:
    """What holds two ranges of each channel: float32, shape (2, channels)."""
    return np.stack([np.minimum(one[0], other[0]), np.maximum(one[1], other[1])])


def _keep(compiled: "CompiledModel", path: Path) -> None:
    """Write the file; where that cannot be done, the next process converts again."""
    graph: bytes = compiled.export_model().getvalue()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=".converting-") as beside:
            whole = Path(beside) / path.name
            whole.write_bytes(json.dumps(_made_with(graph)).encode() + b"\n" + graph)
            whole.replace(path)


def _made_with(graph: bytes) -> dict[str, str]:
    core = _core()
    return {
        "openvino": version("openvino"),
        "processor": " ".join([core.get_property("CPU", "FULL_DEVICE_NAME"), *core.get_property("CPU", _ABLE)]),
        "digest": blake2b(graph, digest_size=16).hexdigest(),
    }


def _config(precision: Precision) -> dict[str, object]:
    return _CONFIG | ({"INFERENCE_PRECISION_HINT": "bf16"} if precision == "bf16" else {})


def _require() -> None:
    if find_spec("openvino") is None:
        raise EncoderUnavailable("OpenVINO is not installed", "run: pip install openvino")


def _core() -> "Core":
    from openvino import Core

    return Core()
