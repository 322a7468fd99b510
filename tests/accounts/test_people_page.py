"""«Доступ»: the button of an appointment stands where the deed would be done, and nowhere else."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import Appointment, District, Role, User
from portal.accounts.services import Person, appoint
from portal.kit.periods import today
from portal.kit.refusal import Refusal
from tests import factories


def offered(who: User) -> tuple[set[int], int]:
    """(the appointments that the page offers to end, queries)"""
    browser = factories.client(who)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(reverse("accounts:people")).text
    return {int(pk) for pk in re.findall(reverse("accounts:end_appointment", args=[0]).replace("0", r"(\d+)"), page)}, len(queries)


def test_only_posts_that_the_reader_may_end_have_a_button(district: District) -> None:
    roles = (Role.METHODIST, Role.DEPARTMENT_HEAD, Role.EXPERT, Role.COORDINATOR)
    methodist, head, expert, coordinator = (factories.user(role, district) for role in roles)
    posts = {post.user_id: post.pk for post in Appointment.objects.all()}
    found, before = offered(methodist)
    assert found == {posts[expert.pk]}
    assert offered(head)[0] == {posts[one.pk] for one in (methodist, expert, coordinator)}  # not her own
    for _ in range(6):
        factories.user(Role.EXPERT, district)
    assert offered(methodist)[1] == before


def test_a_closed_account_is_given_nothing(district: District) -> None:
    head, gone = factories.user(Role.DEPARTMENT_HEAD, district), factories.user(Role.EXPERT, district)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    person = Person(gone.email, gone.last_name, gone.first_name, gone.patronymic)
    try:
        appoint(person=person, role=Role.METHODIST, district=district, since=today(), by=head)
    except Refusal as refusal:
        said = str(refusal)
    assert said == "Учётная запись с этим адресом закрыта. Укажите другой адрес."
