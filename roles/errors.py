"""One error per cause, so that a caller can say what to do about it."""


class RolewatchError(Exception):
    """A cause that a person can act on; its text is shown as it is."""


class ConfigError(RolewatchError):
    """The configuration does not validate. The text names file, line and key."""


class StoreError(RolewatchError):
    """The database file is not ours, is newer than this release, is in use, or cannot be written."""


class FormatError(RolewatchError):
    """An order or a result that crossed a process border is of another format or damaged."""


class ExtraMissing(RolewatchError):
    """An optional library is not installed. The text says how to install it."""


class ClusterLost(RolewatchError):
    """The cluster that is to crawl cannot be reached, or no longer. No source is to blame."""

    # Its text begins so, by which the background process knows it.
    BEGINS = "the cluster at "

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{self.BEGINS}{address} {why}")
