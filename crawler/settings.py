"""Scrapy's settings: polite, bounded, and with everything off that listens or remembers.

Each source brings its own delay, user agent and robots rule in its order (`crawler.run`).
"""

from __future__ import annotations

BOT_NAME = "rolewatch"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Replaced by the address of whoever runs it; an honest name is the least that a visited site may expect.
USER_AGENT = "Rolewatch/0.1 (job-change monitor)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Rolewatch"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
COOKIES_ENABLED = False
REFERER_ENABLED = False

# Scrapy 2.19 listens on loopback by default and executes Python for whoever holds a token.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# One page of an ad or a listing; more is an attack or a mistake (STACK.md section 2.4: the default let 694 MB through).
DOWNLOAD_MAXSIZE = 5_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.guard.SiteGuard": 50,
    "crawler.robots.RobotsGate": 100,
}
ITEM_PIPELINES = {"crawler.collect.Collector": 500}
EXTENSIONS = {"scrapy.extensions.logstats.LogStats": None, "scrapy.extensions.corestats.CoreStats": None}
LOG_LEVEL = "ERROR"
