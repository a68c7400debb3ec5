"""Every notice, agreement and sub-processor list with an address is watched, and nothing else is."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from registry.cataloguefiles import DATA, load
from registry.catalogueshapes import Catalogue
from registry.terms import DocumentKind

KEYS = {"document", "service", "kind", "url", "valid_from", "frequency", "select", "remove"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def declared() -> list[tuple[Path, dict[str, Any]]]:
    paths = sorted((DATA / "watch").glob("*.toml"))
    return [(path, one) for path in paths for one in tomllib.loads(path.read_text())["watch"]]


def test_a_declaration_agrees_with_the_catalogue(
    catalogue: Catalogue, declared: list[tuple[Path, dict[str, Any]]]
) -> None:
    for path, one in declared:
        document = catalogue.documents[one["document"]]
        assert (one["url"], one["kind"]) == (document.url, document.kind), one
        assert one["service"] in document.services, one
        assert path.stem == document.organisation, one
        assert set(one) <= KEYS, one
        assert type(one["valid_from"]) is date, one
        assert one["frequency"] in ("daily", "weekly", "monthly"), one


def test_every_notice_agreement_and_list_is_watched(
    catalogue: Catalogue, declared: list[tuple[Path, dict[str, Any]]]
) -> None:
    watched = {one["url"] for _, one in declared}
    for document in catalogue.documents.values():
        if document.kind is not DocumentKind.OTHER and urlsplit(document.url).scheme in ("http", "https"):
            assert document.url in watched, document.id
    assert len(watched) >= 190


def test_an_address_is_watched_once(declared: list[tuple[Path, dict[str, Any]]]) -> None:
    urls = [(one["url"], one["valid_from"]) for _, one in declared]
    assert len(urls) == len(set(urls))


def test_every_list_of_the_catalogue_with_an_address_is_a_document(catalogue: Catalogue) -> None:
    addresses = {document.url for document in catalogue.documents.values()}
    for one in catalogue.lists.values():
        assert one.url is None or one.url in addresses, one.id


def test_the_list_of_github_is_watched_at_its_own_address(declared: list[tuple[Path, dict[str, Any]]]) -> None:
    lists = [one for path, one in declared if path.stem == "github" and one["kind"] == "sub_processor_list"]
    assert [one["url"] for one in lists] == [
        "https://docs.github.com/en/site-policy/privacy-policies/github-subprocessors"
    ]
