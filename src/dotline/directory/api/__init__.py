"""The HSDS 3.1 API: plain views, read only, the same answers for everybody."""

from dotline.directory.api.views import described, listing, root, single

__all__ = ["described", "listing", "root", "single"]
