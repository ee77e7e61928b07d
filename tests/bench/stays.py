"""A plain WeasyPrint pipeline in one process that stays: what a guide takes after another one, in seconds."""

from __future__ import annotations

import json
import sys

import weasyprint

from bench.content import as_html, content
from bench.measure import here


def make(seed: int, pages: int) -> None:
    weasyprint.HTML(string=as_html(content(pages, seed))).write_pdf(pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    pages, seed = map(int, sys.argv[1:])
    make(seed + 1, pages)
    print(json.dumps({"plain WeasyPrint": here(lambda: make(seed, pages))}))
