"""A mail server that wants a name and a password: told over TLS, never in the clear, and never lost."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from registry import settings
from registry.alerts import outbox
from registry.alerts.channels import MailChannel, MailLogin
from registry.alerts.outbox import Channel, ChannelFailed
from registry.alerts.ways import Office
from registry.errors import BadInput
from registry.settings import MailSecurity
from registry.store import Store
from registry.terms import DeliveryState
from tests.registry.alerts.test_delivery import AT, alert, deliveries, written
from tests.servers.mail_server import MailServer

LOGIN = ("onward", "kottar under granen")


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server of a known authority speaks TLS with."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def to(server: MailServer, login: MailLogin) -> MailChannel:
    return MailChannel(server.address, "onward@example.org", "dpo@example.org", "https://o.example", login=login)


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_mail_goes_over_tls_after_a_login(store: Store, sealed: ssl.SSLContext, security: MailSecurity) -> None:
    with MailServer(tls=sealed, is_sealed=security is MailSecurity.TLS, login=LOGIN) as server:
        channels: list[Channel] = [to(server, MailLogin(security, *LOGIN))]
        written(store, channels, alert())
        assert outbox.deliver(store, channels, AT).delivered == 1
    assert server.logins == [LOGIN[0]]
    assert [mail["To"] for mail in server.mails] == ["dpo@example.org"]


def test_a_wrong_password_loses_nothing_and_is_told_without_it(store: Store, sealed: ssl.SSLContext) -> None:
    with MailServer(tls=sealed, login=LOGIN) as server:
        wrong: list[Channel] = [to(server, MailLogin(MailSecurity.STARTTLS, LOGIN[0], "granar över kottarna"))]
        written(store, wrong, alert())
        assert outbox.deliver(store, wrong, AT).delivered == 0
        (waiting,) = deliveries(store)
        assert waiting.state is DeliveryState.WAITING
        assert "login" in (waiting.trouble or "")
        right: list[Channel] = [to(server, MailLogin(MailSecurity.STARTTLS, *LOGIN))]
        assert outbox.deliver(store, right, AT + timedelta(hours=2)).delivered == 1
    with MailServer(tls=sealed, login=LOGIN) as server:
        channel = to(server, MailLogin(MailSecurity.STARTTLS, LOGIN[0], "not this one"))
        with pytest.raises(ChannelFailed, match="535") as refused:
            channel.reach()
    assert "not this one" not in f"{refused.value}{channel!r}"


def test_a_password_is_told_to_no_server_that_offers_no_tls_or_is_somebody_else(sealed: ssl.SSLContext) -> None:
    login = MailLogin(MailSecurity.STARTTLS, *LOGIN)
    with MailServer() as plain, pytest.raises(ChannelFailed, match="STARTTLS"):
        to(plain, login).reach()
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(stranger)
    with MailServer(tls=stranger, login=LOGIN) as another, pytest.raises(ChannelFailed, match="certificate"):
        to(another, login).reach()
    assert plain.logins == another.logins == []


def test_what_a_wrong_certificate_keeps_back_goes_out_when_it_is_right(store: Store, sealed: ssl.SSLContext) -> None:
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(stranger)
    with MailServer(tls=sealed, login=LOGIN) as right:
        login = MailLogin(MailSecurity.STARTTLS, *LOGIN)
        with MailServer(tls=stranger, login=LOGIN) as wrong:
            written(store, [to(wrong, login)], alert())
            assert outbox.deliver(store, [to(wrong, login)], AT).delivered == 0
        (waiting,) = deliveries(store)
        assert (waiting.state, "certificate" in (waiting.trouble or "")) == (DeliveryState.WAITING, True)
        assert outbox.deliver(store, [to(right, login)], AT + timedelta(hours=2)).delivered == 1


def test_the_settings_name_the_login_for_every_mail(sealed: ssl.SSLContext) -> None:
    with MailServer(tls=sealed, login=LOGIN) as server:
        told = settings.read(
            {
                "ONWARD_MAIL_SERVER": server.address, "ONWARD_MAIL_USER": LOGIN[0], "ONWARD_MAIL_PASSWORD": LOGIN[1],
                "ONWARD_MAIL_TO": "dpo@example.org",
            }
        )  # fmt: skip
        assert told.mail_security is MailSecurity.STARTTLS
        way = Office.of_settings(told).mail("dpo@example.org", "sv")
        assert isinstance(way, MailChannel)
        way.reach()
    assert server.logins == [LOGIN[0]]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"ONWARD_MAIL_USER": "a"}, "ONWARD_MAIL_PASSWORD"),
        ({"ONWARD_MAIL_PASSWORD": "a"}, "ONWARD_MAIL_USER"),
        ({"ONWARD_MAIL_SECURITY": "ssl"}, "ONWARD_MAIL_SECURITY"),
        (
            {"ONWARD_MAIL_USER": "a", "ONWARD_MAIL_PASSWORD": "b", "ONWARD_MAIL_SECURITY": "none"},
            "ONWARD_MAIL_SECURITY",
        ),
    ],
)
def test_a_login_that_cannot_be_is_refused_naming_the_setting(told: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        settings.read(told)
    assert refused.value.field == field


def test_without_a_login_mail_goes_as_it_always_did() -> None:
    assert settings.read({}).mail_security is MailSecurity.NONE
    assert settings.read({"ONWARD_MAIL_SECURITY": "TLS"}).mail_security is MailSecurity.TLS
