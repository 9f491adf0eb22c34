"""Operations of `sync`: what a client did while it was away, done in its order, each once.

Here is which ones depend on which, and how each is done once; what an operation does stands in
`sync_resources`.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.remembered_operations import claim_operations, remember_results
from chatty.core.api import as_refusal, read_input
from chatty.core.errors import DependsOnRejected, InternalError, RateLimited, Refusal
from chatty.core.ids import read_id
from chatty.core.rate_limit import take_read
from chatty.sync_inputs import REFERENCES, Malformed, Operation, batches, read_operation
from chatty.sync_merging import Patience
from chatty.sync_resources import HANDLERS, Doing
from chatty.sync_results import (
    Outcome,
    Result,
    kept_result,
    rejected,
    result_again,
    result_of,
)
from messaging.inputs import SocketMessageInput
from messaging.operations.send import read_new_message, send_messages
from messaging.operations.send_batch import NewMessage

# What a `create` sets rather than makes, so that a later change of it builds on that. Receipts only
# rise: none builds on another.
_STATES = ("reaction", "pin", "bookmark", "draft")

log = logging.getLogger(__name__)

_UPON_REJECTED = DependsOnRejected("An earlier operation that this one builds on was not done.")


def apply_operations(
    *, actor: User, session_id: uuid.UUID, items: Sequence[object]
) -> list[Result]:
    """Do operations in their order; results stand in the order of `items`. Each fails alone, and
    with it what depends on it.
    """
    run = _Run(actor, session_id)
    results: list[Result] = []
    for batch in batches([read_operation(item) for item in items]):
        if isinstance(batch, Malformed):
            results.append(run.refuse(batch))
        else:
            results += run.do(batch)
    return results


@dataclass(slots=True)
class _Run:
    """One request's operations, and what became of them so far."""

    actor: User
    session_id: uuid.UUID
    patience: Patience = field(default_factory=Patience)
    # What was made, by op_id and client_id; what was not, and objects whose change was not done.
    made: dict[str, str] = field(default_factory=dict)
    broken: set[object] = field(default_factory=set)
    # Once messages are too many, later ones wait too: they keep their order.
    too_many: RateLimited | None = None

    def refuse(self, item: Malformed) -> Result:
        """What cannot even be tried."""
        result = rejected(item.op_id, item.resource, item.refusal)
        if item.operation is not None:
            self._note(item.operation, result)
        return result

    def do(self, batch: Sequence[Operation]) -> list[Result]:
        """One transaction: the claims, what the operations do, and the results that are kept."""
        results: dict[uuid.UUID, Result] = {}
        ready = []
        for item in batch:
            if self.broken & {*item.names, self._object(item)}:
                results[item.op_id] = rejected(str(item.op_id), item.resource, _UPON_REJECTED)
            else:
                ready.append(item)
        with transaction.atomic():
            known = claim_operations(actor=self.actor, op_ids=[item.op_id for item in ready])
            fresh = [item for item in ready if item.op_id not in known]
            outcomes = dict(zip([item.op_id for item in fresh], self._outcomes(fresh), strict=True))
            kept = {item.op_id: kept_result(item.resource, outcomes[item.op_id]) for item in fresh}
            remember_results(actor=self.actor, results=kept)
        for item in ready:
            name = str(item.op_id)
            if item.op_id in known:
                results[item.op_id] = self._again(item, known[item.op_id])
            else:
                results[item.op_id] = result_of(name, item.resource, outcomes[item.op_id])
        for item in batch:
            self._note(item, results[item.op_id])
        return [results[item.op_id] for item in batch]

    def _again(self, item: Operation, known: Mapping[str, Any]) -> Result:
        """The result of what was done before. What it is about is read anew, and costs a read."""
        try:
            take_read(self.session_id)
        except RateLimited as refusal:
            return rejected(str(item.op_id), item.resource, refusal)
        return result_again(self.actor, str(item.op_id), known)

    def _outcomes(self, fresh: Sequence[Operation]) -> list[Outcome | Refusal]:
        if fresh and fresh[0].is_send:
            return self._send(fresh)
        return [self._attempt(item) for item in fresh]

    def _attempt(self, item: Operation) -> Outcome | Refusal:
        if self.too_many is not None and (item.resource, item.type) == ("message", "update"):
            return self.too_many
        doing = Doing(
            actor=self.actor,
            session_id=self.session_id,
            type=item.type,
            data=self._resolved(item),
            base_version=item.base_version,
            patience=self.patience,
        )
        try:
            with transaction.atomic():
                if item.resource != "message":
                    take_read(self.session_id)
                return HANDLERS[item.resource, item.type](doing)
        except Exception as caught:  # noqa: BLE001 - each operation fails alone, whatever it meets
            return _refusal(caught)

    def _send(self, items: Sequence[Operation]) -> list[Outcome | Refusal]:
        """New messages of one conversation, in one call."""
        answers: dict[uuid.UUID, Outcome | Refusal] = {}
        checked = {}
        for item in items:
            try:
                values = read_input(SocketMessageInput, self._resolved(item))
                checked[item.op_id] = read_new_message(values["conversation_id"], values)
            except Refusal as refusal:
                answers[item.op_id] = refusal
        found = self._send_checked(list(checked.values()))
        answers |= dict(zip(checked, found, strict=True))
        return [answers[item.op_id] for item in items]

    def _send_checked(self, messages: Sequence[NewMessage]) -> list[Outcome | Refusal]:
        if not messages or self.too_many is not None:
            return [self.too_many or InternalError()] * len(messages)
        try:
            with transaction.atomic():
                sent = send_messages(actor=self.actor, session_id=self.session_id, items=messages)
        except RateLimited as refusal:
            if len(messages) == 1:
                self.too_many = refusal
                return [refusal]
            # As many as there is room for, in their order.
            return [answer for one in messages for answer in self._send_checked([one])]
        except Exception as caught:  # noqa: BLE001 - none of them was stored, whatever it was
            return [_refusal(caught)] * len(messages)
        return [
            answer
            if isinstance(answer, Refusal)
            else Outcome(
                "applied",
                answer.message["id"],
                {**answer.message, "duplicate": answer.is_duplicate},
            )
            for answer in sent
        ]

    def _resolved(self, item: Operation) -> dict[str, Any]:
        """`data` with the ids of what earlier operations made."""
        data = dict(item.data)
        for name in REFERENCES:
            if (known := read_id(data.get(name))) is not None:
                data[name] = self.made.get(str(known), data[name])
        return data

    def _object(self, item: Operation) -> object:
        """What it changes, where a later change of the same builds on it; None: it stands alone."""
        data = self._resolved(item)
        if item.type == "create" and item.resource not in _STATES:
            return None
        place = [str(data.get(name)) for name in ("message_id", "conversation_id") if name in data]
        kinds = {
            "message": place[:1],
            "pin": place[:1],
            "bookmark": place[:1],
            "reaction": [*place[:1], str(data.get("emoji"))],
            "draft": place,
            "conversation": place,
            "membership": [*place, str(data.get("user_id", self.actor.id))],
            "me": ["me"],
        }
        return (item.resource, *kinds[item.resource]) if item.resource in kinds else None

    def _note(self, item: Operation, result: Result) -> None:
        """What later operations have to know of this one."""
        if result["status"] in ("applied", "merged"):
            if item.makes and "id" in result:
                self.made.update(dict.fromkeys(item.makes, str(result["id"])))
            return
        self.broken |= item.makes
        if (changed := self._object(item)) is not None:
            self.broken.add(changed)


def _refusal(caught: Exception) -> Refusal:
    refusal = as_refusal(caught)
    if refusal is None:
        log.error("sync.operation_failed", exc_info=caught)
        return InternalError("Something broke on our side. Try again in a minute.")
    return refusal
