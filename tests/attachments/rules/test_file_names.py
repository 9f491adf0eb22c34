"""Names that people, and those who mean no good, give to files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attachments.rules.file_names import clean_file_name

NAMES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\win.ini", "win.ini"),
    ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
    ("/", "file"), ("..", "file"), (".", "file"), ("", "file"), ("   ", "file"), ("a/..", "file"),
    (".bashrc", ".bashrc"),
    ("CON", "_CON"), ("con.txt", "_con.txt"), ("Aux .tar.gz", "_Aux .tar.gz"), ("COM¹", "_COM¹"),
    ("console.txt", "console.txt"),
    ("trailing. . .", "trailing"), ("  a \t b\u2028c.txt ", "a b c.txt"),
    ("invoice\u202egpj.exe", "invoicegpj.exe"), ("a\u200bb\ufeffc\u2066.txt", "abc.txt"),
    ("nul\0l\n.txt", "null.txt"), ('a<b>:"|?*.txt', "a_b______.txt"),
    ("Cafe\u0301.txt", "Caf\u00e9.txt"),
    ("Ünïcode 日本語.txt", "Ünïcode 日本語.txt"),
]  # fmt: skip


@pytest.mark.parametrize("given_name, kept", NAMES)
def test_a_name_is_one_that_every_system_keeps(given_name: str, kept: str) -> None:
    assert clean_file_name(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_file_name("ü" * 4_000 + ".tar.jpeg")
    assert name.endswith("ü.tar.jpeg"[-5:])
    assert len(name.encode()) <= 255
    assert len(clean_file_name("x." + "y" * 4_000).encode()) == 255
    # A cut point or space does not stand before the ending.
    assert clean_file_name("a" * 250 + ". . . b.txt") == "a" * 250 + ".txt"


@given(st.text(max_size=400))
def test_whatever_comes_what_is_kept_is_a_name(text: str) -> None:
    name = clean_file_name(text)
    assert 0 < len(name.encode()) <= 255
    assert not set(name) & set('/\\<>:"|?*\0\n\u202e\u200b')
    assert name.strip(". ")
    assert not name.endswith((".", " "))
    assert clean_file_name(name) == name
