"""Statements of the Neo4j store for claims, positions and objections but for writing, named as their twins in derived_sql.py.

An objection comes as a row for each of its responses: its part, the
digest, the position that it attacks, the response (nulls without one). A scan sorts by the index on uid; see graph/cypher.py.
"""

UNDONE = """
MATCH (d:Discussion)
WHERE EXISTS { (d)<-[:IN]-(:Comment) } AND NOT EXISTS { (d)<-[:DONE_FOR]-(:Done {stage: $stage, mark: $mark}) }
RETURN d.uid
"""

_CLAIM_ROW = "RETURN l.uid, c.uid, l.start, l.end, l.text, l.fingerprint, l.embedding, l.row_digest"
CLAIMS = "UNWIND $ids AS uid MATCH (c:Comment {uid: uid})-[:ASSERTS]->(l:Claim) " + _CLAIM_ROW
CLAIMS_OF = "UNWIND $ids AS uid MATCH (:Position {uid: uid})<-[:OF]-(l:Claim)<-[:ASSERTS]-(c:Comment) " + _CLAIM_ROW

PLACEMENTS = "UNWIND $ids AS uid MATCH (l:Claim {uid: uid})-[m:OF]->(p:Position) RETURN l.uid, p.uid, m.row_digest"
ALL_PLACEMENTS = "MATCH (l:Claim)-[m:OF]->(p:Position) RETURN l.uid, p.uid, m.row_digest"

_POSITION_ROW = """
RETURN p.uid, p.label, p.claim, p.size, p.counted, p.question, p.opposes, p.came_from, p.went_to, p.row_digest
"""
POSITIONS = "UNWIND $ids AS uid MATCH (p:Position {uid: uid})" + _POSITION_ROW
ALL_POSITIONS = "MATCH (p:Position)" + _POSITION_ROW
_HELD = """
MATCH (p:Position) WHERE p.claim IS NOT NULL AND p.size >= $least AND ($discussion IS NULL OR EXISTS {
    MATCH (:Discussion {uid: $discussion})<-[:IN]-(:Comment)-[:ASSERTS]->(:Claim)-[:OF]->(p)
})
"""
RANKED_POSITIONS = _HELD + "WITH p ORDER BY p.size DESC, p.uid SKIP $offset LIMIT $limit" + _POSITION_ROW
POSITIONS_COUNTED = _HELD + "RETURN count(p)"
COMPLETE_POSITIONS = "MATCH (p:Position) WHERE p.uid STARTS WITH $prefix RETURN p.uid ORDER BY p.uid LIMIT $limit"

_OBJECTION_ROW = """
MATCH (c:Comment)-[:RAISES]->(o)-[:AGAINST]->(t:Comment)
RETURN o.uid, c.uid, o.start, o.end, t.uid, o.target_start, o.target_end, o.kind, o.probability, o.status, o.unaddressed, o.score,
    [o.terms, o.term_values], o.inferred, o.evidence, o.row_digest
"""
_OBJECTION_PARTS = """
MATCH (c:Comment)-[:RAISES]->(o)-[:AGAINST]->(t:Comment)
OPTIONAL MATCH (o)-[:ATTACKS]->(p:Position)
OPTIONAL MATCH (r:Comment)-[a:ANSWERS]->(o)
RETURN o.uid, c.uid, o.start, o.end, t.uid, o.target_start, o.target_end, o.kind, o.probability, o.status, o.unaddressed, o.score,
    [o.terms, o.term_values], o.inferred, o.evidence, o.row_digest, p.uid,
    a.uid, o.uid AS objection, a.place, r.uid, a.act, a.by, a.engagement, a.probability, a.strength, a.counted, a.start, a.end,
    a.met_start, a.met_end, a.elsewhere, a.row_digest
"""
OBJECTIONS_NAMED = "UNWIND $ids AS uid MATCH (o:Objection {uid: uid})" + _OBJECTION_PARTS
OBJECTIONS = (
    "UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[:RAISES|AGAINST]-(o:Objection) WITH DISTINCT o" + _OBJECTION_PARTS
)
OBJECTIONS_IN = (
    "MATCH (:Discussion {uid: $discussion})<-[:IN]-(:Comment)-[:RAISES]->(o:Objection) WITH o" + _OBJECTION_PARTS
)
# Pages in the order of an index: without the status among what is sorted by, the planner sorts all there are.
RANKED = """
MATCH (o:Objection) USING INDEX o:Objection(score) WHERE o.score IS NOT NULL
RETURN o.uid, o.score ORDER BY o.score DESC, o.uid SKIP $offset LIMIT $limit
"""
RANKED_BY_STATUS = """
MATCH (o:Objection) USING INDEX o:Objection(status, score) WHERE o.status = $status AND o.score IS NOT NULL
RETURN o.uid, o.score ORDER BY o.status DESC, o.score DESC, o.uid SKIP $offset LIMIT $limit
"""
_WANTED = """
MATCH (o:Objection) WHERE o.probability >= $probability AND ($statuses IS NULL OR o.status IN $statuses)
MATCH (d:Discussion)<-[:IN]-(c:Comment)-[:RAISES]->(o)
WHERE ($discussion IS NULL OR d.uid = $discussion) AND ($since IS NULL OR c.created_at >= $since)
OPTIONAL MATCH (b:Author)-[:WROTE]->(c)
OPTIONAL MATCH (o)-[:ATTACKS]->(p:Position)
WITH o, d, b, p WHERE ($authors IS NULL OR b.name IN $authors) AND ($positions IS NULL OR p.uid IN $positions)
"""
WANTED = _WANTED + "RETURN o.uid, o.score ORDER BY o.score DESC, o.uid SKIP $offset LIMIT $limit"
FACETS = {
    "status": _WANTED + "RETURN o.status AS value, count(*) AS n ORDER BY n DESC, value LIMIT $limit",
    "discussion": _WANTED + "RETURN d.uid AS value, count(*) AS n ORDER BY n DESC, value LIMIT $limit",
    "author": _WANTED
    + "WITH b WHERE b IS NOT NULL RETURN b.name AS value, count(*) AS n ORDER BY n DESC, value LIMIT $limit",
    "position": _WANTED
    + "WITH p WHERE p IS NOT NULL RETURN p.uid AS value, count(*) AS n ORDER BY n DESC, value LIMIT $limit",
}
COUNTS = "RETURN COUNT { (:Claim) }, COUNT { (p:Position) WHERE EXISTS { (p)<-[:OF]-() } }"
OBJECTION_COUNTS = "MATCH (o:Objection) RETURN o.status, count(o)"

_RESPONSE_ROW = """
RETURN a.uid, endNode(a).uid, a.place, startNode(a).uid, a.act, a.by, a.engagement, a.probability, a.strength, a.counted, a.start,
    a.end, a.met_start, a.met_end, a.elsewhere, a.row_digest
"""
SCANS = {
    "claim": """
MATCH (l:Claim) USING INDEX l:Claim(uid) WHERE l.uid > $after WITH l ORDER BY l.uid LIMIT $limit MATCH (c:Comment)-[:ASSERTS]->(l)
"""
    + _CLAIM_ROW,
    "position": "MATCH (p:Position) USING INDEX p:Position(uid) WHERE p.uid > $after WITH p ORDER BY p.uid LIMIT $limit"
    + _POSITION_ROW,
    "placement": """
MATCH (:Claim)-[m:OF]->(:Position) USING INDEX m:OF(uid) WHERE m.uid > $after WITH m ORDER BY m.uid LIMIT $limit
RETURN m.uid, endNode(m).uid, m.row_digest
""",
    "objection": """
MATCH (o:Objection) USING INDEX o:Objection(uid) WHERE o.uid > $after WITH o ORDER BY o.uid LIMIT $limit
"""
    + _OBJECTION_ROW,
    "attack": """
MATCH (:Objection)-[m:ATTACKS]->(:Position) USING INDEX m:ATTACKS(uid) WHERE m.uid > $after WITH m ORDER BY m.uid LIMIT $limit
RETURN m.uid, endNode(m).uid, m.row_digest
""",
    "response": """
MATCH (:Comment)-[a:ANSWERS]->(:Objection) USING INDEX a:ANSWERS(uid) WHERE a.uid > $after WITH a ORDER BY a.uid LIMIT $limit
"""
    + _RESPONSE_ROW,
    "done": """
MATCH (n:Done) USING INDEX n:Done(uid) WHERE n.uid > $after WITH n ORDER BY n.uid LIMIT $limit
MATCH (n)-[:DONE_FOR]->(d:Discussion) RETURN n.uid, d.uid, n.stage, n.mark, n.row_digest
""",
}
DIGESTS = {
    "claim": "MATCH (n:Claim) RETURN n.row_digest",
    "position": "MATCH (n:Position) RETURN n.row_digest",
    "placement": "MATCH ()-[r:OF]->() RETURN r.row_digest",
    "objection": "MATCH (n:Objection) RETURN n.row_digest",
    "attack": "MATCH ()-[r:ATTACKS]->() RETURN r.row_digest",
    "response": "MATCH ()-[r:ANSWERS]->() RETURN r.row_digest",
    "done": "MATCH (n:Done) RETURN n.row_digest",
}

# What must hold of relationships that are not rows of their own; each gives the kind and uid of what breaks it.
STRAY = """
MATCH (l:Claim) WHERE COUNT { (:Comment)-[:ASSERTS]->(l) } <> 1
RETURN 'claim' AS kind, l.uid AS uid, 'is not of exactly one comment' AS fault
UNION ALL
MATCH (l:Claim) WHERE COUNT { (l)-[:OF]->() } > 1
RETURN 'claim' AS kind, l.uid AS uid, 'is in more than one position' AS fault
UNION ALL
MATCH (n)-[m:OF|ATTACKS]->() WHERE m.uid <> n.uid
RETURN type(m) AS kind, m.uid AS uid, 'is of another than it says' AS fault
UNION ALL
MATCH (o:Objection) WHERE COUNT { (:Comment)-[:RAISES]->(o) } <> 1 OR COUNT { (o)-[:AGAINST]->(:Comment) } <> 1
RETURN 'objection' AS kind, o.uid AS uid, 'is not of exactly one comment against one' AS fault
UNION ALL
MATCH (n:Done) WHERE COUNT { (n)-[:DONE_FOR]->(:Discussion) } <> 1
RETURN 'done' AS kind, n.uid AS uid, 'is not for exactly one discussion' AS fault
UNION ALL
MATCH (p:Position)-[:OPPOSES]->(q:Position) WHERE NOT q.uid IN p.opposes
RETURN 'position' AS kind, p.uid AS uid, 'opposes one that it does not name' AS fault
UNION ALL
MATCH (p:Position) UNWIND p.opposes AS other MATCH (q:Position {uid: other}) WHERE NOT EXISTS { (p)-[:OPPOSES]->(q) }
RETURN 'position' AS kind, p.uid AS uid, 'has no edge to one that it opposes' AS fault
"""

SCHEMA = {
    "claim_uid": "CREATE CONSTRAINT claim_uid IF NOT EXISTS FOR (n:Claim) REQUIRE n.uid IS UNIQUE",
    "position_uid": "CREATE CONSTRAINT position_uid IF NOT EXISTS FOR (n:Position) REQUIRE n.uid IS UNIQUE",
    "objection_uid": "CREATE CONSTRAINT objection_uid IF NOT EXISTS FOR (n:Objection) REQUIRE n.uid IS UNIQUE",
    "done_uid": "CREATE CONSTRAINT done_uid IF NOT EXISTS FOR (n:Done) REQUIRE n.uid IS UNIQUE",
    "asserts_uid": "CREATE CONSTRAINT asserts_uid IF NOT EXISTS FOR ()-[r:ASSERTS]-() REQUIRE r.uid IS UNIQUE",
    "of_uid": "CREATE CONSTRAINT of_uid IF NOT EXISTS FOR ()-[r:OF]-() REQUIRE r.uid IS UNIQUE",
    "opposes_uid": "CREATE CONSTRAINT opposes_uid IF NOT EXISTS FOR ()-[r:OPPOSES]-() REQUIRE r.uid IS UNIQUE",
    "raises_uid": "CREATE CONSTRAINT raises_uid IF NOT EXISTS FOR ()-[r:RAISES]-() REQUIRE r.uid IS UNIQUE",
    "against_uid": "CREATE CONSTRAINT against_uid IF NOT EXISTS FOR ()-[r:AGAINST]-() REQUIRE r.uid IS UNIQUE",
    "attacks_uid": "CREATE CONSTRAINT attacks_uid IF NOT EXISTS FOR ()-[r:ATTACKS]-() REQUIRE r.uid IS UNIQUE",
    "answers_uid": "CREATE CONSTRAINT answers_uid IF NOT EXISTS FOR ()-[r:ANSWERS]-() REQUIRE r.uid IS UNIQUE",
    "done_for_uid": "CREATE CONSTRAINT done_for_uid IF NOT EXISTS FOR ()-[r:DONE_FOR]-() REQUIRE r.uid IS UNIQUE",
    "objection_ranked": "CREATE INDEX objection_ranked IF NOT EXISTS FOR (n:Objection) ON (n.score)",
    "objection_ranked_by_status": """
CREATE INDEX objection_ranked_by_status IF NOT EXISTS FOR (n:Objection) ON (n.status, n.score)
""",
    "position_waits": "CREATE INDEX position_waits IF NOT EXISTS FOR (n:Position) ON (n.waits)",
}
