PRAGMA page_size=8192;
BEGIN TRANSACTION;
CREATE TABLE archive (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    tally TEXT NOT NULL
) STRICT;
INSERT INTO archive VALUES(1,1,'{"comment": [4, "9dc0e503e67e2f82c5d5c786fda8f924"], "correction": [2, "3089f204827aa3dca3a661316a683d09"], "discussion": [2, "551f2fe8eb43406a956bdc46cf833ffd"], "keyring": [2, "7f11a4fe22ac67893a14593f51659fe7"], "ledger": [1, "26ab66c39b6a70a2908df9370408c4aa"], "occurrence": [2, "394f344a2744f42f06586b6ca7e3f0ef"], "parentage": [2, "edea88d7d27676bbcceb3c9c3bc1bc3c"], "passage": [4, "3e9ac74c3f6a14c350b64cb8f0939d20"], "quote": [1, "ad4542bb1086631d47db471084fc5857"], "reply": [2, "881aaeb4d8b276daeda186f46189dbea"], "source": [1, "52472b1ac58c9bd745b8c370050af687"], "stance": [3, "fc049525299621c1c019372b1f01f93a"]}');
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
INSERT INTO comment VALUES(1,'b2',1,'the text of b2',2,'Ada','2024-02-29T12:00:00.123456+00:00','2024-02-29T13:00:00.123456+00:00','c1',NULL,NULL,0,0,1.0,'{}',X'AB4B73E141A801350049C2D48166ADA4');
INSERT INTO comment VALUES(2,'c1',1,'the text of c1',1,'Bo',NULL,NULL,NULL,'Bins!','https://example.org/c1',0,0,1.0,'{"odd":"nul \u0000, sub \u001a, lone \ud83d and \udc4d, pair \ud83d\udc4d, end \u001a0041","score":3.5}',X'09305905B055B2E92BA3CB8D9681054C');
INSERT INTO comment VALUES(3,'d3',1,'the text of d3',3,'Ada',NULL,NULL,'gone',NULL,NULL,0,1,0.25,'{}',X'2E4F1C926D9E88CEE70E2FC4913125E8');
INSERT INTO comment VALUES(4,'e4',2,'',0,NULL,NULL,NULL,NULL,NULL,NULL,1,0,1.0,'{}',X'BAF5FB8A86E1F295B2DA09605490204C');
CREATE INDEX comment_by ON comment (author) WHERE author IS NOT NULL;
CREATE INDEX comment_in ON comment (discussion);
CREATE TRIGGER passages_of_another_text AFTER UPDATE OF text ON comment WHEN new.text <> old.text BEGIN
    DELETE FROM passage WHERE comment = new.id;
END;
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
INSERT INTO correction VALUES(1,'x:b2:parent','parent','b2','{"odd":"nul \u0000, sub \u001a, lone \ud83d and \udc4d, pair \ud83d\udc4d, end \u001a0041","parent":"c1"}','2024-03-02T00:00:00+00:00','nul 0000, sub 001a, lone d83d and dc4d, pair 👍, end 001a0041',X'21D892B3BB6DF53F7C952C4A7E614DE2');
INSERT INTO correction VALUES(2,'x:gone:stance','stance','gone','{"at":[1,2.5],"label":"agree","parent":null}','2024-03-02T00:00:00+00:00',NULL,X'0EB15F50C70CAE9D271134E6EC06EF27');
CREATE TABLE discussion (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    title TEXT,
    url TEXT,
    meta TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
INSERT INTO discussion VALUES(1,'d:1','Bins','https://example.org/1','{"tags":["a",1]}',X'A748DB943EE464BE21B9F90396BACD94');
INSERT INTO discussion VALUES(2,'d:2',NULL,NULL,'{}',X'ADD65454AC5EDBAC73B1E34338C87269');
CREATE TABLE embedder (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO embedder VALUES(1,'model:1');
INSERT INTO embedder VALUES(2,'model:2');
CREATE TABLE holder (
    key INTEGER NOT NULL,
    comment INTEGER NOT NULL,
    PRIMARY KEY (key, comment)
) STRICT, WITHOUT ROWID;
INSERT INTO holder VALUES(0,2);
INSERT INTO holder VALUES(5,1);
INSERT INTO holder VALUES(5,2);
INSERT INTO holder VALUES(7,1);
INSERT INTO holder VALUES(9223372036854775807,1);
CREATE TABLE keyring (
    comment INTEGER PRIMARY KEY REFERENCES comment (id) ON DELETE CASCADE,
    keys TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
INSERT INTO keyring VALUES(1,'5 7 7fffffffffffffff',X'C382AD2CE78EBF3C540ADEA18FD542C5');
INSERT INTO keyring VALUES(2,'0 5',X'BB8EF7D13B1DA84CE6097A9DC1905D22');
CREATE TABLE ledger (
    source INTEGER PRIMARY KEY REFERENCES source (id),
    reader TEXT NOT NULL,
    report TEXT NOT NULL,
    read_at TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
INSERT INTO ledger VALUES(1,'1:text','{"name":"nul \u0000, sub \u001a, lone \ud83d and \udc4d, pair \ud83d\udc4d, end \u001a0041","read":2}','2024-03-01T00:00:00+00:00',X'26AB66C39B6A70A2908DF9370408C4AA');
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
INSERT INTO occurrence VALUES(1,'o:b2:s:1:0',1,1,0,9,1,'exact',NULL,'','{}',X'8B82301C18A4B2359FDB781D2A12FC86');
INSERT INTO occurrence VALUES(2,'o:c1:s:1:40',2,1,40,49,1,'exact','another text','same words','{"author":null}',X'ADCD042E0EA041F9667CF34F7DD0F469');
CREATE INDEX occurrence_at ON occurrence (source);
CREATE INDEX occurrence_of ON occurrence (comment);
CREATE TABLE parentage (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    child INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    candidates TEXT NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
INSERT INTO parentage VALUES(1,'p:c1',2,'[[], []]',X'D3391D81CD15FFC895225C41970BFA3F');
INSERT INTO parentage VALUES(2,'p:d3',3,'[["e4", "", "gone"], [0.6, 0.3, 0.15]]',X'1AB16B56056076F337C8E05AA4B5C1FD');
CREATE INDEX parentage_of ON parentage (child);
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
INSERT INTO passage VALUES(1,2,1,0,5,X'1874623D6D8A1CBEBD63F7BD56C736BFD9BB063F7550AB3E7CE6C2BDCBB8673E',X'AD889457A501D39C5154C0B8712A2775');
INSERT INTO passage VALUES(2,1,1,0,5,X'C33D8A3D0F4091BD8D09B03E45AD663D3A3E93BEC5C9463E3B38333F502A023F',X'67F32431F57F9F709CE24CE29FA7B451');
INSERT INTO passage VALUES(3,1,1,5,10,X'61B82B3E6021CC3E9331243E5AE221BF59EFE03E85CD5D3ED56785BEDA60903E',X'036AD82BA1F948030CAE3CF39AA51185');
INSERT INTO passage VALUES(4,2,2,0,5,X'BA5E043F65C125BFC4EFD83D364C13BE14DDEABD3CBB5FBD2A0303BFD2AE70BD',X'25B4369702EF59B355D1022A451CAFD5');
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
INSERT INTO quote VALUES(1,'q:b2<c1',1,0,4,2,2,6,X'AD4542BB1086631D47DB471084FC5857');
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
INSERT INTO reply VALUES(1,'r:b2>c1',1,2,1.0,'explicit',X'174BAAF8D65D6E496DDB9EA9C8E8E414');
INSERT INTO reply VALUES(2,'r:d3>e4',3,4,0.5,'order',X'70CF03BC025508917FC5E84A98A0F7D6');
CREATE INDEX reply_of ON reply (child);
CREATE INDEX reply_to ON reply (parent);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    row_digest BLOB NOT NULL
) STRICT;
INSERT INTO source VALUES(1,'s:1','dump.txt','text','abababababababababababababababababababababababababababababababab',1234,X'52472B1AC58C9BD745B8C370050AF687');
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
INSERT INTO stance VALUES(1,'s:b2>c1',1,2,'disagree',0.125,0.25,0.625,'model','[[0, 3, "agree"], [4, 8, "nul \u0000, sub \u001a, lone \ud83d and \udc4d, pair \ud83d\udc4d, end \u001a0041"]]',X'C382593373536348012844ED29975A84');
INSERT INTO stance VALUES(2,'s:d3>b2',3,1,'agree',1.0,0.0,0.0,'correction','[]',X'DC878831B73BB0AD27167D0E274EA075');
INSERT INTO stance VALUES(3,'s:d3>e4',3,4,'neutral',0.125,0.25,0.625,'model','[]',X'5BFAB3BFFF070DCC97DA752FCE1BFE41');
CREATE INDEX stance_of ON stance (child);
CREATE INDEX stance_to ON stance (parent);
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
CREATE VIEW parentage_row AS
SELECT p.uid, c.uid AS child, p.candidates, lower(hex(p.row_digest)) AS row_digest
FROM parentage AS p JOIN comment AS c ON c.id = p.child;
CREATE VIEW stance_row AS
SELECT s.uid, c.uid AS child, p.uid AS parent, s.label, s.agree, s.neutral, s.disagree, s.evidence, s.cues,
    lower(hex(s.row_digest)) AS row_digest
FROM stance AS s JOIN comment AS c ON c.id = s.child JOIN comment AS p ON p.id = s.parent;
CREATE VIEW correction_row AS
SELECT uid, kind, comment, value, made_at, why, lower(hex(row_digest)) AS row_digest FROM correction;
pragma user_version=2;
pragma application_id=1380601426;
COMMIT TRANSACTION;
