"""Verification fails closed: any change of any byte, by our verifier and by the stand-alone one."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.cli.verify import command
from honour.kernel.errors import BadInput, Tampered
from honour.kernel.hashes import sha256_hex
from honour.ledger.note import VerifierKey
from honour.packs import container, copies, note
from honour.packs.verify import verify

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify-pack"


def alone(pack: Path, *fingerprint: str) -> subprocess.CompletedProcess[str]:
    """The stand-alone verifier, in a Python that cannot see our packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(pack), *fingerprint], capture_output=True, text=True, check=False
    )


def files(pack: Path) -> dict[str, bytes]:
    found, faults = container.read(pack.read_bytes())
    assert faults == []
    return found


def rewritten(pack: Path, folder: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A container spelt as ours, with other contents."""
    inside = files(pack)
    change(inside)
    path = folder / "changed.pack.zip"
    with path.open("wb") as out:
        container.write(inside, out)
    return path


def resealed(pack: Path, folder: Path, change: Callable[[dict[str, object]], None], **replaced: bytes) -> Path:
    """What a forger with a key of their own makes: manifest changed and signed again."""
    key = Ed25519PrivateKey.from_private_bytes(b"f" * 32)

    def forge(inside: dict[str, bytes]) -> None:
        inside.update({name.replace("_", "."): data for name, data in replaced.items()})
        manifest = json.loads(inside["manifest.json"])
        manifest["key"] = str(VerifierKey.of(note.KEY_NAME, key))
        for entry in manifest["files"]:
            data = inside[entry["name"]]
            entry["sha256"], entry["bytes"] = sha256_hex(data), len(data)
        change(manifest)
        inside["manifest.json"] = copies.canonical(manifest)
        inside["manifest.sig"] = note.sign(manifest["case"], inside["manifest.json"], key)

    return rewritten(pack, folder, forge)


def test_a_pack_verifies_by_both_verifiers(small_pack: Path, key: Ed25519PrivateKey) -> None:
    verdict = verify(small_pack)
    assert verdict.ok
    assert not verdict.key_known
    assert verify(small_pack, school_key=VerifierKey.of(note.KEY_NAME, key)).key_known
    assert verify(small_pack, school_key=verdict.key).key_known
    assert verify(small_pack, school_key=verdict.fingerprint.upper()).key_known
    assert alone(small_pack).returncode == 0
    assert alone(small_pack, *verdict.fingerprint.split()).returncode == 0
    assert alone(small_pack, "0000").returncode == 1


def test_another_key_than_the_schools_fails(small_pack: Path, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    forged = resealed(small_pack, tmp_path, lambda _: None)
    assert verify(forged).ok, "whole in itself; only the school's key tells"
    verdict = verify(forged, school_key=VerifierKey.of(note.KEY_NAME, key))
    assert not verdict.ok
    assert verdict.reasons == ("the pack is signed with another key than the school's",)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_changing_any_byte_anywhere_fails(small_pack: Path, tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(small_pack.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    changed = tmp_path / "changed.pack.zip"
    changed.write_bytes(raw)
    verdict = verify(changed)
    assert not verdict.ok
    assert verdict.reasons


def test_changing_any_byte_of_the_containers_own_structure_fails(small_pack: Path, tmp_path: Path) -> None:
    """Every byte outside of the PDF's, one by one: headers, directory, manifest, signature, indexes."""
    raw = small_pack.read_bytes()
    pdf = files(small_pack)["pack.pdf"]
    start = raw.index(pdf)
    rest = [*range(start), *range(start + len(pdf), len(raw))]
    for at in rest:
        changed = bytearray(raw)
        changed[at] ^= 1
        found, faults = container.read(bytes(changed))
        if not faults:
            path = tmp_path / "c.zip"
            path.write_bytes(changed)
            assert not verify(path).ok, at
        else:
            assert faults
        del found


def test_the_stand_alone_verifier_finds_changed_bytes_too(small_pack: Path, tmp_path: Path) -> None:
    raw = small_pack.read_bytes()
    chance = random.Random(7)  # noqa: S311 - places to damage, not secrets
    for at in [0, 8, len(raw) - 1, len(raw) - 30, *(chance.randrange(len(raw)) for _ in range(8))]:
        changed = tmp_path / "changed.zip"
        changed.write_bytes(raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :])
        result = alone(changed)
        assert result.returncode == 1
        assert "NOT VERIFIED" in result.stderr


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -22])
def test_a_pack_that_was_cut_off_fails(small_pack: Path, tmp_path: Path, cut: int) -> None:
    changed = tmp_path / "cut.zip"
    changed.write_bytes(small_pack.read_bytes()[:cut])
    assert not verify(changed).ok
    assert alone(changed).returncode == 1


def test_bytes_before_or_after_the_pack_fail(small_pack: Path, tmp_path: Path) -> None:
    changed = tmp_path / "longer.zip"
    for raw in (small_pack.read_bytes() + b"\0", b"\0" + small_pack.read_bytes()):
        changed.write_bytes(raw)
        assert not verify(changed).ok
        assert alone(changed).returncode == 1


@pytest.mark.parametrize("name", [*container.FILES, "secret.txt", "../evil.txt", "pack.pdf/x"])
def test_adding_or_removing_or_doubling_a_file_fails(small_pack: Path, tmp_path: Path, name: str) -> None:
    inside = files(small_pack)
    without = {key: value for key, value in inside.items() if key != name}
    for number, members in enumerate(([*without.items()], [*inside.items(), (name, b"x")])):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for member, data in members:
                if member in archive.namelist():
                    with pytest.warns(UserWarning, match="Duplicate"):
                        archive.writestr(member, data)
                else:
                    archive.writestr(member, data)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(out.getvalue())
        assert not verify(path).ok
        assert alone(path).returncode == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m["counts"].update(found=99), "counts do not add up"),
        (lambda m: m["counts"].update(found=2, unread=1), "unread"),
        (lambda m: m["counts"].update(found=2, released=1), "counts do not fit"),
        (lambda m: m["counts"].update(found=True), "no number"),
        (lambda m: m["records"].clear(), "lists other records"),
        (lambda m: m["records"][0].update(sha256="0" * 64), "text of record 1"),
        (lambda m: m["files"].pop(), "lists other files"),
        (lambda m: m.update(extra=1), "other entries"),
        (lambda m: m.update(format=2), "format"),
        (lambda m: m.update(counts=[]), "malformed|not complete"),
    ],
)
def test_a_forged_manifest_fails_even_when_signed_again(
    small_pack: Path, tmp_path: Path, change: Callable[[dict[str, object]], None], reason: str
) -> None:
    verdict = verify(resealed(small_pack, tmp_path, change))
    assert not verdict.ok
    import re

    assert re.search(reason, verdict.reasons[0]), verdict.reasons


def test_a_document_with_an_attachment_fails_even_when_signed_again(small_pack: Path, tmp_path: Path) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(files(small_pack)["pack.pdf"])) as pdf:
        pdf.attachments["note.txt"] = b"hidden"
        out = io.BytesIO()
        pdf.save(out)
    verdict = verify(resealed(small_pack, tmp_path, lambda _: None, pack_pdf=out.getvalue()))
    assert not verdict.ok


def test_what_is_no_pack_is_a_verdict_and_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "letter.zip"
    path.write_bytes(b"hello")
    assert verify(path).reasons == ("the file is no pack, or it was cut off or changed",)
    with pytest.raises(BadInput):
        verify(tmp_path / "missing.zip")
    with pytest.raises(BadInput):
        verify(tmp_path)


def test_the_command_says_whole_and_shows_the_fingerprint(sample_pack: Path, tmp_path: Path) -> None:
    verdict = verify(sample_pack)
    result = CliRunner().invoke(command, [str(sample_pack)])
    assert result.exit_code == 0
    assert result.output == (
        f"Whole and unchanged: case SAR-2026-0007, {verdict.pages} pages.\n"
        "Records: 65 found = 54 released + 9 in part + 1 withheld + 1 unread.\n"
        "Ledger: entry 41 of school.example/ledger.\n"
        f"Signed with the key of fingerprint {verdict.fingerprint}; compare it with the school's.\n"
    )
    key = tmp_path / "school.key"
    key.write_text(verdict.key + "\n")
    result = CliRunner().invoke(command, [str(sample_pack), "--key", str(key), "--json"])
    assert json.loads(result.output)["key_known"] is True
    key.write_text("0000 1111")
    result = CliRunner().invoke(command, [str(sample_pack), "--key", str(key)])
    assert isinstance(result.exception, Tampered)
    result = CliRunner().invoke(command, [str(sample_pack), "--key", str(tmp_path / "none")])
    assert isinstance(result.exception, BadInput)
