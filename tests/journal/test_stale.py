"""Two people edit one thing: the second one is told who was faster and keeps what she typed."""

import pytest

from communities.models import Community
from portal.accounts.models import District, Role, Word
from portal.journal.services import last_deed, record, refuse_stale
from portal.kit.refusal import Refusal
from tests import factories


def test_a_form_older_than_the_last_deed_is_refused_with_name_and_hour(district: District) -> None:
    word = Word.objects.create(dictionary="formats", code="1", name="практикум", from_memory=True)
    seen = last_deed(word)
    record(verb="изменил(а) слово словаря", obj=word, by=factories.user(Role.METHODIST, district, last_name="Быстрова"))
    with pytest.raises(Refusal, match=r"Быстрова Анна Ильинична изменила слово словаря \(\d\d\.\d\d\.\d{4} "):
        refuse_stale(word, seen)
    refuse_stale(word, last_deed(word))


def test_the_second_methodist_keeps_the_typed_text(district: District) -> None:
    community = Community.objects.create(district=district, name="РМО", kind="rmo", since="2026-09-01", state="active")
    first, second = (factories.client(factories.user(Role.METHODIST, district)) for _ in range(2))
    Word.objects.create(dictionary="community_kinds", code="rmo", name="РМО")
    form = {"name": "РМО учителей", "kind": "rmo", "since": "2026-09-01", "seen": "0"}
    assert first.post(f"/communities/{community.pk}/edit/", form).status_code == 302
    answer = second.post(f"/communities/{community.pk}/edit/", form | {"name": "РМО математиков"})
    assert answer.status_code == 422
    assert "Пока вы вносили изменения" in answer.content.decode()
    assert "РМО математиков" in answer.content.decode()
    assert Community.objects.get().name == "РМО учителей"
