-- The embedded store. Texts are as graph.storage.rows.escape leaves them. Rows name each other by small integers inside the file; the views at
-- the end give rows as the rest of the program knows them: the fields of the dataclass in their order, then the digest.

CREATE TABLE archive (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    tally TEXT NOT NULL
) STRICT;
INSERT INTO archive VALUES (1, 0, '{}');

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;

CREATE TABLE discussion (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    title TEXT,
    url TEXT,
    meta TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;

CREATE TABLE comment (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    discussion INTEGER NOT NULL REFERENCES discussion (id),
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    author TEXT,
    created_at TEXT,
    edited_at TEXT,
    parent TEXT,
    title TEXT,
    url TEXT,
    stub INTEGER NOT NULL,
    root INTEGER NOT NULL,
    boundary REAL NOT NULL,
    meta TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX comment_in ON comment (discussion);
CREATE INDEX comment_by ON comment (author) WHERE author IS NOT NULL;

CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    source INTEGER NOT NULL REFERENCES source (id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    rendering INTEGER NOT NULL,
    match TEXT NOT NULL,
    text TEXT,
    why TEXT NOT NULL,
    given TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX occurrence_of ON occurrence (comment);

CREATE TABLE quote (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "of" INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    of_start INTEGER NOT NULL,
    of_end INTEGER NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX quote_by ON quote (comment);
CREATE INDEX quote_from ON quote ("of");

CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    child INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    parent INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    confidence REAL NOT NULL,
    evidence TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX reply_of ON reply (child);
CREATE INDEX reply_to ON reply (parent);

-- Deduplication keys: by comment as they were written, and by key for looking up.
CREATE TABLE keyring (
    comment INTEGER PRIMARY KEY REFERENCES comment (id) ON DELETE CASCADE,
    keys TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE TABLE holder (
    key INTEGER NOT NULL,
    comment INTEGER NOT NULL,
    PRIMARY KEY (key, comment)
) STRICT, WITHOUT ROWID;

CREATE TABLE embedder (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    embedder INTEGER NOT NULL REFERENCES embedder (id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL,
    row_digest BLOB NOT NULL,
    UNIQUE (comment, embedder, start)
) STRICT;
CREATE TRIGGER passages_of_another_text AFTER UPDATE OF text ON comment WHEN new.text <> old.text BEGIN
    DELETE FROM passage WHERE comment = new.id;
END;

CREATE TABLE ledger (
    source INTEGER PRIMARY KEY REFERENCES source (id),
    reader TEXT NOT NULL,
    report TEXT NOT NULL,
    read_at TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;

CREATE VIEW source_row AS
SELECT uid, name, format, sha256, size, lower(hex(row_digest)) AS row_digest FROM source;

CREATE VIEW discussion_row AS
SELECT uid, title, url, meta, lower(hex(row_digest)) AS row_digest FROM discussion;

CREATE VIEW comment_row AS
SELECT c.uid, d.uid AS discussion, c.text, c.position, c.author, c.created_at, c.edited_at, c.parent, c.title, c.url, c.stub, c.root,
    c.boundary, c.meta, lower(hex(c.row_digest)) AS row_digest
FROM comment AS c JOIN discussion AS d ON d.id = c.discussion;

CREATE VIEW occurrence_row AS
SELECT o.uid, c.uid AS comment, s.uid AS source, o.start, o."end", o.rendering, o.match, o.text, o.why, o.given,
    lower(hex(o.row_digest)) AS row_digest
FROM occurrence AS o JOIN comment AS c ON c.id = o.comment JOIN source AS s ON s.id = o.source;

CREATE VIEW quote_row AS
SELECT q.uid, c.uid AS comment, q.start, q."end", t.uid AS "of", q.of_start, q.of_end, lower(hex(q.row_digest)) AS row_digest
FROM quote AS q JOIN comment AS c ON c.id = q.comment JOIN comment AS t ON t.id = q."of";

CREATE VIEW reply_row AS
SELECT r.uid, c.uid AS child, p.uid AS parent, r.confidence, r.evidence, lower(hex(r.row_digest)) AS row_digest
FROM reply AS r JOIN comment AS c ON c.id = r.child JOIN comment AS p ON p.id = r.parent;

CREATE VIEW passage_row AS
SELECT c.uid AS comment, p.start, p."end", e.fingerprint, p.vector, lower(hex(p.row_digest)) AS row_digest
FROM passage AS p JOIN comment AS c ON c.id = p.comment JOIN embedder AS e ON e.id = p.embedder;

CREATE VIEW keyring_row AS
SELECT c.uid AS comment, k.keys, lower(hex(k.row_digest)) AS row_digest FROM keyring AS k JOIN comment AS c ON c.id = k.comment;

CREATE VIEW ledger_row AS
SELECT s.uid AS source, l.reader, l.report, l.read_at, lower(hex(l.row_digest)) AS row_digest
FROM ledger AS l JOIN source AS s ON s.id = l.source;
