"""Places that cannot be watched directly, why, and what to do instead; texts are English literals.

Facts: the description of places without an open interface. A leaf beside `wording`.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.i18n import N_

PASTE = "paste"
IMPORT = "import"
"""Substitutes that are no source kinds: pasting what was found, importing a file."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A place or several of one sort. `instead` names source kinds, `PASTE` or `IMPORT`."""

    name: str
    why: str
    advice: str
    instead: tuple[str, ...]


_CLOSED = N_(
    "It shows reviews to people only: there is no interface for programs, and its rules forbid "
    "collecting pages."
)
_LETTERS = N_(
    "Switch on letters about new reviews in the business account and let the program read the "
    "mailbox. What you see yourself can be pasted."
)

NOT_OFFERED: tuple[NotOffered, ...] = (
    NotOffered(N_("Yandex Maps, Yandex Business"), _CLOSED, _LETTERS, ("imap", PASTE)),
    NotOffered(
        N_("2GIS"),
        N_("Its interface for programs gives no texts of reviews."),
        _LETTERS,
        ("imap", PASTE),
    ),
    NotOffered(
        N_("Otzovik, iRecommend, Zoon, Yell, Flamp"),
        _CLOSED,
        N_(
            "Make a Google alert for site:otzovik.com and your shop's name and add it as news, "
            "or use the letters of a representative's account."
        ),
        ("news", "imap", PASTE),
    ),
    NotOffered(
        N_("Odnoklassniki"),
        N_("Access for programs is granted one by one, and public posts cannot be searched."),
        N_("Let the program read the letters about your own group, or paste what you find."),
        ("imap", PASTE),
    ),
    NotOffered(
        N_("Dzen"),
        N_("There is no interface for programs, and its feeds were closed."),
        N_("Make a Google alert for site:dzen.ru and your shop's name and add it as news."),
        ("news", PASTE),
    ),
    NotOffered(
        N_("Yandex News and Yandex Search"),
        N_("The free feeds were closed; the search for programs is paid for every question."),
        N_("Google's news search finds Russian sites too: add the source “News”."),
        ("news",),
    ),
    NotOffered(
        N_("Avito, Profi, YouDo"),
        N_("Messages and reviews are open to partners under contract only."),
        _LETTERS,
        ("imap", PASTE),
    ),
    NotOffered(
        "Tripadvisor",
        N_("A key needs a bank card and gives five reviews of a place, for display only."),
        _LETTERS,
        ("imap", PASTE),
    ),
    NotOffered(
        "Trustpilot",
        N_("Only paid business accounts get a key."),
        _LETTERS,
        ("imap", PASTE),
    ),
    NotOffered(
        "Booking, Airbnb",
        N_("Reviews are open to connected partners only."),
        _LETTERS,
        ("imap", PASTE),
    ),
    NotOffered(
        "TikTok",
        N_("Search is open to universities only."),
        N_("Paste what you find; videos are often named in the news too."),
        ("news", PASTE),
    ),
    NotOffered(
        N_("WhatsApp, LinkedIn, closed chats"),
        N_("What is said there is private: nobody may search it."),
        N_("Paste what people show you. A Telegram group can be read by a bot of your own."),
        ("telegram-bot", PASTE),
    ),
    NotOffered(
        "Google Play",
        N_("Only the owner of an app can read its reviews, in files of the Play Console."),
        N_("Download the file of reviews in the Play Console and import it."),
        (IMPORT,),
    ),
)
