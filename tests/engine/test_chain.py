"""CARD-06: direct SQL on entries is detected."""

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.chain import ChainError, Link, link, verify

FIELDS = st.sampled_from(["amount", "kind", "reason", "备注"])
PAYLOADS = st.dictionaries(FIELDS, st.integers() | st.text(max_size=8), max_size=4)


def chained(payloads):
    rows, last = [], ""
    for seq, payload in enumerate(payloads, 1):
        digest = link(last, payload)
        rows.append(Link(seq, last, digest, payload))
        last = digest
    return rows


CHAINS = st.lists(PAYLOADS, min_size=1, max_size=4).map(chained)
ROWS = chained({"seq": n, "amount": n * 100} for n in range(1, 6))


def test_card_06_canonical_form_is_fixed():
    """Stored chains must verify for ever: the bytes that are hashed, spelt out."""
    payload = {"kind": "capture", "amount": -43000, "reason": "退货"}
    text = r'{"amount":-43000,"kind":"capture","reason":"\u9000\u8d27"}'
    assert link("", payload) == hashlib.sha256(text.encode()).hexdigest()
    before = "0" * 64
    assert link(before, payload) == hashlib.sha256((before + text).encode()).hexdigest()


@given(PAYLOADS, st.randoms(use_true_random=False))
def test_card_06_order_of_fields_does_not_matter(payload, random):
    shuffled = dict(random.sample(list(payload.items()), len(payload)))
    assert link("", shuffled) == link("", payload)


@pytest.mark.parametrize("value", [None, True, 1.0, [], {}, b"x", ("a",)])
def test_card_06_only_text_and_integers_have_a_canonical_form(value):
    with pytest.raises(ChainError) as refusal:
        link("", {"amount": value})
    assert refusal.value.code == "payload_type"
    assert refusal.value.data["field"] == "amount"


def test_card_06_field_names_are_text():
    with pytest.raises(ChainError, match="payload_type"):
        link("", {1: "x"})


@pytest.mark.parametrize("previous", ["x", "0" * 63, "0" * 65])
def test_card_06_what_is_no_hash_is_not_linked_to(previous):
    with pytest.raises(ChainError, match="previous_hash"):
        link(previous, {})


@given(CHAINS)
def test_card_06_an_untouched_chain_is_whole(rows):
    assert verify(rows) is None
    assert verify(rows, head=rows[-1].hash) is None


@given(CHAINS, st.data())
def test_card_06_changed_contents_are_found_where_they_are(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    payload = data.draw(PAYLOADS)
    assume(payload != rows[place].payload)
    rows[place] = rows[place]._replace(payload=payload)
    assert verify(rows) == place + 1


@given(CHAINS, st.data())
def test_card_06_a_new_hash_on_changed_contents_breaks_the_next_entry(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    payload = data.draw(PAYLOADS)
    assume(payload != rows[place].payload)
    digest = link(rows[place].prev_hash, payload)
    head = rows[-1].hash
    rows[place] = rows[place]._replace(payload=payload, hash=digest)
    assert verify(rows, head=head) == place + 2


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        # removed: first, middle
        (ROWS[1:], 1),
        ([*ROWS[:2], *ROWS[3:]], 3),
        # end cut off, all of it gone
        (ROWS[:-1], 5),
        ([], 1),
        # swapped, twice, inserted
        ([ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]], 2),
        ([*ROWS[:2], ROWS[1], *ROWS[2:]], 3),
        ([*ROWS, Link(6, ROWS[-1].hash, link(ROWS[-1].hash, {}), {})], 7),
        # renumbered, relinked, emptied
        ([ROWS[0]._replace(seq=0), *ROWS[1:]], 1),
        ([ROWS[0], ROWS[1]._replace(prev_hash=""), *ROWS[2:]], 2),
        ([ROWS[0]._replace(payload={"amount": None}), *ROWS[1:]], 1),
        ([*ROWS[:3], ROWS[3]._replace(hash=""), ROWS[4]], 4),
    ],
)
def test_card_06_tampering_is_found_at_its_place(rows, broken):
    assert verify(rows, head=ROWS[-1].hash) == broken
