"""Names that pose as those who run the server."""

import pytest

from conversations.rules.imitation import poses_as_staff


@pytest.mark.parametrize(
    "name",
    [
        "Chatty",
        "Chatty staff",
        "chatty-staff",
        "ChattySupport",
        "CHATTY_SUPPORT",
        "C h a t t y   s t a f f",
        "S.t.a.f.f",
        "Moderators of this server",
        "The server's admins",
        "Server team",
        "Official",
        "0fficial",
        "The Admins",
        "Support",
        # Cyrillic letters, digits, styled letters, full width, marks, letters that are not there.
        "Сhаttу Stаff",
        "Ch4tty $taff",
        "𝓒𝓱𝓪𝓽𝓽𝔂 𝓼𝓽𝓪𝓯𝓯",
        "Ｃｈａｔｔｙ ｓｕｐｐｏｒｔ",
        "Çhàttÿ stâff",
        "Chat\u200bty staff",
    ],
)
def test_a_space_is_not_called_what_those_who_run_the_server_are(name: str) -> None:
    assert poses_as_staff(name)


@pytest.mark.parametrize(
    "name",
    [
        "Harbour",
        "Security team",
        "Help desk",
        "Our support group",
        "Moderator training",
        "Minecraft server",
        "Sailors of the server room",
        "Chatty people",
        "Systems",
        "Admins' lunch",
        "Москва",
        "支持",
        "",
        "!!!",
    ],
)
def test_other_names_are_free(name: str) -> None:
    assert not poses_as_staff(name)


def test_a_role_is_called_what_its_holders_are_in_the_space() -> None:
    for name in ("Moderator", "Admin", "Staff", "Owner", "Support"):
        assert not poses_as_staff(name, is_role=True)
    for name in ("Chatty staff", "Server moderator", "chattyadmin"):
        assert poses_as_staff(name, is_role=True)


def test_who_runs_the_server_is_not_spoken_for() -> None:
    operator = "Harbour Co."
    assert poses_as_staff("Harbour Co support", operator=operator)
    assert poses_as_staff("HarbourCo Admin", operator=operator, is_role=True)
    assert not poses_as_staff("Harbour Co.", operator=operator)
    assert not poses_as_staff("Harbour support", operator=operator)
    assert not poses_as_staff("Harbour Co support")
