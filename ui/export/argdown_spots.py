"""Which words of which comment stand in an Argdown document, and under which title."""

from dataclasses import dataclass, field

from ingest.models import CommentId
from ui.export.argdown_syntax import Titles, data, tags, text
from ui.spoken import Spoken


@dataclass(slots=True)
class Spots:
    """All arguments of a document: characters start..end of a comment, and their title."""

    titles: Titles = field(default_factory=Titles)
    _by_comment: dict[CommentId, list[tuple[int, int, str]]] = field(default_factory=dict)

    def add(self, said: Spoken) -> str:
        """Give these words a title of their own."""
        title = self.titles.new(said.text, said.author)
        self._by_comment.setdefault(said.comment, []).append((said.start, said.end, title))
        return title

    def argument(self, said: Spoken, kind: str) -> tuple[str, str]:
        """The title of the argument that holds these words, and how it is written: a new one is defined, as of this kind.

        One holds them that shares at least half of the shorter of both; the one that shares most, of equals the first.
        """
        if title := self._at(said):
            return title, f"<{title}>"
        title = self.add(said)
        place = {"comment": said.comment, "start": said.start, "end": said.end}
        return title, f"<{title}>: {text(said.text)}{tags([kind])}{data(place)}"

    def _at(self, said: Spoken) -> str | None:
        best, most = None, 0
        for start, end, title in self._by_comment.get(said.comment, ()):
            shared = min(end, said.end) - max(start, said.start)
            if shared > most and 2 * shared >= min(end - start, said.end - said.start):
                best, most = title, shared
        return best
