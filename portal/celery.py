"""The Celery application: drains rows, never holds state of its own."""

import os

from celery import Celery, Task
from celery.signals import worker_init, worker_ready

from portal.kit.roomy import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Roomy(Task):  # type: ignore[misc]
    """A job on one piece of stack."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        return roomy(self.run)(*args, **kwargs)


app = Celery("portal", task_cls=Roomy)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _guard(**_: object) -> None:
    from portal.accounts.guard import refuse_unsafe_start

    refuse_unsafe_start()


@worker_init.connect
def _read_patiently(**_: object) -> None:
    """A worker waits for messages: a busy moment of the broker is no reason to connect anew."""
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, "socket_timeout": 10}


@worker_ready.connect
def _catch_up(**_: object) -> None:
    """What waited while there was no worker is done at once, not at the next tick."""
    for task in ("monitoring.tasks.sweep_reports", "teachers.tasks.sweep_intakes", "portal.site.tasks.beat", "monitoring.tasks.refresh_summaries"):
        app.send_task(task)
