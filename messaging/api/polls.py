"""`/messages/{id}/votes` and `/messages/{id}/poll/close`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from messaging.access import find_message
from messaging.api.parsing import read_number
from messaging.inputs import VotesInput
from messaging.operations.polls import close_poll, vote, withdraw_vote
from messaging.queries.poll_votes import list_voters
from messaging.wire import MessageJSON, VoterJSON, voter_json


class VotesEndpoint(Endpoint):
    """Votes in the poll of a message."""

    @extend_schema(
        operation_id="list_votes",
        parameters=[
            OpenApiParameter("option", int, required=True, description="The option's id."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses={200: page_of(VoterJSON)},
    )
    def get(self, request: Request, message_id: str) -> Response:
        """Who voted for one option, the first first; nobody is told in an anonymous poll."""
        page = read_page(request.query_params, int, str)
        option = read_number(request.query_params, "option")
        if option is None:
            raise Invalid(errors={"option": ["Name an option."]})
        reached = find_message(message_id, viewer=self.actor(request))
        return Response(list_voters(reached, option=option, page=page).answer(voter_json))

    @extend_schema(operation_id="vote", request=VotesInput, responses={200: schema_of(MessageJSON)})
    def put(self, request: Request, message_id: str) -> Response:
        """Vote, instead of what one voted for before."""
        data = self.read(request, VotesInput)
        return Response(
            vote(actor=self.actor(request), message_id=message_id, option_ids=data["option_ids"])
        )

    @extend_schema(
        operation_id="withdraw_vote", request=None, responses={200: schema_of(MessageJSON)}
    )
    def delete(self, request: Request, message_id: str) -> Response:
        """Take the vote back."""
        return Response(withdraw_vote(actor=self.actor(request), message_id=message_id))


class ClosePollEndpoint(Endpoint):
    """The end of a poll."""

    @extend_schema(operation_id="close_poll", request=None, responses={200: schema_of(MessageJSON)})
    def post(self, request: Request, message_id: str) -> Response:
        """Close it: nobody votes any more."""
        return Response(close_poll(actor=self.actor(request), message_id=message_id))
