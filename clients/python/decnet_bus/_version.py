"""Which version this is: that of the repository's package.json, which a test compares."""

from typing import Final

VERSION: Final = "0.1.0"
