"""The mailbox: a server by the standard, one that misbehaves, and a real one by others."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.models import MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    RateLimited,
    Reason,
    SourceError,
    SourceSetup,
    Temporary,
)
from desktop.sources.http import Http, Limits
from desktop.sources.imap import ImapSource
from desktop.sources.imap_place import Place
from desktop.sources.imap_session import Session
from desktop.sources.pacing import Pacing
from tests.conftest import NOW, FixedClock
from tests.servers import Site
from tests.sources import dovecot
from tests.sources.sites.imap import (
    CERTIFICATE,
    Action,
    Box,
    MailSite,
    Visit,
    cut,
    drip,
    hang,
    without_end,
)

SECRET = "app-password-nobody-may-see"
USER = "owner-nobody-may-see@romashka.example"
RULES = 'rule: Fair\nfrom: fair.example\nauthor: after "Author:"\ntext: from "Wrote:"\n'


@pytest.fixture
def site() -> Iterator[MailSite]:
    with MailSite() as made:
        yield made


def source_of(site: MailSite, http: Http, **fields: str) -> ImapSource:
    given = {"host": "127.0.0.1", "port": str(site.port), "tls": "off", "user": USER}
    return ImapSource(SourceSetup({**given, "rules": RULES, **fields}, {"password": SECRET}), http)


@pytest.fixture
def source(site: MailSite, http: Http) -> ImapSource:
    return source_of(site, http)


def letter(
    number: int,
    *,
    text: str = "Author: Anna\nWrote:\nThe cake was dry. 2 of 5",
    sender: str = "Fair <robot@fair.example>",
    sent: datetime | None = None,
    identity: str | None = None,
) -> bytes:
    name = f"letter-{number}@fair.example" if identity is None else identity
    head = [f"From: {sender}", f"Subject: New review {number}"]
    head += [f"Message-ID: <{name}>"] if name else []
    head += [f"Date: {format_datetime(sent or NOW - timedelta(days=1))}"]
    head += ["Content-Type: text/plain; charset=utf-8"]
    return "\r\n".join((*head, "", *text.split("\n"))).encode()


def names(result: FetchResult) -> list[str]:
    return sorted(
        (item.external_id.partition("@")[0] for item in result.items),
        key=lambda name: int(name.rpartition("-")[2]),
    )


def failure(source: ImapSource) -> SourceError:
    with pytest.raises(SourceError) as caught:
        source.fetch(None)
    said = f"{caught.value} {caught.value.__context__!r} {caught.value.detail}"
    assert SECRET not in said
    assert USER not in said
    return caught.value


def test_a_letter_becomes_a_review(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1))
    (item,) = source.fetch(None).items
    assert item.external_id == "letter-1@fair.example"
    assert (item.author_name, item.rating, item.text) == ("Anna", 2.0, "The cake was dry. 2 of 5")
    assert item.title == "Fair: New review 1"
    assert item.kind is MentionKind.REVIEW
    assert item.created_at == NOW - timedelta(days=1)
    assert item.created_at.tzinfo is UTC
    assert (item.likes, item.replies, item.views) == (None, None, None)


def test_nothing_is_asked_that_could_change_a_letter(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1))
    source.fetch(None)
    names = {command.split(" ")[0] for command in site.commands}
    assert names <= {"CAPABILITY", "LOGIN", "EXAMINE", "FETCH", "UID", "LOGOUT"}
    reads = [command for command in site.commands if "BODY" in command]
    assert reads
    assert all("BODY.PEEK[" in command for command in reads)


def test_letters_without_a_rule_are_not_looked_into(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1, sender="Aunt <aunt@home.example>"))
    result = source.fetch(None)
    assert (result.items, result.warnings) == ((), {})
    assert not [command for command in site.commands if "BODY.PEEK[]" in command]


@pytest.mark.parametrize("count", [49, 50, 51, 100])
def test_every_letter_comes_once(site: MailSite, source: ImapSource, count: int) -> None:
    for number in range(1, count + 1):
        site.put(letter(number))
    first = source.fetch(None)
    assert names(first) == [f"letter-{number}" for number in range(1, count + 1)]
    again = source.fetch(first.cursor)
    assert (again.items, again.not_modified) == ((), True)
    site.put(letter(count + 1))
    assert names(source.fetch(again.cursor)) == [f"letter-{count + 1}"]


def test_a_full_box_is_read_in_several_fetches(
    site: MailSite, source: ImapSource, http: Http
) -> None:
    site.put(letter(1))
    cursor = source.fetch(None).cursor
    for number in range(2, 521):
        site.put(letter(number, sender="x <a@b.example>") if number % 100 else letter(number))
    found, more = [], True
    while more:
        result = source.fetch(cursor)
        found += names(result)
        cursor, more = result.cursor, result.more
    assert found == [f"letter-{number}" for number in (100, 200, 300, 400, 500)]


def test_the_first_look_reaches_back_some_weeks(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1), arrived="01-Jan-2026 10:00:00 +0000")
    site.put(letter(2), arrived="20-Feb-2026 10:00:00 +0000")
    result = source.fetch(None)
    assert names(result) == ["letter-2"]
    assert source.fetch(result.cursor).items == ()


def test_new_numbers_mean_a_fresh_start_without_repeats(site: MailSite, source: ImapSource) -> None:
    for number in range(1, 4):
        site.put(letter(number))
    first = source.fetch(None)
    box = site.boxes["INBOX"]
    site.boxes["INBOX"] = Box(validity=8)
    for stored in box.letters:
        site.put(stored.raw)
    site.put(letter(4))
    assert names(source.fetch(first.cursor)) == ["letter-4"]


def test_a_server_without_lasting_numbers_is_read_afresh(
    site: MailSite, source: ImapSource
) -> None:
    site.boxes["INBOX"].validity = 0
    site.put(letter(1))
    first = source.fetch(None)
    site.put(letter(2))
    assert names(source.fetch(first.cursor)) == ["letter-2"]


def test_deleted_letters_leave_gaps(site: MailSite, source: ImapSource) -> None:
    for number in range(1, 6):
        site.put(letter(number))
    cursor = source.fetch(None).cursor
    for number in range(6, 10):
        site.put(letter(number))
    del site.boxes["INBOX"].letters[6:8]
    result = source.fetch(cursor)
    assert names(result) == ["letter-6", "letter-9"]
    site.boxes["INBOX"].letters.clear()
    assert source.fetch(result.cursor).items == ()


def test_other_rules_look_at_the_letters_again(site: MailSite, http: Http) -> None:
    site.put(letter(1))
    cursor = source_of(site, http, rules="rule: A\nfrom: other.example").fetch(None).cursor
    assert names(source_of(site, http).fetch(cursor)) == ["letter-1"]


def test_a_letter_without_a_name_is_known_by_its_number(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1, identity=""))
    (item,) = source.fetch(None).items
    assert item.external_id == "INBOX-7-1"


@pytest.mark.parametrize("sent", [NOW + timedelta(days=3), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_date_that_cannot_be_is_replaced_by_the_arrival(
    site: MailSite, source: ImapSource, sent: datetime
) -> None:
    site.put(letter(1, sent=sent), arrived="04-Mar-2026 10:00:00 +0300")
    (item,) = source.fetch(None).items
    assert item.created_at == datetime(2026, 3, 4, 7, 0, tzinfo=UTC)


def test_a_digest_gives_a_mention_for_each_review(site: MailSite, http: Http) -> None:
    text = "Today:\nAuthor: Anna\nDry. 2 of 5\n---\nAuthor: Ivan\nGood. 5 of 5\n---\nGoodbye"
    site.put(letter(1, text=text))
    rules = 'rule: Fair\nfrom: fair.example\nauthor: after "Author:"\nparts: at "=---"'
    items = source_of(site, http, rules=rules).fetch(None).items
    found = sorted((item.external_id, item.author_name, item.rating) for item in items)
    assert found == [
        ("letter-1@fair.example#1", "Anna", 2.0),
        ("letter-1@fair.example#2", "Ivan", 5.0),
    ]


def test_another_form_than_known_is_kept_whole_and_told(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1, text="Anna thinks that the cake was dry."))
    result = source.fetch(None)
    (item,) = result.items
    assert item.text == "Anna thinks that the cake was dry."
    assert result.warnings == {"new_form": 1}


def test_a_large_letter_gives_its_text_only(site: MailSite, source: ImapSource) -> None:
    head = letter(1).partition(b"\r\n\r\n")[0]
    head = head.replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="x"')
    stored = site.put(head + b"\r\n\r\n--x--", size=40_000_000)
    stored.structure = (
        '((("text" "plain" ("charset" "windows-1251") NIL NIL "base64" 40 1)'
        '("text" "html" ("charset" "utf-8") NIL NIL "8bit" 40 1) "alternative")'
        '("image" "png" NIL NIL NIL "base64" 39000000 NIL ("attachment" ("filename" "a")))'
        '("text" "plain" NIL NIL NIL "8bit" 9 1 NIL ("attachment" NIL)) "mixed")'
    )
    import base64

    body = base64.b64encode("Wrote:\nТорт сухой".encode("cp1251"))
    stored.parts = {"1.1": body, "1.2": b"<b>x</b>", "3": b"not this"}
    (item,) = source.fetch(None).items
    assert item.text == "Торт сухой"
    assert not [command for command in site.commands if "BODY.PEEK[]" in command]


def test_letters_are_taken_in_portions(site: MailSite, source: ImapSource) -> None:
    for number in range(1, 5):
        site.put(letter(number), size=2_000_000)
    assert len(source.fetch(None).items) == 4
    portions = [command for command in site.commands if "BODY.PEEK[]" in command]
    assert [command.split()[2] for command in portions] == ["1:2", "3:4"]


def test_folders_are_named_as_people_write_them(site: MailSite, http: Http) -> None:
    site.put(letter(1), "&BB4EQgQ3BEsEMgRL-")
    site.put(letter(2), "Shop/Reviews &- more")
    for typed in ("Отзывы", "отзывы", "Shop/Reviews & more", "reviews & more"):
        assert len(source_of(site, http, folder=typed).fetch(None).items) == 1


def test_a_star_means_every_folder_but_spam_and_bin(site: MailSite, http: Http) -> None:
    for number, (box, flag) in enumerate(
        (("INBOX", ""), ("Shop", ""), ("Spam", "\\Junk"), ("Bin", "\\Trash"), ("All", "\\All"))
    ):
        site.put(letter(number), box)
        site.boxes[box].flags = flag
    assert names(source_of(site, http, folder="*").fetch(None)) == ["letter-0", "letter-1"]


def test_a_missing_folder_is_told_with_those_there_are(site: MailSite, http: Http) -> None:
    site.put(letter(1), "&BB4EQgQ3BEsEMgRL-")
    error = failure(source_of(site, http, folder="Reviews"))
    assert (type(error), error.reason) == (BadData, Reason.NOT_FOUND)
    assert "INBOX, Отзывы" in error.detail


def test_one_missing_folder_does_not_hold_up_the_others(site: MailSite, http: Http) -> None:
    site.put(letter(1))
    result = source_of(site, http, folder="Reviews, INBOX").fetch(None)
    assert names(result) == ["letter-1"]
    assert result.troubles == {"Reviews": Reason.NOT_FOUND}


def test_one_connection_at_a_time_and_always_a_goodbye(site: MailSite, http: Http) -> None:
    site.put(letter(1))
    sources = [source_of(site, http) for _ in range(3)]
    threads = [threading.Thread(target=each.fetch, args=(None,)) for each in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    site.wait_closed()
    assert (site.most_open, site.goodbyes) == (1, 3)


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ("NO [AUTHENTICATIONFAILED] Invalid credentials", AuthNeeded, Reason.KEY_REFUSED),
        ("NO LOGIN failed", AuthNeeded, Reason.KEY_REFUSED),
        ("BAD what", AuthNeeded, Reason.KEY_REFUSED),
        ("NO [ALERT] Application-specific password required", AuthNeeded, Reason.KEY_REFUSED),
        ("NO [ALERT] Please log in via your web browser", AuthNeeded, Reason.HUMAN_CHECK),
        ("NO [ALERT] Account is not enabled for IMAP use", AuthNeeded, Reason.RIGHT_MISSING),
        ("NO [EXPIRED] change it", AuthNeeded, Reason.KEY_EXPIRED),
        ("NO [UNAVAILABLE] later", RateLimited, Reason.SLOW_DOWN),
        ("NO [LIMIT] too often", RateLimited, Reason.SLOW_DOWN),
        ("NO [OVERQUOTA] full", RateLimited, Reason.SLOW_DOWN),
        ("NO [SERVERBUG] ours", Temporary, Reason.SERVER_ERROR),
        ("NO [PRIVACYREQUIRED] TLS", BadData, Reason.NO_TLS),
    ],
)
def test_refused_logins_are_named(
    site: MailSite, source: ImapSource, answer: str, outcome: type[SourceError], reason: Reason
) -> None:
    site.instead("LOGIN", f"{{tag}} {answer} {USER} {SECRET}\r\n".encode())
    error = failure(source)
    assert (type(error).__mro__[0] if outcome is not Temporary else Temporary) is outcome
    assert isinstance(error, outcome)
    assert error.reason is reason
    assert answer.partition("]")[2].strip() in error.detail
    if isinstance(error, RateLimited):
        assert error.retry_at == NOW + timedelta(hours=1)
    site.wait_closed()
    assert site.goodbyes == 1


def garbage(visit: Visit, tag: str) -> None:
    visit.send("* 1 FETCH (UID 1 INTERNALDATE", f"{tag} OK done")


def rude(visit: Visit, _tag: str) -> None:
    visit.send("* BYE we close for tonight")
    visit.is_over = True


def bracketed(visit: Visit, tag: str) -> None:
    visit.send("* 1 FETCH " + "(" * 500, f"{tag} OK done")


def flood(visit: Visit, _tag: str) -> None:
    for _ in range(200_000):
        visit.send(*["* OK still here"] * 50)


@pytest.mark.parametrize("command", ["CONNECT", "LOGIN", "EXAMINE", "FETCH", "UID FETCH"])
@pytest.mark.parametrize(
    ("action", "outcome", "reasons"),
    [
        (hang, Temporary, {Reason.TIMEOUT}),
        (drip, Temporary, {Reason.TIMEOUT}),
        (cut, Temporary, {Reason.CUT_SHORT}),
        (rude, Temporary, {Reason.SERVER_ERROR}),
        (without_end, BadData, {Reason.TOO_LARGE}),
        (b"* 1 FETCH {9999999999}\r\n", BadData, {Reason.TOO_LARGE}),
        (b"* 1 FETCH {" + b"9" * 5000 + b"}\r\n", BadData, {Reason.UNREADABLE}),
        (b"\x00\xff\xfe\r\n" * 20, BadData, {Reason.UNREADABLE}),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", BadData, {Reason.UNREADABLE}),
    ],
    ids=["hang", "drip", "cut", "bye", "line", "literal", "number", "junk", "http"],
)
def test_misbehaviour_is_named(
    site: MailSite,
    source: ImapSource,
    command: str,
    action: Action,
    outcome: type[SourceError],
    reasons: set[Reason],
) -> None:
    site.put(letter(1))
    if command == "CONNECT":
        site.greeting = b""
    site.instead(command, action)
    began = time.monotonic()
    error = failure(source)
    assert type(error) is outcome
    assert error.reason in reasons
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("action", [bracketed, garbage])
def test_nonsense_about_letters_is_never_nothing_new(
    site: MailSite, source: ImapSource, action: Action
) -> None:
    site.put(letter(1))
    cursor = source.fetch(None).cursor
    site.put(letter(2))
    site.instead("UID FETCH", action)
    with pytest.raises(BadData) as caught:
        source.fetch(cursor)
    assert caught.value.reason is Reason.UNREADABLE
    site.instead("UID FETCH", None)
    assert names(source.fetch(cursor)) == ["letter-2"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=80),
    st.lists(
        st.sampled_from((b"(", b")", b'"', b"UID 9 ", b"BODY[] {3}\r\nabc", b"{0}\r\n", b"NIL "))
    ),
    st.sampled_from(("EXAMINE", "FETCH", "UID FETCH", "LOGIN", "CAPABILITY")),
)
def test_any_words_of_a_server_end_in_a_result_or_a_named_failure(
    site: MailSite, http: Http, junk: bytes, pieces: list[bytes], command: str
) -> None:
    said = b"* 1 FETCH " + b"".join(pieces) + junk.replace(b"{", b"") + b"\r\n{tag} OK done\r\n"
    site.instead(command, said)
    with suppress(SourceError):
        source_of(site, http).fetch(None)
    site.instead(command, None)


def test_letters_of_which_nothing_is_told_are_not_nothing(
    site: MailSite, source: ImapSource
) -> None:
    site.put(letter(1))
    site.instead("FETCH", b"{tag} OK done\r\n")
    error = failure(source)
    assert (type(error), error.reason) == (BadData, Reason.UNREADABLE)
    site.instead("FETCH", None)
    site.instead("UID FETCH", b"* 1 FETCH (UID 1 FLAGS ())\r\n{tag} OK done\r\n")
    assert source.fetch(None).warnings == {"not_read": 1}


def test_a_large_letter_without_text_is_told(site: MailSite, source: ImapSource) -> None:
    site.put(letter(1), size=40_000_000).structure = '("image" "png" NIL NIL NIL "base64" 4)'
    result = source.fetch(None)
    assert (result.items, result.warnings) == ((), {"not_read": 1})


def test_a_flood_of_words_ends(site: MailSite, http: Http) -> None:
    http.limits = replace(http.limits, body_bytes=200_000)
    site.instead("EXAMINE", flood)
    assert failure(source_of(site, http)).reason is Reason.TOO_LARGE


def test_what_was_read_before_a_failure_is_kept(site: MailSite, source: ImapSource) -> None:
    for number in range(1, 121):
        site.put(letter(number))
    seen = 0

    def breaking(visit: Visit, tag: str) -> None:
        nonlocal seen
        seen += 1
        if seen > 2:
            visit.is_over = True
        else:
            visit._answer("UID FETCH", tag, site.commands[-1])

    site.instead("UID FETCH", breaking)
    first = source.fetch(None)
    assert len(first.items) == 50
    assert first.troubles == {"INBOX": Reason.CUT_SHORT}
    site.instead("UID FETCH", None)
    second = source.fetch(first.cursor)
    assert len(second.items) == 70


@pytest.mark.parametrize("command", ["CONNECT", "LOGIN", "UID FETCH"])
def test_stopping_is_noticed_soon(
    site: MailSite, stop: threading.Event, clock: FixedClock, command: str
) -> None:
    http = Http(stop=stop, clock=clock, pacing=Pacing(), limits=Limits(read_s=20, whole_s=30))
    site.put(letter(1))
    if command == "CONNECT":
        site.greeting = b""
    hanging = threading.Event()

    def hold(visit: Visit, tag: str) -> None:
        hanging.set()
        hang(visit, tag)

    site.instead(command, hold)
    caught: list[SourceError] = []

    def fetch() -> None:
        try:
            source_of(site, http).fetch(None)
        except SourceError as error:
            caught.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()
    assert hanging.wait(5)
    began = time.monotonic()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert time.monotonic() - began < 2
    assert isinstance(caught[0], Temporary)


def test_stopping_between_letters_says_goodbye(site: MailSite, http: Http) -> None:
    site.put(letter(1))

    def stopping(visit: Visit, tag: str) -> None:
        visit._answer("EXAMINE", tag, 'EXAMINE "INBOX"')
        http.stop.set()

    site.instead("EXAMINE", stopping)
    assert isinstance(failure(source_of(site, http)), Temporary)
    site.wait_closed()
    assert site.goodbyes in (0, 1)
    assert site.most_open == 1


def test_no_secret_reaches_the_log(
    site: MailSite, source: ImapSource, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    site.put(letter(1))
    site.put(b"\xff\xfe" * 40)
    source.fetch(None)
    site.instead("LOGIN", b"{tag} NO " + SECRET.encode() + b"\r\n")
    failure(source)
    assert SECRET not in caplog.text
    assert USER not in caplog.text
    assert any(SECRET in command for command in site.commands)


@pytest.mark.parametrize("cursor", ["", "not json", "[]", '{"known": 7, "marks": [], "at": "x"}'])
def test_a_cursor_that_cannot_be_read_starts_afresh(
    site: MailSite, source: ImapSource, cursor: str
) -> None:
    site.put(letter(1))
    assert source.fetch(cursor).items


def test_an_empty_mailbox_is_looked_at_and_empty(site: MailSite, source: ImapSource) -> None:
    result = source.fetch(None)
    assert (result.items, result.more, result.not_modified) == ((), False, False)
    site.put(letter(1))
    assert names(source.fetch(result.cursor)) == ["letter-1"]


def test_a_broken_letter_does_not_hold_up_the_others(site: MailSite, http: Http) -> None:
    rules = "rule: All\nfrom: fair.example\nsays: wrote"
    head = b"From: x@fair.example\r\nSubject: =?x?q?=FF?=\r\nMessage-ID: <b@x>\r\n"
    broken = (
        head + b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\nwrote \xff\x00",
        head + b"Content-Type: multipart/mixed; boundary\r\n\r\nwrote",
        head + b"Content-Transfer-Encoding: base64\r\n\r\nd3JvdGU",
        head + b"Content-Type: text/html; charset=utf-16\r\n\r\nwrote\xff",
        b"",
        b"\r\n\r\n",
        b"\xff" * 3000,
    )
    for raw in broken:
        site.put(raw)
    site.put(letter(9))
    assert "letter-9@fair.example" in {
        item.external_id for item in source_of(site, http, rules=rules).fetch(None).items
    }


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATE)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_nobody_vouches_for_is_refused(http: Http, tls: str) -> None:
    with MailSite(is_tls=tls == "tls", capabilities="IMAP4rev1 STARTTLS") as site:
        error = failure(source_of(site, http, tls=tls))
    assert (type(error), error.reason) == (Temporary, Reason.BAD_CERTIFICATE)
    assert not site.asked("LOGIN")


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_trusted_connection_is_read(http: Http, tls: str) -> None:
    with MailSite(is_tls=tls == "tls", capabilities="IMAP4rev1 STARTTLS") as site:
        site.put(letter(1))
        place = Place("localhost", site.port, tls)
        with Session(place, http.limits, http.stop, http.clock, trusting) as session:
            session.log_in(USER, SECRET)
            assert session.examine("INBOX").count == 1


def test_another_name_than_the_certificates_is_refused(http: Http) -> None:
    with MailSite(is_tls=True) as site:
        place = Place("127.0.0.1", site.port, "tls")
        with pytest.raises(SourceError) as caught:
            Session(place, http.limits, http.stop, http.clock, trusting).__enter__()
    assert caught.value.reason is Reason.BAD_CERTIFICATE


def test_plain_words_where_tls_should_be_are_no_connection(site: MailSite, http: Http) -> None:
    error = failure(source_of(site, http, tls="tls"))
    assert (type(error), error.reason) == (BadData, Reason.NO_TLS)


def test_a_server_that_offers_no_tls_never_sees_the_password(site: MailSite, http: Http) -> None:
    error = failure(source_of(site, http, tls="starttls"))
    assert (type(error), error.reason) == (BadData, Reason.NO_TLS)
    assert not site.asked("LOGIN")


def test_words_slipped_in_before_tls_are_refused(http: Http) -> None:
    with MailSite(capabilities="IMAP4rev1 STARTTLS") as site:
        site.instead("STARTTLS", b"{tag} OK go\r\n* CAPABILITY IMAP4rev1 EVIL\r\n")
        error = failure(source_of(site, http, tls="starttls"))
    assert (type(error), error.reason) == (BadData, Reason.NO_TLS)


@pytest.mark.parametrize(
    ("fields", "outcome", "reason"),
    [
        ({"host": "mail.example", "tls": "off"}, BadData, Reason.NO_TLS),
        ({"host": "", "user": "a@shop.example"}, BadData, Reason.BAD_SETTING),
        ({"host": "", "user": "a@hotmail.com"}, AuthNeeded, Reason.FORBIDDEN),
        ({"host": "outlook.office365.com"}, AuthNeeded, Reason.FORBIDDEN),
        ({"host": "http://x y", "tls": "tls"}, BadData, Reason.BAD_ADDRESS),
        ({"port": "70000"}, BadData, Reason.BAD_ADDRESS),
        ({"port": "²"}, BadData, Reason.BAD_ADDRESS),
        ({"tls": "perhaps"}, BadData, Reason.BAD_SETTING),
        ({"user": ""}, BadData, Reason.BAD_SETTING),
        ({"user": "a\r\nb LOGOUT"}, BadData, Reason.BAD_SETTING),
        ({"rules": "nonsense"}, BadData, Reason.BAD_SETTING),
        ({"proxy": "socks5://127.0.0.1:9"}, BadData, Reason.PROXY),
        ({"port": "1"}, Temporary, Reason.NO_CONNECTION),
    ],
)
def test_settings_that_cannot_work_are_told(
    site: MailSite, http: Http, fields: dict[str, str], outcome: type[SourceError], reason: Reason
) -> None:
    with pytest.raises(SourceError) as caught:
        source_of(site, http, **fields).fetch(None)
    assert (type(caught.value), caught.value.reason) == (outcome, reason)
    assert site.commands == []


def test_a_missing_password_is_asked_for(site: MailSite, http: Http) -> None:
    fields = {"host": "127.0.0.1", "port": str(site.port), "tls": "off", "user": USER}
    error = failure(ImapSource(SourceSetup(fields), http))
    assert (type(error), error.reason) == (AuthNeeded, Reason.KEY_MISSING)


def test_an_app_password_may_be_pasted_as_it_is_shown(site: MailSite, http: Http) -> None:
    given = {"host": "127.0.0.1", "port": str(site.port), "tls": "off", "user": USER}
    setup = SourceSetup(given, {"password": "abcd efgh ijkl mnop"})
    ImapSource(setup, http).fetch(None)
    assert site.asked("LOGIN")[0].endswith('"abcdefghijklmnop"')


@pytest.mark.parametrize("endpoint", ["127.0.0.1:{port}", "imap://127.0.0.1:{port}/"])
def test_the_endpoint_names_the_server(site: MailSite, http: Http, endpoint: str) -> None:
    site.put(letter(1))
    fields = {"host": "", "port": "", "endpoint": endpoint.format(port=site.port)}
    assert source_of(site, http, **fields).fetch(None).items


def test_foreign_letters_in_a_password_go_another_way(http: Http) -> None:
    with MailSite(capabilities="IMAP4rev1 AUTH=PLAIN") as site:
        site.put(letter(1))
        given = {"host": "127.0.0.1", "port": str(site.port), "tls": "off", "user": "анна@я.рф"}
        setup = SourceSetup({**given, "rules": RULES}, {"password": "пароль"})
        assert ImapSource(setup, http).fetch(None).items
    assert "\0анна@я.рф\0пароль" in site.commands


def test_a_proxy_lets_the_connection_pass(site: MailSite, http: Http) -> None:
    site.put(letter(1))
    with TunnelSite(site.port) as tunnel:
        source = source_of(site, http, proxy=f"http://me:{SECRET}@127.0.0.1:{tunnel.port}")
        assert source.fetch(None).items
    assert tunnel.head.startswith(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1")
    assert "Proxy-Authorization: Basic " in tunnel.head


def test_a_proxy_that_refuses_is_told(site: MailSite, http: Http) -> None:
    with Site() as proxy:
        error = failure(source_of(site, http, proxy=proxy.url()))
    assert (type(error), error.reason) == (Temporary, Reason.PROXY)
    assert site.commands == []


class TunnelSite:
    """A proxy that carries bytes to and fro."""

    def __init__(self, port: int) -> None:
        import socket

        self._target = port
        self.head = ""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> TunnelSite:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        import socket

        here, _ = self._listener.accept()
        while "\r\n\r\n" not in self.head:
            self.head += here.recv(1000).decode()
        there = socket.create_connection(("127.0.0.1", self._target))
        here.sendall(b"HTTP/1.1 200 OK\r\nVia: test\r\n\r\n")
        back = threading.Thread(target=_carry, args=(there, here), daemon=True)
        back.start()
        _carry(here, there)
        back.join(5)
        here.close()
        there.close()


def _carry(source: object, target: object) -> None:
    import socket

    assert isinstance(source, socket.socket)
    assert isinstance(target, socket.socket)
    try:
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def past(source: ImapSource, since: datetime, fail_at: int = -1) -> list[str]:
    """All of history; a step is repeated as after a failure."""
    found, cursor, steps = [], None, 0
    while True:
        if steps == fail_at:
            source.history(cursor, since)
        page = source.history(cursor, since)
        found += [item.external_id for item in page.items]
        assert page.reached is not None
        assert page.reached >= since
        cursor, steps = page.cursor, steps + 1
        if page.is_done:
            return found
        assert steps < 100


@pytest.mark.parametrize("fail_at", [-1, 1])
def test_history_brings_every_letter_once_and_goes_on_after_a_failure(
    site: MailSite, source: ImapSource, fail_at: int
) -> None:
    days = [NOW - timedelta(hours=9 * number) for number in range(600)]
    for number, day in enumerate(reversed(days)):
        site.put(letter(number, sent=day), arrived=day.strftime("%d-%b-%Y %H:%M:%S +0000"))
    since = NOW - timedelta(days=90)
    found = past(source, since, fail_at)
    wanted = {f"letter-{599 - n}@fair.example" for n, day in enumerate(days) if day >= since}
    assert len(found) == len(set(found))
    assert wanted <= set(found)
    assert len(found) <= len(wanted) + 3


def test_history_goes_through_all_folders(site: MailSite, http: Http) -> None:
    for number in range(1, 31):
        site.put(letter(number), ("INBOX", "Shop")[number % 2])
    source = source_of(site, http, folder="INBOX, Gone, Shop")
    assert len(past(source, NOW - timedelta(days=40))) == 30


def test_history_never_takes_a_failing_search_for_emptiness(
    site: MailSite, source: ImapSource
) -> None:
    site.put(letter(1), arrived="01-Mar-2026 10:00:00 +0000")
    for answer in (b"{tag} NO SEARCH Backend error\r\n", b"* SEARCH\r\n{tag} OK done\r\n"):
        site.instead("UID SEARCH", answer)
        with pytest.raises(Temporary):
            source.history(None, NOW - timedelta(days=40))


def test_history_of_numbers_that_began_anew_starts_its_weeks_again(
    site: MailSite, source: ImapSource
) -> None:
    for number in range(1, 301):
        site.put(letter(number))
    page = source.history(None, NOW - timedelta(days=40))
    assert len(page.items) == 200
    assert json.loads(page.cursor or "")["below"] == 101
    site.boxes["INBOX"].validity = 9
    again = source.history(page.cursor, NOW - timedelta(days=40))
    assert "letter-300@fair.example" in {item.external_id for item in again.items}


needs_dovecot = pytest.mark.skipif(
    not dovecot.is_installed(), reason="the mail server Dovecot is not on this machine"
)


@pytest.fixture(scope="module")
def mail() -> Iterator[dovecot.Dovecot]:
    with dovecot.Dovecot() as made:
        yield made


@pytest.fixture
def patient(stop: threading.Event) -> Http:
    """For a real server: more patience, and the true time."""
    limits = Limits(connect_s=5, read_s=5, whole_s=10)
    return Http(stop=stop, clock=lambda: datetime.now(UTC), pacing=Pacing(), limits=limits)


def real(mail: dovecot.Dovecot, http: Http, user: str, **fields: str) -> ImapSource:
    given = {"endpoint": f"imap://127.0.0.1:{mail.port}", "user": user, "rules": RULES, **fields}
    return ImapSource(SourceSetup(given, {"password": dovecot.PASSWORD}), http)


Put = Callable[..., None]


@needs_dovecot
def test_a_real_server_is_read_and_left_as_it_was(mail: dovecot.Dovecot, patient: Http) -> None:
    user, now = "flags@x.example", datetime.now(UTC)
    imap = mail.open(user)
    for number in range(1, 121):
        imap.append("INBOX", "", None, letter(number, sent=now))
    source = real(mail, patient, user)
    first = source.fetch(None)
    assert names(first) == [f"letter-{number}" for number in range(1, 121)]
    assert source.fetch(first.cursor).not_modified
    imap.select("INBOX")
    imap.uid("STORE", "5", "+FLAGS", "(\\Deleted)")
    imap.expunge()
    before = imap.uid("FETCH", "1:*", "(FLAGS)")
    imap.append("INBOX", "", None, letter(121, sent=now))
    assert names(source.fetch(first.cursor)) == ["letter-121"]
    assert source.history(None, now - timedelta(days=3)).items
    assert imap.search(None, "SEEN") == ("OK", [b""])
    assert imap.uid("FETCH", "1:120", "(FLAGS)") == before
    imap.logout()


@needs_dovecot
def test_a_real_server_has_folders_charsets_and_large_letters(
    mail: dovecot.Dovecot, patient: Http
) -> None:
    user, now = "folders@x.example", datetime.now(UTC)
    imap = mail.open(user)
    imap.create('"&BB4EQgQ3BEsEMgRL-"')
    text = "Wrote:\nТорт & чай"
    plain = letter(1, text=text, sent=now).decode()
    koi = plain.replace("charset=utf-8", "charset=koi8-r").encode("koi8-r")
    head = "\r\n".join(plain.split("\r\n")[:4])
    large = (
        (
            f'{head}\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--x\r\n"
            "Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\n"
        ).encode()
        + b"x" * 5_100_000
        + b"\r\n--x--\r\n"
    )
    for raw in (koi, large.replace(b"letter-1@", b"letter-2@")):
        kind, _ = imap.append('"&BB4EQgQ3BEsEMgRL-"', "", None, raw)
        assert kind == "OK"
    imap.append("Junk", "", None, letter(3, sent=now))
    imap.logout()
    result = real(mail, patient, user, folder="Отзывы").fetch(None)
    assert [item.text for item in result.items] == ["Торт & чай"] * 2
    assert names(real(mail, patient, user, folder="*").fetch(None)) == ["letter-1", "letter-2"]


@needs_dovecot
def test_a_real_server_refuses_another_password(mail: dovecot.Dovecot, patient: Http) -> None:
    given = {"endpoint": f"imap://127.0.0.1:{mail.port}", "user": USER}
    error = failure(ImapSource(SourceSetup(given, {"password": SECRET}), patient))
    assert (type(error), error.reason) == (AuthNeeded, Reason.KEY_REFUSED)
