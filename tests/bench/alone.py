"""A build in this one process, without its supervisor, so that the time and memory of all of it are told."""

from __future__ import annotations

import sys
from pathlib import Path

from guide import warm  # noqa: F401  as the server of the workers does, before anything else
from guide.build import make
from guide.deliver import deliver

if __name__ == "__main__":
    guide, output, *wanted = sys.argv[1:]
    packets = [(edition, paper) for edition, paper in (each.split(":") for each in wanted)]
    result = deliver(make(Path(guide), packets), Path(output))
    sys.exit(1 if result.failed else 0)
