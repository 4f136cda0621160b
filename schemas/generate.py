"""JSON Schema (2020-12) and an AsyncAPI 3 document, from the types: committed beside them, and a check fails when they differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from schemas import campaigns, documents, topics
from schemas.events import TYPES
from schemas.interaction import Interaction

FOLDER = Path(__file__).parent / "generated"

CARRIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(topics.RAW.values(), ("egard.raw.v1",)),
    topics.INTERACTIONS: ("egard.said.v1", "egard.taken-back.v1"),
    topics.TIMELINE: ("egard.entry.v1",),
    topics.COMMANDS: ("egard.command.v1",),
    topics.DUE: ("egard.due.v1",),
    topics.SIGNALS: ("egard.signal.v1",),
    topics.MESSAGES: ("egard.leaving.v1",),
    topics.OUTCOMES: ("egard.outcome.v1",),
}
KEPT = (
    documents.OriginalRecord,
    documents.Source,
    documents.MailboxMail,
    documents.TimelineEntry,
    documents.Tombstone,
    documents.Atom,
    documents.Person,
    documents.Consent,
    documents.FollowUp,
    documents.Message,
    documents.Task,
    documents.DeadLetter,
    documents.User,
    campaigns.Campaign,
    campaigns.CampaignVersion,
    campaigns.Assignment,
)


def files() -> dict[str, bytes]:
    """File name -> content, the same at every call."""
    return {
        "interaction.schema.json": _json({"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Interaction)}),
        "documents.schema.json": _json(_together(KEPT)),
        "asyncapi.json": _json(asyncapi()),
    }


def asyncapi() -> dict[str, Any]:
    """The topics and what they carry, as AsyncAPI 3.0."""
    _, schemas = msgspec.json.schema_components(list(TYPES.values()), ref_template="#/components/schemas/{name}")
    messages = {
        name: {"name": name, "contentType": "application/cloudevents+json", "payload": {"$ref": f"#/components/schemas/{struct.__name__}"}}
        for name, struct in TYPES.items()
    }
    channels = {
        topic: {
            "address": topic,
            "description": said,
            "bindings": {"kafka": {"partitions": topics.PARTITIONS}},
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in CARRIES.get(topic, ())},
        }
        for topic, said in topics.TOPICS.items()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Égard", "version": "1", "description": "Events between the stages: CloudEvents 1.0 in JSON batches."},
        "defaultContentType": "application/cloudevents-batch+json",
        "channels": channels,
        "components": {"messages": messages, "schemas": schemas},
    }


def _together(structs: tuple[type, ...]) -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(list(structs), ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": schemas}


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2) + b"\n"
