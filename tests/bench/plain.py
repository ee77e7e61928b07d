"""A plain WeasyPrint pipeline, as a competent person would write it: HTML files in, tagged PDFs out."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def render(name: str) -> None:
    import weasyprint

    weasyprint.HTML(filename=name).write_pdf(Path(name).with_suffix(".pdf"), pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    names = sys.argv[1:]
    if len(names) > 1:
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(render, names))
    else:
        render(names[0])
