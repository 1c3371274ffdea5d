"""WSGI entry of the desk."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.desk"

from django.core.wsgi import get_wsgi_application

from dotline.site import leash

leash.tie_worker()
application = get_wsgi_application()
