"""Who lives in the demo. Mika is the one to sign in as first."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account of the demo; all have the same password."""

    username: str
    display_name: str
    bio: str
    custom_status: str = ""
    time_zone: str = "Europe/Amsterdam"
    seen_minutes_ago: int = 45


PEOPLE = (
    Person(
        username="mika",
        display_name="Mika Engel",
        bio="Keeps the minutes of the boathouse. Sings alto when Sanne asks twice.",
        custom_status="Packing for the lighthouse",
        seen_minutes_ago=2,
    ),
    Person(
        username="noor",
        display_name="Noor Haddad",
        bio="Bread, tides, second-hand radios.",
        custom_status="Oven is on",
        seen_minutes_ago=4,
    ),
    Person(
        username="ilse",
        display_name="Ilse Vermeer",
        bio="Treasurer of the boathouse. Ask me about the roof.",
        seen_minutes_ago=9,
    ),
    Person(
        username="tomasz",
        display_name="Tomasz Kowal",
        bio="Boilers, bilge pumps, anything that drips.",
        time_zone="Europe/Warsaw",
        seen_minutes_ago=10,
    ),
    Person(
        username="amara",
        display_name="Amara Okafor",
        bio="Pilot boat, early shift. I know when the causeway floods.",
        custom_status="On the water until noon",
        seen_minutes_ago=1,
    ),
    Person(
        username="jun",
        display_name="Jun Mori",
        bio="森 淳. Draws boats, mostly other people's.",
        time_zone="Asia/Tokyo",
        seen_minutes_ago=20,
    ),
    Person(
        username="felix",
        display_name="Felix Brandt",
        bio="Ferry deck crew. Photographs of fog.",
        time_zone="Europe/Berlin",
        seen_minutes_ago=6,
    ),
    Person(
        username="priya",
        display_name="Priya Raman",
        bio="Teaches physics, borrows ladders.",
        custom_status="Marking exams",
        seen_minutes_ago=235,
    ),
    Person(
        username="leo",
        display_name="Leo Santos",
        bio="Runs the kiosk on pier 3.",
        time_zone="Europe/Lisbon",
        seen_minutes_ago=20,
    ),
    Person(
        username="rosa",
        display_name="Rosa Campos",
        bio="Sunday walkers, since before there were paths.",
        seen_minutes_ago=22,
    ),
    Person(
        username="sanne",
        display_name="Sanne de Wit",
        bio="Conducts the harbour choir.",
        seen_minutes_ago=100,
    ),
    Person(
        username="yusuf",
        display_name="يوسف الخطيب",
        bio="أصلح الساعات القديمة وأجهزة الراديو. Clock repairs on Tuesdays.",
        custom_status="في الورشة",
        seen_minutes_ago=35,
    ),
    Person(
        username="yuqing",
        display_name="林雨晴",
        bio="Electronics at the lab. 海边的电子爱好者。",
        time_zone="Asia/Shanghai",
        seen_minutes_ago=15,
    ),
    Person(
        username="oskar",
        display_name="Oskar Lindqvist",
        bio="Sailmaker. The sewing machine at the lab is mine, please oil it.",
        time_zone="Europe/Stockholm",
        seen_minutes_ago=55,
    ),
    Person(
        username="adaeze",
        display_name="Adaeze Nwosu",
        bio="Edits the Harbour Herald.",
        seen_minutes_ago=20,
    ),
)
