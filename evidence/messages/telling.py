"""A message and a problem as the commands tell them."""

from typing import Any

from evidence.readers import ReadMessage


def message_told(message: ReadMessage, number: int, *, recipient: str = "unknown") -> dict[str, Any]:
    """The shape that every command uses for a message; times are ISO 8601 with +08:00, unknown is null."""
    return {
        "id": str(number),
        "at": message.at.isoformat() if message.at else None,
        "kind": message.kind,
        "direction": message.direction,
        "peer": message.peer,
        "peer_name": message.peer_name,
        "text": message.text,
        "duration_s": message.duration_s,
        "where": message.where,
        "confidence": message.confidence,
        "recipient": recipient,
    }
