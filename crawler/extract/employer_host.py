"""Vendors that give each employer a host of its own (acme.vendor.com): the employer's name in an address."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from crawler.extract.fields import host_and_path, words
from crawler.page import Page

# Hosts of the vendors themselves.
_VENDORS_OWN = frozenset(
    "www app api apis docs support help status static assets assets-cdn cdn blog marketing developer developers login"
    " auth secure partners careers-page attachments images email mail".split()
)


def employer_at(vendors: tuple[str, ...], *addresses: str | None) -> str | None:
    """The employer's name in the first address on a host below one of the vendors' ("teamtailor.com"); else None."""
    for address in filter(None, addresses):
        host, _ = host_and_path(address)
        for vendor in vendors:
            name = host.removesuffix(f".{vendor}")
            if name not in (host, "") and name.rpartition(".")[0] == "" and name not in _VENDORS_OWN:
                return name
    return None


def beside(page: Page, path: str) -> str:
    """An address beside that of a page, on the host that answered: /careers/list + "86/detail" → /careers/86/detail."""
    return urljoin(page.url, path)


def on_host(page: Page, path: str) -> str:
    """An address on the host that answered, from its root."""
    here = urlsplit(page.url)
    return f"{here.scheme}://{here.netloc}{path}"


def stated_or(value: object, otherwise: str) -> str:
    """An address that an answer states, else the one that the vendor's addresses are built by."""
    stated = words(value)
    return stated if stated and stated.startswith(("http:", "https:")) else otherwise
