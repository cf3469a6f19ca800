import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "discovery"))
sys.path.insert(0, str(Path(__file__).parents[1] / "walk"))

from walk_school import decided_copy, mapped_copy, read_copy, read_school

__all__ = ["decided_copy", "mapped_copy", "read_copy", "read_school"]
