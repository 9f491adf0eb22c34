"""The space of the demo: a lab with a front desk, a workshop, and two rooms that wait for calls."""

from chatty.ops.demo.script import Scene
from chatty.ops.demo.spaces import SpaceScene

_MEMBER = ["invite", "react", "reply", "send", "send_media", "start_call", "view"]
_MAINTAINER = [*_MEMBER, "manage_messages", "pin"]
_STEWARD = [
    *_MAINTAINER, "add_members", "ban", "manage_channels", "manage_conversation", "manage_roles",
    "mention_all", "remove_members", "view_audit",
]  # fmt: skip
_QUIET = ["reply", "send", "send_media"]

_TEMPLATE = {
    "version": 1,
    "name": "Harbour Lab",
    "description": "Gauges, boats and benches of the old customs shed.",
    "rules": (
        "Ask before you borrow a tool, and say where it is.\n"
        "Faults of a gauge go into the tracker first, talk about them here.\n"
        "Last one out checks the kettle."
    ),
    "welcome_text": (
        "Good that you are here. Say hello in #welcome, then look into #tide-sensors: "
        "that is where most of it happens just now."
    ),
    "roles": [
        {"name": "Stewards", "allow": _STEWARD, "shown_apart": True},
        {"name": "Maintainers", "allow": _MAINTAINER, "shown_apart": True},
        {"name": "Keyholders", "allow": [*_MEMBER, "manage_channels"]},
        {"name": "@everyone", "allow": _MEMBER},
    ],
    "categories": [
        {
            "title": "Front desk",
            "channels": [
                {
                    "title": "announcements",
                    "topic": "What everyone should have read.",
                    "channel_kind": "announcement",
                    "overrides": [
                        {"role": "@everyone", "allow": [], "deny": _QUIET},
                        {"role": "Stewards", "allow": _QUIET, "deny": []},
                    ],
                },
                {"title": "welcome", "topic": "Say who you are and what you like to mend."},
            ],
        },
        {
            "title": "Workshop",
            "channels": [
                {
                    "title": "tide-sensors",
                    "topic": (
                        "Pressure gauges at piers 2 to 5. Log faults in the tracker, talk here."
                    ),
                },
                {"title": "firmware", "topic": "What runs on the boards, and why it stopped."},
                {"title": "parts-and-orders", "topic": "Needed, ordered, on the way, lost."},
                {"title": "field-notes", "topic": "From the piers, in any weather."},
                {
                    "title": "stewards",
                    "topic": "Keys, money, and who opens on Thursday.",
                    "overrides": [
                        {"role": "@everyone", "allow": [], "deny": ["view"]},
                        {"role": "Stewards", "allow": ["view"], "deny": []},
                        {"role": "Keyholders", "allow": ["view"], "deny": []},
                    ],
                },
            ],
        },
        {
            "title": "Voice rooms",
            "channels": [
                {
                    "title": title,
                    "channel_kind": "voice",
                    "overrides": [{"role": "@everyone", "allow": [], "deny": _QUIET}],
                }
                for title in ("Workbench", "Quiet room")
            ],
        },
    ],
}

_ALL = (
    "rosa", "ilse", "amara", "tomasz", "priya", "noor", "yuqing", "mika", "jun", "felix", "leo",
    "sanne", "yusuf", "oskar", "adaeze",
)  # fmt: skip

_ANNOUNCEMENTS = """\
@ 6d 09:00
rosa: The shed is open on Sundays again, ten to four. Bring a cup, the dishwasher is on strike.
    + ☕ noor felix oskar
@ 2d 17:30
ilse: Twelve new housings for the gauges are paid and here. Thank you for the raffle tickets.
    + 🎉 yuqing tomasz priya
@ 3h
rosa: Low water today is at 13:26. Nobody is on the ladder of pier 4 alone, please.
"""

_WELCOME = """\
@ 5d 12:10
oskar: Oskar, sails and zips. I mend what flaps.
    + ⛵ jun amara
yusuf: يوسف. Clocks on Tuesdays, radios on all other days.
@ 3d 19:40
adaeze: Adaeze from the Herald. I ask questions and I do not mend anything, but I hold the lamp.
    + 💡 rosa felix
felix: We have needed somebody with a lamp since May.
"""

_TIDE = """\
@ 1d 09:12
amara: Pier 3 and pier 5 agree to the centimetre since Monday. I am almost suspicious.
    + 🎯 yuqing priya
priya: Good data is just data that has not found you out yet.
@ 1d 17:40
ilse: New housings arrived, twelve of them. I left four in the blue crate next to the bench for
    & whoever is on site this weekend.
@ 6h
rosa: Gauge P4 went quiet at 03:12. Last reading was 2.81 m and climbing, so I doubt it is the tide.
    = quiet
    ^ rosa
@ 5h
yuqing: Reproduced on the bench. The watchdog never fires, because we sleep through it:
    | it waits 30 seconds, and the board naps for 32.
    = watchdog
tomasz: So it dreams that it is awake.
    + 😂 felix jun
yuqing: Fix is in review. It adds a wake every 8 seconds, costs 0.4 mA.
    + 🔋 priya tomasz amara mika leo
    + 👀 rosa ilse noor
rosa: And until it is merged?
    > watchdog
yuqing: Somebody swaps the gauge by hand.
@ 50m
jun: @mika can you take the spare gauge out to P4 today? Low water is at 13:26, so you get about
    & forty minutes on the ladder.
@ 44m
felix: I am at the pier until two. I can hold the ladder and take the before picture.
"""

_FIRMWARE = """\
@ 1d 21:05
yuqing: Sleep is shorter than the watchdog now, and a test says so for good.
    = test
tomasz: A test that sleeps 40 seconds?
    > test
yuqing: A test with a clock that does as it is told.
    + 🕰️ yusuf
@ 38m
priya: @mika the board in your bag still runs 0.7, flash it before you climb, please.
"""

_PARTS = """\
@ 2d 10:30
tomasz: Needed: 4 cable glands M16, a tube of the grey paste, patience.
oskar: Glands are in the drawer that says "zips".
    + 🙃 tomasz
ilse: Ordered: the paste, twice. Patience is out of stock.
    + 😂 mika tomasz priya
@ 70m
leo: A parcel for the lab stands in the kiosk. It hums.
    + 😳 ilse
yuqing: It should not hum. I come and get it.
"""

_FIELD = """\
@ 4d 07:20
felix: Pier 2, fog, gulls. The gauge reads 0.62 and so does the wet stone.
    + 🌫️ jun
@ 2d 06:55
amara: Passed P5 at high water. Big digits work from the boat, I read them without slowing down.
    + 🔢 jun yuqing
@ 1d 07:10
felix: Somebody has tied a goat to pier 3. The gauge is fine, the goat reads it.
    + 🐐 rosa noor leo sanne
"""

_STEWARDS = """\
@ 3d 20:15
ilse: Fund of the lab: 412.80 and a button.
    = fund
rosa: The button again.
    > fund
amara: Who opens on Thursday? I am on the early boat.
mika: I can, I have the second key.
    + 🗝️ rosa ilse
"""


def _room(
    title: str, talk: str, unread: int = 0, *, mika: str = "", cast: tuple[str, ...] = _ALL
) -> Scene:
    return Scene(
        key=f"space-lab-{title}",
        kind="room",
        title=title,
        cast=cast,
        began="20d 09:00",
        talk=talk,
        unread={"mika": unread, "priya": 1} if unread else {},
        personal={"mika": {"muted": True}} if mika == "muted" else {},
        levels={"mika": mika} if mika in {"all", "nothing"} else {},
    )


LAB_SPACE = SpaceScene(
    key="space-lab",
    cast=_ALL,
    began="20d 09:00",
    template=_TEMPLATE,
    roles={
        "Stewards": ("ilse", "amara", "rosa"),
        "Maintainers": ("yuqing", "priya", "noor", "tomasz"),
        "Keyholders": ("mika",),
    },
    rooms=(
        _room("announcements", _ANNOUNCEMENTS, 1),
        _room("welcome", _WELCOME),
        _room("tide-sensors", _TIDE, 2),
        _room("firmware", _FIRMWARE, 1),
        _room("parts-and-orders", _PARTS, 2, mika="all"),
        _room("field-notes", _FIELD, mika="muted"),
        _room("stewards", _STEWARDS, cast=("rosa", "ilse", "amara", "mika")),
    ),
)

SPACES = (LAB_SPACE,)
