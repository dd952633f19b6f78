"""Claims as both stores keep them: plain values, the vector as bytes, with a digest that tells a damaged row."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.arguments import Claim, ClaimId
from graph.storage.rows import Values, escape, hash_of, unescape, vector_bytes
from ingest.models import CommentId


def pack_claim(claim: Claim) -> Values:
    """Plain values of a claim by field name, and `row_digest`; the vector as little-endian float32 bytes."""
    texts = {name: escape(getattr(claim, name)) for name in ("uid", "comment", "text", "fingerprint")}
    values: Values = {**texts, "start": claim.start, "end": claim.end, "vector": vector_bytes(claim.vector)}
    return values | {"row_digest": claim_digest(claim)}


def unpack_claim(values: Sequence[Any]) -> Claim:
    """Make a claim from plain values in the order of its fields; its vector is read-only. Raises ValueError or TypeError."""
    uid, comment, start, end, text, fingerprint, vector = values[:7]
    numbers = np.frombuffer(vector, dtype="<f4").astype(np.float32, copy=False)
    home = CommentId(unescape(comment))
    return Claim(ClaimId(unescape(uid)), home, start, end, unescape(text), unescape(fingerprint), numbers)


def claim_digest(claim: Claim) -> str:
    """32 hexadecimal digits over the claim, the embedder and the exact bits of the vector."""
    content = ["Claim", claim.uid, claim.comment, claim.start, claim.end, claim.text, claim.fingerprint]
    return hash_of(json.dumps(content), vector_bytes(claim.vector))
