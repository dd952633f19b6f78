"""Statements of the embedded store for claims, positions and objections, named as their twins in graph/storage/derived_cypher.py.

Lists arrive as JSON text, values as $parameters. An objection comes as a row for each of its responses: its part, the
digest, the position that it attacks, the response (nulls without one).
"""

UNDONE = """
SELECT d.uid FROM discussion AS d
WHERE EXISTS (SELECT 1 FROM comment AS c WHERE c.discussion = d.id) AND NOT EXISTS (
    SELECT 1 FROM done AS n WHERE n.discussion = d.id AND n.stage = $stage AND n.mark = $mark
)
"""
CLAIMS = "SELECT * FROM claim_row WHERE comment IN (SELECT value FROM json_each($ids))"
CLAIMS_OF = """
SELECT r.* FROM json_each($ids) AS asked
CROSS JOIN position AS p ON p.uid = asked.value JOIN placement AS m ON m.position = p.id JOIN claim AS l ON l.id = m.claim
JOIN claim_row AS r ON r.uid = l.uid
"""
PLACEMENTS = "SELECT * FROM placement_row WHERE claim IN (SELECT value FROM json_each($ids))"
ALL_PLACEMENTS = "SELECT * FROM placement_row"
POSITIONS = "SELECT * FROM position_row WHERE uid IN (SELECT value FROM json_each($ids))"
ALL_POSITIONS = "SELECT * FROM position_row"
_HELD = """
FROM position_row AS r
WHERE r.claim IS NOT NULL AND r.size >= $least AND ($discussion IS NULL OR r.uid IN (
    SELECT p.uid FROM discussion AS d JOIN comment AS c ON c.discussion = d.id JOIN claim AS l ON l.comment = c.id
    JOIN placement AS m ON m.claim = l.id JOIN position AS p ON p.id = m.position WHERE d.uid = $discussion
))
"""
RANKED_POSITIONS = "SELECT r.*" + _HELD + "ORDER BY r.size DESC, r.uid LIMIT $limit OFFSET $offset"
POSITIONS_COUNTED = "SELECT count(*)" + _HELD
COMPLETE_POSITIONS = """
SELECT uid FROM position WHERE uid BETWEEN $prefix AND $prefix || char(1114111) ORDER BY uid LIMIT $limit
"""
OBJECTIONS_NAMED = "SELECT * FROM objection_part WHERE uid IN (SELECT value FROM json_each($ids))"
OBJECTIONS = """
SELECT * FROM objection_part
WHERE uid IN (
    SELECT x.uid FROM comment AS c JOIN objection AS x ON x.comment = c.id WHERE c.uid IN (SELECT value FROM json_each($ids))
    UNION
    SELECT x.uid FROM comment AS c JOIN objection AS x ON x.target = c.id WHERE c.uid IN (SELECT value FROM json_each($ids))
)
"""
OBJECTIONS_IN = """
SELECT * FROM objection_part
WHERE uid IN (
    SELECT x.uid FROM discussion AS d JOIN comment AS c ON c.discussion = d.id JOIN objection AS x ON x.comment = c.id
    WHERE d.uid = $discussion
)
"""
RANKED = "SELECT uid, score FROM objection ORDER BY score DESC, uid LIMIT $limit OFFSET $offset"
RANKED_BY_STATUS = """
SELECT uid, score FROM objection WHERE status = $status ORDER BY score DESC, uid LIMIT $limit OFFSET $offset
"""
_WANTED = """
FROM objection AS o JOIN comment AS c ON c.id = o.comment JOIN discussion AS d ON d.id = c.discussion
LEFT JOIN attack AS a ON a.objection = o.id LEFT JOIN position AS p ON p.id = a.position
WHERE o.probability >= $probability AND ($statuses IS NULL OR o.status IN (SELECT value FROM json_each($statuses)))
AND ($discussion IS NULL OR d.uid = $discussion) AND ($authors IS NULL OR c.author IN (SELECT value FROM json_each($authors)))
AND ($positions IS NULL OR p.uid IN (SELECT value FROM json_each($positions))) AND ($since IS NULL OR c.created_at >= $since)
"""
WANTED = "SELECT o.uid, o.score" + _WANTED + "ORDER BY o.score DESC, o.uid LIMIT $limit OFFSET $offset"
FACETS = {
    "status": "SELECT o.status, count(*) AS n" + _WANTED + "GROUP BY o.status ORDER BY n DESC, o.status LIMIT $limit",
    "discussion": "SELECT d.uid, count(*) AS n" + _WANTED + "GROUP BY d.uid ORDER BY n DESC, d.uid LIMIT $limit",
    "author": "SELECT c.author, count(*) AS n"
    + _WANTED
    + "AND c.author IS NOT NULL GROUP BY c.author ORDER BY n DESC, c.author LIMIT $limit",
    "position": "SELECT p.uid, count(*) AS n"
    + _WANTED
    + "AND p.uid IS NOT NULL GROUP BY p.uid ORDER BY n DESC, p.uid LIMIT $limit",
}
COUNTS = "SELECT (SELECT count(*) FROM claim), (SELECT count(DISTINCT position) FROM placement)"
OBJECTION_COUNTS = "SELECT status, count(*) FROM objection GROUP BY status"

SCANS = {
    "claim": "SELECT * FROM claim_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "position": "SELECT * FROM position_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "placement": "SELECT * FROM placement_row WHERE claim > $after ORDER BY claim LIMIT $limit",
    "objection": "SELECT * FROM objection_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "attack": "SELECT * FROM attack_row WHERE objection > $after ORDER BY objection LIMIT $limit",
    "response": "SELECT * FROM response_row WHERE uid > $after ORDER BY uid LIMIT $limit",
    "done": "SELECT * FROM done_row WHERE uid > $after ORDER BY uid LIMIT $limit",
}
DIGESTS = {
    "claim": "SELECT lower(hex(row_digest)) FROM claim",
    "position": "SELECT lower(hex(row_digest)) FROM position",
    "placement": "SELECT lower(hex(row_digest)) FROM placement",
    "objection": "SELECT lower(hex(row_digest)) FROM objection",
    "attack": "SELECT lower(hex(row_digest)) FROM attack",
    "response": "SELECT lower(hex(row_digest)) FROM response",
    "done": "SELECT lower(hex(row_digest)) FROM done",
}

CLEAR_DONE = "DELETE FROM done WHERE discussion = (SELECT id FROM discussion WHERE uid = $uid)"
REMOVE_OTHER_CLAIMS = """
DELETE FROM claim
WHERE comment IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
AND uid NOT IN (SELECT value FROM json_each($kept))
"""
REMOVE_POSITIONS = "DELETE FROM position WHERE uid = $uid"
CLEAR_OBJECTIONS = """
DELETE FROM objection
WHERE comment IN (SELECT c.id FROM comment AS c JOIN discussion AS d ON d.id = c.discussion WHERE d.uid = $uid)
"""
REMOVE_OBJECTIONS = "DELETE FROM objection WHERE uid = $uid"
PUT_CLAIMS = """
INSERT INTO claim (uid, comment, start, "end", text, embedder, vector, row_digest)
VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $comment AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    $start, $end, $text, (SELECT id FROM embedder WHERE fingerprint = $fingerprint), $vector, unhex($row_digest)
)
ON CONFLICT (uid) DO UPDATE SET
    comment = excluded.comment, start = excluded.start, "end" = excluded."end", text = excluded.text, embedder = excluded.embedder,
    vector = excluded.vector, row_digest = excluded.row_digest
"""
PUT_POSITIONS = """
INSERT INTO position (uid, label, claim, size, counted, question, opposes, came_from, went_to, row_digest)
VALUES ($uid, $label, $claim, $size, $counted, $question, $opposes, $came_from, $went_to, unhex($row_digest))
ON CONFLICT (uid) DO UPDATE SET
    label = excluded.label, claim = excluded.claim, size = excluded.size, counted = excluded.counted, question = excluded.question,
    opposes = excluded.opposes, came_from = excluded.came_from, went_to = excluded.went_to, row_digest = excluded.row_digest
"""
PUT_PLACEMENTS = """
INSERT INTO placement (claim, position, row_digest)
VALUES ((SELECT id FROM claim WHERE uid = $uid), (SELECT id FROM position WHERE uid = $position), unhex($row_digest))
ON CONFLICT (claim) DO UPDATE SET position = excluded.position, row_digest = excluded.row_digest
"""
PUT_OBJECTIONS = """
INSERT INTO objection (
    uid, comment, start, "end", target, target_start, target_end, kind, probability, status, unaddressed, score, terms, inferred,
    evidence, row_digest
) VALUES (
    $uid,
    (SELECT id FROM comment WHERE uid = $comment AND discussion = (SELECT id FROM discussion WHERE uid = $discussion)),
    $start, $end, (SELECT id FROM comment WHERE uid = $target), $target_start, $target_end, $kind, $probability, $status,
    $unaddressed, $score, $terms, $inferred, $evidence, unhex($row_digest)
)
"""
PUT_ATTACKS = """
INSERT INTO attack (objection, position, row_digest)
VALUES ((SELECT id FROM objection WHERE uid = $uid), (SELECT id FROM position WHERE uid = $position), unhex($row_digest))
"""
PUT_RESPONSES = """
INSERT INTO response (
    uid, objection, place, comment, act, "by", engagement, probability, strength, counted, start, "end", met_start, met_end,
    elsewhere, row_digest
) VALUES (
    $uid, (SELECT id FROM objection WHERE uid = $objection), $place, (SELECT id FROM comment WHERE uid = $comment), $act, $by,
    $engagement, $probability, $strength, $counted, $start, $end, $met_start, $met_end, $elsewhere, unhex($row_digest)
)
"""
PUT_DONE = """
INSERT INTO done (uid, discussion, stage, mark, row_digest)
VALUES ($uid, (SELECT id FROM discussion WHERE uid = $discussion), $stage, $mark, unhex($row_digest))
ON CONFLICT (uid) DO UPDATE SET discussion = excluded.discussion, mark = excluded.mark, row_digest = excluded.row_digest
"""
