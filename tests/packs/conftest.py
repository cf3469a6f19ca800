"""One small pack sealed once, for tests that only look at it or damage copies of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pack_plans
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.packs import build, seal
from honour.packs.plan import Plan

KEY = Ed25519PrivateKey.from_private_bytes(b"an invented school's signing key")


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return KEY


@pytest.fixture
def sealed(tmp_path: Path) -> Callable[[Plan], Path]:
    """Builds and seals a plan in the test's own folder."""

    def make(plan: Plan) -> Path:
        staged = build.build(plan, tmp_path / build.file_name(plan.case))
        return seal.seal(
            staged, KEY, seal.LedgerRef("school.example/ledger", 41), inside=tmp_path / f"{plan.case}.inside"
        )

    return make


@pytest.fixture(scope="session")
def sample_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    plan = pack_plans.sample()
    staged = build.build(plan, folder / build.file_name(plan.case))
    return seal.seal(staged, KEY, seal.LedgerRef("school.example/ledger", 41), inside=folder / "inside")


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    plan = pack_plans.plan(pack_plans.text_record(1, "Tobiah reads with Zebulon Quist.", "Zebulon Quist"))
    staged = build.build(plan, folder / build.file_name(plan.case))
    return seal.seal(staged, KEY, None, inside=folder / "inside")
