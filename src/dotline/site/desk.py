"""WSGI entry of the desk."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.desk"

from django.core.wsgi import get_wsgi_application

from dotline.site import leash, warm

leash.tie_worker()
desk = get_wsgi_application()
warm.warm()

from dotline.site.fallback import Fallback  # noqa: E402 - needs the apps that were just set up

application = Fallback(desk)
