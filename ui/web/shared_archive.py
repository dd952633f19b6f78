"""The archive as many people look at it at once, each in a thread of the one process."""

from threading import Lock

from search.generation import Generation
from search.models import Among
from ui.archive import Archive
from ui.progress import Stages
from ui.settings import Settings


class SharedArchive(Archive):
    """An archive that is only read; when its index is old, one thread builds it and the others wait for that."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._indexing = Lock()

    def index(self, stages: Stages, among: Among | None = None) -> tuple[Generation, str]:
        """The index of the store as it is now. Raises IndexNotWritten."""
        with self._indexing:
            return super().index(stages, among)
