-- What version 2 of the embedded store's schema adds to schema.sql, in a new file and in an older one alike: the likeliest parents
-- of comments, stances, and what people corrected. Candidates are two lists, of uids ('' for no parent) and of probabilities. A correction
-- names comments by their uids, and outlives them.

CREATE INDEX occurrence_at ON occurrence (source);

CREATE TABLE parentage (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    child INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    candidates TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX parentage_of ON parentage (child);

CREATE TABLE stance (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    child INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    parent INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    label TEXT NOT NULL CHECK (label IN ('agree', 'neutral', 'disagree')),
    agree REAL NOT NULL,
    neutral REAL NOT NULL,
    disagree REAL NOT NULL,
    evidence TEXT NOT NULL,
    cues TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX stance_of ON stance (child);
CREATE INDEX stance_to ON stance (parent);

CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    comment TEXT NOT NULL,
    value TEXT NOT NULL,
    made_at TEXT NOT NULL,
    why TEXT,
    row_digest BLOB NOT NULL
) STRICT;

CREATE VIEW parentage_row AS
SELECT p.uid, c.uid AS child, p.candidates, lower(hex(p.row_digest)) AS row_digest
FROM parentage AS p JOIN comment AS c ON c.id = p.child;

CREATE VIEW stance_row AS
SELECT s.uid, c.uid AS child, p.uid AS parent, s.label, s.agree, s.neutral, s.disagree, s.evidence, s.cues,
    lower(hex(s.row_digest)) AS row_digest
FROM stance AS s JOIN comment AS c ON c.id = s.child JOIN comment AS p ON p.id = s.parent;

CREATE VIEW correction_row AS
SELECT uid, kind, comment, value, made_at, why, lower(hex(row_digest)) AS row_digest FROM correction;
