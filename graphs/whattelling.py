"""A simulation's hypothesis in words; its outcome as JSON and as lines for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphs.model import Language
from graphs.phrases import Words, act_cited, country, day, phrase
from graphs.text import plain
from graphs.whatif import Flip, Hypothesis, Outcome, act_named
from registry.law.lawbook import LawBook


def told_of(hypothesis: Hypothesis, law: LawBook, words: Words, language: Language) -> Iterator[tuple[str, str, str]]:
    """Each thing supposed: the option it stands under, as it is written there, and in words. Raises BadInput."""
    for act in hypothesis.revoke:
        yield "revoke", act, _said("revoke", language, _act(law, act, "revoke", language))
    for act, on in hypothesis.expire:
        yield "expire", f"{act}={on}", _said("expire", language, _act(law, act, "expire", language), day(on, language))
    for party, framework in hypothesis.lapse:
        yield "lapse", f"{party}:{framework}", _said("lapse", language, party, words("framework", framework))
    for party, code in hypothesis.acquire:
        yield "acquire", f"{party}:{code}", _said("acquire", language, party, country(code, language))
    for service in hypothesis.leave:
        yield "leave", service, _said("leave", language, service)


def _said(option: str, language: Language, *values: str) -> str:
    return phrase(f"supposed.{option}", language).format(*(plain(value, 200) for value in values))


def _act(law: LawBook, wanted: str, option: str, language: Language) -> str:
    """An act in full, an adequacy decision with the country it is of."""
    found = act_named(law, wanted, option)
    decision = next((one for one in law.adequacy if one.act == found), None)
    cited = act_cited(found, language)
    return cited if decision is None else f"{cited} ({country(decision.code, language)})"


def as_json(outcome: Outcome) -> dict[str, Any]:
    """In the shape of `onward simulate --json`; `after` null is a transfer that would no longer be made."""
    return {
        "flips": [_flip(flip) for flip in outcome.flips],
        "counts": {"before": dict(outcome.before), "after": dict(outcome.after)},
        "unchanged": outcome.unchanged,
    }


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What `as_json` holds, for a terminal: the gravest first, then the counts."""
    for flip in told["flips"]:
        where = f" ({flip['destination']})" if flip["destination"] else ""
        yield f"{flip['before']} -> {flip['after'] or 'gone'}  {plain(' > '.join(flip['path']), 300)}{where}"
        if flip["fallback_on_file"]:
            yield f"    on file: {', '.join(flip['fallback_on_file'])}"
        if flip["missing"]:
            yield f"    missing: {', '.join(flip['missing'])}"
    yield f"{len(told['flips'])} would flip, {told['unchanged']} would stay as they are."
    for verdict, number in told["counts"]["before"].items():
        after = told["counts"]["after"][verdict]
        if number or after:
            yield f"  {verdict:16} {number:5} -> {after:5}"


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "engagement": flip.hop.engagement_id,
        "controller": flip.hop.controller_id,
        "transfer": flip.crossing.key,
        "path": list(flip.hop.path),
        "destination": flip.crossing.destination,
        "responsibility": flip.hop.responsibility.value,
        "before": flip.before.verdict.value,
        "after": flip.after.verdict.value if flip.after else None,
        "fallback_on_file": list(flip.tools),
        "missing": list(flip.missing),
        "reasons": [reason.shape() for reason in flip.after.reasons] if flip.after else [],
    }
