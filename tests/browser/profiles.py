"""Browser profiles that tests use one after the other.

A new one would fetch and compile every module of the page again, which takes longer than most tests
do. What is kept is the cache of files whose names change with their content, and the process which
has compiled them; nothing of a person.
"""

from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

# Violations of the page's security policy, kept where the test can read them.
_WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""

# A page of the server that does nothing, and names its icon: for one that names none the browser
# asks in vain, and says so in the console of whoever comes next.
_STILL = "/signin"
_STORAGES = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a profile keeps for as long as it lives."""

    width: int
    height: int
    javascript: bool
    touch: bool
    bypass_csp: bool


class Profiles:
    """The profiles of one browser."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.base_url = base_url
        self._browser = browser
        self._free: dict[Kind, list[BrowserContext]] = {}
        self._kinds: dict[BrowserContext, Kind] = {}
        # Each profile's process lives as long as a page of it.
        self._still: dict[BrowserContext, Page] = {}

    @property
    def are_usable(self) -> bool:
        """Whether the browser is still there."""
        return self._browser.is_connected()

    def take(self, kind: Kind) -> BrowserContext:
        """A profile without cookies, storage or pages of anybody."""
        if free := self._free.get(kind):
            return free.pop()
        viewport: ViewportSize = {"width": kind.width, "height": kind.height}
        context = self._browser.new_context(
            base_url=self.base_url,
            viewport=viewport,
            java_script_enabled=kind.javascript,
            has_touch=kind.touch,
            bypass_csp=kind.bypass_csp,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(30_000)
        if kind.javascript:
            context.add_init_script(_WATCH_POLICY)
        self._kinds[context] = kind
        self._still[context] = still = context.new_page()
        still.goto(_STILL)
        context.clear_cookies()
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Take everything of a person out of a profile, so that somebody else may have it."""
        still = self._still[context]
        if still.is_closed():
            context.close()  # Its storage is out of reach.
            return
        context.set_offline(False)
        context.unroute_all()
        context.clear_permissions()
        for page in context.pages:
            # The pages of the person end first: they may keep something as they go.
            if page != still:
                page.close()
        session = context.new_cdp_session(still)
        session.send(
            "Storage.clearDataForOrigin", {"origin": self.base_url, "storageTypes": _STORAGES}
        )
        session.detach()
        context.clear_cookies()
        self._free.setdefault(self._kinds[context], []).append(context)


class Keeper:
    """Keeps one browser for the tests of many modules, as long as they come one after the other."""

    def __init__(self, program: str, arguments: list[str]) -> None:
        self._program = program
        self._arguments = arguments
        self._open = ExitStack()
        self._profiles: Profiles | None = None

    def profiles(self, base_url: str) -> Profiles:
        """The browser's profiles; it is started where there is none, or none any more."""
        if self._profiles is None or not self._profiles.are_usable:
            self.close()
            playwright = self._open.enter_context(sync_playwright())
            browser = playwright.chromium.launch(
                executable_path=self._program, args=self._arguments
            )
            self._open.callback(browser.close)
            self._profiles = Profiles(browser, base_url)
        return self._profiles

    def close(self) -> None:
        """End the browser, and the loop that it runs in this thread."""
        self._profiles = None
        self._open.close()
