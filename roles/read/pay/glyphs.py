"""One folded character for each character of a text, so that a place in one is the same place in the other."""

from __future__ import annotations

import unicodedata

from roles.text import simplify

# Signs that look or mean the same beside an amount, after NFKC.
_ALIKE = {
    **dict.fromkeys("‐‒–—―−─━﹘", "-"),
    **dict.fromkeys("〜∼˜∿", "~"),
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("【〔「『〖〘[", "["),
    **dict.fromkeys("】〕」』〗〙]", "]"),
    **dict.fromkeys("•‧∙●▪◦・◆◇■□★☆", "·"),
    **dict.fromkeys("✕✖╳✗⨯", "×"),
    **dict.fromkeys("∗⁎✱", "*"),
    **dict.fromkeys("➔➜⟶", "→"),
}


class _Glyphs(dict[int, str]):
    """Fills itself: a code point is folded when it is first met."""

    def __missing__(self, code: int) -> str:
        glyph = self[code] = _fold(chr(code))
        return glyph


def _fold(glyph: str) -> str:
    category = unicodedata.category(glyph)
    if category == "No" or glyph == "，":  # ① and ² are no digits of a number, and "8000，13薪" are two numbers
        return glyph
    if category == "Nd":
        return str(unicodedata.decimal(glyph))
    folded = unicodedata.normalize("NFKC", glyph)
    folded = _ALIKE.get(folded, folded)
    for change in (simplify, str.lower):
        changed = change(folded)
        folded = changed if len(changed) == 1 else folded
    return folded if len(folded) == 1 else glyph


_GLYPHS = _Glyphs()


def fold_glyphs(text: str) -> str:
    """Width, case, traditional characters and kinds of dashes off: "２０Ｋ－４０Ｋ" → "20k-40k", same length."""
    return text.lower() if text.isascii() else text.translate(_GLYPHS)
