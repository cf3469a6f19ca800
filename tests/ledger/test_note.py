"""The C2SP formats, against their own examples."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.kernel.errors import BadInput
from honour.ledger import note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

# The example of the signed-note specification.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n"
    "\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The example of the checkpoint specification (its signer's key is not given there).
SPEC_CHECKPOINT = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_specifications_own_note_verifies_under_its_own_key() -> None:
    key = note.VerifierKey.parse(SPEC_KEY)
    assert str(key) == SPEC_KEY
    assert note.Checkpoint("", 0, b"", SPEC_NOTE).signed_by(key)
    assert not note.Checkpoint("", 0, b"", SPEC_NOTE.replace("example message", "Example message")).signed_by(key)


def test_the_specifications_own_checkpoint_is_read() -> None:
    checkpoint = note.read_checkpoint(SPEC_CHECKPOINT)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"


def test_a_checkpoint_survives_writing_and_reading() -> None:
    issued = note.issue("honour.school/ab", 12, b"\x07" * 32, KEY)
    assert note.read_checkpoint(issued.text) == issued
    assert issued.signed_by(note.VerifierKey.of("honour.school/ab", KEY))


def test_a_second_signature_by_a_stranger_is_ignored() -> None:
    issued = note.issue("honour.school/ab", 12, b"\x07" * 32, KEY)
    stranger = note.issue("witness", 12, b"\x07" * 32, Ed25519PrivateKey.generate()).text.rpartition("\n\n")[2]
    both = note.read_checkpoint(issued.text + stranger)
    assert both.signed_by(note.VerifierKey.of("honour.school/ab", KEY))


def test_another_key_of_the_same_name_did_not_sign() -> None:
    issued = note.issue("honour.school/ab", 12, b"\x07" * 32, KEY)
    assert not issued.signed_by(note.VerifierKey.of("honour.school/ab", Ed25519PrivateKey.generate()))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:0],
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n12\n", "\n012\n"),
        lambda text: text.replace("\n12\n", "\n-12\n"),
        lambda text: text.replace("\n12\n", "\ntwelve\n"),
        lambda text: text.replace("\n12\n", "\n"),
        lambda text: text.replace("BwcH", "BwcHBwcH", 1),
        lambda text: text.replace("\u2014", "-"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "x" * 100_000 + "\n",
    ],
)
def test_a_damaged_checkpoint_is_refused_in_one_sentence(damage) -> None:
    issued = note.issue("honour.school/ab", 12, b"\x07" * 32, KEY)
    with pytest.raises(BadInput) as refused:
        note.read_checkpoint(damage(issued.text))
    assert refused.value.advice


def test_a_proof_survives_writing_and_reading() -> None:
    issued = note.issue("honour.school/ab", 12, b"\x07" * 32, KEY)
    hashes = [bytes([n]) * 32 for n in range(4)]
    text = note.write_proof(3, hashes, issued)
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 3\n")
    assert note.read_proof(text) == (3, hashes, issued)
    with_extra = text.replace("\nindex", "\nextra YWJj\nindex")
    assert note.read_proof(with_extra) == (3, hashes, issued)
    alone = note.write_proof(0, [], issued)
    assert note.read_proof(alone) == (0, [], issued)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak"])
def test_a_ledger_is_not_named_so(name: str) -> None:
    with pytest.raises(BadInput):
        note.issue(name, 1, b"\x07" * 32, KEY)


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+AAAA", SPEC_KEY.replace("530d903a", "530d903b"), SPEC_KEY[:-4]]
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        note.VerifierKey.parse(text)
