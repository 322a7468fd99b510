"""What we know about districts, people and words."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portal.accounts.models import Agreement, Appointment, District, Organisation, Role, User, Word
from portal.kit import wall
from portal.kit.finding import holding
from portal.kit.periods import today
from portal.kit.prepared import Prepared

PAIRS = Prepared(lambda on: Agreement.objects.in_force(on).order_by().values_list("lead_id", "district_id"), on=dt.date)
NAMES = Prepared(lambda dictionary: Word.objects.filter(dictionary=dictionary).values_list("code", "name"), dictionary=str)
CHOICES = Prepared(lambda dictionary: Word.objects.filter(dictionary=dictionary, active=True).values_list("code", "name"), dictionary=str)


def open_windows(user: User) -> None:
    """Widen the open scope: partners, whose shared objects the user's districts may read, and members, whose aggregates the user coordinates.

    Both come from signed agreements in force only, so a window closes with its agreement; one statement, whether there is a network or none.
    """
    pairs, given = PAIRS.sql(on=today())
    own, coordinated = user.district_ids, user.districts_as(Role.COORDINATOR)
    sides = f"({pairs}) pair (lead, member), LATERAL (VALUES (lead, member), (member, lead)) side (mine, other)"
    wall.widen_by(
        partners=(f"SELECT array_agg(DISTINCT other)::text FROM {sides} WHERE mine = ANY(%s) AND other <> ALL(%s)", [*given, list(own), list(own)]),
        members=(f"SELECT array_agg(DISTINCT member)::text FROM ({pairs}) pair (lead, member) WHERE lead = ANY(%s)", [*given, list(coordinated)]),
    )


def partners_of(district: District) -> tuple[int, ...]:
    """Districts whose shared objects this one may read, for jobs that work without a user; needs the district's scope open."""
    return _partners(_pairs(), {district.pk})


def _pairs() -> list[tuple[int, int]]:
    return list(Agreement.objects.in_force().values_list("lead_id", "district_id"))


def _partners(pairs: list[tuple[int, int]], own: set[int]) -> tuple[int, ...]:
    return tuple(sorted({other for lead, member in pairs for mine, other in ((lead, member), (member, lead)) if mine in own} - own))


def also_in_force(agreement: Agreement) -> Agreement | None:
    """Another signed agreement of the same sides for some of the same days."""
    rows = Agreement.objects.filter(
        network=agreement.network_id, district=agreement.district_id, partner=agreement.partner, state=Agreement.State.SIGNED
    ).exclude(pk=agreement.pk)  # fmt: skip
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=agreement.since))
    return (rows.filter(since__lte=agreement.until) if agreement.until else rows).first()


@dataclass(frozen=True)
class AgreementRow:
    """One agreement as the operator's list shows it; what has run out by its date is said to have."""

    agreement: Agreement
    side: str
    said: str
    tone: str


def agreements(user: User, words: str = "", state: str = "") -> QuerySet[Agreement]:
    """Agreements that hold every word in the names of their sides, the network or the number; those of today first."""
    rows = holding(
        Agreement.objects.visible_to(user).select_related("network", "lead", "district"), words, "partner", "district__name", "network__name", "number"
    )
    past = Q(state=Agreement.State.SIGNED, until__lt=today())
    if state == Agreement.State.EXPIRED:
        rows = rows.filter(past | Q(state=state))
    elif state:
        rows = rows.filter(state=state).exclude(past)
    return rows.order_by("network__name", "-since", "pk")


def agreement_row(one: Agreement) -> AgreementRow:
    S = Agreement.State
    ran_out = one.state == S.SIGNED and one.until is not None and one.until < today()
    ahead = one.state == S.SIGNED and one.since > today()
    said = "истекло" if ran_out else "подписано, ещё не началось" if ahead else one.get_state_display()
    tone = "plain" if ran_out or ahead else {S.SIGNED: "good", S.PREPARING: "warn", S.TERMINATED: "bad"}.get(S(one.state), "plain")
    return AgreementRow(one, one.partner or one.district.name, said, tone)


def in_time_of(district: District | None) -> timezone.override:
    """Dates and hours as the district's own clocks show them; the portal's own time without a district."""
    return timezone.override(district.time_zone if district else settings.TIME_ZONE)


def words(dictionary: str) -> list[Word]:
    """The words of a dictionary in use, in order."""
    return list(Word.objects.filter(dictionary=dictionary, active=True))


def choices(dictionary: str) -> list[tuple[str, str]]:
    """(code, name) pairs of a dictionary for a select field."""
    return list(CHOICES.ask(dictionary=dictionary))


@dataclass(frozen=True)
class Lexicon:
    """Words of several dictionaries for one page: (code, name, in use) in the dictionary's order."""

    entries: dict[str, list[tuple[str, str, bool]]]

    def choices(self, dictionary: str) -> list[tuple[str, str]]:
        """Words in use, for a select field."""
        return [(code, name) for code, name, active in self.entries[dictionary] if active]

    def name(self, dictionary: str, code: str) -> str:
        """The word for a code; an unknown code stands for itself."""
        return next((name for known, name, _ in self.entries[dictionary] if known == code), code)


def lexicon(*dictionaries: str) -> Lexicon:
    """The words of the dictionaries in one query, retired ones included: old rows still need their names."""
    found: dict[str, list[tuple[str, str, bool]]] = {name: [] for name in dictionaries}
    for dictionary, code, name, active in _words_of(*dictionaries).ask():
        found[dictionary].append((code, name, active))
    return Lexicon(found)


@cache
def _words_of(*dictionaries: str) -> Prepared:
    return Prepared(lambda: Word.objects.filter(dictionary__in=dictionaries).values_list("dictionary", "code", "name", "active"))


def names(dictionary: str) -> dict[str, str]:
    """code → name of a dictionary, retired words included: old rows still need their names."""
    return dict(NAMES.ask(dictionary=dictionary))


@dataclass(frozen=True)
class DictionarySize:
    """One dictionary: code, name, how many words, how many of them «по памяти»."""

    code: str
    title: str
    total: int
    from_memory: int


@cache
def _titles() -> dict[str, str]:
    return json.loads((Path(__file__).parent.parent / "dictionary_titles.json").read_text(encoding="utf-8"))


def dictionary_title(code: str) -> str:
    """What a dictionary is called in Russian; a new one without a name stands under its code."""
    return _titles().get(code, code)


def dictionaries(search: str = "") -> list[DictionarySize]:
    """All dictionaries by name, or those whose name or words hold the search text."""
    rows, text = Word.objects.all(), search.strip()
    if text:
        named = [code for code, title in _titles().items() if text.lower() in title.lower()]
        rows = rows.filter(Q(dictionary__in=named) | Q(dictionary__icontains=text) | Q(pk__in=holding(Word.objects.all(), text, "name").values("pk")))
    counted = rows.values("dictionary").annotate(total=Count("pk"), memory=Count("pk", filter=Q(from_memory=True))).order_by("dictionary")
    sizes = (DictionarySize(row["dictionary"], dictionary_title(row["dictionary"]), row["total"], row["memory"]) for row in counted)
    return sorted(sizes, key=lambda one: one.title)


@dataclass(frozen=True)
class DistrictSize:
    """One district as the operator sees it: organisations and accounts are counted, people are not shown."""

    district: District
    organisations: int
    appointments: int


def districts_named(words: str) -> QuerySet[District]:
    """Districts whose name, region or service holds every word."""
    return holding(District.objects.all(), words, "name", "region", "service_name", "code")


def district_sizes(districts: list[District]) -> list[DistrictSize]:
    """The districts of one page with their sizes; opens their walls for two counts only."""
    with wall.scope([one.pk for one in districts], common=True):
        places = dict(Organisation.objects.values_list("district").annotate(n=Count("pk")).order_by())
        posts = dict(Appointment.objects.in_force_in(districts).values_list("district").annotate(n=Count("pk")).order_by())
    return [DistrictSize(one, places.get(one.pk, 0), posts.get(one.pk, 0)) for one in districts]
