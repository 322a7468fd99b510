"""The door of the web server: refuses to open on unsafe settings."""

import gc
import os

from django.core.wsgi import get_wsgi_application

import portal.celery  # noqa: F401  (the web process hands jobs to the same application)
from portal.kit.roomy import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = roomy(get_wsgi_application())

from portal.accounts.guard import refuse_unsafe_start  # noqa: E402  (needs the apps loaded)

refuse_unsafe_start()

gc.collect()
gc.freeze()  # what is loaded stays to the end: the collector need not walk over it while it answers
