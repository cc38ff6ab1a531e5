"""What to do when a trial of a source fails: nothing is saved, so nothing is tried again."""

from __future__ import annotations

from desktop import wording
from desktop.core.sources import Reason, SourceInfo
from desktop.i18n import N_, tr

_CHECK_LATER = N_("Try again a little later, or save the source: it is then looked at by itself.")
_ADVICE = {
    Reason.GONE: N_("Look for the new address on the site and enter that."),
    Reason.KEY_MISSING: N_("Enter the key in this form."),
    Reason.KEY_REFUSED: N_("Get a new key and enter it in this form."),
    Reason.BAD_SETTING: N_("Correct the form and try again."),
    Reason.NO_CONNECTION: N_("Check the internet connection and the address, then try again."),
    Reason.SLOW_DOWN: _CHECK_LATER,
    Reason.TIMEOUT: _CHECK_LATER,
    Reason.SERVER_ERROR: _CHECK_LATER,
    Reason.CUT_SHORT: _CHECK_LATER,
    Reason.UNREADABLE: N_("Open the address in a browser to see what is there."),
}


def trial_advice(reason: Reason, info: SourceInfo | None = None) -> str:
    """The next step in the form, a sentence or two; what the kind itself advises comes first."""
    if reason in _ADVICE and (info is None or reason not in info.advice):
        return tr(_ADVICE[reason])
    return wording.next_step(reason, info)
