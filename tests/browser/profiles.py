"""Browser profiles that tests use one after the other.

A new one would fetch and compile every module of the page again, which takes longer than most tests
do. What is kept is the cache of files whose names change with their content; nothing of a person.
"""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

# Violations of the page's security policy, kept where the test can read them.
_WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""

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

    def take(self, kind: Kind) -> BrowserContext:
        """A profile without cookies, storage or pages."""
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
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Take everything of a person out of a profile, so that somebody else may have it."""
        pages = context.pages
        if not pages:
            context.close()  # Its storage is out of reach.
            return
        context.set_offline(False)
        context.unroute_all()
        context.clear_permissions()
        for page in pages[1:]:
            page.close()
        self._wipe(pages[0])
        pages[0].close()
        context.clear_cookies()
        self._free.setdefault(self._kinds[context], []).append(context)

    def _wipe(self, page: Page) -> None:
        page.unroute_all()
        # The page of the person ends first: it may keep something as it goes.
        page.goto("about:blank")
        session = page.context.new_cdp_session(page)
        session.send(
            "Storage.clearDataForOrigin", {"origin": self.base_url, "storageTypes": _STORAGES}
        )
