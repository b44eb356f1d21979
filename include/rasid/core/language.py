"""Whether a text is Arabic and not another language in Arabic letters."""

from __future__ import annotations

import re

from include.rasid.core.measures import measure

LEAST_ARABIC_LETTERS = 0.6  # of all letters; the same bound as the expectation text_is_arabic
# Letters of Persian, Urdu and Kurdish that Arabic writes only in foreign names. Farsi yeh and keheh are not among them:
# Arabic pages of Iranian outlets are typed with them.
_FOREIGN = re.compile("[پچژگٹڈڑںےہۂۆێەڵڕ]")
_TEH_MARBUTA = re.compile("ة")
_FARSI_KEYS = re.compile("[یک]")
_ARTICLE = re.compile(r"\b[وفبك]?(?:ال|لل)\w")
# Of the words. 1,141 Arabic articles: median 0.24, those without teh marbuta 0.077 and more; Persian and Urdu: words that look like it, hardly any.
_LEAST_ARTICLES = 0.07
_FEWEST_WORDS = 8  # fewer show nothing
# Persian has 3 % of them, Urdu and Kurdish over 8 %, Arabic news under 0.5 %; Arabic has 2 to 4 % teh marbuta, the others none.
_MOST_FOREIGN = 0.01
_FEW_FOREIGN = 3  # one foreign name in a short text
_TITLE_WORDS = 4
_TITLE_SHARE = 0.4  # of the words of a headline: Arabic ones hold one foreign name or two


def is_arabic(text: str) -> bool:
    """Tell whether ``text`` is Arabic; a text without letters is not."""
    return measure("", text).arabic_letter_ratio >= LEAST_ARABIC_LETTERS and is_spelt_as_arabic(text)


def is_spelt_as_arabic(text: str) -> bool:
    """Tell whether a text in Arabic letters is Arabic, and not Persian, Urdu or Kurdish."""
    foreign = len(_FOREIGN.findall(text))
    if foreign <= _FEW_FOREIGN:
        return not ((foreign or _FARSI_KEYS.search(text)) and _is_without_article(text))
    letters = sum(character.isalpha() for character in text)
    return foreign <= _MOST_FOREIGN * letters or foreign <= len(_TEH_MARBUTA.findall(text))


def _is_without_article(text: str) -> bool:
    """Tell whether some words in Arabic letters have neither the article nor teh marbuta, as a short text of another language may."""
    words = len(text.split())
    found = len(_ARTICLE.findall(text))
    return words >= _FEWEST_WORDS and found < _LEAST_ARTICLES * words and not _TEH_MARBUTA.search(text)


def is_other_script_language(title: str) -> bool:
    """Tell whether a headline is Persian, Urdu or Kurdish beyond doubt; too short a one never is."""
    words = title.split()
    foreign = sum(bool(_FOREIGN.search(word)) for word in words)
    return len(words) >= _TITLE_WORDS and foreign >= _TITLE_SHARE * len(words) and not _TEH_MARBUTA.search(title)
