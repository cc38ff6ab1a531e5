"""Refusals of Google's interfaces: the words in their bodies, and what they say about the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.core.sources import AuthNeeded, BadData, Reason, SourceError
from desktop.sources.answers import Answer
from desktop.sources.json_answer import json_of, record_of, records_of, text_of

_SWITCHED_OFF = frozenset(
    {"accessNotConfigured", "SERVICE_DISABLED", "API_KEY_SERVICE_BLOCKED", "ipRefererBlocked"}
    | {"API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED"}
)


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refusal says of itself; everything is empty for a body without words."""

    reasons: frozenset[str] = frozenset()
    message: str = ""
    status: str = ""
    detail: str = ""


def refused(answer: Answer) -> Refused:
    """The words of a refusal; `detail` is for the log."""
    try:
        value = json_of(answer)
    except BadData:
        return Refused()
    error = record_of(value, "error") if isinstance(value, Mapping) else {}
    if not error:
        return Refused()
    records = [*records_of(error.get("errors")), *records_of(error.get("details"))]
    reasons = dict.fromkeys(filter(None, (text_of(each, "reason") for each in records)))
    message, status = text_of(error, "message"), text_of(error, "status")
    words = " ".join(reasons) or status or message[:100]
    return Refused(frozenset(reasons), message, status, f"HTTP {answer.status}: {words}")


def key_trouble(said: Refused) -> SourceError | None:
    """What is wrong with the key or its project, `None` when it is something else."""
    message = said.message.lower()
    if "expired" in message and "key" in message:
        return AuthNeeded(Reason.KEY_EXPIRED, said.detail)
    if said.reasons & {"keyInvalid", "API_KEY_INVALID"} or "api key not valid" in message:
        return AuthNeeded(Reason.KEY_REFUSED, said.detail)
    if "BILLING_DISABLED" in said.reasons or "billing" in message:
        return AuthNeeded(Reason.NO_CREDIT, said.detail)
    if said.reasons & _SWITCHED_OFF:
        return AuthNeeded(Reason.RIGHT_MISSING, said.detail)
    return None
