"""Rows about a teacher."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from teachers.models import Teacher


class AboutTeacherQuerySet(models.QuerySet[Any]):
    """Rows about a teacher: the district's staff see all, a school head her own people's, a teacher her own."""

    def visible_to(self, user: Any) -> "AboutTeacherQuerySet":
        own = Q(teacher__in=Teacher.objects.filter(user=user))
        if user.organisations_as(Role.SCHOOL_HEAD):
            own |= Q(teacher__in=Teacher.objects.visible_to(user))
        return self.filter(user.whole_or(own))
