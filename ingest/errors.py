"""The error tree's root, and the errors of reading."""


class RejoinderError(Exception):
    """Root of all errors that a user can cause or cure: one line that says what is wrong, and the cure."""

    def __init__(self, problem: str, cure: str = "") -> None:
        super().__init__(f"{problem}; {cure}" if cure else problem)
        self.problem = problem
        self.cure = cure


class UnreadableSource(RejoinderError):
    """A path that cannot be read at all: it is absent, empty, binary, or of no known format. `reason` leaves out the path."""

    def __init__(self, path: str, problem: str, cure: str) -> None:
        super().__init__(f"{path}: {problem}", cure)
        self.reason = f"{problem}; {cure}"


class ModelUnavailable(RejoinderError):
    """The embedding model cannot be loaded without asking the network."""
