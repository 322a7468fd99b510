"""What somebody can be appointed to."""

from django.db import models


class Role(models.TextChoices):
    """Роль назначения; what it allows is written in the `rules.py` of each app."""

    TEACHER = "teacher", "Педагог"
    SCHOOL_HEAD = "school_head", "Руководитель организации"
    METHODIST = "methodist", "Методист"
    DEPARTMENT_HEAD = "department_head", "Начальник управления"
    MENTOR = "mentor", "Наставник"
    EXPERT = "expert", "Эксперт"
    COORDINATOR = "coordinator", "Координатор сети (КРЦ)"
    OPERATOR = "operator", "Оператор портала"

    @classmethod
    def district_wide(cls) -> tuple["Role", ...]:
        """Roles that see every person of their district."""
        return (cls.METHODIST, cls.DEPARTMENT_HEAD)

    @property
    def acting(self) -> str:
        """«и. о. методиста»: what somebody is who stands for its holder."""
        return f"и. о. {DEPUTISED.get(self, str(self.label).lower())}"

    @classmethod
    def of_the_whole_district(cls) -> list[str]:
        """Roles whose holder sees a whole district or more; a second step of sign-in is theirs by default."""
        return [str(role) for role in (cls.METHODIST, cls.DEPARTMENT_HEAD, cls.COORDINATOR, cls.OPERATOR)]


# Whose duties somebody else does while they are away, in the genitive: a school's and the service's own people.
DEPUTISED = {
    Role.METHODIST: "методиста",
    Role.DEPARTMENT_HEAD: "начальника управления",
    Role.SCHOOL_HEAD: "руководителя организации",
    Role.COORDINATOR: "координатора сети (КРЦ)",
}
