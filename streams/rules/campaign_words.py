"""What is wrong with a campaign, in sentences: what, and what to do."""

from __future__ import annotations

from typing import Literal

from streams.rules.campaign_faults import Fault

SAID: dict[str, dict[str, tuple[str, str]]] = {
    "fr": {
        "no_name": ("« {name} » n'est pas un nom", "prenez de petites lettres, des chiffres et des tirets, 40 au plus"),
        "title_missing": ("le titre manque", "dites en quelques mots de quoi il s'agit"),
        "no_occasion": ("rien ne la déclenche", "nommez au moins une occasion"),
        "occasion_twice": ("« {kind} » y est deux fois", "enlevez-en une"),
        "event_has_no_origin": ("« {kind} » n'a pas d'origine", "n'en nommez pas"),
        "receipt_of_a_signal": ("on n'accuse pas réception d'un signal", "ne gardez que les questions et les plaintes"),
        "excludes_everybody": ("elle exclut tous ceux pour qui elle est faite", "n'excluez pas ce qui la déclenche"),
        "no_domain": ("« {domain} » n'est pas un domaine", "écrivez par exemple exemple.fr"),
        "no_country": ("« {country} » n'est pas un pays", "écrivez ses deux lettres selon l'ISO, par exemple FR, GB pour le Royaume-Uni"),
        "no_person": ("« {person} » n'est pas une personne", "écrivez son identifiant, p_…"),
        "person_unknown": ("personne ne porte ici l'identifiant « {person} »", "enlevez-le, ou prenez celui de sa page, p_…"),
        "no_step": ("elle ne dit rien", "ajoutez une étape"),
        "many_steps": ("elle a plus de {most} étapes", "personne n'en veut tant ; enlevez-en"),
        "template_unknown": ("il n'y a pas de modèle « {template} »", "choisissez-en un de templates/messages"),
        "template_missing": ("{file} manque ou a un défaut", "écrivez-le (`egard templates check`), ou nommez d'autres canaux"),
        "until_before_after": ("c'est plus tôt qu'au plus tôt ({after} jours)", "mettez davantage, ou zéro"),
        "step_twice": ("« {template} » y est deux fois", "ne dites pas deux fois la même chose"),
        "step_too_soon": ("elle suit de trop près la précédente", "laissez au moins {days} jours"),
        "purpose_of_receipts": ("« {purpose} » est réservé aux affaires de la personne elle-même", "nommez un autre but, par exemple care"),
        "receipt_purpose": ("un accusé de réception n'a pas d'autre but", "écrivez receipt"),
        "receipt_left_alone": ("personne ne doit rester sans accusé de réception", "mettez zéro"),
        "receipt_waits": ("un accusé de réception n'attend personne", "choisissez automatique"),
        "receipt_once": ("on n'accuse réception qu'une fois", "gardez une étape"),
        "stale_before_step": ("l'occasion est trop ancienne avant la première étape ({days} jours)", "mettez davantage"),
        "ends_before_step": ("la fin vient avant la dernière étape ({days} jours)", "mettez davantage"),
        "cap_below_steps": ("jusqu'à {steps} étapes tombent dans {days} jours", "permettez-en autant, ou espacez les étapes"),
    },
    "en": {
        "no_name": ("“{name}” is no name", "take small letters, digits and -, 40 at most"),
        "title_missing": ("the title is missing", "say in a few words what it is about"),
        "no_occasion": ("nothing starts it", "name at least one occasion"),
        "occasion_twice": ("“{kind}” is there twice", "take one out"),
        "event_has_no_origin": ("“{kind}” has no origin", "name none"),
        "receipt_of_a_signal": ("nobody gets a receipt for a signal", "keep questions and complaints alone"),
        "excludes_everybody": ("it leaves out everybody whom it is for", "do not leave out what starts it"),
        "no_domain": ("“{domain}” is no domain", "write for example example.com"),
        "no_country": ("“{country}” is no country", "write its two letters by ISO, for example FR, or GB for the United Kingdom"),
        "no_person": ("“{person}” is no person", "write their id, p_…"),
        "person_unknown": ("nobody here has the id “{person}”", "take it out, or take the one of their page, p_…"),
        "no_step": ("it says nothing", "add a step"),
        "many_steps": ("it has more than {most} steps", "nobody wants that many; take some out"),
        "template_unknown": ("there is no template “{template}”", "choose one of templates/messages"),
        "template_missing": ("{file} is missing or has a fault", "write it (`egard templates check`), or name other channels"),
        "until_before_after": ("it is sooner than the soonest ({after} days)", "make it more, or zero"),
        "step_twice": ("“{template}” is there twice", "do not say the same thing twice"),
        "step_too_soon": ("it comes too soon after the step before", "leave {days} days at least"),
        "purpose_of_receipts": ("“{purpose}” is for the person's own affairs alone", "name another purpose, for example care"),
        "receipt_purpose": ("a receipt has no other purpose", "write receipt"),
        "receipt_left_alone": ("nobody may be left without a receipt", "make it zero"),
        "receipt_waits": ("a receipt waits for nobody", "choose automatic"),
        "receipt_once": ("a receipt is given once", "keep one step"),
        "stale_before_step": ("the occasion is too old before the first step ({days} days)", "make it more"),
        "ends_before_step": ("the end comes before the last step ({days} days)", "make it more"),
        "cap_below_steps": ("up to {steps} steps fall within {days} days", "allow as many, or put the steps further apart"),
    },
}


def fault_said(fault: Fault, language: Literal["fr", "en"]) -> tuple[str, str]:
    """What is wrong, and what to do."""
    what, remedy = SAID[language][fault.code]
    return what.format_map(fault.words), remedy.format_map(fault.words)
