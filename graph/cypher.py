"""Statements of the Neo4j store, named as their twins in graph/sql.py. Values arrive as $parameters, rows of a write as $rows.

A scan sorts by the index on uid: only there do texts stand in the order of their code points, as they do everywhere else.
"""

SOURCES = "MATCH (s:Source) RETURN s.uid, s.name, s.format, s.sha256, s.size, s.row_digest"
LEDGER = "MATCH (l:Ledger) RETURN l.uid, l.reader, l.report, l.read_at, l.row_digest"
DISCUSSIONS = "UNWIND $ids AS uid MATCH (d:Discussion {uid: uid}) RETURN d.uid, d.title, d.url, d.meta, d.row_digest"
ALL_DISCUSSIONS = "MATCH (d:Discussion) RETURN d.uid, d.title, d.url, d.meta, d.row_digest"

_COMMENT_ROW = """
MATCH (c)-[:IN]->(d:Discussion)
OPTIONAL MATCH (a:Author)-[:WROTE]->(c)
RETURN c.uid, d.uid, c.text, c.position, a.name, c.created_at, c.edited_at, c.parent, c.title, c.url, c.stub, c.root, c.boundary,
    c.meta, c.row_digest
"""
COMMENTS = "UNWIND $ids AS uid MATCH (c:Comment {uid: uid})" + _COMMENT_ROW
COMMENTS_IN = "MATCH (:Discussion {uid: $discussion})<-[:IN]-(c:Comment) WITH c" + _COMMENT_ROW

_OCCURRENCE_ROW = """
RETURN o.uid, c.uid, s.uid, o.start, o.end, o.rendering, o.match, o.text, o.why, o.given, o.row_digest
"""
OCCURRENCES = "UNWIND $ids AS uid MATCH (c:Comment {uid: uid})-[o:OCCURS_IN]->(s:Source)" + _OCCURRENCE_ROW

_QUOTE_ROW = """
RETURN q.uid, startNode(q).uid, q.start, q.end, endNode(q).uid, q.of_start, q.of_end, q.row_digest
"""
QUOTES = "UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[q:QUOTES]-() WITH DISTINCT q" + _QUOTE_ROW

_REPLY_ROW = "RETURN r.uid, startNode(r).uid, endNode(r).uid, r.confidence, r.evidence, r.row_digest"
REPLIES = "UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[r:REPLIES_TO]-() WITH DISTINCT r " + _REPLY_ROW
REPLIES_IN = "MATCH (:Discussion {uid: $discussion})<-[:IN]-(:Comment)-[r:REPLIES_TO]->() " + _REPLY_ROW

PASSAGES = """
UNWIND $ids AS uid MATCH (c:Comment {uid: uid})<-[:PART_OF]-(p:Passage)
RETURN c.uid, p.start, p.end, p.fingerprint, p.embedding, p.row_digest
"""
HOLDERS = """
UNWIND $words AS words
CALL db.index.fulltext.queryNodes('comment_keys', words) YIELD node
WITH DISTINCT node RETURN node.uid, node.keys
"""
COMPLETE_COMMENTS = "MATCH (c:Comment) WHERE c.uid STARTS WITH $prefix RETURN c.uid ORDER BY c.uid LIMIT $limit"
COMPLETE_DISCUSSIONS = "MATCH (d:Discussion) WHERE d.uid STARTS WITH $prefix RETURN d.uid ORDER BY d.uid LIMIT $limit"
WITHOUT_PASSAGES = """
MATCH (c:Comment) USING INDEX c:Comment(uid)
WHERE c.uid > $after AND c.text <> '' AND NOT EXISTS { (c)<-[:PART_OF]-(:Passage {fingerprint: $fingerprint}) }
RETURN c.uid ORDER BY c.uid LIMIT $limit
"""
REVISION = "MATCH (a:Archive {uid: 'archive'}) RETURN a.revision"
TALLY = "MATCH (a:Archive {uid: 'archive'}) RETURN a.tally"
COUNTS = """
RETURN COUNT { (:Source) }, COUNT { (d:Discussion) WHERE EXISTS { (d)<-[:IN]-() } },
    COUNT { (:Comment) }, COUNT { (:Comment {stub: true}) },
    COUNT { ()-[:OCCURS_IN]->() }, COUNT { ()-[:QUOTES]->() }, COUNT { (:Passage) }, COUNT { (:Author) }
"""
REPLY_COUNTS = "MATCH ()-[r:REPLIES_TO]->() RETURN r.evidence, count(r)"

SCANS = {
    "source": """
MATCH (s:Source) USING INDEX s:Source(uid) WHERE s.uid > $after
RETURN s.uid, s.name, s.format, s.sha256, s.size, s.row_digest ORDER BY s.uid LIMIT $limit
""",
    "discussion": """
MATCH (d:Discussion) USING INDEX d:Discussion(uid) WHERE d.uid > $after
RETURN d.uid, d.title, d.url, d.meta, d.row_digest ORDER BY d.uid LIMIT $limit
""",
    "comment": "MATCH (c:Comment) USING INDEX c:Comment(uid) WHERE c.uid > $after WITH c ORDER BY c.uid LIMIT $limit"
    + _COMMENT_ROW,
    "occurrence": """
MATCH (c:Comment)-[o:OCCURS_IN]->(s:Source) USING INDEX o:OCCURS_IN(uid) WHERE o.uid > $after
WITH c, o, s ORDER BY o.uid LIMIT $limit
"""
    + _OCCURRENCE_ROW,
    "quote": """
MATCH (:Comment)-[q:QUOTES]->(:Comment) USING INDEX q:QUOTES(uid) WHERE q.uid > $after WITH q ORDER BY q.uid LIMIT $limit
"""
    + _QUOTE_ROW,
    "reply": """
MATCH (:Comment)-[r:REPLIES_TO]->(:Comment) USING INDEX r:REPLIES_TO(uid) WHERE r.uid > $after WITH r ORDER BY r.uid LIMIT $limit
"""
    + _REPLY_ROW,
    "keyring": """
MATCH (c:Comment) USING INDEX c:Comment(uid) WHERE c.uid > $after AND c.keys IS NOT NULL
RETURN c.uid, c.keys, c.keys_digest ORDER BY c.uid LIMIT $limit
""",
    "ledger": """
MATCH (l:Ledger) USING INDEX l:Ledger(uid) WHERE l.uid > $after
RETURN l.uid, l.reader, l.report, l.read_at, l.row_digest ORDER BY l.uid LIMIT $limit
""",
}
NEXT_COMMENTS = (
    "MATCH (c:Comment) USING INDEX c:Comment(uid) WHERE c.uid > $after RETURN c.uid ORDER BY c.uid LIMIT $limit"
)
DIGESTS = {
    "source": "MATCH (n:Source) RETURN n.row_digest",
    "discussion": "MATCH (n:Discussion) RETURN n.row_digest",
    "comment": "MATCH (n:Comment) RETURN n.row_digest",
    "occurrence": "MATCH ()-[r:OCCURS_IN]->() RETURN r.row_digest",
    "quote": "MATCH ()-[r:QUOTES]->() RETURN r.row_digest",
    "reply": "MATCH ()-[r:REPLIES_TO]->() RETURN r.row_digest",
    "passage": "MATCH (n:Passage) RETURN n.row_digest",
    "keyring": "MATCH (n:Comment) WHERE n.keys_digest IS NOT NULL RETURN n.keys_digest",
    "ledger": "MATCH (n:Ledger) RETURN n.row_digest",
}

# What must hold of relationships that are not rows of their own; each gives the kind and uid of what breaks it.
STRAY = """
MATCH (c:Comment) WHERE COUNT { (c)-[:IN]->(:Discussion) } <> 1
RETURN 'comment' AS kind, c.uid AS uid, 'is not in exactly one discussion' AS fault
UNION ALL
MATCH (c:Comment) WHERE COUNT { (:Author)-[:WROTE]->(c) } > 1
RETURN 'comment' AS kind, c.uid AS uid, 'has more than one author' AS fault
UNION ALL
MATCH (p:Passage) WHERE COUNT { (p)-[:PART_OF]->(:Comment) } <> 1
RETURN 'passage' AS kind, p.uid AS uid, 'is not part of exactly one comment' AS fault
"""

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
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})-[r:OCCURS_IN|QUOTES|REPLIES_TO]-()
WITH DISTINCT r WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
""",
        """
UNWIND $rows AS row MATCH (:Comment {uid: row.uid})<-[:PART_OF]-(p:Passage)
WITH p, p.row_digest AS digest DETACH DELETE p RETURN 'Passage' AS kind, digest
""",
        "UNWIND $rows AS row MATCH (c:Comment {uid: row.uid}) RETURN 'keys' AS kind, c.keys_digest AS digest",
        """
UNWIND $rows AS row MATCH (c:Comment {uid: row.uid})
WITH c, c.row_digest AS digest DETACH DELETE c RETURN 'Comment' AS kind, digest
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
UNWIND $rows AS row MATCH (:Discussion {uid: row.uid})<-[:IN]-(:Comment)-[r:QUOTES|REPLIES_TO]->()
WITH r, type(r) AS kind, r.row_digest AS digest DELETE r RETURN kind, digest
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

VERSION = "OPTIONAL MATCH (a:Archive {uid: 'archive'}) RETURN a.version"
INDEXES = "SHOW INDEXES YIELD name RETURN name"
AWAIT_INDEXES = "CALL db.awaitIndexes(30)"
SCHEMA = {
    "archive_uid": "CREATE CONSTRAINT archive_uid IF NOT EXISTS FOR (n:Archive) REQUIRE n.uid IS UNIQUE",
    "source_uid": "CREATE CONSTRAINT source_uid IF NOT EXISTS FOR (n:Source) REQUIRE n.uid IS UNIQUE",
    "discussion_uid": "CREATE CONSTRAINT discussion_uid IF NOT EXISTS FOR (n:Discussion) REQUIRE n.uid IS UNIQUE",
    "author_uid": "CREATE CONSTRAINT author_uid IF NOT EXISTS FOR (n:Author) REQUIRE n.uid IS UNIQUE",
    "comment_uid": "CREATE CONSTRAINT comment_uid IF NOT EXISTS FOR (n:Comment) REQUIRE n.uid IS UNIQUE",
    "passage_uid": "CREATE CONSTRAINT passage_uid IF NOT EXISTS FOR (n:Passage) REQUIRE n.uid IS UNIQUE",
    "ledger_uid": "CREATE CONSTRAINT ledger_uid IF NOT EXISTS FOR (n:Ledger) REQUIRE n.uid IS UNIQUE",
    "in_uid": "CREATE CONSTRAINT in_uid IF NOT EXISTS FOR ()-[r:IN]-() REQUIRE r.uid IS UNIQUE",
    "wrote_uid": "CREATE CONSTRAINT wrote_uid IF NOT EXISTS FOR ()-[r:WROTE]-() REQUIRE r.uid IS UNIQUE",
    "occurs_in_uid": "CREATE CONSTRAINT occurs_in_uid IF NOT EXISTS FOR ()-[r:OCCURS_IN]-() REQUIRE r.uid IS UNIQUE",
    "quotes_uid": "CREATE CONSTRAINT quotes_uid IF NOT EXISTS FOR ()-[r:QUOTES]-() REQUIRE r.uid IS UNIQUE",
    "replies_to_uid": "CREATE CONSTRAINT replies_to_uid IF NOT EXISTS FOR ()-[r:REPLIES_TO]-() REQUIRE r.uid IS UNIQUE",
    "part_of_uid": "CREATE CONSTRAINT part_of_uid IF NOT EXISTS FOR ()-[r:PART_OF]-() REQUIRE r.uid IS UNIQUE",
    "comment_parent": "CREATE INDEX comment_parent IF NOT EXISTS FOR (n:Comment) ON (n.parent)",
    "comment_keys": """
CREATE FULLTEXT INDEX comment_keys IF NOT EXISTS FOR (n:Comment) ON EACH [n.keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
""",
}
