"""Whether an answer engages with an objection, sentence by sentence."""
