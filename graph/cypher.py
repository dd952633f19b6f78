"""Statements of the Neo4j store but for writing, named as their twins in graph/storage/sql.py. Values arrive as $parameters.

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
OCCURRENCES_IN = (
    """
MATCH (s:Source {uid: $source})<-[o:OCCURS_IN]-(c:Comment) WHERE o.uid > $after
WITH c, o, s ORDER BY o.uid LIMIT $limit
"""
    + _OCCURRENCE_ROW
)

_QUOTE_ROW = """
RETURN q.uid, startNode(q).uid, q.start, q.end, endNode(q).uid, q.of_start, q.of_end, q.row_digest
"""
QUOTES = "UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[q:QUOTES]-() WITH DISTINCT q" + _QUOTE_ROW

_REPLY_ROW = "RETURN r.uid, startNode(r).uid, endNode(r).uid, r.confidence, r.evidence, r.row_digest"
REPLIES = "UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[r:REPLIES_TO]-() WITH DISTINCT r " + _REPLY_ROW
REPLIES_IN = "MATCH (:Discussion {uid: $discussion})<-[:IN]-(:Comment)-[r:REPLIES_TO]->() " + _REPLY_ROW

_PARENTAGE_ROW = "RETURN p.uid, c.uid, [p.candidates, p.probabilities], p.row_digest"
PARENTAGES = "UNWIND $ids AS uid MATCH (c:Comment {uid: uid})<-[:PARENTAGE_OF]-(p:Parentage) " + _PARENTAGE_ROW
PARENTAGES_IN = (
    "MATCH (:Discussion {uid: $discussion})<-[:IN]-(c:Comment)<-[:PARENTAGE_OF]-(p:Parentage) " + _PARENTAGE_ROW
)

_STANCE_ROW = """
RETURN s.uid AS uid, startNode(s).uid AS child, endNode(s).uid AS parent,
    CASE type(s) WHEN 'AGREES_WITH' THEN 'agree' WHEN 'DISAGREES_WITH' THEN 'disagree' ELSE 'neutral' END AS label,
    s.agree AS agree, s.neutral AS neutral, s.disagree AS disagree, s.evidence AS evidence, s.cues AS cues,
    s.row_digest AS row_digest
"""
STANCES = (
    """
UNWIND $ids AS uid MATCH (:Comment {uid: uid})-[s:AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]-() WITH DISTINCT s
"""
    + _STANCE_ROW
)
STANCES_IN = (
    """
MATCH (:Discussion {uid: $discussion})<-[:IN]-(:Comment)-[s:AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]->()
"""
    + _STANCE_ROW
)
CORRECTIONS = "MATCH (x:Correction) RETURN x.uid, x.kind, x.comment, x.value, x.made_at, x.why, x.row_digest"

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
    COUNT { ()-[:OCCURS_IN]->() }, COUNT { ()-[:QUOTES]->() }, COUNT { (:Correction) }, COUNT { (:Passage) }, COUNT { (:Author) }
"""
REPLY_COUNTS = "MATCH ()-[r:REPLIES_TO]->() RETURN r.evidence, count(r)"
STANCE_COUNTS = """
MATCH ()-[s:AGREES_WITH]->() WITH count(s) AS stances WHERE stances > 0 RETURN 'agree' AS label, stances
UNION ALL
MATCH ()-[s:DISAGREES_WITH]->() WITH count(s) AS stances WHERE stances > 0 RETURN 'disagree' AS label, stances
UNION ALL
MATCH ()-[s:NEUTRAL_TOWARD]->() WITH count(s) AS stances WHERE stances > 0 RETURN 'neutral' AS label, stances
"""

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
    "parentage": """
MATCH (p:Parentage) USING INDEX p:Parentage(uid) WHERE p.uid > $after WITH p ORDER BY p.uid LIMIT $limit
MATCH (p)-[:PARENTAGE_OF]->(c:Comment)
"""
    + _PARENTAGE_ROW,
    "stance": """
MATCH (:Comment)-[s:AGREES_WITH]->(:Comment) USING INDEX s:AGREES_WITH(uid) WHERE s.uid > $after WITH s ORDER BY s.uid LIMIT $limit
"""
    + _STANCE_ROW
    + """
UNION ALL
MATCH (:Comment)-[s:DISAGREES_WITH]->(:Comment) USING INDEX s:DISAGREES_WITH(uid) WHERE s.uid > $after
WITH s ORDER BY s.uid LIMIT $limit
"""
    + _STANCE_ROW
    + """
UNION ALL
MATCH (:Comment)-[s:NEUTRAL_TOWARD]->(:Comment) USING INDEX s:NEUTRAL_TOWARD(uid) WHERE s.uid > $after
WITH s ORDER BY s.uid LIMIT $limit
"""
    + _STANCE_ROW,
    "correction": """
MATCH (x:Correction) USING INDEX x:Correction(uid) WHERE x.uid > $after
RETURN x.uid, x.kind, x.comment, x.value, x.made_at, x.why, x.row_digest ORDER BY x.uid LIMIT $limit
""",
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
    "parentage": "MATCH (n:Parentage) RETURN n.row_digest",
    "stance": "MATCH ()-[r:AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]->() RETURN r.row_digest",
    "correction": "MATCH (n:Correction) RETURN n.row_digest",
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
UNION ALL
MATCH (p:Parentage) WHERE COUNT { (p)-[:PARENTAGE_OF]->(:Comment) } <> 1
RETURN 'parentage' AS kind, p.uid AS uid, 'is not of exactly one comment' AS fault
UNION ALL
MATCH ()-[s:AGREES_WITH|DISAGREES_WITH|NEUTRAL_TOWARD]->()
WITH s, CASE type(s) WHEN 'AGREES_WITH' THEN s.agree WHEN 'DISAGREES_WITH' THEN s.disagree ELSE s.neutral END AS likely
WHERE coalesce(s.confidence, -1) <> likely
RETURN 'stance' AS kind, s.uid AS uid, 'has another confidence than the probability of its label' AS fault
"""

VERSION = "OPTIONAL MATCH (a:Archive {uid: 'archive'}) RETURN a.version"
RAISE_VERSION = "MATCH (a:Archive {uid: 'archive'}) SET a.version = $version"
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
    "parentage_uid": "CREATE CONSTRAINT parentage_uid IF NOT EXISTS FOR (n:Parentage) REQUIRE n.uid IS UNIQUE",
    "correction_uid": "CREATE CONSTRAINT correction_uid IF NOT EXISTS FOR (n:Correction) REQUIRE n.uid IS UNIQUE",
    "in_uid": "CREATE CONSTRAINT in_uid IF NOT EXISTS FOR ()-[r:IN]-() REQUIRE r.uid IS UNIQUE",
    "wrote_uid": "CREATE CONSTRAINT wrote_uid IF NOT EXISTS FOR ()-[r:WROTE]-() REQUIRE r.uid IS UNIQUE",
    "occurs_in_uid": "CREATE CONSTRAINT occurs_in_uid IF NOT EXISTS FOR ()-[r:OCCURS_IN]-() REQUIRE r.uid IS UNIQUE",
    "quotes_uid": "CREATE CONSTRAINT quotes_uid IF NOT EXISTS FOR ()-[r:QUOTES]-() REQUIRE r.uid IS UNIQUE",
    "replies_to_uid": "CREATE CONSTRAINT replies_to_uid IF NOT EXISTS FOR ()-[r:REPLIES_TO]-() REQUIRE r.uid IS UNIQUE",
    "agrees_with_uid": "CREATE CONSTRAINT agrees_with_uid IF NOT EXISTS FOR ()-[r:AGREES_WITH]-() REQUIRE r.uid IS UNIQUE",
    "disagrees_with_uid": "CREATE CONSTRAINT disagrees_with_uid IF NOT EXISTS FOR ()-[r:DISAGREES_WITH]-() REQUIRE r.uid IS UNIQUE",
    "neutral_toward_uid": "CREATE CONSTRAINT neutral_toward_uid IF NOT EXISTS FOR ()-[r:NEUTRAL_TOWARD]-() REQUIRE r.uid IS UNIQUE",
    "parentage_of_uid": "CREATE CONSTRAINT parentage_of_uid IF NOT EXISTS FOR ()-[r:PARENTAGE_OF]-() REQUIRE r.uid IS UNIQUE",
    "part_of_uid": "CREATE CONSTRAINT part_of_uid IF NOT EXISTS FOR ()-[r:PART_OF]-() REQUIRE r.uid IS UNIQUE",
    "comment_parent": "CREATE INDEX comment_parent IF NOT EXISTS FOR (n:Comment) ON (n.parent)",
    "comment_keys": """
CREATE FULLTEXT INDEX comment_keys IF NOT EXISTS FOR (n:Comment) ON EACH [n.keys]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
""",
}
