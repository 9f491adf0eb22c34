"""Every conversation of the demo, in the order in which they are played."""

from collections.abc import Mapping

from chatty.ops.demo.script import Scene
from chatty.ops.demo.talk_direct import FELIX, ILSE, JUN, LEO, NOOR, PRIYA, TOMASZ, YUSUF
from chatty.ops.demo.talk_groups import BOARD, CHOIR, WALKERS
from chatty.ops.demo.talk_herald import HERALD
from chatty.ops.demo.talk_lab_autumn import LAB_AUTUMN
from chatty.ops.demo.talk_lab_gauge import LAB_GAUGE
from chatty.ops.demo.talk_lab_now import LAB_NOW
from chatty.ops.demo.talk_lab_summer import LAB_SUMMER
from chatty.ops.demo.talk_lighthouse import LIGHTHOUSE

_EVERYBODY = (
    "mika", "noor", "ilse", "tomasz", "amara", "jun", "felix", "priya", "leo", "rosa", "sanne",
    "yusuf", "yuqing", "oskar",
)  # fmt: skip


def _dm(
    other: str,
    talk: str,
    *,
    began: str,
    unread: Mapping[str, int] | None = None,
    drafts: Mapping[str, str] | None = None,
    at_once: bool = True,
) -> Scene:
    return Scene(
        key=f"dm-{other}",
        kind="dm",
        cast=("mika", other),
        began=began,
        talk=talk,
        unread=unread or {},
        drafts=drafts or {},
        at_once=at_once,
    )


SCENES = (
    Scene(
        key="lab",
        kind="group",
        title="Harbour Lab",
        topic="The old customs shed: saws, solder, sewing. Last one out checks the kettle.",
        cast=("yuqing", *(who for who in _EVERYBODY if who != "yuqing")),
        began="62d 09:00",
        talk=LAB_SUMMER + LAB_AUTUMN + LAB_GAUGE + LAB_NOW,
        at_once=True,
        roles={"tomasz": "ADMIN", "oskar": "MODERATOR"},
        unread={"priya": 12, "sanne": 9},
        away=("priya",),
        personal={"mika": {"folder": "Workshop"}},
    ),
    Scene(
        key="choir",
        kind="group",
        title="Choir, altos",
        cast=("sanne", "mika", "priya", "adaeze", "rosa", "yuqing"),
        began="13d 20:50",
        talk=CHOIR,
        unread={"priya": 2},
        personal={"mika": {"muted": True}, "sanne": {"pinned": True}},
    ),
    Scene(
        key="walkers",
        kind="group",
        title="Sunday walkers",
        at_once=True,
        topic="Every Sunday, in any weather that Rosa calls weather.",
        cast=("rosa", "yusuf", "sanne", "felix", "oskar", "leo", "priya", "mika"),
        began="16d 17:55",
        talk=WALKERS,
        unread={"mika": 38, "priya": 6},
        away=("priya",),
        personal={"mika": {"muted": True}},
    ),
    _dm("yusuf", YUSUF, began="10d 10:29"),
    _dm("leo", LEO, began="12d 14:09", at_once=False),
    _dm("priya", PRIYA, began="11d 14:59", unread={"priya": 1}),
    _dm("ilse", ILSE, began="5d 20:59"),
    _dm("jun", JUN, began="9d 10:59"),
    _dm("felix", FELIX, began="6d 07:09"),
    Scene(
        key="herald",
        kind="channel",
        title="Harbour Herald",
        topic="What happens between pier 1 and the lighthouse. Fridays, before breakfast.",
        cast=("adaeze", *_EVERYBODY),
        began="34d 08:00",
        talk=HERALD,
        unread={"mika": 1, "priya": 1, "jun": 1},
        away=("priya",),
    ),
    _dm(
        "tomasz",
        TOMASZ,
        began="5d 09:39",
        drafts={"mika": "I checked the boiler and it"},
    ),
    Scene(
        key="board",
        kind="group",
        title="Board & roof fund",
        topic="Five people, one roof. Next meeting: Tuesday at seven, bring your own chair.",
        cast=("ilse", "mika", "priya", "leo", "oskar"),
        began="9d 10:00",
        talk=BOARD,
        roles={"mika": "ADMIN"},
        unread={"mika": 5, "priya": 2},
        away=("priya",),
    ),
    _dm("noor", NOOR, began="6d 18:19", unread={"mika": 2}),
    Scene(
        key="lighthouse",
        kind="group",
        title="Lighthouse trip",
        topic="Three nights at the keeper's cottage. Low water rules everything.",
        cast=("ilse", "mika", "noor", "amara", "felix", "jun"),
        began="8d 17:35",
        talk=LIGHTHOUSE,
        roles={"mika": "ADMIN"},
        unread={"mika": 4, "jun": 2},
        personal={"mika": {"pinned": True}, "ilse": {"pinned": True}},
    ),
)
