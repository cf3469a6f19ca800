import sys
from pathlib import Path

# The invented plans serve both suites.
sys.path.insert(0, str(Path(__file__).parent.parent / "packs"))
