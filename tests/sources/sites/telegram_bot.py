"""The Bot API on the machine itself: updates wait a day and are confirmed by a later offset."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import FixedClock
from tests.servers import Reply, Seen, Site

TOKEN = "123456:AA-token-of-nobody"
BOT = 123456
YARD = {"id": -1001234567890, "type": "supergroup", "title": "Yard chat", "username": "yardchat"}
SHOP = {"id": -1005550001112, "type": "channel", "title": "Ромашка", "username": "romashka"}
ANNA = {"id": 5_000_000_123, "is_bot": False, "first_name": "Anna", "username": "anna_k"}


class BotSite(Site):
    """Hands out what was written and is younger than a day, a hundred at a time."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.next_update = 700_100
        self._clock = clock
        self._messages = 0
        self._waiting: list[tuple[datetime, dict[str, Any]]] = []

    def update(self, **values: Any) -> None:
        """Anything that happened."""
        self._waiting.append((self._clock(), {"update_id": self.next_update, **values}))
        self.next_update += 1

    def write(self, text: str, **values: Any) -> dict[str, Any]:
        """A message in the yard's chat."""
        self._messages += 1
        message = {
            "message_id": self._messages,
            "chat": YARD,
            "from": ANNA,
            "date": int(self._clock().timestamp()),
            "text": text,
            **values,
        }
        self.update(message=message)
        return message

    def missing(self, seen: Seen) -> Reply:
        """`getUpdates` and nothing else."""
        if seen.path != f"/bot{TOKEN}/getUpdates":
            return failure(401, "Unauthorized")
        asked = seen.json
        if offset := asked.get("offset"):
            kept = [each for each in self._waiting if each[1]["update_id"] >= offset]
            self._waiting = kept
        young = self._clock() - timedelta(hours=24)
        self._waiting = [each for each in self._waiting if each[0] > young]
        shown = [update for _, update in self._waiting][: asked["limit"]]
        return answer({"ok": True, "result": shown})

    @property
    def waiting(self) -> int:
        """How many updates were not confirmed yet."""
        return len(self._waiting)


def failure(code: int, words: str, **parameters: Any) -> Reply:
    """A refusal in the documented form."""
    value: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
    if parameters:
        value["parameters"] = parameters
    return answer(value, code)


def answer(value: object, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(status, json.dumps(value).encode(), "application/json")
