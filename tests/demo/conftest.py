from pathlib import Path

import pytest

from honour.demo.build import build


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small fictional school, whole, as the command writes it."""
    folder = tmp_path_factory.mktemp("demo") / "school"
    build(folder, seed=11, size="small")
    return folder
