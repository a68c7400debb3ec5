"""Bot walls, recognised so that they are reported as such. Nobody tries to get past one. Pure."""

from collections.abc import Mapping

BLOCKED_STATUSES = frozenset({403, 451})
TOO_FAST = 429  # no wall: the host is asked again when it said
WALL_STATUSES = frozenset({200, 202, 405, 428, 429, 503})  # under which walls answer besides
_LONGEST_WALL = 64 * 1024  # a wall is a short page; a long page that quotes one is a document

_BY_HEADER = {"cf-mitigated": "Cloudflare", "x-vercel-mitigated": "Vercel", "x-amzn-waf-action": "AWS WAF"}
# Marks of the wall's own page. What the same firms also put into ordinary pages does not count.
_BY_MARK = (
    (b"_cf_chl_opt", "Cloudflare"),
    (b"geo.captcha-delivery.com", "DataDome"),
    (b"ct.captcha-delivery.com", "DataDome"),
    (b"Request unsuccessful. Incapsula incident ID", "Imperva"),
    (b'id="px-captcha"', "HUMAN"),
    (b"window.gokuProps", "AWS WAF"),
    (b"awsWafCookieDomainList", "AWS WAF"),
    (b"sec-if-cpt-container", "Akamai"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b'id="anubis_challenge"', "Anubis"),
    (b"Vercel Security Checkpoint", "Vercel"),
)


def wall_of(headers: Mapping[str, str], body: bytes) -> str | None:
    """Whose bot wall this answer is, None where it is none. Names of headers in lower case."""
    for header, owner in _BY_HEADER.items():
        if header in headers:
            return owner
    if len(body) > _LONGEST_WALL:
        return None
    return next((owner for mark, owner in _BY_MARK if mark in body), None)
