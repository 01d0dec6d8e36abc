"""All behaviours once more over uvloop, which many workers run on: another implementation of everything that asyncio promises."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .behaviour.conftest import LOOP

HOME = Path(__file__).parents[1]


@pytest.mark.skipif(
    importlib.util.find_spec("uvloop") is None,
    reason="there is no uvloop: scripts/system-deps.sh installs it (python3-uvloop)",
)
def test_the_behaviours_over_uvloop() -> None:
    command = [sys.executable, "-m", "pytest", "--quiet", "tests/behaviour"]
    done = subprocess.run(
        command, cwd=HOME, env={**os.environ, LOOP: "uvloop"}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # None of them was left out.
    assert re.search(r"^[1-9][0-9]+ passed, 0 failed, 0 skipped$", done.stdout, re.MULTILINE), done.stdout
