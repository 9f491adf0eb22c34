"""`/reports`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from moderation.inputs import TARGETS, ReportInput
from moderation.operations.reports import file_report
from moderation.queries.reports import list_own_reports
from moderation.wire import ReportJSON, report_json


class ReportsEndpoint(Endpoint):
    """What one has reported to those who look after this server."""

    @extend_schema(
        operation_id="list_reports",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(ReportJSON)},
    )
    def get(self, request: Request) -> Response:
        """One's own reports, newest first."""
        page = list_own_reports(
            viewer=self.actor(request), page=read_page(request.query_params, str)
        )
        return Response(page.answer(report_json))

    @extend_schema(
        operation_id="report",
        request=ReportInput,
        responses={200: schema_of(ReportJSON), 201: schema_of(ReportJSON)},
    )
    def post(self, request: Request) -> Response:
        """Report a person, a message, a conversation or a space. What waits already gets 200 and
        the first report.
        """
        data = self.read(request, ReportInput)
        target = next(name for name in TARGETS if data.get(name) is not None)
        report, is_new = file_report(
            actor=self.actor(request),
            target_type=target.removesuffix("_id"),
            target_id=data[target],
            reason=data["reason"],
            details=data["details"],
            message_ids=data["message_ids"],
        )
        return Response(report_json(report), status=201 if is_new else 200)
