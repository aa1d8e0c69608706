"""Pages of an invented employer, as a careers site writes them."""

from __future__ import annotations

import json

from tests.site import Site


def detail(
    title: str, *, pay: str = "30-50K·15薪", duty: str = "维护推理服务", valid: str | None = None, **more: object
) -> str:
    """An ad's own page with JSON-LD."""
    markup = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": title,
        "description": f"<h3>岗位职责</h3><ul><li>{duty}</li><li>参与{title}的日常工作</li></ul><h3>任职要求</h3><ul>"
                       f"<li>3年以上经验</li><li>做过{title}</li></ul><p>薪资：{pay}</p>",
        "hiringOrganization": {"@type": "Organization", "name": "澜汀智算"},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "上海"}},
        "datePosted": "2026-02-01", **({"validThrough": valid} if valid else {}), **more,
    }  # fmt: skip
    banner = more.pop("banner", "")
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title><script type="application/ld+json">'
        f"{json.dumps(markup, ensure_ascii=False)}</script></head><body><main>{banner}<h1>{title}</h1><p>{duty}</p></main></body></html>"
    )


def listing(links: dict[str, str], *, following: str = "", total: int | None = None, words: str = "") -> str:
    """One page of a listing: address → title, with a link to the page that follows."""
    items = "".join(f'<li><a href="{url}">{title}</a></li>' for url, title in links.items())
    after = f'<a rel="next" href="{following}">下一页</a>' if following else ""
    count = f"<p>共 {total} 个职位</p>" if total is not None else ""
    return f'<html><head><meta charset="utf-8"></head><body><main><h1>加入我们</h1>{count}{words}<ul>{items}</ul>{after}</main></body></html>'


TITLES = {
    "inference": "推理引擎工程师",
    "compiler": "编译器工程师",
    "operators": "算子开发工程师",
    "cluster": "集群调度工程师",
}


def careers(site: Site, names: tuple[str, ...] = tuple(TITLES), *, pages: int = 2, total: bool = True) -> str:
    """A careers site: a listing on several pages, own pages behind it. Gives the address of its first page."""
    for name in names:
        site.html(f"/jobs/{name}", detail(TITLES[name]))
    size = -(-len(names) // pages)
    for number in range(pages):
        part = {f"/jobs/{name}": TITLES[name] for name in names[number * size : (number + 1) * size]}
        following = f"/jobs?page={number + 2}" if number + 1 < pages else ""
        site.html("/jobs" if number == 0 else f"/jobs?page={number + 1}",
                  listing(part, following=following, total=len(names) if total else None))  # fmt: skip
    return site.url + "/jobs"
