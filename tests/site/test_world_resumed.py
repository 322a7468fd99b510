"""A loading that was interrupted goes on where it stopped, a district at a time."""

import datetime as dt
from typing import Any

import pytest

from communities.models import Attendance, Event, Internship
from portal.accounts.models import District
from portal.kit.wall import scope
from portal.site.world import load, sources

TODAY = dt.date(2026, 11, 23)


@pytest.mark.long
@pytest.mark.django_db
def test_an_interrupted_loading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in set(sources.load("districts")) - {"timashevsk", "anapa"}:
        monkeypatch.delitem(sources.load("districts"), code)
    whole = load.fill

    def broken(home: Any, shared: Any) -> None:
        whole(home, shared)
        if home.code == "anapa":
            raise KeyboardInterrupt

    monkeypatch.setattr(load, "fill", broken)
    with pytest.raises(KeyboardInterrupt):
        load.load_world(today=TODAY, say=lambda line: None)
    anapa = District.objects.get(code="anapa")
    with scope([anapa.pk]):
        assert not Attendance.objects.exists()

    monkeypatch.setattr(load, "fill", whole)
    assert load.load_world(today=TODAY, say=lambda line: None) == ["anapa"]
    with scope([anapa.pk]):
        assert Internship.objects.exists()
        assert Attendance.objects.filter(status="present").exists()
        own = set(Event.objects.values_list("pk", flat=True))
        assert set(Attendance.objects.values_list("event_id", flat=True)) - own  # the lead's shared events, behind its wall
    assert load.load_world(today=TODAY, say=lambda line: None) == []
