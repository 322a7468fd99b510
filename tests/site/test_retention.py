"""What has been kept long enough goes, what has not stays, and the journal says how much went."""

import datetime as dt
import io

from django.core.management import call_command
from django.utils import timezone

from portal.accounts.models import District, Invitation, Role
from portal.journal.models import Deed, Notice
from portal.kit.bulk import insert_many
from portal.site.personal import retention
from tests import factories

LONG_AGO = timezone.now() - dt.timedelta(days=1200)


def test_only_what_is_over_goes_and_a_dry_run_touches_nothing(district: District) -> None:
    user = factories.user(Role.METHODIST, district)
    for key in ("old", "new"):
        Notice.objects.create(user=user, text=key, key=key)
        Invitation.objects.create(user=user, district=district, role="methodist", key_hash=key, expires_at=timezone.now(), revoked_at=timezone.now())
    Notice.objects.filter(key="old").update(at=LONG_AGO)
    Invitation.objects.filter(key_hash="old").update(at=LONG_AGO)
    names = ("district", "actor_name", "verb", "object_type", "object_id", "object_label")
    told = [(district.pk, "Кто-то", verb, "teachers.teacher", 1, "карточка") for verb in ("открыл(а) карточку педагога", "исправил(а) карточку")]
    ids = insert_many(Deed, names, told)
    assert retention.run(dry=True) == {"портал": {}, district.name: {retention.TERMS[2].title: 1, retention.TERMS[3].title: 1}}
    assert (Notice.objects.count(), Invitation.objects.count()) == (2, 2)
    said = io.StringIO()
    call_command("retention", stdout=said)
    assert "Убрано: 2." in said.getvalue()
    assert list(Notice.objects.values_list("key", flat=True)) == ["new"]
    assert list(Invitation.objects.values_list("key_hash", flat=True)) == ["new"]
    assert "Уведомления: 1" in Deed.objects.get(verb=retention.VERB).comment
    assert Deed.objects.filter(pk__in=ids).count() == 2  # reading of today stays
    assert factories.client(factories.user(Role.OPERATOR, None)).get("/retention/").status_code == 200


def test_old_readings_leave_the_journal_and_changes_stay(district: District) -> None:
    """The database's own function, which takes no parameters: nobody can name another row to it."""
    old = [
        Deed(district=district, actor_name="Кто-то", verb=verb, object_type="teachers.teacher", object_id=1, object_label="карточка")
        for verb in ("открыл(а) карточку педагога", "исправил(а) карточку")
    ]
    field = Deed._meta.get_field("at")
    field.auto_now_add = False  # type: ignore[attr-defined]
    try:
        for deed in old:
            deed.at = LONG_AGO
        Deed.objects.bulk_create(old)
    finally:
        field.auto_now_add = True  # type: ignore[attr-defined]
    assert retention.run()[district.name] == {retention.TERMS[-1].title: 1}
    assert list(Deed.objects.filter(object_type="teachers.teacher").values_list("verb", flat=True)) == ["исправил(а) карточку"]
