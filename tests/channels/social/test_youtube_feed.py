"""New videos as YouTube's hub pushes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading, Removal
from streams.channels.social import parse

FEED = b"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <link rel="hub" href="https://pubsubhubbub.appspot.com"/><title>YouTube video feed</title>
 <entry><id>yt:video:v1</id><yt:videoId>v1</yt:videoId><yt:channelId>UCours</yt:channelId>
  <title>Entretenir son po\xc3\xaale &amp; sa chemin\xc3\xa9e</title><author><name>Braise</name></author>
  <published>2026-03-06T21:40:57+00:00</published><updated>2026-03-09T19:05:24+00:00</updated></entry>
</feed>"""


def test_our_video_is_a_post_of_ours() -> None:
    (video,) = parse(FEED, Reading(own=Own(names=("youtube:UCours",))))
    assert isinstance(video, Interaction)
    assert (video.id, video.direction, video.act, video.text) == ("youtube:v1", "out", "post", "Entretenir son poêle & sa cheminée")
    assert video.parties[0].identifier == "youtube:UCours"


def test_a_video_taken_down_is_taken_back() -> None:
    gone = b'<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
    gone += b'xmlns="http://www.w3.org/2005/Atom"><at:deleted-entry ref="yt:video:v1" when="2026-03-07T00:00:00+00:00"/></feed>'
    (removal,) = parse(gone, Reading())
    assert isinstance(removal, Removal)
    assert (removal.id, removal.at) == ("youtube:v1", datetime(2026, 3, 7, tzinfo=UTC))


BROKEN = [FEED[:-9], FEED.replace(b"v1</yt:video", b"</yt:video"), FEED.replace(b"?>\n", b"?><!DOCTYPE a>", 1)]
BROKEN += [FEED.replace(b"UTF-8", b"UTF-1")]  # an encoding that nobody knows


@pytest.mark.parametrize("broken", BROKEN)
def test_what_cannot_be_read_is_one_refusal(broken: bytes) -> None:
    (refusal,) = parse(broken, Reading())
    assert isinstance(refusal, Refusal)
