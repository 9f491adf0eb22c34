"""Somebody who is in many spaces: what their lists and their rounds of sync cost."""

import json

from chatty.ops.bench.http_client import HttpClient
from chatty.ops.bench.reads import WrongAnswer, catch_up, client_of, measure_asking
from chatty.ops.bench.results import Figure
from chatty.ops.bench.space_population import CHANNELS, SAID
from chatty.ops.bench.talking import Place


async def measure_spaces(place: Place, *, seconds: float) -> list[Figure]:
    """The list outside of spaces, that of one space, all of one space, and a round of sync with
    nothing new.
    """
    spaces = place.population.spaces
    assert spaces is not None  # noqa: S101 - the command made them for this measurement
    here = spaces.ids[len(spaces.ids) // 2]
    async with client_of(place, spaces.dweller) as client:
        cursor = await catch_up(client)
        told = json.loads(await client.get(f"/spaces/{here}"))["channels"]
    if len(told) != CHANNELS or any(one["unread_count"] != 2 for one in told):
        raise WrongAnswer(f"{len(told)} channels of {CHANNELS} came, each with {SAID} unread.")
    body = json.dumps({"account_cursor": cursor}).encode()
    total = f"{len(spaces.ids):,} spaces, {len(spaces.ids) * CHANNELS:,} channels"

    async def synced(client: HttpClient) -> object:
        return await client.post("/sync", body)

    async def got(client: HttpClient, path: str) -> object:
        return await client.get(path)

    works = (
        ("spaces.list", f"{total}: list", lambda client: got(client, "/conversations?limit=50")),
        (
            "spaces.one",
            f"{total}: channels of one",
            lambda client: got(client, f"/conversations?space_id={here}&limit=50"),
        ),
        ("spaces.whole", f"{total}: one whole", lambda client: got(client, f"/spaces/{here}")),
        ("spaces.sync", f"{total}: sync, up to date", synced),
    )
    figures: list[Figure] = []
    for key, work, ask in works:
        figures += await measure_asking(
            place, ask, key=key, work=work, seconds=seconds, person=spaces.dweller
        )
    return figures
