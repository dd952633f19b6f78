-- Triggers of the writing connection alone (TEMP): what any other connection changes is not tallied, and so is found missing.
-- came and went are functions of that connection; see graph/storage/tally.py.

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
CREATE TEMP TRIGGER claim_in AFTER INSERT ON main.claim BEGIN SELECT came('claim', new.row_digest); END;
CREATE TEMP TRIGGER claim_out AFTER DELETE ON main.claim BEGIN SELECT went('claim', old.row_digest); END;
CREATE TEMP TRIGGER claim_new AFTER UPDATE ON main.claim
BEGIN SELECT went('claim', old.row_digest), came('claim', new.row_digest); END;
CREATE TEMP TRIGGER position_in AFTER INSERT ON main.position BEGIN SELECT came('position', new.row_digest); END;
CREATE TEMP TRIGGER position_out AFTER DELETE ON main.position BEGIN SELECT went('position', old.row_digest); END;
CREATE TEMP TRIGGER position_new AFTER UPDATE ON main.position
BEGIN SELECT went('position', old.row_digest), came('position', new.row_digest); END;
CREATE TEMP TRIGGER placement_in AFTER INSERT ON main.placement BEGIN SELECT came('placement', new.row_digest); END;
CREATE TEMP TRIGGER placement_out AFTER DELETE ON main.placement BEGIN SELECT went('placement', old.row_digest); END;
CREATE TEMP TRIGGER placement_new AFTER UPDATE ON main.placement
BEGIN SELECT went('placement', old.row_digest), came('placement', new.row_digest); END;
CREATE TEMP TRIGGER objection_in AFTER INSERT ON main.objection BEGIN SELECT came('objection', new.row_digest); END;
CREATE TEMP TRIGGER objection_out AFTER DELETE ON main.objection BEGIN SELECT went('objection', old.row_digest); END;
CREATE TEMP TRIGGER attack_in AFTER INSERT ON main.attack BEGIN SELECT came('attack', new.row_digest); END;
CREATE TEMP TRIGGER attack_out AFTER DELETE ON main.attack BEGIN SELECT went('attack', old.row_digest); END;
CREATE TEMP TRIGGER response_in AFTER INSERT ON main.response BEGIN SELECT came('response', new.row_digest); END;
CREATE TEMP TRIGGER response_out AFTER DELETE ON main.response BEGIN SELECT went('response', old.row_digest); END;
CREATE TEMP TRIGGER done_in AFTER INSERT ON main.done BEGIN SELECT came('done', new.row_digest); END;
CREATE TEMP TRIGGER done_out AFTER DELETE ON main.done BEGIN SELECT went('done', old.row_digest); END;
CREATE TEMP TRIGGER done_new AFTER UPDATE ON main.done
BEGIN SELECT went('done', old.row_digest), came('done', new.row_digest); END;
