import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "walk"))
sys.path.insert(0, str(Path(__file__).parent))

from desk_of_servers import Desk
from walk_school import run


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty workspace."""
    assert run("new", "school", cwd=tmp_path).code == 0
    return Desk(tmp_path)
