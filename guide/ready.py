"""Prepares everything now that a build would prepare when it first needs it: `python -m guide.ready`.

This is for installations that can only be read afterwards, and for those who let Python write no compiled
modules; it does for these files what `python -m compileall` does for modules.
"""

from __future__ import annotations

import sys

_IN_A_BROWSER = ("download/", "preview/")


def main() -> None:
    sys.dont_write_bytecode = False
    from guide import warm  # noqa: F401 I001  before all others: it notes what is compiled for their import

    import pyphen

    from guide import compose, glyphs, metrics
    from guide.editions import editions
    from guide.layout import stylesheet
    from guide.resources import folder
    from guide.strings import languages, strings
    from guide.templating import Templates

    printed, shown = compose.environment(None), Templates()
    for name in shown.list_templates(["html"]):
        (shown if name.startswith(_IN_A_BROWSER) else printed).get_template(name)
    templates = folder("templates")
    for path in templates.rglob("*.css"):
        if not (name := path.relative_to(templates).as_posix()).startswith(_IN_A_BROWSER):
            stylesheet(path, name)
    editions()
    for language in languages():
        strings(language)
        if known := pyphen.language_fallback(language):
            pyphen.Pyphen(lang=known)
    for font in metrics.FONTS:
        metrics.width("", font, 1)
    glyphs.known()


if __name__ == "__main__":
    main()
