"""Videos and comments looked up again: edits, counters, and what was deleted.

YouTube's terms ask for it: what is stored is refreshed or removed within thirty days.
"""

from __future__ import annotations

import re

from desktop.core.models import Item
from desktop.core.sources import Recheck
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.youtube_api import YoutubeApi
from desktop.sources.youtube_items import comment_item, thread_items, video_item

_VIDEO_ID = re.compile(r"[\w-]{11}")


def rechecked(api: YoutubeApi, external_ids: tuple[str, ...]) -> Recheck:
    """What became of videos, comments and answers. Raises only `SourceError`.

    An answer does not say under which video it stands, so its thread is asked for too.
    """
    videos = [each for each in external_ids if _VIDEO_ID.fullmatch(each)]
    comments = [each for each in external_ids if not _VIDEO_ID.fullmatch(each)]
    answers = [each for each in comments if "." in each]
    shown: dict[str, Item] = {}
    unclear: set[str] = set()
    if videos:
        items = (video_item(each, api.now, None) for each in api.videos(videos))
        shown |= {each.external_id: each for each in items if each is not None}
    places: dict[str, str] = {}
    if comments:
        tops = dict.fromkeys(each.partition(".")[0] for each in comments)
        for thread in api.again("commentThreads", [*tops]):
            places[text_of(thread, "id")] = text_of(record_of(thread, "snippet"), "videoId")
            shown |= {each.external_id: each for each in thread_items(thread, api.now)}
    for answer in api.again("comments", answers) if answers else ():
        identity = text_of(answer, "id")
        place = places.get(identity.partition(".")[0])
        item = comment_item(answer, api.now, place or "")
        if item is None or place is None:
            unclear.add(identity)
        else:
            shown[identity] = item
    return Recheck(
        tuple(shown[each] for each in external_ids if each in shown),
        tuple(each for each in external_ids if each not in shown and each not in unclear),
    )
