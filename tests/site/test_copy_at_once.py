"""One person in two windows: her copy is asked for while her erasure is written down; neither deed ends the other at its commit."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import Erasure, PersonalCopy, Role
from portal.accounts.services import erasures
from portal.kit import wall
from portal.site.personal import copying, erasing
from teachers.selectors.personal import subject_of
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_a_copy_and_an_erasure_asked_for_at_once_are_both_written() -> None:
    home = factories.district("sovgavan")
    user = factories.user(Role.DEPARTMENT_HEAD, home)
    with wall.scope([home.pk], user=user.pk):
        who = subject_of(account=user.pk)
        person = erasing.person_of(who)
    met = threading.Barrier(2)

    def run(deed: Callable[[], Any]) -> Any:
        try:
            with wall.scope([home.pk], user=user.pk):
                deed()
                met.wait(20)  # both hold what they have locked; keys that are checked at the commit would cross now
        except Exception as fault:
            return fault
        finally:
            connection.close()
        return None

    deeds = (lambda: copying.request_copy(user=user), lambda: erasures.ask_erasure(who=who, person=person, district=home, by=user))
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, deeds)) == [None, None]
    with wall.scope([home.pk], user=user.pk):
        assert (PersonalCopy.objects.count(), Erasure.objects.count()) == (1, 1)
