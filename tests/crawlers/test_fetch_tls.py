"""A certificate must be this host's, valid, and from an authority we trust."""

import asyncio
import ssl

import pytest
import trustme

from crawlers.errors import FailureKind, FetchFailed
from crawlers.fetch import Fetched, Fetcher, Limits
from registry.guard import Guard
from tests.servers.vendor_site import PAGE, VendorSite

LOOPBACK = Guard.of(("127.0.0.0/8",))


def presenting(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def fetch(url: str, trust: ssl.SSLContext | None) -> Fetched:
    limits = Limits(host_interval=0.0)
    async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=limits, trust=trust) as fetcher:
        return await fetcher.fetch(url)


def test_a_page_under_a_good_certificate_is_fetched() -> None:
    authority = trustme.CA()
    with VendorSite(tls=presenting(authority.issue_cert("127.0.0.1"))) as site:
        assert asyncio.run(fetch(site.url("/ok"), trusting(authority))).body == PAGE


def test_a_certificate_for_another_name_is_refused() -> None:
    authority = trustme.CA()
    with VendorSite(tls=presenting(authority.issue_cert("other.example"))) as site:
        with pytest.raises(FetchFailed) as failed:
            asyncio.run(fetch(site.url("/ok"), trusting(authority)))
        assert failed.value.kind is FailureKind.TLS
        assert site.seen == []


def test_a_certificate_of_an_authority_nobody_knows_is_refused() -> None:
    with VendorSite(tls=presenting(trustme.CA().issue_cert("127.0.0.1"))) as site:
        for trust in (None, trusting(trustme.CA())):
            with pytest.raises(FetchFailed) as failed:
                asyncio.run(fetch(site.url("/ok"), trust))
            assert failed.value.kind is FailureKind.TLS


def test_a_site_that_speaks_no_tls_under_https_fails_as_tls() -> None:
    with VendorSite() as site:
        with pytest.raises(FetchFailed) as failed:
            asyncio.run(fetch(site.url("/ok").replace("http:", "https:"), None))
        assert failed.value.kind is FailureKind.TLS
