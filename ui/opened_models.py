"""The models that read texts: each is opened when it is first needed, once for all who ask."""

from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from ingest.embedder import Model, open_embedder
from ui.printing.console import err

if TYPE_CHECKING:
    from ingest.pair_model import PairModel


class OpenedModels:
    """Both models. Any thread may ask; while one of them opens a model, the others wait for it."""

    def __init__(self) -> None:
        self._opening = RLock()

    def embedder(self) -> Model:
        """The embedding model. Raises ModelUnavailable."""
        with self._opening:
            return self._embedder

    def pairs(self) -> "PairModel":
        """What is the second text to the first? Raises ModelUnavailable."""
        with self._opening:
            return self._pairs

    @cached_property
    def _embedder(self) -> Model:
        return open_embedder(say=_say)

    @cached_property
    def _pairs(self) -> "PairModel":
        from ingest.pair_model import open_pair_model

        return open_pair_model(say=_say)


def _say(line: str) -> None:
    """What takes a moment, but only once a machine."""
    err().print(f"{line} ...")
