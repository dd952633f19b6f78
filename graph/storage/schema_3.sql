-- What version 3 of the embedded store's schema adds, in a new file and in an older one alike: claims, positions, objections, and what was
-- done for which discussion. What an objection attacks and who answers it are rows of their own: they go with a position or a comment,
-- and the objection's own row stays as it is. Lists are JSON; `terms` is two lists, of names and of numbers.

CREATE TABLE claim (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    embedder INTEGER NOT NULL REFERENCES embedder (id),
    vector BLOB NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX claim_of ON claim (comment);

CREATE TABLE position (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    claim TEXT,
    size INTEGER NOT NULL,
    counted TEXT NOT NULL,
    question TEXT,
    opposes TEXT NOT NULL,
    came_from TEXT NOT NULL,
    went_to TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;

CREATE TABLE placement (
    claim INTEGER PRIMARY KEY REFERENCES claim (id) ON DELETE CASCADE,
    position INTEGER NOT NULL REFERENCES position (id) ON DELETE CASCADE,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX placement_in ON placement (position);

CREATE TABLE objection (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    target INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    target_start INTEGER NOT NULL,
    target_end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    probability REAL NOT NULL,
    status TEXT NOT NULL,
    unaddressed REAL NOT NULL,
    score REAL NOT NULL,
    terms TEXT NOT NULL,
    inferred REAL NOT NULL,
    evidence TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX objection_by ON objection (comment);
CREATE INDEX objection_to ON objection (target);
CREATE INDEX objection_ranked ON objection (score DESC, uid);
CREATE INDEX objection_ranked_by_status ON objection (status, score DESC, uid);

CREATE TABLE attack (
    objection INTEGER PRIMARY KEY REFERENCES objection (id) ON DELETE CASCADE,
    position INTEGER NOT NULL REFERENCES position (id) ON DELETE CASCADE,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX attack_on ON attack (position);

CREATE TABLE response (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    objection INTEGER NOT NULL REFERENCES objection (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    comment INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    act TEXT NOT NULL,
    "by" TEXT NOT NULL,
    engagement REAL NOT NULL,
    probability REAL NOT NULL,
    strength REAL NOT NULL,
    counted REAL NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    met_start INTEGER NOT NULL,
    met_end INTEGER NOT NULL,
    elsewhere INTEGER NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX response_to ON response (objection);
CREATE INDEX response_by ON response (comment);

CREATE TABLE done (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    discussion INTEGER NOT NULL REFERENCES discussion (id),
    stage TEXT NOT NULL,
    mark TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
CREATE INDEX done_for ON done (discussion);

CREATE VIEW claim_row AS
SELECT l.uid, c.uid AS comment, l.start, l."end", l.text, e.fingerprint, l.vector, lower(hex(l.row_digest)) AS row_digest
FROM claim AS l JOIN comment AS c ON c.id = l.comment JOIN embedder AS e ON e.id = l.embedder;

CREATE VIEW position_row AS
SELECT uid, label, claim, size, counted, question, opposes, came_from, went_to, lower(hex(row_digest)) AS row_digest FROM position;

CREATE VIEW placement_row AS
SELECT l.uid AS claim, p.uid AS position, lower(hex(m.row_digest)) AS row_digest
FROM placement AS m JOIN claim AS l ON l.id = m.claim JOIN position AS p ON p.id = m.position;

CREATE VIEW objection_row AS
SELECT o.uid, c.uid AS comment, o.start, o."end", t.uid AS target, o.target_start, o.target_end, o.kind, o.probability, o.status,
    o.unaddressed, o.score, o.terms, o.inferred, o.evidence, lower(hex(o.row_digest)) AS row_digest
FROM objection AS o JOIN comment AS c ON c.id = o.comment JOIN comment AS t ON t.id = o.target;

CREATE VIEW attack_row AS
SELECT o.uid AS objection, p.uid AS position, lower(hex(a.row_digest)) AS row_digest
FROM attack AS a JOIN objection AS o ON o.id = a.objection JOIN position AS p ON p.id = a.position;

CREATE VIEW response_row AS
SELECT r.uid, o.uid AS objection, r.place, c.uid AS comment, r.act, r."by", r.engagement, r.probability, r.strength, r.counted, r.start,
    r."end", r.met_start, r.met_end, r.elsewhere, lower(hex(r.row_digest)) AS row_digest
FROM response AS r JOIN objection AS o ON o.id = r.objection JOIN comment AS c ON c.id = r.comment;

-- An objection as a row for each of its responses, or as one row where there is none.
CREATE VIEW objection_part AS
SELECT o.uid, c.uid AS comment, o.start, o."end", t.uid AS target, o.target_start, o.target_end, o.kind, o.probability, o.status,
    o.unaddressed, o.score, o.terms, o.inferred, o.evidence, lower(hex(o.row_digest)) AS row_digest, p.uid AS position,
    r.uid AS response, o.uid AS objection, r.place, b.uid AS response_comment, r.act, r."by", r.engagement,
    r.probability AS response_probability, r.strength, r.counted, r.start AS response_start, r."end" AS response_end, r.met_start,
    r.met_end, r.elsewhere, lower(hex(r.row_digest)) AS response_digest
FROM objection AS o JOIN comment AS c ON c.id = o.comment JOIN comment AS t ON t.id = o.target
LEFT JOIN attack AS a ON a.objection = o.id LEFT JOIN position AS p ON p.id = a.position
LEFT JOIN response AS r ON r.objection = o.id LEFT JOIN comment AS b ON b.id = r.comment;

CREATE VIEW done_row AS
SELECT n.uid, d.uid AS discussion, n.stage, n.mark, lower(hex(n.row_digest)) AS row_digest
FROM done AS n JOIN discussion AS d ON d.id = n.discussion;
