"""The hand-written sums are a second opinion: equal to the portal's own, breaks of experience included."""

import datetime as dt

import pytest
from django.db import transaction

from monitoring.models import Indicator
from portal.accounts.models import District
from portal.kit.periods import years_before
from portal.site.bench.by_hand import BY_HAND
from portal.site.bench.compiling import PERIOD, compiled_sums, sums_by_hand
from teachers.models import Absence, Employment, Teacher

pytestmark = pytest.mark.xdist_group("world")


def test_both_ways_agree_and_both_know_breaks(sovgavan: District) -> None:
    """Ten who began four years ago and paused for two are novices to both ways, and to neither without the pause."""
    indicators, districts = list(Indicator.objects.filter(code__in=BY_HAND)), [sovgavan.pk]
    on = PERIOD.as_of
    jobs = Employment.objects.on(on).main().filter(district=sovgavan, is_pedagogical=True, teacher__birth_date__lt=dt.date(1980, 1, 1))
    people = list(dict.fromkeys(jobs.order_by("pk").values_list("teacher_id", flat=True)))[:10]
    with transaction.atomic():
        Teacher.objects.filter(pk__in=people).update(teaching_since=years_before(on, 4))
        before = of_novices(compiled_sums(indicators, districts))
        assert compiled_sums(indicators, districts) == sums_by_hand()
        begun, ended = years_before(on, 3), years_before(on, 1)
        Absence.objects.bulk_create(Absence(district=sovgavan, teacher_id=one, kind="break", since=begun, until=ended) for one in people)
        ours = compiled_sums(indicators, districts)
        assert of_novices(ours) == before + len(people)
        assert ours == sums_by_hand()
        transaction.set_rollback(True)


def of_novices(sums: dict[tuple[str, int, int, int | None], int]) -> int:
    """The denominator of KIP-6: up to 35 or with up to three years of work."""
    return sum(number for (code, part, _, _), number in sums.items() if (code, part) == ("KIP-6", 1))
