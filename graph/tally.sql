-- Triggers of the writing connection alone (TEMP): what any other connection changes is not tallied, and so is found missing.
-- came and went are functions of that connection; see graph/tally.py.

CREATE TEMP TRIGGER source_in AFTER INSERT ON main.source BEGIN SELECT came('source', new.row_digest); END;
CREATE TEMP TRIGGER source_out AFTER DELETE ON main.source BEGIN SELECT went('source', old.row_digest); END;
CREATE TEMP TRIGGER source_new AFTER UPDATE ON main.source
BEGIN SELECT went('source', old.row_digest), came('source', new.row_digest); END;
CREATE TEMP TRIGGER discussion_in AFTER INSERT ON main.discussion BEGIN SELECT came('discussion', new.row_digest); END;
CREATE TEMP TRIGGER discussion_out AFTER DELETE ON main.discussion BEGIN SELECT went('discussion', old.row_digest); END;
CREATE TEMP TRIGGER discussion_new AFTER UPDATE ON main.discussion
BEGIN SELECT went('discussion', old.row_digest), came('discussion', new.row_digest); END;
CREATE TEMP TRIGGER comment_in AFTER INSERT ON main.comment BEGIN SELECT came('comment', new.row_digest); END;
CREATE TEMP TRIGGER comment_out AFTER DELETE ON main.comment BEGIN SELECT went('comment', old.row_digest); END;
CREATE TEMP TRIGGER comment_new AFTER UPDATE ON main.comment
BEGIN SELECT went('comment', old.row_digest), came('comment', new.row_digest); END;
CREATE TEMP TRIGGER occurrence_in AFTER INSERT ON main.occurrence BEGIN SELECT came('occurrence', new.row_digest); END;
CREATE TEMP TRIGGER occurrence_out AFTER DELETE ON main.occurrence BEGIN SELECT went('occurrence', old.row_digest); END;
CREATE TEMP TRIGGER occurrence_new AFTER UPDATE ON main.occurrence
BEGIN SELECT went('occurrence', old.row_digest), came('occurrence', new.row_digest); END;
CREATE TEMP TRIGGER quote_in AFTER INSERT ON main.quote BEGIN SELECT came('quote', new.row_digest); END;
CREATE TEMP TRIGGER quote_out AFTER DELETE ON main.quote BEGIN SELECT went('quote', old.row_digest); END;
CREATE TEMP TRIGGER quote_new AFTER UPDATE ON main.quote
BEGIN SELECT went('quote', old.row_digest), came('quote', new.row_digest); END;
CREATE TEMP TRIGGER reply_in AFTER INSERT ON main.reply BEGIN SELECT came('reply', new.row_digest); END;
CREATE TEMP TRIGGER reply_out AFTER DELETE ON main.reply BEGIN SELECT went('reply', old.row_digest); END;
CREATE TEMP TRIGGER reply_new AFTER UPDATE ON main.reply
BEGIN SELECT went('reply', old.row_digest), came('reply', new.row_digest); END;
CREATE TEMP TRIGGER passage_in AFTER INSERT ON main.passage BEGIN SELECT came('passage', new.row_digest); END;
CREATE TEMP TRIGGER passage_out AFTER DELETE ON main.passage BEGIN SELECT went('passage', old.row_digest); END;
CREATE TEMP TRIGGER passage_new AFTER UPDATE ON main.passage
BEGIN SELECT went('passage', old.row_digest), came('passage', new.row_digest); END;
CREATE TEMP TRIGGER keyring_in AFTER INSERT ON main.keyring BEGIN SELECT came('keyring', new.row_digest); END;
CREATE TEMP TRIGGER keyring_out AFTER DELETE ON main.keyring BEGIN SELECT went('keyring', old.row_digest); END;
CREATE TEMP TRIGGER keyring_new AFTER UPDATE ON main.keyring
BEGIN SELECT went('keyring', old.row_digest), came('keyring', new.row_digest); END;
CREATE TEMP TRIGGER ledger_in AFTER INSERT ON main.ledger BEGIN SELECT came('ledger', new.row_digest); END;
CREATE TEMP TRIGGER ledger_out AFTER DELETE ON main.ledger BEGIN SELECT went('ledger', old.row_digest); END;
CREATE TEMP TRIGGER ledger_new AFTER UPDATE ON main.ledger
BEGIN SELECT went('ledger', old.row_digest), came('ledger', new.row_digest); END;
