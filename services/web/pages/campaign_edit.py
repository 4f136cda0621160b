"""`/campaigns/{campaign}/edit` and `/campaigns/new`: a campaign as a form, with its faults beside its fields and a live preview."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec
from aiohttp import web

from schemas.campaigns import Campaign, CampaignStep, Content
from schemas.errors import Refused
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.campaign_form import Typed, Wrong, arranged, content_of, name_of, persons_of, read, typed_of
from services.web.campaign_names import all_of
from services.web.campaign_preview import previewed
from services.web.campaign_views import EditPage, Previewed
from services.web.finding import LONGEST, found
from services.web.languages import Language, translations
from services.web.pages.campaigns import campaign_of, folders, names_of, ordered
from services.web.views import Shell
from streams.rules.campaign_words import fault_said
from streams.rules.plain_words import in_words
from streams.sound import faults_of

PARTS = {"form": "campaigns/_form.html.j2", "preview": "campaigns/_edit_preview.html.j2"}
LONGEST_NOTE = 300
PICKED = ("on", "in", "at", "who")
SOUGHT = ("who", "find")
NEW = Content(title={}, occasions=(), steps=(CampaignStep(template="quiet"),))


async def edit(request: web.Request) -> web.Response:
    """`from`: a new one that begins as a copy of another."""
    shell, said = shell_of(request, "campaigns"), await _there(request)
    model = said or (await all_of(request)).get(request.query.get("from", ""))
    content = model.content if model else NEW
    typed = typed_of(content if said else msgspec.structs.replace(content, title={}))
    return shown(request, await _view(request, shell, said, typed, request.query), parts=PARTS)


async def save(request: web.Request) -> web.Response:
    """`do`: save it, or only arrange its steps, find somebody or show it on somebody: then the form comes back as it was typed. So it does
    where somebody was to be found and was not sought yet: Enter means the first button of a form."""
    shell, said, form = shell_of(request, "campaigns"), await _there(request), await request.post()
    sent: dict[str, list[str]] = {}
    for name, value in form.items():
        sent.setdefault(name, []).append(str(value))
    picked = {name: values[0] for name, values in sent.items() if name in PICKED}
    typed, do, note = read(sent), _one(sent, "do"), _one(sent, "note").strip()
    seen, find = _one(sent, "seen"), _one(sent, "find").strip()[:LONGEST]
    if do == "save" and any(_one(sent, name).strip() not in ("", _one(sent, f"{name}.sought")) for name in SOUGHT):
        do = "find"
    if how := re.fullmatch(r"(?:add|(?:remove|up|down)\.\d{1,3})", do):
        typed = arranged(typed, how[0])
    if do != "save":
        view = await _view(request, shell, said, typed, picked, note=note, seen=seen, arranged=do, find=find)
        return shown(request, view, parts=PARTS)
    content, wrong = content_of(typed)
    if said and not note:
        wrong = (*wrong, Wrong(where="note", code="note"))
    if len(note) > LONGEST_NOTE:
        wrong = (*wrong, Wrong(where="note", code="long", words={"most": str(LONGEST_NOTE)}))
    faults = _said(wrong, shell.language)
    name = said.id if said else ""
    if content is not None:
        name = name or name_of(next(iter(content.title.values()), ""), await all_of(request))
        if faults or (said and said.state != "draft"):  # a draft may be kept as it is: its page says what it still needs
            found = await faults_of(name, content, request.app[keys.STATE])
            faults |= {_field(each.where): fault_said(each, shell.language) for each in reversed(found)}
    if faults or content is None:
        return shown(request, await _view(request, shell, said, typed, picked, note=note, seen=seen, wrong=faults), parts=PARTS, status=422)
    try:
        await ordered(request, "campaign_save", name, content=msgspec.json.encode(content).decode(), note=note, seen=seen or "0")
    except Refused as refused:
        if refused.where == "seen":
            refused = Refused("seen", "somebody else saved it meanwhile", "look at their version first: saving once more replaces it")
            said = await _there(request)  # what is saved next has seen theirs
        faults = {_field(refused.where): (_told(refused.what, shell.language), _told(refused.remedy, shell.language))}
        return shown(request, await _view(request, shell, said, typed, picked, note=note, wrong=faults), parts=PARTS, status=422)
    return web.Response(status=303, headers={"Location": f"/campaigns/{name}?said=campaign_save"})


def _field(where: str) -> str:
    """The field of the form in which a place of the document stands."""
    whole = re.sub(r"^(occasions|excluded\.\w+)\..*", r"\1", where)
    return re.sub(r"^(steps\.\d+\.channels).*", r"\1", whole)


async def _there(request: web.Request) -> Campaign | None:
    return await campaign_of(request) if "campaign" in request.match_info else None


def _told(text: str, language: Language) -> str:
    """A refusal, of the page's own or of the stage that carries it out."""
    return in_words(translations(language).gettext(text), language)


def _one(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(sent.get(name, ())), "")


async def _view(
    request: web.Request,
    shell: Shell,
    said: Campaign | None,
    typed: Typed,
    picked: Mapping[str, str],
    *,
    note: str = "",
    seen: str = "",
    wrong: Mapping[str, tuple[str, str]] | None = None,
    arranged: str = "",
    find: str = "",
) -> EditPage:
    content, faults = content_of(typed)
    out = persons_of(typed)
    names = await names_of(request, out)
    if content:
        preview = await _preview(request, shell, said, content, picked)
    else:
        preview = await _without(request, faults, picked, shell.language)
    return EditPage(
        shell=shell,
        said=said,
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else said.version if said else 0,
        typed=typed,
        wrong=dict(wrong or {}),
        note=note,
        arranged=arranged,
        offered=folders(),
        people={id_: names.get(id_, id_) for id_ in out},
        find=find,
        found={id_: name for id_, name in (await found(request, find)).items() if id_ not in out},
        preview=preview,
    )


async def _preview(
    request: web.Request, shell: Shell, said: Campaign | None, content: Content, picked: Mapping[str, str]
) -> Previewed:
    """As if what stands in the form ran."""
    draft = said or Campaign(id="new", version=0, content=content, changed_at=shell.now, changed_by=shell.user or "")
    return await previewed(request, shell, msgspec.structs.replace(draft, content=content), picked)


async def _without(request: web.Request, faults: Sequence[Wrong], picked: Mapping[str, str], language: Language) -> Previewed:
    """There is nothing to show as long as the form means nothing; whom it was shown on is not forgotten meanwhile."""
    what, remedy = next(iter(_said(faults, language).values()))
    on = tuple((await names_of(request, {picked.get("on", "")} - {""})).items())
    return Previewed(
        refused=what + translations(language).gettext("; ") + remedy,
        person=on[0][0] if on else "",
        others=on,
        language=picked.get("in", ""),
        who=picked.get("who", "")[:LONGEST],
    )


def _said(faults: Sequence[Wrong], language: Language) -> dict[str, tuple[str, str]]:
    """What is wrong with what was typed, and the remedy, by place."""
    gettext = translations(language).gettext
    sentences = {
        "number": (gettext("this is not a number from %(least)s to %(most)s"), gettext("write one in digits")),
        "share": (gettext("this is not a share from 0 to 50 per cent"), gettext("write a number, such as 10")),
        "long": (gettext("this is longer than %(most)s characters"), gettext("say it shorter")),
        "name": (gettext("nothing is chosen"), gettext("choose one of those in the list")),
        "choice": (gettext("nothing is chosen"), gettext("choose one of those in the list")),
        "domain": (gettext("“%(what)s” is not a domain"), gettext("write what stands behind the @, such as example.com")),
        "country": (gettext("“%(what)s” is not a country"), gettext("write its two letters, such as FR")),
        "note": (gettext("it is not said why"), gettext("a few words are enough; they stand in the journal")),
    }
    return {each.where: (sentences[each.code][0] % each.words, sentences[each.code][1]) for each in faults}
