"""The archive as many people look at it at once, each in a thread of the one process."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Final

from search.generation import Generation, UnusableIndex, check, live_name, store_mark
from search.models import Among
from ui.archive import Archive
from ui.jobs.jobs import Jobs
from ui.opened_models import OpenedModels
from ui.progress import Stages
from ui.settings import Settings

_MODELS: Final = OpenedModels()
"""Those of the whole process: opening them takes longer than what most people ask of them."""

_LACKS: Final = "files are being read into the archive; what they bring is found when that is done"


class SharedArchive(Archive):
    """An archive that is only read; when its index is old, one thread builds it and the others wait for that."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, models=_MODELS)
        self._indexing, self._correcting = Lock(), Lock()
        self._live: dict[Among | None, tuple[object, Generation]] = {}
        self._older: dict[Among | None, tuple[str, Generation]] = {}

    def index(self, stages: Stages, among: Among | None = None) -> tuple[Generation, str]:
        """The index of the store as it is now; as it was before, while files are read in. Raises IndexNotWritten, UnusableIndex."""
        with self._indexing:
            if Jobs(self.settings).reading() is None:
                return super().index(stages, among)
            with suppress(UnusableIndex):  # there is none yet, or not of this program
                return self._before(among)
            with suppress(UnusableIndex):  # more was read while it was built
                return super().index(stages, among)
            return self._before(among)

    def live_index(self, among: Among | None = None) -> Generation:
        """The index, if it fits the store as it is now. Raises UnusableIndex.

        As long as neither changes, what was checked when it was opened is not read again.
        """
        now = (self.store.revision(), live_name(self._index))
        before, generation = self._live.get(among, (None, None))
        if generation is None or before != now:
            generation = super().live_index(among)
            self._live[among] = now, generation
        return generation

    def _before(self, among: Among | None) -> tuple[Generation, str]:
        """The index, also one that lacks what is being read in now, and a note that says so. Raises UnusableIndex.

        To build it anew for each search of that time would keep everybody waiting, and be in vain: it is old when it is built.
        """
        name = live_name(self._index)
        before, generation = self._older.get(among, ("", None))
        if generation is None or before != name:
            generation = check(self._index, among)
            self._older[among] = name, generation
        made = generation.manifest
        if (made.store, made.fingerprint) != (store_mark(self.store), self.model.fingerprint):
            raise UnusableIndex("stale", self._index, "it was built from another archive, or with another model")
        return generation, "" if made.revision == self.store.revision() else _LACKS

    @contextmanager
    def writing(self) -> Iterator[Archive]:
        """The same archive, opened to write, for one thread after the other. Raises StoreBusy if another process writes to it."""
        with self._correcting, super().writing() as archive:
            yield archive
