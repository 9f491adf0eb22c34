"""Emoji of spaces for tests."""

from io import BytesIO
from typing import Any

from PIL import Image

from accounts.models import User
from attachments.models import Attachment, Blob, BlobFormat, CustomEmoji, Holder
from conversations.models import Space
from tests.asking import Api
from tests.attachments.conftest import run_jobs
from tests.attachments.transfers import put_all


def draw(side: int = 32, form: str = "PNG") -> bytes:
    """A picture of so many pixels a side."""
    out = BytesIO()
    Image.new("RGB", (side, side), (200, 120, 30)).save(out, form)
    return out.getvalue()


def begin_for(api: Api, space: Space, data: bytes, **details: Any) -> Any:
    """Begin an upload for a space."""
    body = {"space_id": str(space.id), "file_name": "a.png", "mime_type": "image/png"}
    return api.ok("POST", "/attachments", {**body, "size": len(data), **details})


def upload_for(api: Api, space: Space, data: bytes | None = None, **details: Any) -> str:
    """The id of a picture for a space that was sent and looked at."""
    sent = draw() if data is None else data
    begun = begin_for(api, space, sent, **details)
    put_all(begun, sent)
    name = str(begun["attachment"]["id"])
    api.ok("POST", f"/attachments/{name}/complete")
    run_jobs()
    return name


def place_emoji(space: Space, *, by: User, name: str = "wave") -> CustomEmoji:
    """An emoji whose picture nobody reads."""
    blob = Blob.objects.create(
        storage_key=f"{space.id.hex}{name}"[:64], owner=by, size=1, format=BlobFormat.PLAIN
    )
    file = Attachment.objects.create(
        space=space,
        uploader=by,
        blob=blob,
        mime_type="image/png",
        declared_type="image/png",
        size=1,
        kind="image",
        status="READY",
        scan_status="SKIPPED",
        holder=Holder.EMOJI,
    )
    return CustomEmoji.objects.create(space=space, name=name, attachment=file, created_by=by)
