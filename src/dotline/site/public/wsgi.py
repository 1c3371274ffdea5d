"""WSGI entry of the public site."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.public"

from django.core.wsgi import get_wsgi_application

from dotline.site import leash, warm

leash.tie_worker()
application = get_wsgi_application()
warm.warm()
