"""`/attachments` and `/attachments/{id}` with what belongs to it."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from attachments.access import find_attachment
from attachments.inputs import CompletionInput, NewUploadInput, PartNumbersInput
from attachments.operations.completing import complete_upload
from attachments.operations.endings import delete_attachment
from attachments.operations.uploads import (
    WantedUpload,
    begin_upload,
    renew_addresses,
    resume_upload,
)
from attachments.queries.locations import content_location, thumbnail_location
from attachments.wire import (
    AttachmentJSON,
    BegunUploadJSON,
    PartAddressesJSON,
    UploadJSON,
    attachment_json,
)
from chatty.core.api import Endpoint
from chatty.core.limits import limits
from chatty.core.openapi import schema_of

_ELSEWHERE = {302: OpenApiResponse(description="`Location`: where the bytes are, for a while.")}


class AttachmentsEndpoint(Endpoint):
    """Files to come."""

    @extend_schema(
        operation_id="begin_upload",
        request=NewUploadInput,
        responses={201: schema_of(BegunUploadJSON)},
    )
    def post(self, request: Request) -> Response:
        """Begin an upload: room is made for it, and it says where the bytes go."""
        wanted = WantedUpload(**self.read(request, NewUploadInput))
        return Response(begin_upload(actor=self.actor(request), wanted=wanted), status=201)


class AttachmentEndpoint(Endpoint):
    """One file."""

    @extend_schema(operation_id="get_attachment", responses={200: schema_of(AttachmentJSON)})
    def get(self, request: Request, attachment_id: str) -> Response:
        """The file as it is now, with its status, but for its bytes."""
        return Response(attachment_json(find_attachment(attachment_id, viewer=self.actor(request))))

    @extend_schema(operation_id="delete_attachment", request=None, responses={204: None})
    def delete(self, request: Request, attachment_id: str) -> Response:
        """Cancel an upload, or drop a file that was not sent."""
        delete_attachment(actor=self.actor(request), attachment_id=attachment_id)
        return Response(status=204)


class UploadEndpoint(Endpoint):
    """An upload that is not complete."""

    @extend_schema(operation_id="resume_upload", responses={200: schema_of(UploadJSON)})
    def get(self, request: Request, attachment_id: str) -> Response:
        """What has arrived, and where the rest goes."""
        return Response(resume_upload(actor=self.actor(request), attachment_id=attachment_id))


class PartsEndpoint(Endpoint):
    """The parts of an upload."""

    @extend_schema(
        operation_id="renew_part_addresses",
        request=PartNumbersInput,
        responses={200: schema_of(PartAddressesJSON)},
    )
    def post(self, request: Request, attachment_id: str) -> Response:
        """Fresh addresses of parts."""
        data = self.read(request, PartNumbersInput)
        return Response(
            renew_addresses(
                actor=self.actor(request), attachment_id=attachment_id, numbers=data["numbers"]
            )
        )


class CompletionEndpoint(Endpoint):
    """The end of an upload."""

    @extend_schema(
        operation_id="complete_upload",
        request=CompletionInput,
        responses={200: schema_of(AttachmentJSON)},
    )
    def post(self, request: Request, attachment_id: str) -> Response:
        """All bytes are there: they are looked at, and the file can be sent."""
        data = self.read(request, CompletionInput)
        return Response(
            complete_upload(
                actor=self.actor(request), attachment_id=attachment_id, parts=data.get("parts")
            )
        )


class ContentEndpoint(Endpoint):
    """The bytes of a file."""

    @extend_schema(operation_id="get_attachment_content", responses=_ELSEWHERE)
    def get(self, request: Request, attachment_id: str) -> Response:
        """Leads to the bytes, for who may see the file at this moment."""
        attachment = find_attachment(attachment_id, viewer=self.actor(request))
        return leads_to(content_location(attachment, viewer=self.actor(request)))


class ThumbnailEndpoint(Endpoint):
    """A picture of a file."""

    @extend_schema(
        operation_id="get_attachment_thumbnail",
        parameters=[OpenApiParameter("size", str, enum=["small", "large"], default="small")],
        responses=_ELSEWHERE,
    )
    def get(self, request: Request, attachment_id: str) -> Response:
        """Leads to a small picture of it, or the larger one (`size=large`)."""
        attachment = find_attachment(attachment_id, viewer=self.actor(request))
        wants_large = request.query_params.get("size") == "large"
        return leads_to(
            thumbnail_location(attachment, viewer=self.actor(request), wants_large=wants_large)
        )


def leads_to(location: str) -> Response:
    """The answer that leads to bytes."""
    # For no longer than the address lives at least.
    seconds = limits.download_address_seconds // 2
    headers = {
        "Location": location,
        "Cache-Control": f"private, max-age={seconds}" if seconds else "private, no-store",
    }
    return Response(status=302, headers=headers)
