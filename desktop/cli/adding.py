"""`source add`: what was given is checked before anything is stored."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.cli.session import Session, Trouble, WrongUsage
from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.models import Keep
from desktop.core.sources import Field, FieldKind, SourceInfo, StoredSource
from desktop.i18n import tr

if TYPE_CHECKING:
    from desktop.store.database import Connection

_LONGEST_INTERVAL = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    fields: dict[str, str]
    interval_min: int
    keep: Keep


def add(session: Session) -> int:
    """Configure a source; secrets are read from standard input in the order given.

    Its past is read later, in the window or by `source history`.
    """
    from desktop.monitor import history

    options = session.options
    info = session.services.info(options.kind)
    if info is None:
        known = ", ".join(each.kind for each in session.services.source_kinds)
        text = tr("There is no kind “{kind}”; possible: {known}")
        raise WrongUsage(text.format(kind=options.kind, known=known))
    wanted = _wanted(info, options.set, options.name)
    secrets = _secrets(info, options.secret)
    _require(info, {**wanted.fields, **secrets})
    with session.database() as db:
        stored = _store(db, info, wanted, is_named=bool(options.name))
        for field, value in secrets.items():
            session.services.keys.set(stored.name, field, value)
        has_past = history.begin(db, info, stored.id, session.services.clock())
    if secrets and session.services.keys.is_fallback:
        session.output.say(
            tr("This computer has no key store: the key lies in a file only you can read")
        )
    session.output.emit(
        {"name": stored.name, "kind": stored.kind, "fields": dict(stored.fields)},
        tr("Source “{name}” added").format(name=stored.name),
    )
    if has_past:
        text = tr('Its past can be read too: first-hour source history "{name}"')
        session.output.say(text.format(name=stored.name))
    return 0


def _wanted(info: SourceInfo, settings: Sequence[str], name: str | None) -> _Wanted:
    values: dict[str, str] = {}
    for setting in settings:
        field, is_there, value = setting.partition("=")
        if not is_there:
            raise WrongUsage(tr("--set needs FIELD=VALUE, not “{text}”").format(text=setting))
        values[field.strip()] = value.strip()
    interval = _interval(values.pop("interval", ""), info)
    keep = _keep(values.pop("keep", ""), info)
    _check_names(info, values)
    _check_values(info, values)
    fields = {field: value for field, value in values.items() if value}
    chosen = " ".join((name or "").split()) or _own_name(info, fields)
    return _Wanted(chosen, fields, interval, keep)


def _interval(value: str, info: SourceInfo) -> int:
    if not value:
        return info.interval_min
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= _LONGEST_INTERVAL):
        raise WrongUsage(tr("interval is a number of minutes"))
    return int(value)


def _keep(value: str, info: SourceInfo) -> Keep:
    try:
        return Keep(value) if value else info.keep
    except ValueError as error:
        raise WrongUsage(tr("keep is “matching” or “everything”")) from error


def _check_names(info: SourceInfo, values: dict[str, str]) -> None:
    allowed = {each.name for each in info.fields} | {"endpoint", "proxy"}
    for field in values:
        if field in info.secrets:
            raise WrongUsage(
                tr("{field} is a secret: give it with --secret {field}").format(field=field)
            )
        if field not in allowed:
            known = ", ".join([*sorted(allowed - set(info.secrets)), "interval", "keep"])
            text = tr("{kind} has no field “{field}”; possible: {known}")
            raise WrongUsage(text.format(kind=info.kind, field=field, known=known))


def _check_values(info: SourceInfo, values: dict[str, str]) -> None:
    shared = (Field("endpoint", "", kind=FieldKind.URL),)
    for field in (*info.fields, *shared):
        if value := values.get(field.name, ""):
            if field.holds_key(value):
                text = tr("{field} holds a key: give it with --secret {secret}")
                secret = " / ".join(info.secrets)
                raise WrongUsage(text.format(field=field.name, secret=secret))
            # A path is fine where the endpoint says the rest, and so is an address without scheme.
            may_be_path = field.name != "endpoint" and bool(values.get("endpoint"))
            _check_value(field, value, may_be_path=may_be_path)


def _check_value(field: Field, value: str, *, may_be_path: bool) -> None:
    if field.kind is FieldKind.CHOICE and field.choices and value not in field.choices:
        text = tr("{field} is one of: {choices}")
        choices = ", ".join(filter(None, field.choices))
        raise WrongUsage(text.format(field=field.name, choices=choices))
    if field.kind is FieldKind.NUMBER and not value.isdecimal():
        raise WrongUsage(tr("{field} is a number").format(field=field.name))
    is_address = may_be_path or is_web_address(with_scheme(value))
    if field.kind is FieldKind.URL and not is_address:
        text = tr("{field} is an address beginning with http:// or https://")
        raise WrongUsage(text.format(field=field.name))
    if field.kind is FieldKind.RULES:
        _check_rules(field, value)


def _check_rules(field: Field, value: str) -> None:
    from desktop.core.mail_rules import RuleError, parse_rules

    try:
        parse_rules(value)
    except RuleError as error:
        text = tr("{field}: line {line} cannot be understood")
        raise WrongUsage(text.format(field=field.name, line=error.line)) from error


def _secrets(info: SourceInfo, names: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in names:
        if field not in info.secrets:
            known = ", ".join(info.secrets) or "-"
            text = tr("{kind} has no secret “{field}”; possible: {known}")
            raise WrongUsage(text.format(kind=info.kind, field=field, known=known))
        value = _secret(field)
        if not value:
            text = tr("Standard input has no line for the secret “{field}”")
            raise WrongUsage(text.format(field=field))
        found[field] = value
    return found


def _secret(field: str) -> str:
    """A line of standard input; where a person types it, nothing of it is shown."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    return getpass(f"{field}: ").strip()


def _require(info: SourceInfo, values: dict[str, str]) -> None:
    missing = [
        f"--secret {each.name}" if each.name in info.secrets else f"--set {each.name}=…"
        for each in info.fields
        if each.is_required and not values.get(each.name)
    ]
    if missing:
        text = tr("{kind} needs: {fields}")
        raise WrongUsage(text.format(kind=info.kind, fields=", ".join(missing)))


def _own_name(info: SourceInfo, fields: dict[str, str]) -> str:
    return (host_of(with_scheme(fields.get("url", ""))) or "").removeprefix("www.") or tr(
        info.title
    )


def _store(db: Connection, info: SourceInfo, wanted: _Wanted, *, is_named: bool) -> StoredSource:
    from desktop.store import sources
    from desktop.store.database import writing
    from desktop.store.topics import NameTaken

    name, number = wanted.name, 1
    while not is_named and sources.by_name(db, name):
        number += 1
        name = f"{wanted.name} {number}"
    try:
        with writing(db):
            return sources.add(db, name, info.kind, wanted.fields, wanted.interval_min, wanted.keep)
    except NameTaken as error:
        raise Trouble(tr("There is already a source “{name}”").format(name=name)) from error
