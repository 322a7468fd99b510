"""Everything that the page of one route shows, rights included."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from portal.accounts.models import Appointment, Role, User
from portal.journal.lifecycle import Offer, open_to
from portal.kit.periods import today
from portal.kit.words import NBSP
from routes.lifecycle import EDITABLE
from routes.models import Review, Route, RouteDeficit, RouteQuerySet
from routes.selectors.doneness import Progress
from routes.selectors.header import Header, header_of, with_header
from routes.selectors.plan import Direction, directions, progress_of, with_proofs
from teachers.models import Competency
from teachers.selectors import profile

S = Route.State
TONES = {"draft": "plain", "review": "info", "returned": "warn", "active": "good", "expertise": "info", "done": "done", "not_done": "bad", "cancelled": "plain"}
STAGES = (
    ("Черновик", ("draft", "returned")),
    ("Согласование", ("review",)),
    ("В работе", ("active",)),
    ("Экспертиза", ("expertise",)),
    ("Итог", ("done", "not_done")),
)


@dataclass(frozen=True)
class Rights:
    """What the person may do on this page now."""

    edit: bool
    mark: bool
    review: bool
    assign: bool
    card: bool  # open the teacher's card
    place: bool  # open the organisation's page


@dataclass(frozen=True)
class RoutePage:
    """Страница маршрута."""

    route: Route
    header: Header
    deficits: list[RouteDeficit]
    plan: list[Direction]
    progress: Progress
    reviews: list[Review]
    offers: list[Offer]
    rights: Rights
    tone: str
    stages: list[dict[str, str]]
    late: bool

    @property
    def possible(self) -> list[Offer]:
        """Moves that can be made now."""
        return [one for one in self.offers if not one.refusal]

    @property
    def shut(self) -> list[Offer]:
        """Moves that cannot be made yet, each with the reason."""
        return [one for one in self.offers if one.refusal]


def whole_routes() -> RouteQuerySet:
    """Routes with header, deficits, steps and reviews: four queries for one route."""
    return with_header(Route.objects.all()).prefetch_related(
        "deficits", Prefetch("steps", queryset=with_proofs()), Prefetch("reviews", queryset=Review.objects.order_by("-at", "-pk"))
    )


def route_page(route: Any, user: Any) -> RoutePage:
    """The page for a route read through `whole_routes`."""
    deficits = list(route.deficits.all())
    plan = directions(route.steps.all(), deficits, in_work=route.state == S.ACTIVE)
    return RoutePage(
        route=route,
        header=header_of(route),
        deficits=deficits,
        plan=plan,
        progress=progress_of(plan),
        reviews=list(route.reviews.all()),
        offers=[one for one in open_to(route, user) if not (one.refusal and one.move.name == "expertise_early")],
        rights=_rights(route, user),
        tone=TONES[route.state],
        stages=_stages(route),
        late=route.state == S.ACTIVE and route.ends_on < today(),
    )


def _rights(route: Route, user: Any) -> Rights:
    going = route.state in (S.ACTIVE, S.EXPERTISE)
    return Rights(
        edit=route.state in EDITABLE and user.has_perm("routes.edit", route),
        mark=route.state == S.ACTIVE and user.has_perm("routes.mark", route),
        review=route.state in (S.REVIEW, S.ACTIVE, S.EXPERTISE) and user.has_perm("routes.review", route),
        assign=going and user.has_perm("routes.assign_expert", route),
        card=user.has_perm("teachers.view", route.teacher),
        place=user.has_perm("accounts.view_organisation", route.organisation),
    )


def _stages(route: Route) -> list[dict[str, str]]:
    """Where the route stands between draft and result; a cancelled one stands nowhere."""
    now = next((number for number, (_, states) in enumerate(STAGES) if route.state in states), -1)
    closed = route.state in (S.DONE, S.NOT_DONE)
    words = ["done" if number < now or closed else "now" if number == now else "later" for number in range(len(STAGES))]
    return [{"label": label.replace(" ", NBSP), "state": state} for (label, _), state in zip(STAGES, words, strict=True)] if now >= 0 else []


def functions_to_add(route: Route) -> list[tuple[str, str]]:
    """Трудовые функции, которых в маршруте ещё нет: from the profile of its assessment, otherwise from the standard in force."""
    taken = {one.function for one in route.deficits.all()}
    if route.assessment:
        return [(one.code, f"{one.code} {one.name} — {one.percent} %") for one in profile(route.assessment) if one.code not in taken]
    rows = Competency.objects.filter(framework__in_force=True, parent__isnull=True).exclude(code__in=taken).order_by("order")
    return [(one.code, f"{one.code} {one.name}") for one in rows]


def experts_for(route: Route) -> list[User]:
    """Эксперты района сегодня, except the teacher herself."""
    posts = Appointment.objects.in_force().filter(role=Role.EXPERT, district=route.district_id, user__is_active=True)
    people = {post.user for post in posts.select_related("user") if post.user_id != route.teacher.user_id}
    return sorted(people, key=lambda one: one.full_name)
