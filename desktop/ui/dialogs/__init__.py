"""Dialogs and the first-run guide: each asks one thing, saves it through the store, and closes.

No dialog runs a loop of its own: they are opened with `open()` and kept by `desktop.ui.actions`.
"""
