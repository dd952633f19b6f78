"""Statements by which the Neo4j store writes claims, positions and objections, named as their twins in derived_sql.py."""

# Run before a step's own statement, with the uids alone, and before those of graph/storage/cypher_writing.py; see there.
GOING = {
    "REMOVE_COMMENTS": (
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[:RAISES|AGAINST]-(o:Objection) WITH DISTINCT o
MATCH (o)-[r:ATTACKS|ANSWERS]-()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[:RAISES|AGAINST]-(o:Objection) WITH DISTINCT o
WITH o, o.row_digest AS digest DETACH DELETE o RETURN 'Objection' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[r:ANSWERS]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'ANSWERS' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[:ASSERTS]->(:Claim)-[r:OF]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'OF' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[:ASSERTS]->(l:Claim)
WITH l, l.row_digest AS digest DETACH DELETE l RETURN 'Claim' AS kind, digest
""",
    ),
    "CLEAR_RELATIONS": (
        """
UNWIND $rows AS row MATCH (:Discussion {uid: row.uid})<-[:DONE_FOR]-(n:Done)
WITH n, n.row_digest AS digest DETACH DELETE n RETURN 'Done' AS kind, digest
""",
    ),
    "REMOVE_CLAIMS": (
        """
UNWIND $rows AS row MATCH (:Claim {uid: row.uid})-[r:OF]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'OF' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH (l:Claim {uid: row.uid})
WITH l, l.row_digest AS digest DETACH DELETE l RETURN 'Claim' AS kind, digest
""",
    ),
    "REMOVE_POSITIONS": (
        """
UNWIND $rows AS row MATCH (:Position {uid: row.uid})<-[r:OF|ATTACKS]-()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        "UNWIND $rows AS row MATCH (:Position {uid: row.uid})<-[:OPPOSES]-(p:Position) SET p.waits = true",
        """
UNWIND $rows AS row MATCH (p:Position {uid: row.uid})
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Position' AS kind, digest
""",
    ),
    "PUT_POSITIONS": (
        "UNWIND $rows AS row MATCH (:Position {uid: row.uid})-[r:OPPOSES]->() DELETE r",
        "UNWIND $rows AS row MATCH (p:Position {uid: row.uid}) RETURN 'Position' AS kind, p.row_digest AS digest",
    ),
    "PUT_CLAIMS": (
        """
UNWIND $rows AS row MATCH (l:Claim {uid: row.uid})<-[r:ASSERTS]-()
WITH r, l.row_digest AS digest DELETE r RETURN 'Claim' AS kind, digest
""",
    ),
    "PUT_PLACEMENTS": (
        """
UNWIND $rows AS row MATCH (:Claim {uid: row.uid})-[r:OF]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'OF' AS kind, digest
""",
    ),
    "CLEAR_OBJECTIONS": (
        """
UNWIND $rows AS row MATCH (:Discussion {uid: row.uid})<-[:IN]-(:Comment)-[:RAISES]->(:Objection)-[r:ATTACKS|ANSWERS]-()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Discussion {uid: row.uid})<-[:IN]-(:Comment)-[:RAISES]->(o:Objection)
WITH o, o.row_digest AS digest DETACH DELETE o RETURN 'Objection' AS kind, digest
""",
    ),
    "PUT_OBJECTIONS": (
        """
UNWIND $rows AS row MATCH (:Objection {uid: row.uid})-[r:ATTACKS|ANSWERS]-()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (o:Objection {uid: row.uid})
WITH o, o.row_digest AS digest DETACH DELETE o RETURN 'Objection' AS kind, digest
""",
    ),
    "PUT_DONE": (
        """
UNWIND $rows AS row MATCH (n:Done {uid: row.uid})
WITH n, n.row_digest AS digest DETACH DELETE n RETURN 'Done' AS kind, digest
""",
    ),
}
KINDS = {
    "Claim": "claim",
    "Position": "position",
    "OF": "placement",
    "Objection": "objection",
    "ATTACKS": "attack",
    "ANSWERS": "response",
    "Done": "done",
}
CLAIM_UIDS = """
UNWIND $ids AS uid MATCH (:Discussion {uid: uid})<-[:IN]-(:Comment)-[:ASSERTS]->(l:Claim) RETURN l.uid
"""

# Each gives how many rows it wrote: fewer than it was given means that a row names something that is not stored.
PUT_CLAIMS = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.comment})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
MERGE (l:Claim {uid: row.uid})
SET l = row {.uid, .start, .end, .text, .fingerprint, .row_digest, embedding: row.vector}
CREATE (c)-[:ASSERTS {uid: row.uid}]->(l)
RETURN count(l)
"""
PUT_POSITIONS = """
UNWIND $rows AS row MERGE (p:Position {uid: row.uid})
SET p = row {.uid, .label, .claim, .size, .counted, .question, .opposes, .came_from, .went_to, .row_digest}
RETURN count(p)
"""
PUT_PLACEMENTS = """
UNWIND $rows AS row MATCH (l:Claim {uid: row.uid}) MATCH (p:Position {uid: row.position})
CREATE (l)-[m:OF]->(p)
SET m = row {.uid, .row_digest}
RETURN count(m)
"""
PUT_OBJECTIONS = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.comment})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
MATCH (t:Comment {uid: row.target})
CREATE (c)-[:RAISES {uid: row.uid}]->(o:Objection)-[:AGAINST {uid: row.uid}]->(t)
SET o = row {
    .uid, .start, .end, .target_start, .target_end, .kind, .probability, .status, .unaddressed, .score, .terms, .term_values,
    .inferred, .evidence, .row_digest
}
RETURN count(o)
"""
PUT_ATTACKS = """
UNWIND $rows AS row MATCH (o:Objection {uid: row.uid}) MATCH (p:Position {uid: row.position})
CREATE (o)-[a:ATTACKS]->(p)
SET a = row {.uid, .row_digest}
RETURN count(a)
"""
PUT_RESPONSES = """
UNWIND $rows AS row MATCH (o:Objection {uid: row.objection}) MATCH (c:Comment {uid: row.comment})
CREATE (c)-[a:ANSWERS]->(o)
SET a = row {
    .uid, .place, .act, .by, .engagement, .probability, .strength, .counted, .start, .end, .met_start, .met_end, .elsewhere,
    .row_digest
}
RETURN count(a)
"""
PUT_DONE = """
UNWIND $rows AS row MATCH (d:Discussion {uid: row.discussion})
CREATE (n:Done)-[:DONE_FOR {uid: row.uid}]->(d)
SET n = row {.uid, .stage, .mark, .row_digest}
RETURN count(n)
"""

# A position may oppose one that is not stored; it waits, and has its edge when the other comes.
WAITING = "MATCH (p:Position {waits: true}) RETURN p.uid, p.opposes"
POSITION_UIDS = "UNWIND $ids AS uid MATCH (p:Position {uid: uid}) RETURN p.uid"
PUT_OPPOSES = """
UNWIND $rows AS row MATCH (p:Position {uid: row.position}) MATCH (q:Position {uid: row.other})
MERGE (p)-[:OPPOSES {uid: row.uid}]->(q)
"""
PUT_WAITS = "UNWIND $rows AS row MATCH (p:Position {uid: row.uid}) SET p.waits = row.waits"
