"""Where bytes with mistakes are still UTF-8, and where they are something else."""

from __future__ import annotations

import pytest

from include.rasid.core.encoding import decode_text

LETTER = "ب".encode()
BAD = b"\xff"


@pytest.mark.parametrize(
    ("letters", "bad", "is_utf8"),
    [(1000, 1, True), (1000, 20, True), (1000, 21, False), (10, 3, True), (10, 4, False), (0, 3, True)],
)
def test_few_bad_bytes_leave_utf8(letters: int, bad: int, is_utf8: bool) -> None:
    """Up to three, or one for every fifty Arabic letters; with more of them it is windows-1256, unless something else is declared."""
    body = LETTER * letters + BAD * bad

    text = decode_text(body, ())

    assert (text == "ب" * letters + "\ufffd" * bad) is is_utf8
    assert (text == body.decode("cp1256")) is not is_utf8


def test_a_cut_inside_a_letter_costs_that_letter() -> None:
    """A body that ends early stays Arabic."""
    assert decode_text(LETTER * 100 + LETTER[:1], ("windows-1252",)) == "ب" * 100 + "\ufffd"
