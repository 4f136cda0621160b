"""Every page hears once what it shows, and whoever was away goes on where they stopped."""

from __future__ import annotations

from datetime import timedelta

from schemas.events import Command, Due
from services.web.hub import KEPT, WAITING, Hub, Listener
from tests.web.told import ANNE, NOW, entry, interaction


def event(number: int, *, person: str = "p_anne", identifier: str = ANNE):  # type: ignore[no-untyped-def]  # an Entry
    return entry(interaction(f"<{number}@exemple.fr>", NOW + timedelta(seconds=number), identifier=identifier), person=person)


def heard(listener: Listener) -> list[str]:
    found = []
    while not listener.queue.empty():
        item = listener.queue.get_nowait()
        found.append(item.event.id.split("@")[0].strip("<") if item else "end")
    return found


def test_the_same_event_again_is_not_told_again() -> None:
    hub, listener = Hub(), Listener("p_anne", set())
    with hub.listen(listener, hub.position):
        hub.publish(event(1))
        hub.publish(event(1))
    assert heard(listener) == ["1"]


def test_a_page_hears_its_person_alone() -> None:
    hub, listener = Hub(), Listener("p_anne", set())
    with hub.listen(listener, hub.position):
        hub.publish(event(1, person="p_paul"))
        hub.publish(event(2))
    assert heard(listener) == ["2"]


def test_an_entry_under_an_old_person_is_shown_to_whom_the_address_belongs_now() -> None:
    hub, listener = Hub(), Listener("p_new", {event(1).atom})
    with hub.listen(listener, hub.position):
        hub.publish(event(1, person="p_old"))
    assert heard(listener) == ["1"]


def test_what_came_between_reading_and_listening_is_told_first() -> None:
    hub, listener = Hub(), Listener(None, set())
    position = hub.position
    hub.publish(event(1))
    hub.publish(event(2))
    with hub.listen(listener, position) as known:
        hub.publish(event(3))
    assert known and heard(listener) == ["1", "2", "3"]


def test_who_was_away_too_long_has_to_read_again() -> None:
    hub = Hub()
    position = hub.position
    for number in range(KEPT + 1):
        hub.publish(event(number))
    with hub.listen(Listener(None, set()), position) as known:
        assert not known


def test_a_position_of_another_process_is_not_known() -> None:
    with Hub().listen(Listener(None, set()), Hub().position) as known:
        assert not known


def test_a_page_that_does_not_keep_up_is_told_to_read_again() -> None:
    hub, listener = Hub(), Listener(None, set())
    with hub.listen(listener, hub.position):
        for number in range(WAITING + 1):
            hub.publish(event(number))
    assert listener.behind


def test_after_a_break_nobody_goes_on_from_where_they_were() -> None:
    hub, listener = Hub(), Listener(None, set())
    position = hub.position
    with hub.listen(listener, position):
        hub.lost()
    assert listener.behind and heard(listener) == ["end"]
    with hub.listen(Listener(None, set()), position) as known:
        assert not known


def test_what_somebody_ordered_and_what_is_due_is_told_to_every_list() -> None:
    hub, lists, annes = Hub(), Listener(None, set()), Listener("p_anne", set())
    pause = Command(id="pause", do="campaign_pause", person="campaign:quiet", by="claire", at=NOW)
    kept = Command(id="kept", do="kept", person="p_anne", by="claire", at=NOW)
    moved = Command(id="moved", do="settle", person="p_anne", by="egard", at=NOW)
    due = Due(kind="followup", id="due", person="p_anne", at=NOW)
    silence = Due(kind="silence", id="silence", person="p_anne", at=NOW)
    with hub.listen(lists, hub.position), hub.listen(annes, hub.position):
        for told in (pause, kept, moved, due, silence):
            hub.publish(told)
    assert heard(lists) == ["pause", "kept", "due"]
    assert heard(annes) == ["kept", "due"]
