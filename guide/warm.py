"""Imported once, before workers are forked: all that a build needs."""

import contextlib

with contextlib.suppress(OSError):  # a library is missing: `batch` says which
    import guide.build  # noqa: F401
