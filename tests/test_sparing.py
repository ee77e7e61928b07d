"""WeasyPrint as it is imported here works as it does where anyone else imports it."""

from __future__ import annotations

import ctypes.util
import inspect
import logging
import re
import subprocess
import sys
from typing import Any

import cffi
import pyphen
import pytest

from guide.engine import weasyprint
from guide.sparing import _Declared, _Hyphens, _read_hyphens, sparingly

DECLARATIONS = re.search(r"cdef\('''(.*?)'''\)", inspect.getsource(weasyprint.text.ffi), re.S)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def shape(struct: Any) -> list[tuple[str, int, str]]:
    return [(name, field.offset, field.type.kind) for name, field in struct.fields]


def test_everything_is_as_it_was_afterwards():
    before = ctypes.util.find_library, cffi.FFI, dict(sys.modules)
    with sparingly():
        assert ctypes.util.find_library is not before[0] or sys.platform != "linux"
        assert cffi.FFI is not before[1]
    assert before == (ctypes.util.find_library, cffi.FFI, dict(sys.modules))


def test_what_a_build_never_uses_is_not_imported_until_it_is():
    code = """
import sys
from guide.engine import weasyprint
from weasyprint.pdf import fonts
print("pycparser" in sys.modules, "fontTools.subset" in sys.modules)
print(fonts.subset.Options(hinting=False).hinting, "fontTools.subset" in sys.modules)
try:
    fonts.instantiateVariableFont(None, {})
except TypeError as problem:
    print(problem)
"""
    prepared_or_not, used, problem = run(code).splitlines()

    assert prepared_or_not.endswith("False")
    assert "False True" == used
    assert "'NoneType'" in problem


def test_declarations_are_what_cffi_reads_of_them():
    assert DECLARATIONS
    theirs: Any = cffi.FFI()
    theirs.cdef(DECLARATIONS[1])
    ours = weasyprint.text.ffi.ffi
    assert isinstance(ours, _Declared)

    assert theirs.list_types() == ours.list_types()
    for name in (each for names in ours.list_types()[:1] for each in names):
        one, other = theirs.typeof(name), ours.typeof(name)
        assert one.kind == other.kind, name
        if one.kind == "struct" and one.fields:
            assert theirs.sizeof(one) == ours.sizeof(other), name
            assert shape(one) == shape(other), name
        if one.kind == "enum":
            assert one.elements == other.elements, name


def test_a_type_is_never_parsed_in_python(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cffi.api.FFI, "_typeof", None)

    assert [1, 2, 3] == list(weasyprint.text.ffi.ffi.new("hb_codepoint_t[3]", [1, 2, 3]))


def test_fonts_are_cut_where_the_library_for_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    page = weasyprint.HTML(string="<p style='font-family: serif'>Moon</p>")
    sizes = [len(page.write_pdf())]
    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    with caplog.at_level(logging.WARNING, "weasyprint"):
        sizes.append(len(page.write_pdf()))

    assert "fontTools" in caplog.text
    assert sizes[1] < 2 * sizes[0] < 100_000


@pytest.mark.parametrize("language", ["en_US", "de_DE", "uk_UA", "hu_HU"])
@pytest.mark.usefixtures("place")
def test_words_are_divided_as_pyphen_divides_them(language: str):
    """Hungarian changes letters where it divides, which is not kept."""
    path = pyphen.LANGUAGES[language]
    theirs = _read_hyphens(path)
    for ours in (_Hyphens(path), _Hyphens(path)):
        assert vars(theirs).keys() == vars(ours).keys()
        assert theirs.patterns.keys() == ours.patterns.keys()
        for word in ("hyphenation", "Donaudampfschifffahrt", "перебудова", "asszonnyal", "x"):
            assert theirs.positions(word) == ours.positions(word)


def test_weasyprint_divides_words_by_what_is_prepared():
    assert _Hyphens is weasyprint.text.line_break.pyphen.HyphDict
