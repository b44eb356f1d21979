from __future__ import annotations

import pytest

from include.rasid.core.sentences import find_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("التقى الوزيران. ثم عادا.", ["التقى الوزيران.", "ثم عادا."]),
        ("قال د. أحمد إن الأمر انتهى. وعاد.", ["قال د. أحمد إن الأمر انتهى.", "وعاد."]),
        ("قال: «انتهى الأمر. لن نعود.» ثم غادر. ووصل.", ["قال: «انتهى الأمر. لن نعود.»", "ثم غادر.", "ووصل."]),
        ('وأضاف "سنرى. لا وعود" بعد اللقاء. وصمت.', ['وأضاف "سنرى. لا وعود" بعد اللقاء.', "وصمت."]),
        ("قال «انتهى.\nوعاد. ووصل.", ["قال «انتهى.", "وعاد.", "ووصل."]),
        ("هل يلتقيان؟ لا أحد يعلم!", ["هل يلتقيان؟", "لا أحد يعلم!"]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("ارتفع 3.5 في المئة. انتهى", ["ارتفع 3.5 في المئة.", "انتهى"]),
        ("الأمر. . . لم يحسم بعد. تمت", ["الأمر. . .", "لم يحسم بعد.", "تمت"]),
        ("  \n \n", []),
    ],
)
def test_sentences_are_split_with_offsets(text: str, sentences: list[str]) -> None:
    """Initials, decimals and spaced dots do not end a sentence; line ends do."""
    assert [text[s.start : s.end] for s in find_sentences(text)] == sentences
