"""Any other table or JSON of calls whose columns say in words what they are: who called whom, when, how long, how it went.

No maker's definition, but the names that exports use in English, French, German, Spanish and Italian (Zoom Phone, Google Voice, Ooma,
Yeastar, Grandstream, Innovaphone, operators' portals ...). It takes a file only when the names are unmistakable and what stands under
them are telephone numbers; where a name can mean two things (a duration with or without the ringing), the measure is left out.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from mmap import mmap
from typing import Any, NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker, bracketed, is_extension, is_withheld
from streams.channels.phone.records import Fields, Record, look, records, squeezed
from streams.channels.phone.told import Calls, Seconds, Told, calls_told, instant, refused, seconds, text

# What a column is -> its names, squeezed (records.squeezed), the surest first.
_NAMES: dict[str, tuple[str, ...]] = {
    meaning: tuple(names.split())
    for meaning, names in {
        "call": "callid calluuid uuid cdrid callidentifier uniqueid sessionid conversationid acctid recordid linkedid"
        " idappel"
        " identifiantappel idllamada id",
        "began": "starttime starttimeutc callstarttime callstart startedat startdate startdatetime start timestart begintime calldatetime"
        " datetime datetimeutc dateandtime datetimestart datetimestartutc calldate calltime initiationtime createdat setuptime timestamp"
        " date time dateheure dateetheure horodatage horodate debut heurededebut heuredebut datedebut datededebut dateappel datedelappel"
        " datumuhrzeit datumzeit startzeit beginn datum fechahora fechayhora fecha inicio dataora data heuredelappel",
        "clock": "time calltime hour starttime heure heureappel heuredelappel uhrzeit zeit hora ora",
        "answer": "answertime answeredat answeredtime answerstarttime answer connecttime connectedat timeanswered datetimeconnect"
        " datetimeconnectutc heurereponse heuredereponse datereponse decroche",
        "end": "endtime endedat enddate enddatetime end callend callendtime hanguptime timeend disconnecttime datetimeend datetimeendutc"
        " fin heurefin heuredefin datefin datedefin ende endzeit",
        "from": "fromnumber callernumber callingnumber callingpartynumber sourcenumber src callfrom from caller callingparty calling source"
        " originnumber origin anumber anum cli ani callerdidnumber callerextnumber callerid calleridnumber callernum"
        " appelant numeroappelant numerodelappelant identifiantdelappelant identifiantappelant"
        " numappelant nappelant appelante emetteur origine numeroorigine de"
        " anrufer anrufernummer rufnummeranrufer von quelle anruferkennung origen llamante numeroquellama"
        " numerodeorigen numeroorigen chiamante numerochiamante",
        "to": "tonumber calleenumber callednumber calledpartynumber destinationnumber dst callto to callee calledparty called destination"
        " dialednumber dialed dialled calleedidnumber calleeextnumber bnumber bnum cld dnis didnumber"
        " appele numeroappele numerodelappele numappele nappele appelee"
        " destinataire numerodestinataire numerocompose vers ziel zielnummer zielrufnummer angerufener angerufenenummer nach destino"
        " llamado numerollamado numerodedestino numerodestino chiamato numerochiamato",
        "other": "phonenumber externalnumber remotenumber customernumber customerphone otherparty number phone numero numerodetelephone"
        " telephone rufnummer telefono contactnumber",
        "way": "direction calldirection communicationtype callway sens sensappel sensdelappel typedappel typeappel calltype richtung"
        " anruftyp direccion tipodellamada direzione tipodichiamata type",
        "talk": "talkduration talktime talkduraction talkingtime talking billsec billableseconds billableduration conversationduration"
        " incallduration answeredduration dureeconversation dureedeconversation tempsdeconversation dureecommunication"
        " dureedecommunication conversation gesprachsdauer gespraechsdauer gesprachszeit tiempodeconversacion duraciondeconversacion",
        "lasted": "duration callduration callduraction totalduration durationseconds durationsec durationins durations duree dureeappel"
        " dureedelappel dureesecondes dureetotale dauer anrufdauer duracion duraciondelallamada duracionllamada durata duratachiamata"
        " calllength length",
        "waited": "waittime waitingtime waitduration ringduration ringtime ringingtime ringing ringseconds timetoanswer queuetime"
        " queueduration attente tempsdattente dureeattente dureedattente sonnerie dureesonnerie dureedesonnerie tempsdesonnerie wartezeit"
        " klingeldauer tiempodeespera tempodiattesa",
        "how": "status callstatus result callresult disposition outcome calloutcome laststatus state laststate statut statutappel etat"
        " resultat resultatappel ergebnis estado resultado esito answered isanswered repondu decroche",
        "name": "callername fromname calleridname sourcename nomappelant nomdelappelant anrufername",
        "called": "calleename toname destinationname calledname nomappele nomdelappele",
        "agent": "agentname agent username user answeredby operator operatorname agentid utilisateur operateur nomagent collaborateur",
        "mailbox": "voicemail hasvoicemail voicemailleft messagerie messagevocal mailbox",
    }.items()
}
_UNITS = ("s", "sec", "secs", "seconds", "insec", "inseconds", "secondes", "ensecondes", "sekunden", "hhmmss", "hmmss", "mmss")
for _meaning in ("talk", "lasted", "waited"):  # with their unit: `Talk Duration(s)`
    _NAMES[_meaning] += tuple(name + unit for name in _NAMES[_meaning] for unit in _UNITS)
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
# Of calls and of nothing else: journeys, parcels, payments and messages have a from, a to, a date and a duration as well.
_OF_CALLS = re.compile(
    r"call(?!back)|appel|caller|callee|anruf|rufnummer|llamad|chiama|billsec|ring|talk|sonnerie|voicemail|dialed|\bdid|dnis"
)
_OTHERS = """
    subject body message messagebody text content sms smscount price amount montant prix betreff objet bytes
    srcip dstip sourceip destinationip srcport dstport protocol url useragent
"""
_OF_OTHERS = frozenset(_OTHERS.split())
_NUMBER = re.compile(r"\s*\+?\(?\d[\d\s().\-/]{4,22}\s*")
_ADDRESS = re.compile(r"@|\d\.\d{1,3}\.\d{1,3}\.\d")
_IN = re.compile(r"in(?:bound|coming|$)|entrant|re[çc]u|eingehend|ankommend|entrada|in arrivo|received|missed|manqu", re.IGNORECASE)
_OUT = re.compile(r"out|sortant|[ée]mis|ausgehend|abgehend|saliente|in uscita|placed|dialed|originat", re.IGNORECASE)
_INSIDE = re.compile(r"intern(?!a[tz])", re.IGNORECASE)
_MISSED = re.compile(r"miss|manqu|verpasst|perdid|pers[ao]\b|absence", re.IGNORECASE)
_NOT = re.compile(
    r"(?:not?|non|un|pas|nicht)[ _-]?(?:been )?(?:answer|repond|répond|accept|pick|d[ée]croch|angenommen|beantwortet)"
    r"|miss|manqu|abandon|busy|occup|fail|[ée]chec|cancel|annul|reject|refus|declin|block|verpasst|besetzt|perdid|pers[ao]\b|timeout"
    r"|hang ?up|congestion|absence|^(?:no|non|false|0|nein)$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"answer|r[ée]pond|accept|connect|complet|success|abouti|picked|d[ée]croch|trait[ée]|angenommen|beantwortet|contestad|rispost"
    r"|^(?:yes|oui|true|1|ok|ja|s[ií])$",
    re.IGNORECASE,
)
_BOX = re.compile(r"voice ?mail|messagerie|r[ée]pondeur|mailbox|anrufbeantworter|buz[óo]n", re.IGNORECASE)
_LISTS = ("calls", "call_logs", "call_history", "records", "data", "items", "results", "cdr", "cdrs", "rows", "appels")


class _Columns(NamedTuple):
    """Of each meaning the names that the file has for it, the surest first."""

    of: dict[str, tuple[str, ...]]

    def text(self, fields: Fields, meaning: str) -> str:
        return text(fields, *self.of.get(meaning, ()))

    def seconds(self, fields: Fields, meaning: str) -> Seconds | None:
        return seconds(fields, *self.of.get(meaning, ()))


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind not in ("table", "json") or _OF_OTHERS & names or _columns(names) is None:
        return False
    told = [_flat(record.fields) for record in islice(records(_whole_lines(head), *_LISTS), 50) if isinstance(record, Record)]
    looked = [(columns, fields) for fields in told if (columns := _columns(frozenset(fields)))]
    pairs = [[given for meaning in ("from", "to", "other") if (given := columns.text(fields, meaning))] for columns, fields in looked]
    shown = [[each for each in given if not is_withheld(each)] for given in pairs]
    of_calls = [any(map(_is_number, given)) and not any(map(_ADDRESS.search, given)) for given in shown if given]
    return of_calls.count(True) * 2 > len(of_calls)


def _is_number(written: str) -> bool:
    return _NUMBER.fullmatch(bracketed(written).number or "") is not None


def _whole_lines(head: bytes) -> bytes:
    return head[: head.rfind(b"\n") + 1] if len(head) >= 65_536 and b"\n" in head else head


def _columns(names: frozenset[str]) -> _Columns | None:
    """None: it is not told by whom, to whom, when, or nothing says that it is of calls."""
    of = {meaning: found for meaning, known in _NAMES.items() if (found := tuple(name for name in known if name in names))}
    ends = ("from" in of and "to" in of) or ("way" in of and bool({"other", "from", "to"} & set(of)))
    outcome = {"talk", "lasted", "end", "how"} & set(of)
    sure = any(_OF_CALLS.search(name) for name in names & _KNOWN) or ("way" in of and of["way"] != ("type",) and "lasted" in of)
    return _Columns(of) if ends and outcome and "began" in of and sure else None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("general", records(data, *_LISTS), _read, reading)


def _flat(fields: Fields) -> dict[str, Any]:
    """Names squeezed; an object within (`caller: {number, name}`) gives its number and its name."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        plain = squeezed(name)
        if isinstance(value, dict) and (number := text(value, "number", "phoneNumber", "phone_number", "phone")):
            flat[plain] = number
            flat.setdefault(plain + "name", text(value, "name", "displayName", "display_name"))
        else:
            flat.setdefault(plain, value)
    return flat


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = _flat(record.fields)
    columns = _columns(frozenset(fields))
    if columns is None:
        return refused(record, "", "it does not say who called whom, when and how long")
    began = _began(columns, fields, reading)
    if began is None:
        return refused(record, columns.of["began"][0], f"{columns.text(fields, 'began')[:40]!r} is no date and time")
    way = columns.text(fields, "way")
    if re.search(r"sms|mms|fax|message|chat|texto", way, re.IGNORECASE):
        return None
    if "from" in columns.of and "to" in columns.of:
        caller, callee = columns.text(fields, "from"), columns.text(fields, "to")
        direction = _direction(way)
    else:
        direction = _direction(way)
        if direction not in ("in", "out"):
            return refused(record, columns.of["way"][0], f"{way[:40]!r} says neither in nor out")
        far = columns.text(fields, next(meaning for meaning in ("other", "from", "to") if meaning in columns.of))
        caller, callee = (far, "") if direction == "in" else ("", far)
    said = columns.text(fields, "how")
    talk_s, lasted_s = columns.seconds(fields, "talk"), columns.seconds(fields, "lasted")
    box = columns.text(fields, "mailbox").lower()
    machine = bool(_BOX.search(said) or _BOX.search(way)) or (bool(box) and box not in ("no", "non", "false", "0", "nein"))
    answered = False if machine or _NOT.search(said) or _MISSED.search(way) else True if _YES.search(said) else None
    spoken_s = talk_s if talk_s is not None else lasted_s
    if (answered is None and talk_s is not None) or (answered and spoken_s is not None and re.search("complet", said, re.IGNORECASE)):
        answered = bool(spoken_s)
    answer, end = (instant(columns.text(fields, name), reading.tz, reading.month_first) for name in ("answer", "end"))
    if answered is None and "answer" in columns.of and not said:
        answered = answer is not None
    agent = columns.text(fields, "agent")
    return Told(
        call=columns.text(fields, "call") or "\0".join((began.isoformat(), _digits(caller), _digits(callee))),
        began_at=began,
        answered_at=answer if answered else None,
        ended_at=end if end is not None and end >= began else None,
        caller=_named(caller, columns.text(fields, "name")),
        callee=_named(callee, columns.text(fields, "called")),
        agents=(_speaker(agent),) if agent and answered else (),
        direction=direction,
        answered=answered,
        machine=machine,
        talk_s=talk_s if talk_s is not None else _alone(columns, lasted_s, columns.seconds(fields, "waited")),
        wait_s=columns.seconds(fields, "waited"),
    )


def _alone(columns: _Columns, lasted_s: Seconds | None, waited_s: Seconds | None) -> Seconds | None:
    """A duration with or without the ringing: only where nothing else is told of time, it is what people mean by it, the talk."""
    return lasted_s if waited_s is None and not {"answer", "end", "waited"} & set(columns.of) else None


def _began(columns: _Columns, fields: Fields, reading: Reading) -> datetime | None:
    """From one column, or from one with the day and one with the hour."""
    written = [(name, given) for name in (*columns.of["began"], *columns.of.get("clock", ())) if (given := text(fields, name))]
    days = [(name, given) for name, given in written if re.fullmatch(r"\D{0,12}\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", given)]
    hours = [given for _, given in written if re.fullmatch(r"\d{1,2}\s?[:hH]\s?\d\d.{0,10}", given)]
    whole = [*written, *((name, f"{day} {hour}") for name, day in days[:1] for hour in hours[:1])]
    tried = (instant(given, "UTC" if name.endswith("utc") else reading.tz, reading.month_first) for name, given in whole)
    return next((at for at in tried if at is not None), None)


def _direction(way: str) -> Direction | None:
    if _INSIDE.search(way):
        return "internal"
    return "out" if _OUT.search(way) else "in" if _IN.search(way) else None


def _named(written: str, name: str) -> Speaker:
    speaker = bracketed(written)
    return speaker._replace(name=name or speaker.name)


def _speaker(agent: str) -> Speaker:
    return Speaker(agent) if is_extension(agent) else Speaker(None, agent)


def _digits(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)
