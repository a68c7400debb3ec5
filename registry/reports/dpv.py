"""The register as linked data: JSON-LD in the W3C Data Privacy Vocabulary, with its context inline: it reads offline.

A transfer is a process of its own whose processing is a cross-border transfer; its legal basis is told only where the
verdict of the day rests on it. What is not on file has no statement, and `onward:not_on_file` names it.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from registry import dpvfiles
from registry.catalogue.chains import Crossing, Hop
from registry.dpvfiles import Vocabulary
from registry.glossary import Language, label
from registry.judging import Judged
from registry.law.verdicts import Answer
from registry.reports.art30 import retention
from registry.reports.behind import MARKED, Ground
from registry.reports.cells import as_text
from registry.terms import Verdict

Node = dict[str, Any]
_ASKED = ("legal_basis", "data_subjects", "data_categories", "retention", "recipients")
_SPECIAL = MARKED - {"national_id", "offences"}


def linked(ground: Ground, controller_id: str | None, language: Language) -> Node:
    """Controllers, activities, recipients and transfers as one JSON-LD document."""
    told = _Told(ground, dpvfiles.load(), language)
    graph: list[Node] = []
    behind = ground.by_engagement()
    controllers = ground.controllers(controller_id)
    for controller in controllers:
        graph += told.controller(controller, behind)
    graph += told.joint(controllers)
    on = ground.register.moment.on.isoformat()
    whole: Node = {"@id": _id(f"register:{on}"), "dct:valid": on, "onward:law": ground.law.sha256}
    whole |= {"onward:vocabulary": f"DPV {told.known.version}"}
    return {"@context": dict(told.known.prefixes), "@graph": [whole, *graph]}


class _Told:
    """The register's rows in the terms of the vocabulary."""

    def __init__(self, ground: Ground, known: Vocabulary, language: Language) -> None:
        self.ground, self.register, self.known, self.language = ground, ground.register, known, language

    def controller(self, controller: Any, behind: dict[str, list[Judged]]) -> Iterator[Node]:
        """A controller, then its activities, its recipients down the chain, and their transfers."""
        register = self.register
        yield self._organisation(controller)
        engaged = register.engagements_of.get(controller.id, [])
        for activity in register.activities.values():
            if activity.controller_id == controller.id:
                yield self._activity(controller, activity, [e for e in engaged if activity.id in (e.activities or ())])
        for one in engaged:
            before: dict[tuple[str, ...], str] = {(controller.name,): controller.id}
            for judged in behind.get(one.id, []):
                exporter = before.get(judged.hop.path[:-1]) or str(controller.id)
                before.setdefault(judged.hop.path, judged.hop.key)
                yield self._recipient(judged.hop, exporter)
                yield from self._transfers(judged, exporter)

    def joint(self, controllers: list[Any]) -> Iterator[Node]:
        """Those who act jointly with the controllers and are none of them."""
        told = {one.id for one in controllers}
        for one in controllers:
            for joint in self.register.joint_controls.get(one.id, []):
                other = self.register.organisations.get(joint.other_id)
                if other is not None and other.id not in told:
                    told.add(other.id)
                    yield self._organisation(other)

    def _organisation(self, row: Any) -> Node:
        contact = row.contact or {}
        node: Node = {"@id": _id(row.id), "@type": ["dpv:DataController"], "dpv:hasName": row.name}
        node |= _said("dct:identifier", row.registration) | _said("dpv:hasAddress", contact.get("address"))
        node |= _said("dpv:hasContact", contact.get("contact")) | self._country("dpv:hasCountry", row.country)
        for name, property_, type_ in (
            ("dpo", "dpv:hasDataProtectionOfficer", "dpv:DataProtectionOfficer"),
            ("representative", "dpv:hasRepresentative", "dpv:Representative"),
        ):
            if contact.get(name):
                node[property_] = {"@type": type_, "dpv:hasContact": contact[name]}
        joint = [_id(one.other_id) for one in self.register.joint_controls.get(row.id, [])]
        return node | _said("dpv:hasJointDataControllers", [{"@id": id_} for id_ in joint])

    def _activity(self, controller: Any, row: Any, engaged: list[Any]) -> Node:
        kept = retention(row)
        limits = kept if isinstance(kept, tuple) else () if kept is None else (kept,)
        security = row.security or (controller.contact or {}).get("security") or []
        bases = [self.known.of("legal_basis", basis) for basis in row.legal_basis or ()]
        values = {
            "legal_basis": row.legal_basis,
            "data_subjects": row.data_subjects,
            "data_categories": row.data_categories,
            "retention": kept,
            "recipients": engaged,
        }
        return (
            {"@id": _id(row.id), "@type": ["dpv:PersonalDataProcess"], "dct:title": row.name or row.key}
            | {"dpv:hasDataController": {"@id": _id(controller.id)}, "dct:source": row.source}
            | _said("dpv:hasPurpose", [_typed("dpv:Purpose", one) for one in row.purposes or ()])
            | _said("dpv:hasLegalBasis", [{"@id": one} for one in bases if one])
            | _said("dpv:hasDataSubject", [_typed("dpv:DataSubject", one) for one in row.data_subjects or ()])
            | _said("dpv:hasPersonalData", [self._category(key) for key in row.data_categories or ()])
            | _said(
                "dpv:hasStorageCondition",
                [_typed("dpv:StorageCondition", as_text(one, self.language)) for one in limits],
            )
            | _said(
                "dpv:hasTechnicalOrganisationalMeasure",
                [_typed("dpv:TechnicalOrganisationalMeasure", str(one)) for one in security],
            )
            | _said("dpv:hasRecipient", [{"@id": _id(one.id)} for one in engaged])
            | _said("onward:not_on_file", [name for name in _ASKED if not values[name]])
        )

    def _category(self, key: str) -> Node:
        type_ = "dpv:SpecialCategoryPersonalData" if key in _SPECIAL else "dpv:PersonalData"
        return _typed(type_, label("data_category", key, self.language.value)) | {"dct:identifier": key}

    def _recipient(self, hop: Hop, exporter: str) -> Node:
        types = self.known.of("role", hop.role.value if hop.role else "recipient") or ["dpv:Recipient"]
        node: Node = {
            "@id": _id(hop.key),
            "@type": types,
            "dct:title": hop.importer.title,
            "dct:source": hop.source,
        }
        return (
            node
            | _said("dpv:hasName", hop.importer.party)
            | self._country("dpv:hasCountry", hop.importer.country)
            | {"onward:behind": {"@id": _id(exporter)}}
            | _said("onward:not_on_file", [] if hop.role else ["role"])
        )

    def _transfers(self, judged: Judged, exporter: str) -> Iterator[Node]:
        """Every crossing that is, or may be, a transfer to a third country."""
        for crossing, answer in zip(judged.hop.crossings, judged.answers, strict=True):
            if answer.verdict is not Verdict.NOT_A_TRANSFER:
                yield self._transfer(judged.hop, exporter, crossing, answer)

    def _transfer(self, hop: Hop, exporter: str, crossing: Crossing, answer: Answer) -> Node:
        basis = self._basis(crossing, answer)
        return (
            {"@id": _id(crossing.key), "@type": ["dpv:Process"]}
            | {"dpv:hasProcessing": {"@id": "dpv:CrossBorderTransfer"}, "dct:type": crossing.manner.value}
            | {"dpv:hasDataImporter": {"@id": _id(hop.key)}}
            | {"dpv:hasDataExporter": {"@id": _id(exporter)}}
            | self._country("dpv:hasThirdCountry", crossing.destination)
            | _said("dpv:hasLegalBasis", {"@id": basis} if basis else None)
            | {"onward:verdict": answer.verdict.value, "dct:source": crossing.source}
            | _said("onward:not_on_file", list(answer.would_settle))
        )

    def _basis(self, crossing: Crossing, answer: Answer) -> str | None:
        """What the verdict rests on; a transfer that is deficient, unsupported or not judged has none."""
        match answer.verdict:
            case Verdict.COVERED:
                found = self.known.of("adequacy", "decision")
            case Verdict.SAFEGUARDED:
                kinds = [one.get("kind") for one in crossing.facts.get("safeguards") or ()]
                found = self.known.of("safeguard", kinds[0]) if kinds else None
            case Verdict.DEROGATION:
                article = (crossing.facts.get("derogation") or {}).get("article", "")
                found = self.known.of("derogation", article)
            case Verdict.INCOMPLETE | Verdict.UNKNOWN | Verdict.UNSUPPORTED | Verdict.NOT_A_TRANSFER:
                found = None
        return None if found is None else str(found)

    def _country(self, property_: str, code: str | None) -> Node:
        term = self.known.country(code) if code else None
        return _said(property_, {"@id": term} if term else None)


def _typed(type_: str, title: str) -> Node:
    return {"@type": type_, "dct:title": title}


def _said(property_: str, value: Any) -> Node:
    """A statement; none where nothing is on file."""
    return {} if value is None or value == [] or value == () else {property_: value}


def _id(identity: str) -> str:
    """The address of a row; a place in words may stand in a key, and is written as addresses are."""
    return f"onward:{quote(identity, safe=':_-.')}"
