"""A removed district is gone to the last row and file, an act remains, and its neighbours notice nothing."""

import datetime as dt
import io
from typing import Any

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from communities.models import Attendance, Event
from portal.accounts.models import District, DistrictRemoval, Role, User
from portal.accounts.services import removals, request_handover, set_district_state
from portal.accounts.tasks import sweep_handovers
from portal.kit import env, wall
from portal.kit.refusal import Refusal
from portal.site.base import indicators, words
from portal.site.personal import removing
from portal.site.tasks import sweep_removals
from tests import factories
from tests.house.planting import Garden, plant


def a_week_passes() -> None:
    """Only the owner of the tables can turn that clock back."""
    entry = env.database("DATABASE_OWNER_URL")
    about = {"host": entry["HOST"], "port": entry["PORT"], "user": entry["USER"], "password": entry["PASSWORD"]}
    with psycopg.connect(dbname=connection.settings_dict["NAME"], **{key: value for key, value in about.items() if value}) as owner:
        owner.execute("SET app.common = 'on'")
        owner.execute("ALTER TABLE accounts_districtremoval DISABLE TRIGGER removal_clock")
        owner.execute("UPDATE accounts_districtremoval SET requested_at = requested_at - interval '8 days'")
        owner.execute("ALTER TABLE accounts_districtremoval ENABLE TRIGGER removal_clock")


def fingerprint(district: District) -> dict[str, tuple[int, str]]:
    """Every walled table's rows of a district: how many, and a hash over all of them."""
    found = {}
    with wall.scope([district.pk], common=True), connection.cursor() as cursor:
        for model in removing.tables():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t.id)), '') FROM {table} t WHERE district_id = %s", [district.pk])
            found[model._meta.label] = cursor.fetchone()
    return found


def planted(code: str, word: str) -> Garden:
    home = factories.district(code)
    with wall.scope([home.pk]):
        return plant(home, word)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_but_the_act_and_the_neighbour_notices_nothing(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    with wall.scope(common=True):
        words.dictionaries()
        indicators.passports()
    gone, stays = planted("gone", "Козодоева"), planted("stays", "Снегирёва")
    operator, district = gone.people[Role.OPERATOR], gone.district
    with wall.scope([stays.district.pk], partners=(district.pk,)):
        guest = Attendance.objects.create(
            district=stays.district, event=gone["event"], teacher=stays["teacher"], status="present", held_on=timezone.localdate()
        )
    with wall.scope(user=operator.pk, common=True):
        with pytest.raises(Refusal, match="приостановите"):
            removals.request_removal(district=district, typed="gone", by=operator)
        set_district_state(district=district, state="frozen", by=operator)
        district.refresh_from_db()
        with pytest.raises(Refusal, match="выгрузите"):
            removals.request_removal(district=district, typed="gone", by=operator)
        removing_archive(district, operator)
        before = fingerprint(stays.district)
        with pytest.raises(Refusal, match="напишите код"):
            removals.request_removal(district=district, typed="stays", by=operator)
        made = removals.request_removal(district=district, typed="gone", by=operator)
        DistrictRemoval.objects.filter(pk=made.pk).update(requested_at=timezone.now() - dt.timedelta(days=30))
        made.refresh_from_db()
        assert (timezone.now() - made.requested_at).days == 0  # the database keeps its own clock
        assert len(made.archive_sha256) == 64
    assert sweep_removals() == 0
    with (
        wall.scope([district.pk], common=True),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="only with the district"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT journal_drop_district(%s)", [made.pk])
    with pytest.raises(CommandError):
        call_command("prove_deleted", "gone", stdout=io.StringIO())
    a_week_passes()
    assert sweep_removals() == 1
    with wall.scope(common=True):
        made = DistrictRemoval.objects.get()
    assert (made.state, sum(made.left.values())) == ("done", 0)
    assert made.counts["teachers.Teacher"] > 1
    assert made.counts["journal.Deed, Disclosure и accounts.Erasure"] > 1
    assert fingerprint(stays.district) | {"communities.Event": None} == before | {"communities.Event": None}
    with wall.scope([stays.district.pk]):
        assert Event.objects.get(pk=guest.event_id).district_id == stays.district.pk  # what the neighbour's people were at is hers now
    said = io.StringIO()
    call_command("prove_deleted", "gone", stdout=said)
    assert "ничего не осталось" in said.getvalue()
    assert not list(removing.files_in(f"{district.pk}/"))
    assert default_storage.exists(str(stays["file"].file.name))
    with wall.scope(common=True, signin=True):
        assert not User.objects.filter(last_name__contains="Козодоева", appointments__role="teacher").exists()
    page = factories.client(operator)
    page.post("/accounts/reauthenticate/")
    assert District.objects.get(code="gone").state == "removed"


def removing_archive(district: District, operator: User) -> None:
    request_handover(district=district, by=operator)
    with transaction.atomic():
        assert sweep_handovers() >= 1
