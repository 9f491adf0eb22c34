"""Files through real servers: in by parts, out in ranges, and never whole in memory."""

import asyncio
import hashlib
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from tests.people import Talker
from tests.servers import RunningServer, ServerFactory

MB = 1_048_576
PART = 8 * MB


class Gigabytes:
    """Bytes that differ from part to part, made as they are needed."""

    def __init__(self, size: int) -> None:
        self.size = size

    def part(self, number: int) -> bytes:
        """Part `number`, from 1."""
        length = min(PART, self.size - (number - 1) * PART)
        return (hashlib.sha256(number.to_bytes(4)).digest() * (length // 32 + 1))[:length]

    def digest(self) -> str:
        """The SHA-256 of all of them."""
        found = hashlib.sha256()
        for number in range(1, -(-self.size // PART) + 1):
            found.update(self.part(number))
        return found.hexdigest()


async def begin(person: Talker, room: str, size: int, **details: Any) -> Any:
    body = {"conversation_id": room, "file_name": "film.bin", "mime_type": "application/x-film"}
    return await person.rest("POST", "/attachments", {**body, "size": size, **details})


async def send_parts(begun: Any, data: Gigabytes, *, at_once: int) -> None:
    """PUT every part to its address, so many at the same time."""
    gate = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(timeout=120) as http:

        async def put(part: Any) -> None:
            async with gate:
                told = await http.put(part["url"], content=data.part(part["number"]))
                assert told.status_code == 200, told.text

        await asyncio.gather(*(put(part) for part in begun["upload"]["parts"]))


async def fetch(person: Talker, attachment_id: str) -> tuple[int, str]:
    """Stream the content; its size and SHA-256."""
    led = await person.http.get(f"/attachments/{attachment_id}/content")
    assert led.status_code == 302
    found, size = hashlib.sha256(), 0
    async with (
        httpx.AsyncClient(base_url=person.server.base_url, timeout=120) as http,
        http.stream("GET", led.headers["Location"]) as told,
    ):
        assert told.status_code == 200
        async for piece in told.aiter_bytes():
            found.update(piece)
            size += len(piece)
    return size, found.hexdigest()


def memory_of(server: RunningServer) -> int:
    """Bytes in memory of the web process."""
    text = Path(f"/proc/{server.web[0].process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1_024 for line in text.splitlines() if "VmRSS" in line)


class Peak:
    """The most memory that a process takes while something is done."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self.idle = self.most = memory_of(server)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self._task.cancel()

    async def _look(self) -> None:
        while True:
            self.most = max(self.most, memory_of(self._server))
            await asyncio.sleep(0.05)


@pytest.fixture(params=["uvicorn", pytest.param("daphne", marks=pytest.mark.long)])
def any_server(request: pytest.FixtureRequest, server_factory: ServerFactory) -> RunningServer:
    if request.param == "daphne":
        return server_factory(server="daphne")
    found: RunningServer = request.getfixturevalue("server")
    return found


async def test_a_file_goes_up_in_parts_and_comes_down_the_same(any_server: RunningServer) -> None:
    ann = await Talker.register(any_server, f"ann.{uuid.uuid4().hex[:8]}")
    room = await ann.make_group()
    data = Gigabytes(2 * PART + 12_345)
    begun = await begin(ann, room, data.size, sha256=data.digest())
    await send_parts(begun, data, at_once=3)
    attachment_id = begun["attachment"]["id"]
    done = await ann.rest("POST", f"/attachments/{attachment_id}/complete")
    assert done["status"] == "UPLOADED"
    assert await fetch(ann, attachment_id) == (data.size, data.digest())
    led = await ann.http.get(f"/attachments/{attachment_id}/content")
    where = f"{any_server.base_url}{led.headers['Location']}"
    async with httpx.AsyncClient() as http:
        some = await http.get(where, headers={"Range": f"bytes={PART - 5}-{PART + 4}"})
        assert (some.status_code, some.content) == (206, data.part(1)[-5:] + data.part(2)[:5])
        head = await http.head(where)
        assert (head.headers["content-length"], head.content) == (str(data.size), b"")
        # Whoever goes away in the middle keeps no place.
        for _ in range(3):
            async with http.stream("GET", where) as told:
                await anext(told.aiter_bytes(1_000))
        gone = await http.put(where, content=b"x")
        assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
    assert (await ann.rest("GET", f"/attachments/{attachment_id}"))["size"] == data.size
    await ann.leave()


async def _broken_off(data: bytes) -> AsyncIterator[bytes]:
    yield data
    raise httpx.ReadError("The line is gone.")


async def test_an_upload_that_is_broken_off_leaves_nothing_of_its_part(
    server: RunningServer,
) -> None:
    ann = await Talker.register(server, f"ann.{uuid.uuid4().hex[:8]}")
    room = await ann.make_group()
    begun = await begin(ann, room, 3 * MB)
    url, headers = begun["upload"]["url"], begun["upload"]["headers"]
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.HTTPError):
            await http.put(
                url,
                content=_broken_off(bytes(MB)),
                headers={**headers, "Content-Length": str(3 * MB)},
            )
        path = f"/attachments/{begun['attachment']['id']}"
        assert (await ann.rest("GET", f"{path}/upload"))["done"] == []
        assert (await http.put(url, content=bytes(3 * MB), headers=headers)).status_code == 200
    assert (await ann.rest("POST", f"{path}/complete"))["size"] == 3 * MB
    incoming = [*(server.data / "files" / "incoming").rglob("*")]
    assert [file for file in incoming if file.is_file()] == []
    await ann.leave()


@pytest.mark.long
async def test_a_gigabyte_passes_without_staying_in_memory(server_factory: ServerFactory) -> None:
    server = server_factory()
    ann = await Talker.register(server, f"ann.{uuid.uuid4().hex[:8]}")
    room = await ann.make_group()
    warm = Gigabytes(2 * PART)
    begun = await begin(ann, room, warm.size)
    await send_parts(begun, warm, at_once=2)
    data = Gigabytes(1_024 * MB)
    async with Peak(server) as peak:
        began = time.monotonic()
        begun = await begin(ann, room, data.size)
        await send_parts(begun, data, at_once=4)
        done = await ann.rest("POST", f"/attachments/{begun['attachment']['id']}/complete")
        up = time.monotonic() - began
        began = time.monotonic()
        size, digest = await fetch(ann, done["id"])
        down = time.monotonic() - began
    assert (size, digest) == (data.size, data.digest())
    assert peak.most - peak.idle <= 64 * MB, f"{peak.idle} → {peak.most}"
    print(  # noqa: T201 - the figures are what somebody runs this for
        f"1 GB: up {1_024 / up:.0f} MB/s, down {1_024 / down:.0f} MB/s, "
        f"{(peak.most - peak.idle) / MB:.1f} MB over {peak.idle / MB:.0f} MB"
    )
    await ann.leave()
