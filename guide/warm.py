"""Imported once, before workers are forked: all that a build needs.

What is loaded here stays for good, so the collector of garbage need not look at it, now or ever again.
"""

import contextlib
import gc

gc.disable()
with contextlib.suppress(OSError):  # a library is missing: `batch` says which
    import guide.build  # noqa: F401
gc.freeze()
gc.enable()
