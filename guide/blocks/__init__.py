"""The kinds of block. A new kind is one module here and one folder in `templates/blocks/`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from guide.model import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the usual order of a packet."""
    modules = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    found = sorted(
        (module.KIND for module in modules if hasattr(module, "KIND")), key=lambda kind: kind.order
    )
    return {kind.name: kind for kind in found}
