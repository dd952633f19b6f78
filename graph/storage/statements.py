"""What the modules of statements of both stores hold, so that the verbs need not know which of them they speak."""

from typing import Protocol


class Statements(Protocol):
    """What storage/sql.py and cypher.py both hold. Rows come as the fields of their dataclass in order, then the digest."""

    SOURCES: str
    LEDGER: str
    DISCUSSIONS: str
    ALL_DISCUSSIONS: str
    COMMENTS: str
    COMMENTS_IN: str
    OCCURRENCES: str
    OCCURRENCES_IN: str
    QUOTES: str
    REPLIES: str
    REPLIES_IN: str
    PARENTAGES: str
    PARENTAGES_IN: str
    STANCES: str
    STANCES_IN: str
    CORRECTIONS: str
    PASSAGES: str
    COMPLETE_COMMENTS: str
    COMPLETE_DISCUSSIONS: str
    WITHOUT_PASSAGES: str
    REVISION: str
    COUNTS: str
    REPLY_COUNTS: str
    STANCE_COUNTS: str
    TALLY: str
    NEXT_COMMENTS: str
    SCANS: dict[str, str]
    DIGESTS: dict[str, str]


class DerivedStatements(Protocol):
    """The same for derived_sql.py and derived_cypher.py, beside them: what is said of claims, positions and objections."""

    UNDONE: str
    CLAIMS: str
    CLAIMS_OF: str
    PLACEMENTS: str
    ALL_PLACEMENTS: str
    POSITIONS: str
    ALL_POSITIONS: str
    RANKED_POSITIONS: str
    POSITIONS_COUNTED: str
    COMPLETE_POSITIONS: str
    OBJECTIONS_NAMED: str
    OBJECTIONS: str
    OBJECTIONS_IN: str
    RANKED: str
    RANKED_BY_STATUS: str
    WANTED: str
    FACETS: dict[str, str]
    COUNTS: str
    OBJECTION_COUNTS: str
    SCANS: dict[str, str]
    DIGESTS: dict[str, str]
