"""Jobs for a cluster, one of which ends the process that supervises it, as no guide can."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from guide.deliver import Result


def nothing(path: Path) -> Result:
    return Result(path, (), path.name)


def kill(path: Path) -> Result:
    """Ends the worker of the cluster; between it and us is the server that forks."""
    os.kill(_parent_of(os.getppid()), signal.SIGKILL)
    signal.pause()
    return nothing(path)


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
