"""Claims and objections on their way into a store and back."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arguments import Claim, Done, Objection, Position
from graph.storage.claim_rows import claim_digest, pack_claim, unpack_claim
from graph.storage.derived_parts import StoredObjection, StoredResponse, attacks, joined, named, own_part, responses
from graph.storage.rows import digest_of, escape, pack, stored_digest, unpack
from tests.derived_rows import claim, objection, position, response
from tests.store_rows import ODD

TEXT = st.text(st.characters(exclude_categories=()))
SHARE = st.floats(0, 1)
RESPONSES = st.lists(
    st.builds(response, TEXT, engagement=SHARE, counted=SHARE, elsewhere=st.booleans(), start=st.integers(0, 2**31)),
    max_size=4,
)


@given(TEXT, st.none() | TEXT, RESPONSES, st.lists(st.tuples(TEXT, st.floats(allow_nan=False, allow_infinity=False))))
def test_an_objection_is_put_together_again_from_its_parts(uid, against, answers, terms):
    whole = objection(uid, "a", "b", position=against, responses=tuple(answers), terms=tuple(terms))
    own = there_and_back(own_part(whole))
    back = [there_and_back(each) for each in responses(whole)]
    assert joined(own, next((each.position for each in attacks([whole])), None), back[::-1]) == whole


def there_and_back(part: StoredObjection | StoredResponse) -> StoredObjection | StoredResponse:
    packed = pack(part)
    values = [*(packed[each.name] for each in fields(part)), packed["row_digest"]]
    assert stored_digest(type(part), values) == digest_of(part)
    return unpack(type(part), values)


def test_every_field_of_an_objection_is_in_one_of_its_parts():
    kept = {each.name for each in fields(StoredObjection)} | {"position", "responses"}
    assert kept == {each.name for each in fields(Objection)}


def test_the_digest_of_an_objection_does_not_hang_on_what_may_go():
    whole = objection("o", "a", "b", position="p", responses=(response("c"),))
    assert digest_of(own_part(whole)) == digest_of(own_part(replace(whole, position=None, responses=())))
    assert digest_of(own_part(whole)) != digest_of(own_part(replace(whole, status="ignored")))


def test_responses_of_all_objections_have_uids_of_their_own():
    first = objection("o", "a", "b", responses=(response("c"), response("c")))
    second = objection("o#0", "a", "b", responses=(response("c"),))
    uids = [each.uid for whole in (first, second) for each in responses(whole)]
    assert len(set(uids)) == 3


def test_marks_of_two_stages_have_two_uids():
    uids = {named(Done("d", stage, "m")).uid for stage in ("claims", "objections")}
    assert len(uids) == 2


def test_lists_and_terms_are_read_from_a_text_and_from_lists():
    whole = position("p", "k", opposes=(ODD, "q"), came_from=("r",))
    values = [pack(whole)[each.name] for each in fields(whole)]
    lists = [*values[:6], [escape(ODD), "q"], ["r"], []]
    assert unpack(Position, values) == unpack(Position, lists) == whole
    own = own_part(objection("o", "a", "b", terms=(("support", 0.5), (ODD, -1.0))))
    stored = [pack(own)[each.name] for each in fields(own)]
    lists = [*stored[:12], [["support", escape(ODD)], [0.5, -1.0]], *stored[13:]]
    assert unpack(StoredObjection, stored) == unpack(StoredObjection, lists) == own
    for broken in ("[[], [0.5]]", "[[]]", [["support"], []]):
        with pytest.raises(ValueError, match=r"zip|unpack"):
            unpack(StoredObjection, [*stored[:12], broken, *stored[13:]])


def test_a_claim_reads_back_whatever_its_texts():
    whole = claim(ODD, ODD, text=ODD, fingerprint=ODD)
    packed = pack_claim(whole)
    back = unpack_claim([packed[each.name] for each in fields(Claim)])
    assert (back.uid, back.comment, back.text, back.fingerprint, back.start, back.end) == (ODD, ODD, ODD, ODD, 0, 6)
    assert back.vector.tobytes() == whole.vector.tobytes()
    assert packed["row_digest"] == claim_digest(back)


def test_every_bit_and_every_field_of_a_claim_is_in_its_digest():
    whole = claim("k", "a")
    bits = np.frombuffer(whole.vector.tobytes(), np.uint32).copy()
    bits[3] ^= 1
    others = [replace(whole, vector=bits.view(np.float32)), replace(whole, end=9), replace(whole, start=1)]
    others += [replace(whole, **{name: "x"}) for name in ("uid", "comment", "text", "fingerprint")]
    assert len({claim_digest(each) for each in [whole, *others]}) == 8
