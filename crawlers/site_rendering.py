"""A page as the system's Chromium has it once its scripts have run, and what was asked for meanwhile.

Only what `--render` asks for: nothing is installed and nothing is evaded. The browser names itself as Onward does, has
an empty profile for each page, and reaches the network through `crawlers.site_proxy` alone. It is ended with all its
processes when its time is over.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.errors import FailureKind, FetchFailed
from crawlers.site_proxy import OWN_TRAFFIC, Proxy, Request, Resolve
from registry.errors import BadInput
from registry.guard import Guard

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LARGEST_DOM = 10_000_000
SECONDS = 40.0
_SCRIPTS_RUN_FOR = 8_000  # milliseconds of the page's own time
_WITHOUT_ITS_OWN_TRAFFIC = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--disable-domain-reliability", "--disable-client-side-phishing-detection", "--disable-extensions"),
    *("--disable-breakpad", "--metrics-recording-only", "--disable-quic", "--disable-dev-shm-usage"),
    *("--password-store=basic", "--use-mock-keychain", "--renderer-process-limit=2"),
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,DialMediaRouteProvider,"
    "NetworkTimeServiceQuerying",
    *(f"--{door}=https://{OWN_TRAFFIC}/" for door in ("gaia-url", "google-apis-url", "apps-gallery-update-url")),
    f"--component-updater=url-source=https://{OWN_TRAFFIC}/",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The page's markup when its scripts had run, and every connection it asked for. `dom` empty: it was not done in
    time, and what it asked for until then still counts."""

    dom: str
    requests: Sequence[Request]


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser of this machine. `profiles` is an empty folder it may write in; `agent` how it names itself."""

    program: str
    profiles: Path
    guard: Guard
    agent: str
    resolve: Resolve | None = None
    seconds: float = SECONDS

    async def render(self, url: str) -> Rendered:
        """One page. Raises FetchFailed where the browser does not start or the address may not be asked for."""
        async with Proxy(self.guard, self.resolve) as proxy:
            process = await self._started(url, proxy)
            try:
                dom = await asyncio.wait_for(_dom_of(process), self.seconds)
            except TimeoutError:
                dom = ""
            finally:
                await _end(process)
            if process.returncode not in (0, -signal.SIGKILL):
                raise FetchFailed(FailureKind.PROTOCOL, f"the browser ended with {process.returncode}", url=url)
            return Rendered(dom, tuple(proxy.requests))

    async def _started(self, url: str, proxy: Proxy) -> asyncio.subprocess.Process:
        if not url.startswith(("http://", "https://")):
            raise FetchFailed(FailureKind.REFUSED_ADDRESS, "no address of the web", url=url)
        # Chromium refuses its own sandbox to the superuser; a container without user namespaces is no better off
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        options = (
            *(*_WITHOUT_ITS_OWN_TRAFFIC, *sandbox, f"--proxy-server={proxy.address}", f"--user-agent={self.agent}"),
            *(f"--user-data-dir={self.profiles / str(id(proxy))}", f"--virtual-time-budget={_SCRIPTS_RUN_FOR}"),
            *(f"--timeout={int(self.seconds * 1000)}", "--dump-dom", url),
        )
        try:
            return await asyncio.create_subprocess_exec(
                self.program, *options,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise FetchFailed(
                FailureKind.PROTOCOL, f"{self.program} does not start: {error.strerror}", url=url
            ) from error


def program_of(named: str | None) -> str:
    """The browser to use: the one a person names, else the first that is installed. Raises BadInput."""
    found = shutil.which(named) if named else next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        looked = named or ", ".join(BROWSERS)
        raise BadInput(
            f"--render needs a Chromium on this machine; looked for {looked}. Install it, or name it with --browser.",
            field="render",
        )
    return found


async def _dom_of(process: asyncio.subprocess.Process) -> str:
    """What the browser prints, as far as a page may be long."""
    assert process.stdout is not None
    held = bytearray()
    while len(held) < LARGEST_DOM and (chunk := await process.stdout.read(65_536)):
        held += chunk
    if len(held) < LARGEST_DOM:
        await process.wait()
    return held[:LARGEST_DOM].decode("utf-8", "replace")


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the browser and all it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
