"""Whom we write to, when and how: a specification in situations. Each row: the situation, what is decided, and the reasons of it.

Every decision also says what it is about, in which language and that the cap is free where it is; these go without saying here.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from situations import (
    BLUESKY,
    GOOGLE,
    HERE,
    LINE,
    MAIL,
    MESSENGER,
    PHONE,
    POST,
    TOOT,
    WHATSAPP,
    WORK,
    campaign,
    got,
    leave_me_alone,
    left,
    machine,
    no,
    open_signal,
    paris,
    returned,
    situation,
    stopped,
    they,
    we,
    yes,
)

from schemas.documents import FollowUp, Reason
from streams.rules.campaigns import RECEIPT
from streams.rules.followups import House
from streams.rules.words import reason_sentence

WEEKLY = they(*range(90, 20, -7))
"""Ten mails, one a week, the last 27 days ago."""
THE_14TH, THE_25TH = paris("2026-06-14 00:00"), paris("2026-06-25 00:00")
DIRECT, PUBLIC = {"act": "direct"}, {"act": "post"}
WITHOUT_SAYING = {"quiet", "asked", "cap_free", "language"}

Row = tuple[str, dict[str, Any], str, str]


def case(*facts: Any, **more: Any) -> dict[str, Any]:
    return {"facts": facts, **more}


SHE_MAY_BE_WRITTEN_TO: list[Row] = [
    ("Anne wrote a mail every week and has gone silent; she agreed: a mail, at once, since it is Monday ten o'clock",
     case(WEEKLY), "waiting email 15/06 10:00", "channel_own consent_given daytime"),
    ("Anne n'a pas donné d'accord", case(WEEKLY, said=[]), "held", "consent_missing no_channel"),
    ("Anne a retiré son accord depuis", case(WEEKLY, said=[yes(), no(days=20)]), "held", "consent_refused no_channel"),
    ("Anne took her no back", case(WEEKLY, said=[no(days=50), yes(days=20)]), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("Anne agreed to letters only, and wrote one once", case(WEEKLY, they(200, by=POST), said=[yes("letter")]),
     "waiting letter 15/06 10:00", "consent_missing channel_next consent_given daytime"),
    ("Anne agreed to calls only, but never called", case(WEEKLY, said=[yes("phone")]), "held", "consent_missing no_channel"),
    ("Anne a demandé à ne plus être contactée", case(WEEKLY, said=[yes(), leave_me_alone()]), "held", "wish_all no_channel"),
    ("Anne ne veut plus de campagnes", case(WEEKLY, said=[yes(), leave_me_alone(campaigns=True)]), "held", "wish_campaigns no_channel"),
    ("Anne wants no more mails, but calls are fine", case(WEEKLY, they(60, by=PHONE), said=[yes(), leave_me_alone("email")]),
     "waiting phone 15/06 10:00", "wish_channel channel_next consent_given daytime"),
    ("a later yes does not undo her wish to be left alone", case(WEEKLY, said=[leave_me_alone(days=50), yes(days=2)]), "held",
     "wish_all no_channel"),
    ("a yes to news is none to care", case(WEEKLY, said=[yes(purpose="news")]), "held", "consent_missing no_channel"),
]

HER_ADDRESS: list[Row] = [
    ("what we wrote is known to have come back for good", case(
        WEEKLY, we(26.5), returned(26), suppressed=stopped(MAIL, channel="email")), "held", "suppressed_bounced no_channel"),
    ("ce que nous avons écrit est revenu, mais elle a aussi appelé", case(
        WEEKLY, we(26.5), returned(26), they(60, by=PHONE), suppressed=stopped(MAIL, channel="email")),
     "waiting phone 15/06 10:00", "suppressed_bounced channel_next consent_given daytime"),
    ("quelqu'un prétend qu'un e-mail est revenu, que nous n'avons pas envoyé", case(WEEKLY, returned(10)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("somebody says that our mail came back, and names none", case(WEEKLY, we(26.5), returned(26)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("the mail server of her address refuses us for good", case(WEEKLY, suppressed=stopped(MAIL, channel="email")), "held",
     "suppressed_bounced no_channel"),
    ("elle a signalé un de nos e-mails comme indésirable, et avait écrit une lettre", case(
        WEEKLY, they(50, by=POST), suppressed=stopped(MAIL, "complained", channel="email")), "waiting letter 15/06 10:00",
     "suppressed_complained channel_next consent_given daytime"),
    ("she unsubscribed from campaigns at her own address, and has another", case(
        WEEKLY, they(80, by=WORK), suppressed=stopped(MAIL, "unsubscribed", purpose="campaigns")), "waiting work 15/06 10:00",
     "suppressed_unsubscribed channel_own consent_given daytime"),
    ("she wished to be left alone before she was erased, and is back", case(WEEKLY, suppressed=stopped(MAIL, "wish")), "held",
     "suppressed_wish no_channel"),
    ("son adresse est celle d'une boutique que personne ne lit", case(they(*range(90, 20, -7), by="email:no-reply@boutique.example")),
     "held", "automatic no_channel"),
    ("only newsletters ever came from there", case(machine(80, 50, 20, bulk=True), kind="fading"), "held", "fading automatic no_channel"),
    ("each of her mails came seconds after one of ours", case(
        we(80, 50, 20), they(79.9999, 49.9999, 19.9999)), "held", "automatic no_channel"),
    ("all that there is of her is that a mail came back", case(returned(20), kind="fading"), "held", "fading no_channel"),
    ("des réponses automatiques, puis un e-mail à elle", case(machine(60, 40), they(30)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("her letter has no complete address", case(they(90, 60, 30, by=POST), unreachable={POST: "no_address"}), "held",
     "no_address no_channel"),
    ("the house's first address for her was one that she only ever answered from; now she writes from her own", case(
        we(61, 46, by=WORK), they(60, 45, by=WORK), they(40)), "waiting email 15/06 10:00", "channel_own consent_given daytime"),
]

HER_CHANNEL: list[Row] = [
    ("Anne wrote by mail in May, her Messenger window shut yesterday, she agreed to both",
     case(they(45, 38, 31), they(30, 29, 28, 2, by=MESSENGER, **DIRECT), noticed=0.5), "waiting email 15/06 10:00",
     "window_shut channel_next consent_given daytime"),
    ("Anne n'a que Messenger, et le délai est passé", case(they(60, 40, 20, by=MESSENGER, **DIRECT)), "asking", "window_shut no_channel"),
    ("Messenger, and she wrote an hour before", case(they(9, 5, 0.05, by=MESSENGER, **DIRECT)), "waiting social 15/06 10:00",
     "channel_own consent_given window_open daytime"),
    ("Messenger, she wrote this evening, and the window shuts before she is at work again", case(
        they(30, 20, 0.9, by=MESSENGER, **DIRECT), now="2026-06-13 20:00"), "asking", "window_shuts no_channel"),
    ("the same, and she also has a mail address", case(
        they(30, 20, 0.9, by=MESSENGER, **DIRECT), they(50), now="2026-06-13 20:00"), "waiting email 15/06 09:00",
     "window_shuts channel_next consent_given daytime"),
    ("WhatsApp, il y a un mois : seuls les modèles approuvés passeraient", case(they(60, 45, 30, by=WHATSAPP, **DIRECT)), "asking",
     "window_template no_channel"),
    ("LINE lets us answer for a week", case(they(30, 20, 6, by=LINE, **DIRECT)), "waiting social 15/06 10:00",
     "channel_own consent_given window_open daytime"),
    ("LINE, eight days", case(they(30, 20, 8, by=LINE, **DIRECT)), "asking", "window_shut no_channel"),
    ("on Mastodon her post can be answered to her alone", case(they(60, 40, 30, by=TOOT, **PUBLIC)), "waiting social 15/06 10:00",
     "channel_own consent_given window_open daytime"),
    ("sur Bluesky, tout le monde lirait notre réponse", case(they(60, 40, 30, by=BLUESKY, **PUBLIC)), "asking", "only_public no_channel"),
    ("on Bluesky she wrote to us alone once", case(they(60, 30, by=BLUESKY, **PUBLIC), they(40, by=BLUESKY, **DIRECT)),
     "waiting social 15/06 10:00", "channel_own consent_given window_open daytime"),
    ("a review is answered before everybody; she called once", case(they(40, by=GOOGLE, act="review"), they(90, by=PHONE)),
     "waiting phone 15/06 10:00", "only_public channel_next consent_given daytime"),
    ("a comment under our page opens no Messenger window", case(they(0.05, by=MESSENGER, act="comment"), they(40)),
     "waiting email 15/06 10:00", "only_public channel_next consent_given daytime"),
    ("elle aime tout ce que nous publions sur Mastodon, et écrit des e-mails", case(
        they(*range(95, 25, -4), by=TOOT, act="like"), they(60, 40)), "waiting email 15/06 10:00", "channel_own consent_given daytime"),
    ("a like and a boost are all that there is", case(they(40, by=TOOT, act="like"), they(30, by=TOOT, act="boost")), "held", "no_channel"),
    ("she left voicemails and wrote one mail long ago", case(they(60, 45, 30, by=PHONE, answered=False), they(200)),
     "waiting phone 15/06 10:00", "channel_own consent_given daytime"),
    ("elle écrivait des lettres, elle écrit des e-mails maintenant", case(
        they(*range(700, 500, -20), by=POST), they(60, 45, 30)), "waiting email 15/06 10:00", "channel_own consent_given daytime"),
    ("she answered our mails, and called of her own accord", case(
        we(61, 46, 31), they(60, 45, 30), they(58, 43, by=PHONE)), "waiting phone 15/06 10:00", "channel_own consent_given daytime"),
    ("we began a thread that she still answered three weeks later; otherwise she calls", case(
        we(61, thread="a"), they(60, 40, thread="a"), they(90, 62, by=PHONE)), "waiting phone 15/06 10:00",
     "channel_own consent_given daytime"),
    ("she began the mails as well", case(they(60, 45, 30), they(58, 43, by=PHONE)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("elle se plaint par lettre, et bavarde par e-mail ; c'est une plainte", case(
        they(60, 50, 40, 34), they(70, 30, by=POST, tone=-0.6), kind="complained", noticed=29.9, campaign=campaign(stale_days=90)),
     "waiting letter 15/06 10:00", "complained channel_own consent_given daytime"),
    ("the same person, and it is no complaint", case(they(60, 50, 40, 34), they(70, 30, by=POST, tone=-0.6)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("mail is not set up here, and she called once", case(WEEKLY, they(60, by=PHONE), house=House(able=frozenset({"phone"}))),
     "waiting phone 15/06 10:00", "channel_not_set_up channel_next consent_given daytime"),
    ("ce réseau n'est pas configuré ici", case(they(30, 20, 0.05, by=MESSENGER, **DIRECT), house=House()), "held",
     "channel_not_set_up no_channel"),
    ("a network whose rules we do not know", case(they(60, 40, 30, by="myspace:anne", network="myspace", **DIRECT)), "asking",
     "network_unknown no_channel"),
    ("what is to be said is too long for the network, and she has no other way", case(
        they(60, 40, 30, by=TOOT, **DIRECT), unreachable={TOOT: "too_long"}), "asking", "too_long no_channel"),
    ("la campagne ne part que par lettre, Anne n'écrit que des e-mails", case(WEEKLY, campaign=campaign(channels=("letter",))), "asking",
     "not_by_this no_channel"),
    ("a colleague is to call, and she has called", case(WEEKLY, they(60, by=PHONE), campaign=campaign(does="ask")),
     "waiting phone 15/06 10:00", "channel_own consent_given daytime"),
    ("a colleague is to call, her number is known only from a network", case(WEEKLY, owned=[PHONE], campaign=campaign(does="ask")),
     "waiting phone 15/06 10:00", "channel_own consent_given daytime"),
    ("un collègue doit appeler, et aucun numéro n'est connu", case(WEEKLY, campaign=campaign(does="ask")), "asking",
     "consent_given no_number"),
    ("un collègue doit appeler, aucun numéro n'est connu, et elle veut qu'on la laisse", case(
        WEEKLY, said=[yes(), leave_me_alone()], campaign=campaign(does="ask")), "held", "wish_all no_number"),
    ("a colleague is to call, and she does not want calls", case(WEEKLY, owned=[PHONE], said=[yes("email")], campaign=campaign(does="ask")),
     "held", "consent_missing no_channel"),
]

HER_TIME: list[Row] = [
    ("c'est dimanche", case(WEEKLY, now="2026-06-14 11:00"), "waiting email 15/06 09:00", "channel_own consent_given daytime"),
    ("an automatic answer says that she is back on Thursday the 25th", case(WEEKLY, machine(3, back_at=THE_25TH)),
     "waiting email 25/06 09:00", "channel_own consent_given absent daytime"),
    ("elle est en congé parental jusqu'au printemps", case(WEEKLY, machine(3, back_at=paris("2027-03-01 00:00"))), "asking",
     "absent_long channel_own consent_given"),
    ("she is on leave until spring, and a colleague says to write", case(
        WEEKLY, machine(3, back_at=paris("2027-03-01 00:00")), approved=True), "waiting email 15/06 10:00",
     "approved channel_own consent_given at_once"),
    ("elle était absente jusqu'à hier", case(WEEKLY, machine(10, back_at=THE_14TH)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("she said that she would be away, and wrote herself since", case(
        they(*range(90, 40, -7)), machine(40, back_at=THE_25TH), they(35)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("elle est absente, et un collègue dit d'écrire tout de suite", case(
        WEEKLY, machine(3, back_at=THE_25TH), approved=True), "waiting email 15/06 10:00",
     "approved channel_own consent_given at_once"),
    ("she is away and asks something: the receipt leaves", case(
        WEEKLY, machine(3, back_at=THE_25TH), they(0.001, asks=True), noticed=0.001, entry=True, campaign=RECEIPT),
     "waiting email 15/06 10:00", "channel_own answers_them at_once"),
    ("elle est absente et la fenêtre de Messenger se ferme avant son retour", case(
        they(*range(90, 20, -7), by=MESSENGER, **DIRECT), they(0.5, by=MESSENGER, **DIRECT), machine(0.4, back_at=THE_25TH),
        noticed=0.3, since=0.5), "asking", "window_shuts no_channel"),
    ("it is nine in the evening", case(WEEKLY, now="2026-06-15 21:00"), "waiting email 16/06 09:00", "channel_own consent_given daytime"),
    ("c'est le 14 juillet", case(WEEKLY, now="2026-07-14 10:00"), "waiting email 15/07 09:00",
     "channel_own consent_given day_off daytime"),
    ("it is the evening before Ascension Day, and the Friday after is a working day", case(WEEKLY, now="2026-05-13 20:00"),
     "waiting email 15/05 09:00", "channel_own consent_given day_off daytime"),
    ("the fourteenth of July is nothing in England", case(WEEKLY, they(40, by="tel:+447400123456"), now="2026-07-14 10:00"),
     "waiting email 14/07 10:00", "channel_own consent_given daytime"),
    ("in England it is not nine yet", case(WEEKLY, they(40, by="tel:+447400123456"), now="2026-06-15 09:30"), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("elle habite à La Réunion, où la journée finit deux heures plus tôt", case(
        WEEKLY, they(40, by="postal:re/97400/anne-lefevre"), now="2026-06-15 17:30"), "waiting email 16/06 07:00",
     "channel_own consent_given daytime"),
    ("in Israel Sunday is a working day", case(WEEKLY, they(40, by="tel:+972501234567"), now="2026-06-14 12:00"),
     "waiting email 14/06 12:00", "channel_own consent_given daytime"),
    ("in Israel Friday is none", case(WEEKLY, they(40, by="tel:+972501234567"), now="2026-06-19 12:00"), "waiting email 21/06 08:00",
     "channel_own consent_given day_off daytime"),
    ("nothing tells where she lives, and she always writes when it is night here: it is day where she is", case(
        they(*(day + 0.25 for day in range(90, 20, -7))), now="2026-06-15 10:00"), "waiting email 15/06 23:00",
     "channel_own consent_given daytime_habit"),
    ("l'étape laisse encore deux jours", case(WEEKLY, opens=-2), "waiting email 17/06 10:00",
     "channel_own consent_given step_opens daytime"),
    ("a colleague approved it on Sunday at three in the morning", case(
        WEEKLY, now="2026-06-14 03:00", campaign=campaign(approval="colleague"), approved=True), "waiting email 14/06 03:00",
     "approved channel_own consent_given at_once"),
]

ENOUGH: list[Row] = [
    ("elle a eu un message d'une autre campagne il y a 12 jours", case(WEEKLY, before=[got(12)]), "held",
     "cap_reached channel_own consent_given"),
    ("that was 31 days ago", case(WEEKLY, before=[got(31)]), "waiting email 15/06 10:00", "channel_own consent_given daytime"),
    ("another waits for her since yesterday", case(WEEKLY, before=[got(1, "waiting")]), "held", "cap_reached channel_own consent_given"),
    ("une autre a été écartée hier", case(WEEKLY, before=[got(1, "dismissed")]), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("a receipt is no campaign", case(WEEKLY, before=[got(12, campaign="receipt")]), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("cette campagne permet deux messages", case(WEEKLY, before=[got(12)], campaign=campaign(cap=2)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("a colleague approved it, and she had one last week", case(
        WEEKLY, before=[got(6)], campaign=campaign(approval="colleague"), approved=True), "held",
     "approved cap_reached channel_own consent_given"),
    ("somebody of ours wrote to her three days ago", case(WEEKLY, we(3)), "held", "wrote_lately channel_own consent_given"),
    ("un collègue est en train de lui parler", case(WEEKLY, writing="rappeler Anne"), "held", "writing channel_own consent_given"),
    ("a colleague is about to call her, another approved the mail", case(
        WEEKLY, writing="call Anne", campaign=campaign(approval="colleague"), approved=True), "held",
     "approved writing channel_own consent_given"),
]

SHE_SPOKE: list[Row] = [
    ("Anne a écrit depuis", case(WEEKLY, they(0.01)), "withdrawn", "came_back channel_own consent_given"),
    ("the silence began with her mail of four weeks ago, and one of last week was taken in late", case(WEEKLY, they(6), since=27),
     "withdrawn", "came_back channel_own consent_given"),
    ("she complained this morning and has written an hour later", case(
        WEEKLY, they(0.2, tone=-0.6), they(0.16), kind="complained", noticed=0.2), "withdrawn",
     "complained came_back channel_own consent_given"),
    ("she called since, which counts as well", case(WEEKLY, they(0.01, by=PHONE)), "withdrawn", "came_back channel_own consent_given"),
    ("Anne nous a dit depuis que tout va bien", case(WEEKLY, they(0.01, tone=0.8, labels=("thanks",))), "withdrawn",
     "said_content channel_own consent_given"),
    ("she told us since that she is leaving", case(WEEKLY, they(0.01, tone=-0.5, labels=("leaving",))), "withdrawn",
     "said_leaving channel_own consent_given"),
    ("her last mail said that she is leaving: that is no template's matter", case(WEEKLY, they(22, tone=-0.5, labels=("leaving",))),
     "asking", "told_leaving channel_own consent_given"),
    ("elle parlait de partir, puis nous a remerciés chaleureusement", case(
        WEEKLY, they(25, tone=-0.5, labels=("leaving",)), they(22, tone=0.8)), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("a colleague approved it, and then she wrote", case(
        WEEKLY, they(0.01), campaign=campaign(approval="colleague"), approved=True), "withdrawn",
     "approved came_back channel_own consent_given"),
    ("son silence est fini", case(WEEKLY, ended=0.01), "withdrawn", "came_back channel_own consent_given"),
    ("our promise was kept meanwhile", case(WEEKLY, kind="promise_broken", ended=0.01), "withdrawn",
     "promise_broken kept channel_own consent_given"),
    ("on a répondu à sa question", case(they(60, 30, asks=True), we(28), kind="asked", noticed=29.9), "withdrawn",
     "answered channel_own consent_given"),
    ("her question got an automatic receipt and no answer", case(
        they(60, 30, asks=True), we(29.9, machine=True), kind="asked", noticed=29.95), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("she has been drifting away for a month and still writes at times: that is what it is about", case(
        they(60, 30, 10), kind="fading", noticed=5, since=30), "waiting email 15/06 10:00", "fading channel_own consent_given daytime"),
    ("ce silence surprend depuis cent jours", case(they(200, 180, 160), noticed=100), "held", "long_ago channel_own consent_given"),
    ("she is unhappy with us: a colleague's own words", case(WEEKLY, signals=[open_signal("discontent")]), "asking",
     "unsettled channel_own consent_given"),
    ("the campaign is for whoever is unhappy", case(WEEKLY, kind="discontent", signals=[open_signal("discontent", id_="s_1")]),
     "waiting email 15/06 10:00", "discontent channel_own consent_given daytime"),
    ("une promesse n'est pas tenue", case(WEEKLY, signals=[open_signal("promise_broken")]), "asking",
     "unsettled channel_own consent_given"),
]

NOT_HER: list[Row] = [
    ("each message of this campaign is approved by a colleague", case(WEEKLY, campaign=campaign(approval="colleague")), "asking",
     "approval channel_own consent_given"),
    ("Anne fait partie de ceux qu'on laisse tranquilles", case(WEEKLY, assignment=left()), "held", "left_alone channel_own consent_given"),
    ("Anne is among those who are written to", case(WEEKLY, assignment=left("written")), "waiting email 15/06 10:00",
     "channel_own consent_given daytime"),
    ("la campagne l'exclut", case(WEEKLY, excluded=Reason(code="excluded_person", ok=False)), "held",
     "excluded_person channel_own consent_given"),
    ("la campagne est en pause", case(WEEKLY, campaign=campaign(state="paused")), "held", "campaign_paused channel_own consent_given"),
    ("the campaign was closed, a colleague had approved", case(
        WEEKLY, campaign=campaign(state="archived", approval="colleague"), approved=True), "held",
     "approved campaign_archived channel_own consent_given"),
    ("the second step comes more than sixty days after", case(they(200, 180, 160), noticed=61, step=1, campaign=campaign()), "withdrawn",
     "campaign_over channel_own consent_given"),
    ("a campaign may go on for long", case(they(200, 180, 160), noticed=100, step=1, campaign=campaign(ends_days=200)),
     "waiting email 15/06 10:00", "channel_own consent_given daytime"),
    ("la deuxième étape suit notre premier message", case(WEEKLY, we(0.02, machine=True), step=1, campaign=campaign()),
     "waiting email 15/06 10:00", "channel_own consent_given daytime"),
]

AT_ONCE: list[Row] = [
    ("she asks on Saturday night: a receipt at once, without any consent", case(
        WEEKLY, they(0.001, asks=True), said=[], now="2026-06-13 23:00", noticed=0.001, entry=True, campaign=RECEIPT),
     "waiting email 13/06 23:00", "channel_own answers_them at_once"),
    ("elle ne veut plus rien recevoir, et demande quelque chose", case(
        WEEKLY, they(0.001, asks=True), said=[leave_me_alone()], noticed=0.001, entry=True, campaign=RECEIPT), "held",
     "wish_all no_channel"),
    ("no more campaigns, but an answer", case(
        WEEKLY, they(0.001, asks=True), said=[leave_me_alone(campaigns=True)], noticed=0.001, entry=True, campaign=RECEIPT),
     "waiting email 15/06 10:00", "channel_own answers_them at_once"),
    ("she has a receipt since yesterday, nobody has answered, she asks again", case(
        WEEKLY, they(1.01, 0.001, asks=True), before=[got(1, campaign="receipt")], noticed=0.001, entry=True, campaign=RECEIPT), "held",
     "receipt_sent channel_own answers_them"),
    ("she has a receipt for a mail, and asks something on Mastodon", case(
        WEEKLY, they(1.01, asks=True), they(0.001, by=TOOT, asks=True, **PUBLIC), before=[got(1, campaign="receipt")], noticed=0.001,
        entry=True, campaign=RECEIPT), "waiting social 15/06 10:00", "channel_own answers_them window_open at_once"),
    ("elle écrit d'ordinaire en allemand, et demande en français", case(
        WEEKLY, they(0.001, asks=True), language="de", noticed=0.001, entry=True, campaign=RECEIPT), "waiting email 15/06 10:00",
     "channel_own answers_them at_once"),
    ("on lui a répondu entre-temps, et elle pose une autre question", case(
        WEEKLY, they(1.01, asks=True), we(0.5), they(0.001, asks=True), before=[got(1, campaign="receipt")], noticed=0.001, entry=True,
        campaign=RECEIPT), "waiting email 15/06 10:00", "channel_own answers_them at_once"),
    ("she mostly calls, but asked by mail: the receipt goes there", case(
        they(*range(90, 20, -7), by=PHONE), they(0.001, asks=True), noticed=0.001, entry=True, campaign=RECEIPT),
     "waiting email 15/06 10:00", "channel_own answers_them at_once"),
    ("she asked by letter, and called about something else before it was read", case(
        they(1.5, by=POST, asks=True), they(0.5, by=PHONE, answered=True), noticed=1.5, entry=True, campaign=RECEIPT),
     "waiting letter 15/06 10:00", "channel_own answers_them at_once"),
    ("elle a demandé par lettre, et aimé un de nos messages", case(
        they(1.5, by=POST, asks=True), they(0.5, by=TOOT, act="like"), noticed=1.5, entry=True, campaign=RECEIPT),
     "waiting letter 15/06 10:00", "channel_own answers_them at_once"),
    ("she asked by letter, and one of us called her", case(
        they(1.5, by=POST, asks=True), we(0.5, by=PHONE, answered=True), noticed=1.5, entry=True, campaign=RECEIPT),
     "withdrawn", "answered channel_own answers_them"),
    ("elle a demandé par e-mail, puis écrit que c'est réglé", case(
        they(0.01, asks=True), they(0.002), noticed=0.01, entry=True, campaign=RECEIPT), "withdrawn", "came_back channel_own answers_them"),
    ("her question came ten seconds after our message: a machine answers", case(
        we(0.001), they(0.0009, asks=True), noticed=0.0009, entry=True, campaign=RECEIPT), "held", "automatic no_channel"),
]

TABLE = [
    *SHE_MAY_BE_WRITTEN_TO, *HER_ADDRESS, *HER_CHANNEL, *HER_TIME, *ENOUGH, *SHE_SPOKE, *NOT_HER, *AT_ONCE,
]


def decided(given: dict[str, Any]) -> FollowUp:
    return situation(*given["facts"], **{name: value for name, value in given.items() if name != "facts"})


def in_short(followup: FollowUp) -> str:
    if followup.due_at is None:
        return followup.state
    where = "work" if followup.identifier == WORK else followup.channel
    return f"{followup.state} {where} {_paris(followup.due_at)}"


def _paris(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Europe/Paris")).strftime("%d/%m %H:%M")


@pytest.mark.parametrize(("words", "given", "short", "because"), TABLE, ids=[row[0] for row in TABLE])
def test_a_decision(words: str, given: dict[str, Any], short: str, because: str) -> None:
    followup = decided(given)
    codes = " ".join(reason.code for reason in followup.reasons if reason.code not in WITHOUT_SAYING)
    assert (in_short(followup), codes) == (short, because)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("given", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_every_reason_of_it_can_be_said(given: dict[str, Any], language: str) -> None:
    for reason in decided(given).reasons:
        said = reason_sentence(reason, language)
        assert said != reason.code and not re.search(r"\?(?!\w)|\{", said), said


def test_the_table_speaks_of_eighty_situations_and_each_decision() -> None:
    assert len(TABLE) >= 80 and len({row[0] for row in TABLE}) == len(TABLE)
    assert {row[2].split()[0] for row in TABLE} == {"waiting", "asking", "held", "withdrawn"}
    assert HERE.networks
