"""The tabs of the window: a new tab is a new file here and a line in `TABS`."""

from __future__ import annotations

from desktop.ui.tabs.base import Tab
from desktop.ui.tabs.mentions import MentionsTab

TABS: tuple[type[Tab], ...] = (MentionsTab,)
