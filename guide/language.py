"""The language of a guide, as its writer names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guide.diagnostics import Diagnostic, Span, nearest, warning
from guide.strings import languages, strings


def check(language: str, span: Span | None) -> Iterator[Diagnostic]:
    """A language that the program has no words in."""
    from babel import Locale, localedata

    known = languages()
    base = re.split("[-_]", language)[0].lower()
    if base in known:
        return
    english = Locale.parse("en").languages
    what = "the program's own words will be English"
    hint = f"the program has words in: {', '.join(f'{each} ({english[each]})' for each in known)}"
    if base in english and localedata.exists(base):
        yield warning(f"there are no words in '{language}' ({english[base]}): {what}", span, hint)
        return
    codes = {name.casefold(): code for code, name in english.items() if localedata.exists(code)}
    codes |= {strings(each)["name"].casefold(): each for each in known}
    likely = codes.get(language.casefold())
    if not likely and (near := nearest(language, [*known, *(english[each] for each in known)])):
        likely = codes.get(near.casefold(), near)
    hint = f"did you mean '{likely}'? {hint}" if likely else hint
    yield warning(f"there is no language '{language}': {what}", span, hint)
