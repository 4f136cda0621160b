"""Tables and JSON of makers who are not named anywhere, Amazon Connect, dates of whole files, and digits that get a line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

OURS = "+33199004100"
READING = Reading(own=Own(names=(OURS,)))
AMERICA = Reading(own=Own(names=("+12025550100",)), region="US", tz="America/New_York")


def calls(source: str | bytes | object, reading: Reading = READING) -> list[Interaction]:
    data = source if isinstance(source, bytes) else source.encode() if isinstance(source, str) else msgspec.json.encode(source)
    found = list(parse(data, reading))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


def seen(call: Interaction) -> tuple[Any, ...]:
    return call.direction, [party.identifier for party in call.parties], call.measures


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


FRENCH = """Date;Heure;Sens;Numéro appelant;Numéro appelé;Durée;Statut
06/05/2024;10:00:00;Entrant;0199001301;0199004100;00:01:00;Répondu
06/05/2024;10:05:00;Entrant;Masqué;0199004100;00:00:00;Manqué
06/05/2024;10:10:00;Sortant;0199004100;0639985510;00:00:30;Répondu
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_french_portal(encoding: str) -> None:
    answered, missed, out = calls(FRENCH.encode(encoding))
    assert seen(answered) == ("in", ["tel:+33199001301", f"tel:{OURS}"], {"answered": True, "duration_s": 60})
    assert seen(missed) == ("in", [None, f"tel:{OURS}"], {"answered": False, "duration_s": 0})
    assert seen(out) == ("out", [f"tel:{OURS}", "tel:+33639985510"], {"answered": True, "duration_s": 30})
    assert answered.at == at(2024, 5, 6, 8)


def test_a_german_and_a_spanish_one() -> None:
    german = "Datum;Uhrzeit;Richtung;Anrufer;Angerufener;Dauer;Status\n"
    german += "06.05.2024;10:00:00;eingehend;03023125201;03023125100;60;angenommen\n"
    spanish = "Fecha;Hora;Dirección;Origen;Destino;Duración;Estado\n06/05/2024;10:00:00;Entrada;911230001;911230002;60;Contestada\n"
    (call,) = calls(german, Reading(region="DE", tz="Europe/Berlin"))
    assert seen(call) == ("in", ["tel:+493023125201", "tel:+493023125100"], {"answered": True, "duration_s": 60})
    assert call.at == at(2024, 5, 6, 8)
    (call,) = calls(spanish, Reading(region="ES", tz="Europe/Madrid"))
    assert seen(call) == ("in", ["tel:+34911230001", "tel:+34911230002"], {"answered": True, "duration_s": 60})


def test_one_number_and_a_direction_are_enough() -> None:
    table = "Date,Type,Number,Name,Duration\n5/6/2024 10:00 AM,Incoming,(202) 555-0123,Joan Roe,00:01:30\n"
    table += "5/6/2024 1:00 PM,Missed,(202) 555-0124,,00:00:00\n5/6/2024 2:05 PM,Outgoing,(202) 555-0124,,00:02:00\n"
    found = calls(table, AMERICA)
    assert [(call.direction, call.at) for call in found] == [
        ("in", at(2024, 5, 6, 14)),
        ("in", at(2024, 5, 6, 17)),
        ("out", at(2024, 5, 6, 18, 5)),
    ]
    assert [call.measures["answered"] for call in found] == [True, False, True]


def test_names_in_front_of_numbers_and_units_in_headers() -> None:
    table = '"ID","Time","Call From","Call To","Call Duration(s)","Ring Duration(s)","Talk Duration(s)","Status","Communication Type"\n'
    table += '"20240506-1","2024-05-06 10:00:00","0199001301","Anne<31>","70","10","60","ANSWERED","Inbound"\n'
    (call,) = calls(table)
    assert seen(call) == ("in", ["tel:+33199001301", "ext:31"], {"answered": True, "duration_s": 60, "wait_s": 10})
    assert call.parties[1].name == "Anne"


LOG = {
    "call_id": "7",
    "direction": "inbound",
    "caller_number": "+33199001301",
    "caller_name": "Odile Garné",
    "callee_number": OURS,
    "date_time": "2024-05-06T08:00:00Z",
    "answer_start_time": "2024-05-06T08:00:10Z",
    "call_end_time": "2024-05-06T08:01:10Z",
    "result": "Call connected",
}


def test_json_of_an_api_one_or_a_page_of_them() -> None:
    (alone,), (listed,) = calls(LOG), calls({"page_size": 1, "call_logs": [LOG]})
    assert seen(alone) == ("in", ["tel:+33199001301", f"tel:{OURS}"], {"answered": True, "duration_s": 60, "wait_s": 10})
    assert alone.id == listed.id


def test_a_duration_that_may_hold_the_ringing_is_nobodys_talk() -> None:
    table = "Call ID,Start Time,From,To,Direction,Duration,Ring Time,Status\n"
    table += "1,2024-05-06 10:00:00,0199001301,0199004100,in,70,10,answered\n"
    assert calls(table)[0].measures == {"answered": True, "wait_s": 10}


def test_nothing_is_said_of_the_answer_where_nothing_tells_it() -> None:
    table = "Call date,Caller,Callee,Call duration\n2024-05-06 10:00:00,0199001301,0199004100,70\n"
    assert calls(table)[0].measures == {}


@pytest.mark.parametrize(
    "table",
    [
        "from,to,date,duration\nParis,Lyon,2024-05-06 10:00:00,120\n",
        "from,to,date,subject\nanne@maison.example,ours@hub.example,2024-05-06 10:00:00,Call me\n",
        "Date,From,To,Direction,Message,Status\n2024-05-06 10:00:00,0199001301,0199004100,in,hello,received\n",
        "Date,From,To,Amount,Status\n2024-05-06 10:00:00,0199001301,0199004100,12.50,completed\n",
        "Call date,From,To,Call duration\n2024-05-06 10:00:00,10.0.0.1,10.0.0.2,12\n",
        "Name,Phone,Created at\nAnne,0199001301,2024-05-06 10:00:00\n",
        "Call date,Caller,Callee\n2024-05-06 10:00:00,0199001301,0199004100\n",
    ],
)
def test_what_may_be_something_else_is_refused(table: str) -> None:
    (refusal,) = parse(table.encode(), READING)
    assert isinstance(refusal, Refusal)


def test_a_row_that_cannot_be_read_is_named_and_the_others_come_out() -> None:
    table = "Call date,Caller,Callee,Status\nyesterday,0199001301,0199004100,answered\n2024-05-06 10:00:00,0199001302,0199004100,answered\n"
    refusal, call = parse(table.encode(), READING)
    assert isinstance(refusal, Refusal) and refusal.where == "row 2: calldate"
    assert isinstance(call, Interaction) and call.parties[0].identifier == "tel:+33199001302"


THREECX = "Call Time,Caller ID,Destination,Status,Ringing,Talking\n"


@pytest.mark.parametrize(
    ("dates", "reading", "expected"),
    [
        (["3/4/2024 1:05:09 PM"], AMERICA, [at(2024, 3, 4, 18, 5, 9)]),
        (["3/4/2024 13:05:09"], READING, [at(2024, 4, 3, 11, 5, 9)]),
        (["3/4/2024 1:05:09 PM"], READING, [at(2024, 3, 4, 12, 5, 9)]),  # who writes AM and PM writes the month first
        (["3/4/2024 13:05:09", "3/14/2024 13:05:09"], READING, [at(2024, 3, 4, 12, 5, 9), at(2024, 3, 14, 12, 5, 9)]),
        (["3/4/2024 13:05:09", "14/3/2024 13:05:09"], AMERICA, [at(2024, 4, 3, 17, 5, 9), at(2024, 3, 14, 17, 5, 9)]),
        (["3.4.2024 13:05:09"], AMERICA, [at(2024, 4, 3, 17, 5, 9)]),  # with points the day is first everywhere
        (["12/4/2024 12:05:09 AM"], AMERICA, [at(2024, 12, 4, 5, 5, 9)]),
    ],
)
def test_the_file_as_a_whole_tells_whether_the_month_is_first(dates: list[str], reading: Reading, expected: list[datetime]) -> None:
    log = THREECX + "".join(f'"{date}",+12025550123,{31 + place},Answered,00:00:05,00:00:30\n' for place, date in enumerate(dates))
    assert [call.at for call in calls(log, reading)] == expected
    generic = "Call date,Caller,Callee,Status\n" + "".join(f'"{date}",+12025550123,+12025550100,answered\n' for date in dates)
    assert [call.at for call in calls(generic, reading)] == expected


def test_a_file_that_contradicts_itself_loses_the_rows_that_do_not_fit() -> None:
    log = THREECX + "14/3/2024 13:05,+12025550123,31,Answered,00:05,00:30\n3/14/2024 13:05,+12025550123,32,Answered,00:05,00:30\n"
    call, refusal = sorted(parse(log.encode(), READING), key=lambda item: isinstance(item, Refusal))
    assert isinstance(call, Interaction) and isinstance(refusal, Refusal)


@pytest.mark.parametrize(
    ("dialled", "region", "line", "number"),
    [
        ("00199001301", "FR", "", "tel:+33199001301"),
        ("90199001301", "FR", "", "tel:+33199001301"),
        ("000442079460101", "FR", "", "tel:+442079460101"),
        ("00612345678", "FR", "", "tel:+33612345678"),  # as a whole it would be a number of Australia's that nobody can have
        ("0061291920123", "FR", "", "tel:+61291920123"),
        ("0033639981234", "FR", "", "tel:+33639981234"),
        ("0639981234", "FR", "", "tel:+33639981234"),
        ("912025550123", "US", "", "tel:+12025550123"),
        ("0199001301", "FR", "0", "tel:+33199001301"),
        ("00442079460101", "FR", "0", "tel:+442079460101"),
        ("003023125201", "DE", "0", "tel:+493023125201"),
        ("80199001301", "FR", "8", "tel:+33199001301"),
        ("80199001301", "FR", "", None),
        ("03949", "FR", "", None),
    ],
)
def test_digits_that_get_a_line_are_no_part_of_the_number(dialled: str, region: str, line: str, number: str | None) -> None:
    log = "calldate,src,dst,channel,dstchannel,lastapp,disposition,uniqueid\n"
    log += f"2024-05-06 10:00:00,31,{dialled},PJSIP/31-01,PJSIP/trunk-02,Dial,ANSWERED,1714982400.1\n"
    (call,) = calls(log, Reading(region=region, outside_line=line))
    assert (call.direction, call.parties[1].identifier) == ("out", number)


def test_a_number_that_calls_us_has_no_line_before_it() -> None:
    log = "calldate,src,dst,disposition,uniqueid\n2024-05-06 10:00:00,90199001301,0199004100,ANSWERED,1714982400.1\n"
    assert calls(log)[0].parties[0].identifier is None


CONTACT = {
    "ContactId": "c1",
    "InitialContactId": None,
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2024-05-06T08:00:00Z",
    "ConnectedToSystemTimestamp": "2024-05-06T08:00:00Z",
    "DisconnectTimestamp": "2024-05-06T08:02:00Z",
    "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+33199001301"},
    "SystemEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": OURS},
    "Agent": {"Username": "remi", "ConnectedToAgentTimestamp": "2024-05-06T08:00:40Z"},
}
HANDED_ON = CONTACT | {
    "ContactId": "c2",
    "InitialContactId": "c1",
    "InitiationMethod": "TRANSFER",
    "InitiationTimestamp": "2024-05-06T08:01:30Z",
    "DisconnectTimestamp": "2024-05-06T08:03:00Z",
    "Agent": {"Username": "lea", "ConnectedToAgentTimestamp": "2024-05-06T08:01:50Z"},
}


@pytest.mark.parametrize("turn", [1, -1])
def test_a_contact_that_was_handed_on_is_one_call(turn: int) -> None:
    (call,) = calls(b"\n".join([msgspec.json.encode(CONTACT), msgspec.json.encode(HANDED_ON)][::turn]))
    assert call.id == calls(CONTACT)[0].id == calls(HANDED_ON)[0].id
    assert (call.direction, call.measures) == ("in", {"answered": True, "duration_s": 140, "wait_s": 40, "transferred": True})
    assert [party.name for party in call.parties if party.role == "agent"] == ["remi", "lea"]


def test_a_contact_that_nobody_took_one_that_goes_out_and_one_that_is_no_call() -> None:
    (gave_up,) = calls(CONTACT | {"Agent": None})
    assert seen(gave_up) == ("in", ["tel:+33199001301", f"tel:{OURS}"], {"answered": False, "wait_s": 120})
    (out,) = calls(CONTACT | {"InitiationMethod": "OUTBOUND", "ConnectedToSystemTimestamp": "2024-05-06T08:00:09Z"})
    assert seen(out)[:2] == ("out", [f"tel:{OURS}", "tel:+33199001301", None])
    assert out.measures == {"answered": True, "duration_s": 111, "wait_s": 9}
    (machine,) = calls(CONTACT | {"InitiationMethod": "OUTBOUND", "AnsweringMachineDetectionStatus": "VOICEMAIL_BEEP"})
    assert machine.measures == {"answered": False, "voicemail": True}
    assert not calls(CONTACT | {"Channel": "CHAT"})


ONE_CALL = "06/05/2024 10:00;0199001301;0199004100;entrant;65;répondu\n"
COLUMNS = "Date;Appelant;Appelé;Sens;Durée conversation;Statut\n"


@pytest.mark.parametrize(
    "table",
    [
        COLUMNS + ONE_CALL,
        "sep=;\n" + COLUMNS + ONE_CALL,
        "Rapport d'appels, mai 2024\n\n" + COLUMNS + ONE_CALL,
        COLUMNS + ONE_CALL.replace("2024", "24"),
        COLUMNS + ONE_CALL.replace("06/05/2024 10:00", "6 mai 2024 à 10h00"),
        COLUMNS + ONE_CALL.replace("06/05/2024 10:00", "May 6, 2024 10:00 AM"),
        COLUMNS + ONE_CALL.replace("06/05/2024 10:00", "6 May 2024 10:00"),
        COLUMNS + ONE_CALL.replace("65", "1 min 05 s"),
        "Appelé;Statut;Heure;Durée conversation;Date;Appelant;Sens\n0199004100;répondu;10h00;0:01:05;06/05/2024;0199001301;entrant\n",
        "Datum\tUhrzeit\tAnrufer\tZielrufnummer\tRichtung\tGesprächsdauer\tErgebnis\n"
        "06.05.24\t10:00\t0199001301\t0199004100\teingehend\t1:05\tangenommen\n",
        "Fecha y hora,Número que llama,Número llamado,Tipo de llamada,Duración de la llamada,Resultado\n"
        "2024-05-06 10:00:00,0199001301,0199004100,Entrante,65,Contestada\n",
        "Data,Ora,Chiamante,Chiamato,Direzione,Durata,Esito\n06/05/2024,10:00,0199001301,0199004100,In arrivo,00:01:05,Risposta\n",
        "Heure de l'appel,Identifiant de l'appelant,Destination,Sens,Statut,Conversation\n"
        "2024-05-06T10:00:00,0199001301,0199004100,entrant,Répondu,00:01:05\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_one_call_however_it_is_written(table: str, encoding: str) -> None:
    [call] = [item for item in parse(table.encode(encoding), READING) if isinstance(item, Interaction)]
    assert call.at == datetime(2024, 5, 6, 8, tzinfo=UTC) and call.direction == "in"
    assert [party.identifier for party in call.parties] == ["tel:+33199001301", "tel:+33199004100"]
    assert (call.measures["answered"], call.measures["duration_s"]) == (True, 65)
