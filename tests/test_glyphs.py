from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from guide.diagnostics import Source
from guide.glyphs import unprintable
from guide.resources import folder

FONTS = [TTFont(path, lazy=True) for path in (folder("templates") / "fonts").rglob("*.ttf")]
AVAILABLE = {chr(code) for font in FONTS for code in font.getBestCmap()}


def said(text: str, name: str = "a.md") -> list[tuple[str, int]]:
    return [(each.message, each.span.column if each.span else 0) for each in unprintable(Source(name, text))]


@pytest.mark.parametrize(
    "text", ["plain", "Хрущёв, Αθήνα, ʿAlī, e\u0301", "“so” – … € ½ → ✓ ● ☐", "soft\u00adhyphen\u00a0"]
)
def test_what_our_fonts_have_is_no_mistake(text: str):
    assert [] == said(text)


def test_a_script_is_told_once_a_file_with_how_many_characters_of_it_there_are():
    assert [
        ("no font has the character ש (HEBREW LETTER SHIN), and for 3 more like it in this file", 1),
        ("no font has the character 中 (CJK UNIFIED IDEOGRAPH-4E2D)", 11),
    ] == said("שלום שלום 中")


def test_what_joins_an_emoji_is_told_with_it_and_alone_by_itself():
    assert [("no font has the character 👨 (MAN), and for 1 more like it in this file", 1)] == said(
        "👨\u200d👩 ❤\ufe0f"
    )
    assert [("an invisible character stands here (ZERO WIDTH JOINER)", 2)] == said("a\u200db")


def test_a_note_to_oneself_may_be_in_any_script():
    assert [] == said("# 年表\ntitle: A # 演说\n", "timeline.yaml")
    assert 1 == len(said("# 年表\n", "a.md"))


@given(st.text(alphabet=st.characters(min_codepoint=0xA0, exclude_categories=["Cs"]), max_size=4))
def test_a_text_that_is_not_told_of_has_a_glyph_for_every_character(text: str):
    if not said(text):
        assert set(text) <= AVAILABLE
