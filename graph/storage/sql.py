"""Statements of the embedded store, named as their twins in graph/cypher.py. Lists arrive as JSON text, values as $parameters."""

SOURCES = "SELECT * FROM source_row"
LEDGER = "SELECT * FROM ledger_row"
DISCUSSIONS = "SELECT * FROM discussion_row WHERE uid IN (SELECT value FROM json_each($ids))"
ALL_DISCUSSIONS = "SELECT * FROM discussion_row"
COMMENTS = "SELECT * FROM comment_row WHERE uid IN (SELECT value FROM json_each($ids))"
COMMENTS_IN = "SELECT * FROM comment_row WHERE discussion = $discussion"
OCCURRENCES = "SELECT * FROM occurrence_row WHERE comment IN (SELECT value FROM json_each($ids))"
OCCURRENCES_IN = "SELECT * FROM occurrence_row WHERE source = $source AND uid > $after ORDER BY uid LIMIT $limit"
QUOTES = """
SELECT * FROM quote_row WHERE comment IN (SELECT value FROM json_each($ids))
UNION SELECT * FROM quote_row WHERE "of" IN (SELECT value FROM json_each($ids))
"""
REPLIES = """
SELECT * FROM reply_row WHERE child IN (SELECT value FROM json_each($ids))
UNION SELECT * FROM reply_row WHERE parent IN (SELECT value FROM json_each($ids))
"""
REPLIES_IN = """
SELECT * FROM reply_row
WHERE uid IN (
    SELECT r.uid FROM discussion AS d JOIN comment AS c ON c.discussion = d.id JOIN reply AS r ON r.child = c.id
    WHERE d.uid = $discussion
)
"""
PARENTAGES = "SELECT * FROM parentage_row WHERE child IN (SELECT value FROM json_each($ids))"
PARENTAGES_IN = """
SELECT * FROM parentage_row
WHERE uid IN (
    SELECT p.uid FROM discussion AS d JOIN comment AS c ON c.discussion = d.id JOIN parentage AS p ON p.child = c.id
    WHERE d.uid = $discussion
)
"""
STANCES = """
SELECT * FROM stance_row WHERE child IN (SELECT value FROM json_each($ids))
UNION SELECT * FROM stance_row WHERE parent IN (SELECT value FROM json_each($ids))
"""
STANCES_IN = """
SELECT * FROM stance_row
WHERE uid IN (
    SELECT s.uid FROM discussion AS d JOIN comment AS c ON c.discussion = d.id JOIN stance AS s ON s.child = c.id
    WHERE d.uid = $discussion
)
"""
CORRECTIONS = "SELECT * FROM correction_row"
PASSAGES = "SELECT * FROM passage_row WHERE comment IN (SELECT value FROM json_each($ids)) ORDER BY comment, start, fingerprint"
HOLDERS = """
SELECT h.key, c.uid FROM json_each($keys) AS asked
CROSS JOIN holder AS h ON h.key = asked.value JOIN comment AS c ON c.id = h.comment
WHERE NOT EXISTS (SELECT 1 FROM holder WHERE key = asked.value LIMIT 1 OFFSET $most)
"""
COMPLETE_COMMENTS = """
SELECT uid FROM comment WHERE uid BETWEEN $prefix AND $prefix || char(1114111) ORDER BY uid LIMIT $limit
"""
COMPLETE_DISCUSSIONS = """
SELECT uid FROM discussion WHERE uid BETWEEN $prefix AND $prefix || char(1114111) ORDER BY uid LIMIT $limit
"""
WITHOUT_PASSAGES = """
SELECT c.uid FROM comment AS c
WHERE c.uid > $after AND c.text <> '' AND NOT EXISTS (
    SELECT 1 FROM passage AS p JOIN embedder AS e ON e.id = p.embedder WHERE p.comment = c.id AND e.fingerprint = $fingerprint
)
ORDER BY c.uid LIMIT $limit
"""
REVISION = "SELECT revision FROM archive"
TALLY = "SELECT tally FROM archive"
COUNTS = """
SELECT
    (SELECT count(*) FROM source), (SELECT count(DISTINCT discussion) FROM comment), (SELECT count(*) FROM comment),
    (SELECT count(*) FROM comment WHERE stub), (SELECT count(*) FROM occurrence), (SELECT count(*) FROM quote),
    (SELECT count(*) FROM correction), (SELECT count(*) FROM passage),
    (SELECT count(DISTINCT author) FROM comment WHERE author IS NOT NULL)
"""
REPLY_COUNTS = "SELECT evidence, count(*) FROM reply GROUP BY evidence"
STANCE_COUNTS = "SELECT label, count(*) FROM stance GROUP BY label"

SCANS = {
    "source": "SELECT * FROM source_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "discussion": "SELECT * FROM discussion_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "comment": "SELECT * FROM comment_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "occurrence": "SELECT * FROM occurrence_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "quote": "SELECT * FROM quote_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "reply": "SELECT * FROM reply_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "parentage": "SELECT * FROM parentage_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "stance": "SELECT * FROM stance_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "correction": "SELECT * FROM correction_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "keyring": "SELECT * FROM keyring_row WHERE comment > $after ORDER BY comment LIMIT $limit",
    "ledger": "SELECT * FROM ledger_row WHERE source > $after ORDER BY source LIMIT $limit",
}
NEXT_COMMENTS = "SELECT uid FROM comment WHERE uid > $after ORDER BY uid LIMIT $limit"
DIGESTS = {
    "source": "SELECT lower(hex(row_digest)) FROM source",
    "discussion": "SELECT lower(hex(row_digest)) FROM discussion",
    "comment": "SELECT lower(hex(row_digest)) FROM comment",
    "occurrence": "SELECT lower(hex(row_digest)) FROM occurrence",
    "quote": "SELECT lower(hex(row_digest)) FROM quote",
    "reply": "SELECT lower(hex(row_digest)) FROM reply",
    "parentage": "SELECT lower(hex(row_digest)) FROM parentage",
    "stance": "SELECT lower(hex(row_digest)) FROM stance",
    "correction": "SELECT lower(hex(row_digest)) FROM correction",
    "passage": "SELECT lower(hex(row_digest)) FROM passage",
    "keyring": "SELECT lower(hex(row_digest)) FROM keyring",
    "ledger": "SELECT lower(hex(row_digest)) FROM ledger",
}

REMOVE_COMMENTS = "DELETE FROM comment WHERE uid = $uid"
REMOVE_CORRECTIONS = "DELETE FROM correction WHERE uid = $uid"
PUT_SOURCES = """
INSERT INTO source (uid, name, format, sha256, size, row_digest)
VALUES ($uid, $name, $format, $sha256, $size, unhex($row_digest))
ON CONFLICT (uid) DO UPDATE SET
    name = excluded.name, format = excluded.format, sha256 = excluded.sha256, size = excluded.size, row_digest = excluded.row_digest
"""
PUT_DISCUSSIONS = """
INSERT INTO discussion (uid, title, url, meta, row_digest) VALUES ($uid, $title, $url, $meta, unhex($row_digest))
ON CONFLICT (uid) DO UPDATE SET
    title = excluded.title, url = excluded.url, meta = excluded.meta, row_digest = excluded.row_digest
"""
PUT_COMMENTS = """
INSERT INTO comment (
    uid, discussion, text, position, author, created_at, edited_at, parent, title, url, stub, root, boundary, meta, row_digest
) VALUES (
    $uid, (SELECT id FROM discussion WHERE uid = $discussion), $text, $position, $author, $created_at, $edited_at, $parent, $title,
    $url, $stub, $root, $boundary, $meta, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    discussion = excluded.discussion, text = excluded.text, position = excluded.position, author = excluded.author,
    created_at = excluded.created_at, edited_at = excluded.edited_at, parent = excluded.parent, title = excluded.title,
    url = excluded.url, stub = excluded.stub, root = excluded.root, boundary = excluded.boundary, meta = excluded.meta,
    row_digest = excluded.row_digest
"""
PUT_OCCURRENCES = """
INSERT INTO occurrence (uid, comment, source, start, "end", rendering, match, text, why, given, row_digest)
VALUES (
    $uid, (SELECT id FROM comment WHERE uid = $comment), (SELECT id FROM source WHERE uid = $source), $start, $end,
    $rendering, $match, $text, $why, $given, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    comment = excluded.comment, source = excluded.source, start = excluded.start, "end" = excluded."end",
    rendering = excluded.rendering, match = excluded.match, text = excluded.text, why = excluded.why, given = excluded.given,
    row_digest = excluded.row_digest
"""
KEYRINGS = """
SELECT k.comment, k.keys FROM keyring AS k JOIN comment AS c ON c.id = k.comment
WHERE c.uid IN (SELECT value FROM json_each($ids))
"""
COMMENT_IDS = "SELECT uid, id FROM comment WHERE uid IN (SELECT value FROM json_each($ids))"
REMOVE_HOLDERS = "DELETE FROM holder WHERE key = ? AND comment = ?"
PUT_HOLDERS = "INSERT OR IGNORE INTO holder (key, comment) VALUES (?, ?)"
ALL_HOLDERS = "SELECT key, comment FROM holder"
ALL_KEYRINGS = "SELECT comment, keys FROM keyring"
PUT_KEYS = """
INSERT INTO keyring (comment, keys, row_digest) VALUES ((SELECT id FROM comment WHERE uid = $uid), $keys, unhex($row_digest))
ON CONFLICT (comment) DO UPDATE SET keys = excluded.keys, row_digest = excluded.row_digest
"""
CLEAR_QUOTES = """
DELETE FROM quote WHERE comment IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
"""
CLEAR_PARENTAGES = """
DELETE FROM parentage WHERE child IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
"""
CLEAR_STANCES = """
DELETE FROM stance WHERE child IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
"""
CLEAR_RELATIONS = """
DELETE FROM reply WHERE child IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
"""
PUT_QUOTES = """
INSERT INTO quote (uid, comment, start, "end", "of", of_start, of_end, row_digest)
VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $comment AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    $start, $end, (SELECT id FROM comment WHERE uid = $of), $of_start, $of_end, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    comment = excluded.comment, start = excluded.start, "end" = excluded."end", "of" = excluded."of", of_start = excluded.of_start,
    of_end = excluded.of_end, row_digest = excluded.row_digest
"""
PUT_REPLIES = """
INSERT INTO reply (uid, child, parent, confidence, evidence, row_digest)
VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $child AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    (SELECT id FROM comment WHERE uid = $parent), $confidence, $evidence, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    child = excluded.child, parent = excluded.parent, confidence = excluded.confidence, evidence = excluded.evidence,
    row_digest = excluded.row_digest
"""
PUT_PARENTAGES = """
INSERT INTO parentage (uid, child, candidates, row_digest)
VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $child AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    $candidates, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET child = excluded.child, candidates = excluded.candidates, row_digest = excluded.row_digest
"""
PUT_STANCES = """
INSERT INTO stance (uid, child, parent, label, agree, neutral, disagree, evidence, cues, row_digest)
VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $child AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    (SELECT id FROM comment WHERE uid = $parent), $label, $agree, $neutral, $disagree, $evidence, $cues, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    child = excluded.child, parent = excluded.parent, label = excluded.label, agree = excluded.agree, neutral = excluded.neutral,
    disagree = excluded.disagree, evidence = excluded.evidence, cues = excluded.cues, row_digest = excluded.row_digest
"""
PUT_CORRECTIONS = """
INSERT INTO correction (uid, kind, comment, value, made_at, why, row_digest)
VALUES ($uid, $kind, $comment, $value, $made_at, $why, unhex($row_digest))
ON CONFLICT (uid) DO UPDATE SET
    kind = excluded.kind, comment = excluded.comment, value = excluded.value, made_at = excluded.made_at, why = excluded.why,
    row_digest = excluded.row_digest
"""
PUT_EMBEDDERS = "INSERT OR IGNORE INTO embedder (fingerprint) VALUES (?)"
PUT_PASSAGES = """
INSERT INTO passage (comment, embedder, start, "end", vector, row_digest)
VALUES (
    (SELECT id FROM comment WHERE uid = $comment), (SELECT id FROM embedder WHERE fingerprint = $fingerprint), $start, $end,
    $vector, unhex($row_digest)
)
ON CONFLICT (comment, embedder, start) DO UPDATE SET
    "end" = excluded."end", vector = excluded.vector, row_digest = excluded.row_digest
"""
PUT_LEDGER = """
INSERT INTO ledger (source, reader, report, read_at, row_digest)
VALUES ((SELECT id FROM source WHERE uid = $uid), $reader, $report, $read_at, unhex($row_digest))
ON CONFLICT (source) DO UPDATE SET
    reader = excluded.reader, report = excluded.report, read_at = excluded.read_at, row_digest = excluded.row_digest
"""
TAKE_TALLY = "UPDATE archive SET revision = revision + 1 RETURNING revision, tally"
KEEP_TALLY = "UPDATE archive SET tally = $tally"

SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
INTEGRITY = "PRAGMA integrity_check(100)"
DANGLING = 'SELECT "table", rowid, parent FROM pragma_foreign_key_check'
