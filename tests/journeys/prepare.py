"""What happened before a journey begins, done by the portal's own services in a process of its own: `python -m tests.journeys.prepare submitted EMAIL`."""

import os
import sys
from collections.abc import Callable


def submitted(email: str) -> str:
    """The teacher has assessed herself (deficits everywhere), composed a route and sent it for approval; its number."""
    from portal.accounts.models import User
    from portal.kit import wall
    from routes import services as routes
    from teachers import services
    from teachers.models import Competency, Teacher
    from teachers.selectors.assessments import latest_assessment

    with wall.scope(signin=True):
        user = User.objects.get(email=email)
    with wall.scope(user=user.pk):
        districts = user.district_ids
    with wall.scope(districts, user=user.pk):
        teacher = Teacher.objects.get(user=user)
        draft = services.start_assessment(teacher=teacher, functions=[], by=user)
        actions = Competency.objects.filter(framework=draft.framework, parent__code__in=draft.functions)
        services.answer(assessment=draft, levels=dict.fromkeys(actions.values_list("pk", flat=True), 1), by=user)
        services.finish_assessment(assessment=draft, by=user)
        done = latest_assessment(teacher)
        assert done
        route = routes.compose_route(assessment=done, by=user)
        routes.submit_route(route=route, by=user)
        return str(route.pk)


DEEDS: dict[str, Callable[[str], str]] = {"submitted": submitted}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(DEEDS[sys.argv[1]](sys.argv[2]))
