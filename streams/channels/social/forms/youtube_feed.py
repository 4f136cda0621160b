"""YouTube's push of new videos: Atom, as its hub delivers it. Comments are not pushed; they come by the Data API (`youtube`).

Source: developers.google.com/youtube/v3/guides/push_notifications; RFC 4287 (Atom), 4.1.2; RFC 6721 (deleted-entry).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.social.fields import instant
from streams.channels.social.forms.youtube import told
from streams.channels.social.found import Found, taken_back

ATOM, YT = "{http://www.w3.org/2005/Atom}", "{http://www.youtube.com/xml/schemas/2015}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
SHOWN = re.compile(rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:\w{1,20}:)?feed\b[^>]{0,2000}youtube\.com/xml/schemas/")


def is_feed(data: bytes) -> bool:
    return SHOWN.match(data[:4096]) is not None


def read_feed(data: bytes, reading: Reading, original: Original) -> Found:
    """A video is a post of its channel; one that was taken down is only named by its number."""
    remedy = "send the body as the hub delivered it"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # nothing that the hub writes; entities can be bombs
        yield Refusal(where="feed", what="it declares a document type", remedy=remedy)
        return
    try:
        root = ElementTree.fromstring(data)  # noqa: S314  # no document type, hence no entities
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        yield Refusal(where="feed", what=f"it is no whole XML ({error})", remedy=remedy)
        return
    for gone in root.iter(f"{TOMBSTONES}deleted-entry"):
        video = gone.get("ref", "").removeprefix("yt:video:")[:100]
        if video:
            yield taken_back("youtube", video, instant(gone.get("when")))
    for number, entry in enumerate(root.iter(f"{ATOM}entry"), 1):
        video, channel, at = (entry.findtext(name, "").strip() for name in (f"{YT}videoId", f"{YT}channelId", f"{ATOM}published"))
        published = instant(at)
        if not video or not channel or published is None:
            yield Refusal(where=f"entry {number}", what="it does not tell its video, channel and time", remedy=remedy)
            continue
        name = f"youtube:{video[:100]}"
        shown, title = entry.findtext(f"{ATOM}author/{ATOM}name", ""), entry.findtext(f"{ATOM}title", "")
        yield told(name, "post", channel[:100], shown, published, reading, original, text=title.strip(), thread=name)
