"""Instagram: comments below the owner's own posts and posts that tag it (needs a token)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address
from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import Field, FieldKind, Reason, SourceInfo
from desktop.i18n import N_
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of
from desktop.sources.meta_look import Form
from desktop.sources.meta_source import EXPLORER, GRAPH, NOTICE, MetaSource

_COMMENT = "id,text,username,timestamp,like_count"
_PROFILES = "https://www.instagram.com/"


def own_post(_post: Mapping[str, Any], _now: datetime) -> Item | None:
    """What the account published itself is no mention."""
    return None


def tagged_item(media: Mapping[str, Any], now: datetime) -> Item | None:
    """A post of somebody else that tags the account; one without words has no caption."""
    replies = count_of(media, "comments_count")
    return _item(media, now, "caption", MentionKind.POST, replies, "")


def comment_items(comment: Mapping[str, Any], post_url: str, now: datetime) -> list[Item]:
    """A comment and the answers to it."""
    records = [comment, *records_of(record_of(comment, "replies").get("data"))]
    kind = MentionKind.COMMENT
    items = (_item(each, now, "text", kind, None, post_url) for each in records)
    return [each for each in items if each is not None]


def comment_count(media: Mapping[str, Any]) -> int | None:
    """How many comments stand below a post."""
    return count_of(media, "comments_count")


def _item(
    record: Mapping[str, Any],
    now: datetime,
    words: str,
    kind: MentionKind,
    replies: int | None,
    parent: str,
) -> Item | None:
    identity = text_of(record, "id")
    if not identity:
        return None
    name = tidy(text_of(record, "username"))
    return Item(
        external_id=identity,
        text=tidy(text_of(record, words)),
        kind=kind,
        url=_address(record) or parent or None,
        author_name=name or None,
        author_handle=f"@{name}" if name else None,
        author_url=f"{_PROFILES}{name}/" if name else None,
        created_at=parsed_date(text_of(record, "timestamp"), now),
        likes=count_of(record, "like_count"),
        replies=replies,
        parent_url=parent or None,
    )


def _address(record: Mapping[str, Any]) -> str:
    url = text_of(record, "permalink")
    return url if is_web_address(url) else ""


class InstagramSource(MetaSource):
    """The owner's own professional account."""

    form: ClassVar[Form] = Form(
        posts="media",
        post_fields="id,permalink,caption,timestamp,comments_count",
        tagged="tags",
        tagged_fields="id,caption,permalink,timestamp,username,like_count,comments_count",
        comment_params={"fields": f"{_COMMENT},replies{{{_COMMENT}}}"},
        time="timestamp",
        post=own_post,
        tagged_post=tagged_item,
        comments=comment_items,
        count=comment_count,
        address=_address,
    )
    info: ClassVar[SourceInfo] = SourceInfo(
        kind="instagram",
        title="Instagram",
        summary=N_("Comments below your own posts, and posts that tag your account."),
        fields=(
            Field(
                "account",
                N_("Number of your account"),
                N_("The Instagram user ID that the steps show, not the name."),
                is_required=True,
                example="17841400000000000",
            ),
            Field(
                "token",
                N_("Access token"),
                N_("Made at developers.facebook.com; it lasts about 60 days."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint=GRAPH,
        interval_min=15,
        floor_min=5,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://developers.facebook.com/docs/instagram-platform",
        key_url=EXPLORER,
        steps=(
            N_("Make the Instagram account a professional one and link it to a Facebook page."),
            N_("Sign in at developers.facebook.com and create an app of the kind Business."),
            N_("Open the Graph API Explorer and choose your app."),
            N_("Add the permissions instagram_basic and instagram_manage_comments."),
            N_("Press “Generate Access Token” and agree."),
            N_("Ask for me/accounts?fields=instagram_business_account and copy the number."),
            N_("In the Access Token Debugger press “Extend Access Token”, then copy it here."),
        ),
        advice={
            Reason.KEY_EXPIRED: N_("The token lasts 60 days: make a new one the same way."),
            Reason.RIGHT_MISSING: N_(
                "Make a token with instagram_basic and instagram_manage_comments."
            ),
            Reason.NOT_FOUND: N_("Check the number of the account: it is not its name."),
        },
        notice=NOTICE,
        history_days=365,
    )
