"""Rows about a teacher."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.models import Role
from teachers.models import Teacher


class AboutTeacherQuerySet(models.QuerySet[Any]):
    """Rows about a teacher: the district's staff see all, a school head her own people's, a teacher her own."""

    def visible_to(self, user: Any) -> "AboutTeacherQuerySet":
        wide = Q(district_id__in=user.districts_as(*Role.district_wide()))
        if user.organisations_as(Role.SCHOOL_HEAD):
            wide |= Q(teacher__in=Teacher.objects.visible_to(user))
        return self.filter(wide | Q(teacher__in=Teacher.objects.filter(user=user)))
