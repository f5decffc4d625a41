"""How property tests look for examples: anew each time, but the same ones wherever a change is judged."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is no wrong answer: timings are for `make bench`.
settings.register_profile("searching", deadline=None)
# Whether a change goes in must not depend on chance; what chance finds elsewhere becomes a test of its own.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if "NBLABEL_GATE" in os.environ else "searching")
