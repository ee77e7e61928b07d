"""Imported last by the server from which workers are forked, and by nothing else."""

from __future__ import annotations

import atexit
import os
import sys

import guide.worker  # noqa: F401  which every worker would import else

if any("multiprocessing.forkserver" in each for each in sys.orig_argv):
    # To take apart all that it has imported would take a tenth of a second, and it leaves nothing behind.
    atexit.register(os._exit, 0)
