"""Facebook: the owner's own page, its visitors' posts and comments (needs the owner's token)."""

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
from desktop.sources.json_answer import count_of, record_of, text_of
from desktop.sources.meta_look import Form
from desktop.sources.meta_source import EXPLORER, GRAPH, NOTICE, MetaSource

_POST = "id,message,permalink_url,created_time,from,comments.limit(0).summary(true)"
_COMMENT = "id,message,permalink_url,created_time,from,like_count,comment_count"


def post_item(post: Mapping[str, Any], now: datetime) -> Item | None:
    """A visitor's post; the page's own ones are no mentions."""
    identity, author = text_of(post, "id"), text_of(record_of(post, "from"), "id")
    # The identity begins with the page's, whoever wrote there.
    return None if author and author == identity.partition("_")[0] else tagged_item(post, now)


def tagged_item(post: Mapping[str, Any], now: datetime) -> Item | None:
    """A post of somebody else."""
    return _item(post, now, MentionKind.POST, comment_count(post), None)


def comment_items(comment: Mapping[str, Any], post_url: str, now: datetime) -> list[Item]:
    """A comment; answers to it come on their own."""
    replies = count_of(comment, "comment_count")
    item = _item(comment, now, MentionKind.COMMENT, replies, post_url or None)
    return [item] if item is not None else []


def comment_count(post: Mapping[str, Any]) -> int | None:
    """How many comments stand below a post."""
    return count_of(record_of(record_of(post, "comments"), "summary"), "total_count")


def _item(
    record: Mapping[str, Any],
    now: datetime,
    kind: MentionKind,
    replies: int | None,
    parent: str | None,
) -> Item | None:
    identity = text_of(record, "id")
    if not identity:
        return None
    author = record_of(record, "from")
    url = text_of(record, "permalink_url")
    return Item(
        external_id=identity,
        text=tidy(text_of(record, "message")),
        kind=kind,
        url=url if is_web_address(url) else parent,
        author_name=tidy(text_of(author, "name")) or None,
        author_handle=text_of(author, "id") or None,
        created_at=parsed_date(text_of(record, "created_time"), now),
        likes=count_of(record, "like_count"),
        replies=replies,
        parent_url=parent,
    )


def _address(post: Mapping[str, Any]) -> str:
    url = text_of(post, "permalink_url")
    return url if is_web_address(url) else ""


class FacebookSource(MetaSource):
    """The owner's own page."""

    form: ClassVar[Form] = Form(
        posts="feed",
        post_fields=_POST,
        tagged="tagged",
        tagged_fields=_POST,
        comment_params={
            "fields": _COMMENT,
            "filter": "stream",
            "order": "reverse_chronological",
            "summary": "1",
        },
        time="created_time",
        post=post_item,
        tagged_post=tagged_item,
        comments=comment_items,
        count=comment_count,
        address=_address,
    )
    info: ClassVar[SourceInfo] = SourceInfo(
        kind="facebook",
        title="Facebook",
        summary=N_("Comments and visitors' posts on your own page, and posts that name it."),
        fields=(
            Field(
                "account",
                N_("Your page"),
                N_("Its name as in its address, or its number."),
                is_required=True,
                example="romashka.bakery",
            ),
            Field(
                "token",
                N_("Access token of the page"),
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
        help_url="https://developers.facebook.com/docs/pages-api",
        key_url=EXPLORER,
        steps=(
            N_("Sign in at developers.facebook.com and create an app of the kind Business."),
            N_("Open the Graph API Explorer and choose your app."),
            N_("Under “User or Page” choose your page."),
            N_("Add the permissions pages_read_engagement and pages_read_user_content."),
            N_("Press “Generate Access Token” and agree."),
            N_("In the Access Token Debugger press “Extend Access Token”, then copy it here."),
        ),
        advice={
            Reason.KEY_EXPIRED: N_("The token lasts 60 days: make a new one the same way."),
            Reason.RIGHT_MISSING: N_(
                "Make a token with pages_read_engagement and pages_read_user_content."
            ),
            Reason.NOT_FOUND: N_("Check the name of the page, and that the token is of this page."),
        },
        notice=NOTICE,
        history_days=365,
    )
