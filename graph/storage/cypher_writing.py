"""Statements by which the Neo4j store takes the steps of a write, named as their twins in sql.py. Rows arrive as $rows."""

# A writer holds the archive's node from its first statement on: writers wait for one another, whatever rows they share.
HOLD_ARCHIVE = "MERGE (a:Archive {uid: 'archive'}) SET a.held = true"
TAKE_TALLY = "MATCH (a:Archive {uid: 'archive'}) RETURN coalesce(a.tally, '{}')"
KEEP_TALLY = """
MATCH (a:Archive {uid: 'archive'})
SET a.tally = $tally, a.revision = coalesce(a.revision, 0) + 1, a.version = $version
REMOVE a.held
"""
DROP_AUTHORS = "MATCH (a:Author) WHERE NOT EXISTS { (a)-[:WROTE]->() } DELETE a"

# Run before a step's own statement, with the uids alone; each gives (kind, digest) of the rows that go. OUTDATED takes texts too.
GOING = {
    "REMOVE_COMMENTS": (
        """
UNWIND $rows AS row
MATCH (:Comment {uid: row.uid})-[r:OCCURS_IN|QUOTES|REPLIES_TO|AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]-()
WITH DISTINCT r WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})<-[:PART_OF]-(p:Passage)
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Passage' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})<-[:PARENTAGE_OF]-(p:Parentage)
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Parentage' AS kind, digest
""",
        "UNWIND $rows AS row MATCH (c:Comment {uid: row.uid}) RETURN 'keys' AS kind, c.keys_digest AS digest",
        """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid})
WITH c, c.row_digest AS digest DETACH DELETE c RETURN 'Comment' AS kind, digest
""",
    ),
    "REMOVE_CORRECTIONS": (
        """
UNWIND $rows AS row MATCH (x:Correction {uid: row.uid})
WITH x, x.row_digest AS digest DELETE x RETURN 'Correction' AS kind, digest
""",
    ),
    "PUT_SOURCES": (
        "UNWIND $rows AS row MATCH (s:Source {uid: row.uid}) RETURN 'Source' AS kind, s.row_digest AS digest",
    ),
    "PUT_DISCUSSIONS": (
        "UNWIND $rows AS row MATCH (d:Discussion {uid: row.uid}) RETURN 'Discussion' AS kind, d.row_digest AS digest",
    ),
    "PUT_COMMENTS": (
        """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid}) OPTIONAL MATCH (c)-[i:IN]->() OPTIONAL MATCH ()-[w:WROTE]->(c)
WITH i, w, c.row_digest AS digest DELETE i, w RETURN 'Comment' AS kind, digest
""",
    ),
    "PUT_OCCURRENCES": (
        """
UNWIND $rows AS row MATCH ()-[r:OCCURS_IN {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'OCCURS_IN' AS kind, digest
""",
    ),
    "PUT_KEYS": (
        "UNWIND $rows AS row MATCH (c:Comment {uid: row.uid}) RETURN 'keys' AS kind, c.keys_digest AS digest",
    ),
    "CLEAR_RELATIONS": (
        """
UNWIND $rows AS row
MATCH (:Discussion {uid: row.uid})<-[:IN]-(:Comment)-[r:QUOTES|REPLIES_TO|AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]->()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Discussion {uid: row.uid})<-[:IN]-(:Comment)<-[:PARENTAGE_OF]-(p:Parentage)
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Parentage' AS kind, digest
""",
    ),
    "PUT_QUOTES": (
        """
UNWIND $rows AS row MATCH ()-[r:QUOTES {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'QUOTES' AS kind, digest
""",
    ),
    "PUT_REPLIES": (
        """
UNWIND $rows AS row MATCH ()-[r:REPLIES_TO {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'REPLIES_TO' AS kind, digest
""",
    ),
    "PUT_PARENTAGES": (
        """
UNWIND $rows AS row MATCH (p:Parentage {uid: row.uid})
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Parentage' AS kind, digest
""",
    ),
    "PUT_STANCES": (
        """
UNWIND $rows AS row MATCH ()-[r:AGREES_WITH {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'AGREES_WITH' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH ()-[r:DISAGREES_WITH {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'DISAGREES_WITH' AS kind, digest
""",
        """
UNWIND $rows AS row MATCH ()-[r:NEUTRAL_TOWARD {uid: row.uid}]->()
WITH r, r.row_digest AS digest DELETE r RETURN 'NEUTRAL_TOWARD' AS kind, digest
""",
    ),
    "PUT_CORRECTIONS": (
        "UNWIND $rows AS row MATCH (x:Correction {uid: row.uid}) RETURN 'Correction' AS kind, x.row_digest AS digest",
    ),
    "PUT_PASSAGES": (
        """
UNWIND $rows AS row MATCH (p:Passage {uid: row.uid})
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Passage' AS kind, digest
""",
    ),
    "PUT_LEDGER": (
        "UNWIND $rows AS row MATCH (l:Ledger {uid: row.uid}) RETURN 'Ledger' AS kind, l.row_digest AS digest",
    ),
}
OUTDATED = (
    """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid})<-[:PART_OF]-(p:Passage) WHERE c.text <> row.text
REMOVE c.embedding WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Passage' AS kind, digest
""",
)
KINDS = {
    "Source": "source",
    "Discussion": "discussion",
    "Comment": "comment",
    "OCCURS_IN": "occurrence",
    "QUOTES": "quote",
    "REPLIES_TO": "reply",
    "Parentage": "parentage",
    "AGREES_WITH": "stance",
    "DISAGREES_WITH": "stance",
    "NEUTRAL_TOWARD": "stance",
    "Correction": "correction",
    "Passage": "passage",
    "keys": "keyring",
    "Ledger": "ledger",
}

# Each gives how many rows it wrote: fewer than it was given means that a row names something that is not stored. Whether a comment
# is in its discussion is asked from the comment's side: a discussion may have many thousands.
PUT_SOURCES = """
UNWIND $rows AS row MERGE (s:Source {uid: row.uid})
SET s += row {.name, .format, .sha256, .size, .row_digest} RETURN count(s)
"""
PUT_DISCUSSIONS = """
UNWIND $rows AS row MERGE (d:Discussion {uid: row.uid}) SET d += row {.title, .url, .meta, .row_digest} RETURN count(d)
"""
PUT_COMMENTS = """
UNWIND $rows AS row MATCH (d:Discussion {uid: row.discussion})
MERGE (c:Comment {uid: row.uid})
SET c += row {
    .text, .position, .created_at, .edited_at, .parent, .title, .url, .stub, .root, .boundary, .meta, .row_digest
}
CREATE (c)-[:IN {uid: row.uid}]->(d)
RETURN count(c)
"""
PUT_AUTHORS = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid})
MERGE (a:Author {uid: row.author_uid}) ON CREATE SET a.name = row.author
CREATE (a)-[:WROTE {uid: row.uid}]->(c)
RETURN count(c)
"""
PUT_OCCURRENCES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.comment}) MATCH (s:Source {uid: row.source})
CREATE (c)-[o:OCCURS_IN]->(s)
SET o = row {.uid, .start, .end, .rendering, .match, .text, .why, .given, .row_digest}
RETURN count(o)
"""
PUT_KEYS = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid}) SET c.keys = row.keys, c.keys_digest = row.row_digest RETURN count(c)
"""
PUT_QUOTES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.comment})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
MATCH (t:Comment {uid: row.of})
CREATE (c)-[q:QUOTES]->(t)
SET q = row {.uid, .start, .end, .of_start, .of_end, .row_digest}
RETURN count(q)
"""
PUT_REPLIES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.child})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
MATCH (p:Comment {uid: row.parent})
CREATE (c)-[r:REPLIES_TO]->(p)
SET r = row {.uid, .confidence, .evidence, .row_digest}
RETURN count(r)
"""
PUT_PARENTAGES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.child})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
CREATE (p:Parentage)-[:PARENTAGE_OF {uid: row.uid}]->(c)
SET p = row {.uid, .candidates, .probabilities, .row_digest}
RETURN count(p)
"""
PUT_STANCES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.child})
WITH row, c, [(c)-[:IN]->(d:Discussion) | d.uid] AS homes WHERE row.discussion IN homes
MATCH (p:Comment {uid: row.parent}) WHERE row.label IN ['agree', 'neutral', 'disagree']
FOREACH (_ IN CASE row.label WHEN 'agree' THEN [1] ELSE [] END | CREATE (c)-[s:AGREES_WITH]->(p)
    SET s = row {.uid, .agree, .neutral, .disagree, .evidence, .cues, .row_digest, confidence: row.agree})
FOREACH (_ IN CASE row.label WHEN 'disagree' THEN [1] ELSE [] END | CREATE (c)-[s:DISAGREES_WITH]->(p)
    SET s = row {.uid, .agree, .neutral, .disagree, .evidence, .cues, .row_digest, confidence: row.disagree})
FOREACH (_ IN CASE row.label WHEN 'neutral' THEN [1] ELSE [] END | CREATE (c)-[s:NEUTRAL_TOWARD]->(p)
    SET s = row {.uid, .agree, .neutral, .disagree, .evidence, .cues, .row_digest, confidence: row.neutral})
RETURN count(row)
"""
PUT_CORRECTIONS = """
UNWIND $rows AS row MERGE (x:Correction {uid: row.uid})
SET x = row {.uid, .kind, .comment, .value, .made_at, .why, .row_digest} RETURN count(x)
"""
PUT_PASSAGES = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.comment})
CREATE (p:Passage)-[:PART_OF {uid: row.uid}]->(c)
SET p = row {.uid, .start, .end, .fingerprint, .row_digest, embedding: row.vector}
RETURN count(p)
"""
PUT_EMBEDDINGS = """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid})
CALL db.create.setNodeVectorProperty(c, 'embedding', toFloatList(split(row.embedding, ' ')))
RETURN count(c)
"""
PUT_LEDGER = """
UNWIND $rows AS row MATCH (:Source {uid: row.uid})
MERGE (l:Ledger {uid: row.uid}) SET l += row {.reader, .report, .read_at, .row_digest} RETURN count(l)
"""
