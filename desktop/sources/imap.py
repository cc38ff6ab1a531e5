"""A mailbox in which review sites announce reviews; read only, nothing is marked or moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from desktop.core.addresses import turn_of
from desktop.core.mail_rule import MailRule
from desktop.core.mail_rules import RuleError, parse_rules
from desktop.core.models import Keep
from desktop.core.ready_mail_rules import ready_rules
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    HistoryPage,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.imap_folders import EVERY_FOLDER, INBOX
from desktop.sources.imap_place import TLS_CHOICES, Place, credentials, place_of
from desktop.sources.round import Round, listed

if TYPE_CHECKING:
    from desktop.sources.imap_look import MakeReader
    from desktop.sources.imap_session import Session

_HISTORY_DAYS = 365
_MOST_FOLDERS = 50


class ImapSource:
    """One mailbox. `fetch` and `history` run in a pool thread, each over a connection of its own.

    One connection at a time is open to a server. Letters that no rule is about are not looked
    into and are no mentions.
    """

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="imap",
        title=N_("Mailbox"),
        summary=N_("Letters in which review sites tell of new reviews. Mail is only read."),
        fields=(
            Field(
                "user",
                N_("Mailbox"),
                N_("The address to which review sites write."),
                is_required=True,
                example="shop@yandex.ru",
            ),
            Field(
                "password",
                N_("App password"),
                N_("Made in the mail service for this program alone; not the usual password."),
                FieldKind.SECRET,
                is_required=True,
            ),
            Field(
                "rules",
                N_("Which letters are reviews"),
                N_("Letters of the large review sites are recognised; add other sites here."),
                FieldKind.RULES,
            ),
            Field(
                "folder",
                N_("Folders"),
                N_("Leave empty for the inbox. A star stands for all folders but spam and bin."),
                FieldKind.LIST,
                example="INBOX",
            ),
            Field(
                "host",
                N_("Mail server"),
                N_("Leave empty for Yandex, Mail.ru, Gmail and Rambler: it is known."),
                example="imap.example.org",
                is_rare=True,
            ),
            Field(
                "port",
                N_("Port"),
                N_("Leave empty for the usual one."),
                FieldKind.NUMBER,
                example="993",
                is_rare=True,
            ),
            Field(
                "tls",
                N_("Safety of the connection"),
                N_("Without safety only a server on this computer is asked."),
                FieldKind.CHOICE,
                default="tls",
                choices=TLS_CHOICES,
                choice_titles=(
                    N_("Secure from the start (TLS)"),
                    N_("Secure after a greeting (STARTTLS)"),
                    N_("Not secure"),
                ),
                is_rare=True,
            ),
        ),
        interval_min=10,
        floor_min=5,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://yandex.ru/support/yandex-360/customers/mail/ru/mail-clients/others",
        key_url="https://id.yandex.ru/security/app-passwords",
        steps=(
            N_("At each review site turn on letters about new reviews."),
            N_("Yandex: in Yandex ID open Security, App passwords, and make one for Mail."),
            N_("Yandex: in the mail settings open Mail programs and allow IMAP."),
            N_("Mail.ru: in Security open Passwords for external applications and add one."),
            N_("Gmail: turn on two-step verification, then make one under App passwords."),
            N_("Enter the mailbox and that password here, and try the source."),
            N_("Recommended: sort review letters into a folder of their own and name it here."),
        ),
        group=Group.MAIL,
        advice={
            Reason.KEY_REFUSED: N_(
                "An app password is needed, not the usual one, and IMAP must be allowed in the"
                " mail settings. Make one at id.yandex.ru/security/app-passwords,"
                " account.mail.ru/user/2-step-auth/passwords or"
                " myaccount.google.com/apppasswords and enter it here. At Yandex a new one may"
                " begin to work only some hours later."
            ),
            Reason.KEY_MISSING: N_("Enter the app password in the source's settings."),
            Reason.KEY_EXPIRED: N_("Make a new app password in the mail service and enter it."),
            Reason.RIGHT_MISSING: N_("Allow IMAP in the settings of the mail service."),
            Reason.HUMAN_CHECK: N_("Open the mailbox in a browser, then check the source again."),
            Reason.FORBIDDEN: N_(
                "Outlook and Hotmail let no program in with a password. Let them forward review"
                " letters to a mailbox at another service, and name that one here."
            ),
            Reason.NOT_FOUND: N_("There is no such folder. Check its name in the mail service."),
            Reason.BAD_SETTING: N_(
                "Check the mailbox's address and the rules; for a mailbox at an own domain name"
                " the mail server too."
            ),
            Reason.TOO_LARGE: N_(
                "It will be tried again by itself. If it lasts, the log says more."
            ),
            Reason.PROXY: N_("A mailbox needs a proxy whose address begins with http://"),
        },
        history_days=_HISTORY_DAYS,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        self._setup = setup
        self._rules_text = setup.fields.get("rules", "")
        self._folders = listed(setup.fields.get("folder", "")) or (INBOX,)
        self._http = http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read letters that came since the last time. Raises only `SourceError`."""
        with self._visit() as (session, reader):
            from desktop.sources.imap_look import MOST_GROUPS, Look

            round_ = Round(cursor, (self._rules_text,), most_requests=MOST_GROUPS, is_search=True)
            folders = self._named_folders(session)
            look = Look(session, reader, round_, self._http.clock())
            return round_.visit([(name, look.part(name)) for name in folders])

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Read older letters, two weeks at a time, newest first. Raises only `SourceError`."""
        with self._visit() as (session, reader):
            from desktop.sources.imap_look import Past

            past = Past(session, reader, cursor, since, self._http.clock())
            return past.page(self._named_folders(session))

    def _named_folders(self, session: Session) -> tuple[str, ...]:
        if EVERY_FOLDER not in self._folders:
            return self._folders
        found = (each.name for each in session.folders() if each.is_worth_reading)
        return tuple(dict.fromkeys((*found, INBOX)))[:_MOST_FOLDERS]

    @contextmanager
    def _visit(self) -> Iterator[tuple[Session, MakeReader]]:
        """A logged-in session and what makes a reader of a folder; logged out at the end."""
        user, password = self._setup.fields.get("user", ""), ""
        try:
            place = place_of(self._setup.fields)
            user, password = credentials(self._setup.fields, self._setup.secrets)
            rules = self._rules()
            with self._http.turn(_turn(place)):
                from desktop.sources.imap_reader import Reader
                from desktop.sources.imap_session import Session

                http = self._http
                with Session(place, http.limits, http.stop, http.clock) as session:
                    session.log_in(user, password)

                    def reader(folder: str, validity: int) -> Reader:
                        return Reader(session, rules, http.clock, f"{folder}-{validity}")

                    yield session, reader
        except SourceError as error:
            error.hide([secret for secret in (password, user.strip()) if secret])
            error.__context__ = None  # what the server said, maybe with what it was told
            raise

    def _rules(self) -> tuple[MailRule, ...]:
        try:
            return parse_rules(self._rules_text).among(ready_rules())
        except RuleError as error:
            raise BadData(Reason.BAD_SETTING, f"rules, {error}") from None


def _turn(place: Place) -> str:
    """Whom a visit burdens; on this machine each port is a server of its own."""
    return turn_of(f"https://{place.host}:{place.port}") or place.host
