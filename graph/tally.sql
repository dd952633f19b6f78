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
CREATE TEMP TRIGGER parentage_in AFTER INSERT ON main.parentage BEGIN SELECT came('parentage', new.row_digest); END;
CREATE TEMP TRIGGER parentage_out AFTER DELETE ON main.parentage BEGIN SELECT went('parentage', old.row_digest); END;
CREATE TEMP TRIGGER parentage_new AFTER UPDATE ON main.parentage
BEGIN SELECT went('parentage', old.row_digest), came('parentage', new.row_digest); END;
CREATE TEMP TRIGGER stance_in AFTER INSERT ON main.stance BEGIN SELECT came('stance', new.row_digest); END;
CREATE TEMP TRIGGER stance_out AFTER DELETE ON main.stance BEGIN SELECT went('stance', old.row_digest); END;
CREATE TEMP TRIGGER stance_new AFTER UPDATE ON main.stance
BEGIN SELECT went('stance', old.row_digest), came('stance', new.row_digest); END;
CREATE TEMP TRIGGER correction_in AFTER INSERT ON main.correction BEGIN SELECT came('correction', new.row_digest); END;
CREATE TEMP TRIGGER correction_out AFTER DELETE ON main.correction BEGIN SELECT went('correction', old.row_digest); END;
CREATE TEMP TRIGGER correction_new AFTER UPDATE ON main.correction
BEGIN SELECT went('correction', old.row_digest), came('correction', new.row_digest); END;
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
