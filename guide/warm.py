"""Imported once, before workers are forked: all that a build needs.

What is loaded here stays for good, so the collector of garbage need not look at it, now or ever again.
"""

import contextlib
import gc

from guide.compiled import compiled_once

gc.disable()
with compiled_once(), contextlib.suppress(OSError):  # a library is missing: `batch` says which
    import guide.build  # noqa: F401
    from guide.markup.converter import PLAIN, converter

    converter(PLAIN)
gc.freeze()
gc.set_threshold(
    20_000
)  # a page is some ten thousand objects, most of which go by themselves: a twentieth of a build
gc.enable()
