"""Messages as they really come, made into plain letters."""

from __future__ import annotations

import base64
import quopri
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.letters import Link
from desktop.sources.imap_folders import decoded as decoded_name
from desktop.sources.imap_folders import encoded as encoded_name
from desktop.sources.imap_folders import meant
from desktop.sources.imap_values import answers, pairs, text_parts
from desktop.sources.mail_letter import received
from desktop.sources.mail_text import decoded, header_text, html_text, unflowed
from tests.conftest import NOW

RUSSIAN = "Долго ждали кофе, а торт оказался сухой. Больше не придём!"


def text_of(*lines: str | bytes) -> str:
    raw = b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return received(raw, NOW).letter.text


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "iso-8859-5", "utf-16"])
def test_charsets(charset: str) -> None:
    body = base64.b64encode(RUSSIAN.encode(charset))
    kind = f"Content-Type: text/plain; charset={charset}"
    assert text_of(kind, "Content-Transfer-Encoding: base64", "", body) == RUSSIAN


@pytest.mark.parametrize("true", ["utf-8", "windows-1251", "koi8-r"])
@pytest.mark.parametrize(
    "declared",
    ["utf-8", "windows-1251", "koi8-r", "us-ascii", "iso-8859-1", "cp-1251", "x-unknown", ""],
)
def test_charsets_that_lie(true: str, declared: str) -> None:
    kind = f"Content-Type: text/plain; charset={declared}" if declared else "X: y"
    assert text_of(kind, "", RUSSIAN.encode(true)) == RUSSIAN


def test_western_letters_and_damaged_bytes() -> None:
    assert decoded("Café très bon".encode("latin-1"), "iso-8859-1") == "Café très bon"
    assert decoded("“Nice”".encode("cp1252"), "iso-8859-1") == "“Nice”"
    assert decoded(RUSSIAN.encode()[:-20] + b"\xff", "utf-8").startswith(RUSSIAN[:20])
    assert decoded("日本".encode("iso-2022-jp"), "iso-2022-jp") == "日本"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?B?0J3QvtCy0YvQuSDQvtGC0LfRi9Cy?=", "Новый отзыв"),
        ("=?UTF-8?B?0J3QvtCy0?= =?utf-8?B?YvQuSDQvtGC0LfRi9Cy?=", "Новый отзыв"),
        ("=?UTF-8?B?0J3Qv?=", "=?UTF-8?B?0J3Qv?="),
        ("=?utf-8?Q?=D0?=\r\n =?UTF-8?Q?=9E?= plain", "О plain"),
        ("=?koi8-r?Q?=EF=D4=DA=D9=D7?=", "Отзыв"),
        ("=?windows-1251?Q?=CE=F2=E7=FB=E2?=", "Отзыв"),
        ("=?x-none?Q?=CE=F2=E7=FB=E2?=", "Отзыв"),
        ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
        ("Plain\r\n folded", "Plain folded"),
        ("a\u200bb", "ab"),
    ],
)
def test_headers(value: str, text: str) -> None:
    assert header_text(value) == text


def test_a_header_split_in_the_middle_of_a_letter_is_whole() -> None:
    raw = "Новый отзыв о вашей пекарне".encode()
    words = (base64.b64encode(raw[at : at + 7]).decode() for at in range(0, len(raw), 7))
    value = "\r\n ".join(f"=?UTF-8?B?{word}?=" for word in words)
    assert header_text(value) == raw.decode()


def test_headers_in_bare_bytes() -> None:
    for charset in ("utf-8", "windows-1251"):
        raw = "Subject: Новый отзыв о пекарне".encode(charset) + b"\r\n\r\nx"
        assert received(raw, NOW).letter.subject == "Новый отзыв о пекарне"


def multipart(kind: str, *parts: str) -> str:
    edge = f"edge-{len(parts)}-{kind}"
    body = "".join(f"--{edge}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"\r\n\r\n{body}--{edge}--\r\n'


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
LONG = "word " * 20 + "end"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            multipart("alternative", PLAIN + "Plain words", HTML + "<p>Rich words</p>"),
            "Plain words",
        ),
        (
            multipart("alternative", HTML + "<p>Rich words</p>", PLAIN + "Plain words"),
            "Plain words",
        ),
        (multipart("alternative", PLAIN + "", HTML + "<p>Rich words</p>"), "Rich words"),
        (
            multipart("alternative", PLAIN + "Your client does not support HTML", HTML + "<p>Rich"),
            "Rich",
        ),
        (
            multipart(
                "alternative", PLAIN + "Ваша программа не поддерживает HTML.", HTML + "<b>Отзыв"
            ),
            "Отзыв",
        ),
        (
            multipart("alternative", PLAIN + "x", HTML + "<p>" + "word " * 50),
            ("word " * 50).strip(),
        ),
        (
            multipart(
                "mixed",
                PLAIN + "Words",
                "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nNot these",
                "Content-Type: application/pdf\r\n\r\nNor these",
            ),
            "Words",
        ),
        (PLAIN + "<html><body><p>Tags in <b>plain</b></p></body></html>", "Tags in plain"),
        (
            "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
            "The cake \r\nwas dry.\r\n -- no\r\n> quoted \r\nend",
            "The cake was dry.\n-- no\n> quoted\nend",
        ),
        ("Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nca \r\nke", "cake"),
        (
            "Content-Transfer-Encoding: quoted-printable\r\n"
            + PLAIN
            + quopri.encodestring(RUSSIAN.encode()).decode(),
            RUSSIAN,
        ),
        (
            "Content-Transfer-Encoding: base64\r\n"
            + PLAIN
            + base64.b64encode((RUSSIAN * 30).encode()).decode(),
            RUSSIAN * 30,
        ),
        ("Content-Transfer-Encoding: base64\r\n" + PLAIN + "d29yZHM", "words"),
    ],
)
def test_bodies(message: str, text: str) -> None:
    assert text_of(message) == text


def test_a_forwarded_message_shows_its_original() -> None:
    inner = (
        "From: Fair <robot@fair.example>\r\nSubject: New review\r\nList-Id: <reviews.fair>\r\n"
        + PLAIN
        + "The cake was dry"
    )
    outer = "From: Me <me@home.example>\r\nSubject: look\r\n" + multipart(
        "mixed", PLAIN + "See this", "Content-Type: message/rfc822\r\n\r\n" + inner
    )
    letter = received(outer.encode(), NOW).letter
    assert letter.senders == ("Me <me@home.example>", "Fair <robot@fair.example>")
    assert letter.subject == "look / New review"
    assert letter.list_id == "<reviews.fair>"
    assert letter.text == "See this\nThe cake was dry"


def test_html_without_what_is_hidden() -> None:
    text, links = html_text(
        "<head><style>p{}</style><title>No</title></head><body>"
        '<div style="display:none">Preheader<p style="display:none">in it</p></div>'
        '<span style="font-size:0px">tiny</span><p style="max-height:0;overflow:hidden">flat</p>'
        '<p hidden>attribute</p><div style="opacity: 0">gone</div>'
        '<p style="font-size:10px; opacity:0.9">Seen&nbsp;&zwnj; words</p>'
        "<!--[if mso]><p>office</p><![endif]--><script>alert()</script>"
        '<img alt="4 stars" src="https://track.example/x.png"><img alt="Logo">'
        '<a href="https://fair.example/r?a=1&amp;b=2"><b>Read</b> it</a> '
        '<a href="javascript:x">no</a>'
        "<style>unclosed"
    )
    assert text == "Seen words\n4 stars Read it no"
    assert links == (Link("https://fair.example/r?a=1&b=2", "Read it"),)


def test_links_of_a_plain_letter() -> None:
    raw = PLAIN + "Read review\r\n<https://c.example/1>\r\nAnna\r\nsee https://fair.example/2."
    letter = received(raw.encode(), NOW).letter
    assert letter.text == "Read review\nAnna\nsee https://fair.example/2."
    assert letter.links == (
        Link("https://c.example/1", "Read review"),
        Link("https://fair.example/2"),
    )


def test_unflowed_keeps_what_is_not_flowed() -> None:
    assert unflowed("a\nb", joins_words=False) == "a\nb"
    assert unflowed("-- \nme", joins_words=False) == "-- \nme"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 60_000,
        "<!--" * 60_000,
        "<style>" * 40_000,
        "<div style='display:none'>" * 9_000,
        "<p>" + "<span style='display:none'>x</span>" * 6_000,
        "<a href='https://x.example'>" * 9_000,
        "&#x" * 80_000,
    ],
)
def test_markup_made_to_choke_a_reader_does_not(markup: str) -> None:
    began = time.monotonic()
    html_text(markup)
    assert time.monotonic() - began < 3


def test_heads_made_to_choke_a_reader_do_not() -> None:
    began = time.monotonic()
    with pytest.raises(ValueError, match="without end"):
        received(b'Content-Type: multipart/mixed; a="' + b'";' * 500_000 + b"\r\n\r\n", NOW)
    received(b"Subject: " + b"=?a?q?" * 100_000 + b"\r\n\r\n", NOW)
    received(b"From: " + b"a" * 500_000 + b"\r\n\r\n", NOW)
    received(multipart("mixed", "x").encode() * 2_000, NOW)
    assert time.monotonic() - began < 5


@settings(max_examples=60)
@given(st.binary(max_size=600))
def test_any_bytes_are_a_letter(raw: bytes) -> None:
    head = b"From: a@b.example\r\nContent-Type: text/html; charset="
    for message in (raw, b"Subject: " + raw, head + raw, head + b"utf-8\r\n\r\n" + raw):
        letter = received(message, NOW).letter
        letter.text.encode("utf-8", "surrogatepass")


@given(st.text(max_size=40))
def test_names_of_folders_survive_their_encoding(name: str) -> None:
    name = name.encode("utf-16-be", "ignore").decode("utf-16-be", "ignore")
    packed = encoded_name(name)
    assert packed.isascii()
    assert decoded_name(packed) == name


def test_names_of_folders_as_servers_write_them() -> None:
    assert encoded_name("Отзывы & more") == "&BB4EQgQ3BEsEMgRL- &- more"
    assert decoded_name("~peter/mail/&U,BTFw-/&ZeVnLIqe-") == "~peter/mail/台北/日本語"
    assert decoded_name("&broken") == "&broken"
    assert meant("x", ()) is None


def test_answers_of_a_server_become_values() -> None:
    data = [
        (b"1 (FLAGS (\\Seen) UID 5 BODY[HEADER.FIELDS (FROM SUBJECT)] {3}", b"a)("),
        (b" BODY[1.2]<0> {2}", b"xy"),
        b' RFC822.SIZE 12 X "a \\"b\\"" Y NIL)',
        b"2 (FLAGS ())",
        None,
    ]
    first, second = (pairs(values) for values in answers(data))
    assert first[b"UID"] == b"5"
    assert first[b"HEADER"] == b"a)("
    assert first[b"BODY[1.2]<0>"] == b"xy"
    assert (first[b"X"], first[b"Y"]) == (b'a "b"', None)
    assert second == {b"FLAGS": []}


def test_text_of_a_structure_is_found_wherever_it_lies() -> None:
    structure = (
        b'1 (BODYSTRUCTURE (("text" "plain" ("charset" "koi8-r") NIL NIL "base64" 9 1)'
        b'("message" "rfc822" NIL NIL NIL "7bit" 99 (NIL NIL) '
        b'(("text" "html" NIL NIL NIL "8bit" 9 1)("image" "gif" NIL NIL NIL "base64" 9) "mixed") 9)'
        b'("text" "plain" NIL NIL NIL "8bit" 9 1 NIL ("attachment" NIL)) "mixed"))'
    )
    (values,) = answers([structure])
    found = text_parts(pairs(values)[b"BODYSTRUCTURE"])
    assert [(part.section, part.subtype, part.charset) for part in found] == [
        ("1", "plain", "koi8-r"),
        ("2.1", "html", ""),
    ]
    (alone,) = answers([b'1 (BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 9 1))'])
    assert [part.section for part in text_parts(pairs(alone)[b"BODYSTRUCTURE"])] == ["1"]
