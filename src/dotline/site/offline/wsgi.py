"""WSGI entry of the offline desk."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.offline"

from django.core.wsgi import get_wsgi_application

from dotline.site import leash, warm
from dotline.site.offline.state import state

leash.tie_worker()
application = get_wsgi_application()
state()
warm.warm()
