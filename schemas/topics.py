"""The topics of the path. Twelve partitions each from the start: a change re-keys every person."""

from __future__ import annotations

PARTITIONS = 12

RAW = {channel: f"raw.{channel}" for channel in ("phone", "email", "letter", "social")}
INTERACTIONS = "interactions"
TIMELINE = "timeline"
COMMANDS = "commands"
DUE = "due"
SIGNALS = "signals"
MESSAGES = "messages"
OUTCOMES = "outcomes"
DEAD = "dead"

TOPICS: dict[str, str] = {
    **{topic: f"where an original of channel {channel} lies" for channel, topic in RAW.items()},
    INTERACTIONS: "what was said or done, keyed by the main identifier",
    TIMELINE: "an interaction on a person's timeline, keyed by person",
    COMMANDS: "what a colleague decided",
    DUE: "what is due now: a silence, a follow-up",
    SIGNALS: "a noticed change, with its evidence",
    MESSAGES: "a rendered message, ready to leave",
    OUTCOMES: "what became of a message",
    DEAD: "what could not be handled; the truth is the collection dead_letters",
}
