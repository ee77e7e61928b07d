"""Imported once, before workers are forked: all that a build needs.

What is loaded here stays for good, so the collector of garbage need not look at it, now or ever again.
"""

import contextlib
import gc
import os
from importlib import import_module

from guide.compiled import compiled_once

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some in all packages
gc.disable()
with compiled_once(), contextlib.suppress(OSError):  # a library is missing: `batch` says which
    import guide.build  # noqa: F401
    from guide.blocks import kinds
    from guide.markup.converter import PLAIN, converter

    for late in ("babel.dates", "lxml.etree"):  # by parts that seldom need them, but every build does
        import_module(late)
    kinds()
    converter(PLAIN)
gc.freeze()
gc.set_threshold(20_000)  # a page is some ten thousand objects, most of which go by themselves
gc.enable()
