"""Lines of a script's log on the terminal of whoever follows it."""

import pytest

from penstock.cli.stream import harmless


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        ("\x1b[2J\x1b[Hgone?\x1b[?25l", "gone?"),
        ("\x1b]0;a title\x07text\x1b]52;c;YWJj\x1b\\!", "text!"),
        ("bell\x07 back\x08 zero\x00 tab\t한글 \ufffd", "bell back zero tab\t한글 \ufffd"),
        ("\x1bcreset \x9b31m", "creset 31m"),
    ],
)
def test_colours_stay_and_what_moves_or_rings_goes(written: str, shown: str) -> None:
    assert harmless(written) == shown
