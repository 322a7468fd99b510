"""Events of work: one form per kind; their values are what the deed takes."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from portal.accounts.forms import place_field
from portal.accounts.models import Organisation, Role
from portal.accounts.selectors import Lexicon, lexicon
from portal.kit.dates import DateField
from portal.kit.mail import MailField
from portal.kit.naming import sex_of
from portal.kit.periods import full_years, today
from teachers.forms.card import OLDEST, YOUNGEST, date_input, digits_of_snils
from teachers.models import Absence, Employment, Move, Teacher
from teachers.selectors.card import jobs_of
from teachers.selectors.people import main_job
from teachers.services.moves import Job

POSITIONS, SUBJECTS = "positions", "subjects"
ABROAD = "Такой организации нет среди тех, за которые вы отвечаете. Выберите из списка."


def on_field(label: str) -> DateField:
    return DateField(label=label, widget=date_input(), initial=today)


class ActForm(forms.Form):
    """A date and an act; `details` are the arguments of the deed."""

    on = on_field("С какого числа")
    act = forms.CharField(label="Приказ", max_length=200, required=False, help_text="Номер и дата: № 15-к от 28.08.2026.")

    def details(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "act": self.cleaned_data["act"]}


class JobForm(ActForm):
    """Куда, кем и на сколько ставки."""

    organisation = place_field(empty_label="—", error_messages={"invalid_choice": ABROAD, "unknown": ABROAD})
    position = forms.ChoiceField(label="Должность")
    subject = forms.ChoiceField(label="Предмет", required=False)
    load = forms.DecimalField(
        label="Ставка", min_value=Decimal("0.01"), max_value=Decimal(3), max_digits=4, decimal_places=2, initial=Decimal(1), localize=True
    )
    field_order = ["organisation", "position", "subject", "load", "on", "until", "act"]

    def __init__(self, *args: Any, teacher: Teacher | None = None, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = lexicon(POSITIONS, SUBJECTS)
        places = employed_at(user)
        if teacher is not None:
            places = places.filter(district=teacher.district_id)
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]
        self.fields["position"].choices = [("", "—"), *words.choices(POSITIONS)]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [("", "—"), *((name, name) for _, name in words.choices(SUBJECTS))]  # type: ignore[attr-defined]
        self.choose_only(user)
        self.prepare(teacher, words)

    def prepare(self, teacher: Teacher | None, words: Lexicon) -> None:
        """What else a kind of event needs."""

    def as_in(self, job: Employment, words: Lexicon) -> None:
        """The position, subject and load of the job; a word that is no longer offered stays possible, as long as it is hers."""
        self.initial.update({"position": job.position, "subject": job.subject, "load": job.load})
        for name, said in (("position", words.name(POSITIONS, job.position)), ("subject", job.subject)):
            field: Any = self.fields[name]
            if self.initial[name] and self.initial[name] not in dict(field.choices):
                field.choices = [*field.choices, (self.initial[name], said)]

    def choose_only(self, user: Any) -> None:
        """A head of one school need not choose it."""
        own = user.organisations_as(Role.SCHOOL_HEAD)
        if len(own) == 1 and not user.districts_as(Role.METHODIST):
            self.initial.setdefault("organisation", own[0])

    def job(self) -> Job:
        data = self.cleaned_data
        return Job(data["organisation"], data["position"], data["subject"], data["load"])

    def details(self) -> dict[str, Any]:
        return {**super().details(), "job": self.job()}


class TransferForm(JobForm):
    """Перевод: what usually stays — position, subject and load — stands in the form already."""

    def prepare(self, teacher: Teacher | None, words: Lexicon) -> None:
        now = main_job(teacher, today()) if teacher else None
        if now:
            self.as_in(now, words)


class ReturnForm(JobForm):
    """Возвращение: what she was before she left stands in the form already."""

    def prepare(self, teacher: Teacher | None, words: Lexicon) -> None:
        last = teacher.employments.filter(until__isnull=False).order_by("-until", "-is_main", "-since").first() if teacher else None
        if last:
            self.as_in(last, words)


class SecondJobForm(JobForm):
    """Совместительство."""

    until = DateField(label="По какое число", widget=date_input(), required=False, help_text="Пусто — без срока.")

    def details(self) -> dict[str, Any]:
        return {**super().details(), "until": self.cleaned_data["until"]}


class LeaveForm(ActForm):
    """Отпуск."""

    kind = forms.ChoiceField(label="Вид отпуска", choices=[pair for pair in Absence.Kind.choices if pair[0] != Absence.Kind.BREAK])
    until = DateField(label="По какое число", widget=date_input(), required=False, help_text="Пусто — конец ещё не известен.")
    field_order = ["kind", "on", "until", "act"]

    def __init__(self, *args: Any, teacher: Teacher, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def details(self) -> dict[str, Any]:
        return {**super().details(), "kind": self.cleaned_data["kind"], "until": self.cleaned_data["until"]}


class DismissalForm(ActForm):
    """Увольнение: откуда и с какого последнего рабочего дня."""

    on = on_field("Последний рабочий день")
    job = forms.ChoiceField(label="Откуда", required=False)
    field_order = ["job", "on", "act"]

    def __init__(self, *args: Any, teacher: Teacher, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.jobs = {one.pk: one for one in teacher.employments.on(today()).select_related("organisation")}
        told = [(str(one.pk), f"{one.place}, {one.position}") for one in jobs_of(teacher, today(), lexicon(POSITIONS)) if one.now]
        everywhere = [("", "со всех мест работы")] if len(told) > 1 else [("", "с единственного места работы")]
        self.fields["job"].choices = [*everywhere, *(told if len(told) > 1 else [])]  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        chosen = self.cleaned_data["job"]
        return {**super().details(), "job": self.jobs.get(int(chosen)) if chosen else None}


FORMS: dict[str, type[JobForm | LeaveForm | DismissalForm]] = {
    Move.Kind.HIRED: JobForm,
    Move.Kind.TRANSFERRED: TransferForm,
    Move.Kind.SECOND_JOB: SecondJobForm,
    Move.Kind.LEAVE: LeaveForm,
    Move.Kind.DISMISSED: DismissalForm,
    Move.Kind.RETURNED: ReturnForm,
}


class HiringForm(JobForm):
    """Новый человек и его работа; the question about namesakes appears when the register knows somebody like that."""

    last_name = forms.CharField(label="Фамилия", max_length=80)
    first_name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    sex = forms.ChoiceField(label="Пол", choices=[("", "—"), *Teacher.Sex.choices], required=False, help_text="Если не выбран, портал узнает его по отчеству.")
    birth_date = DateField(label="Дата рождения", widget=date_input())
    snils = forms.CharField(label="СНИЛС", required=False, help_text="По нему портал узнаёт человека надёжнее всего.")
    email = MailField(label="Электронная почта", required=False)
    part_time = forms.BooleanField(label="По совместительству: основная работа в другом месте", required=False)
    PERSON = ("last_name", "first_name", "patronymic", "sex", "birth_date", "snils", "email")
    field_order = [*PERSON, "organisation", "position", "subject", "load", "part_time", "on", "act"]

    def clean_snils(self) -> str:
        return digits_of_snils(self.cleaned_data["snils"])

    def clean_sex(self) -> str:
        """As chosen, else as the patronymic tells: the same helper that reads files."""
        sex: str = self.cleaned_data["sex"] or sex_of(str(self.cleaned_data.get("patronymic", ""))) or ""
        if not sex:
            raise forms.ValidationError("Отчество не говорит, мужчина это или женщина: выберите пол.")
        return sex

    def clean_birth_date(self) -> dt.date:
        born: dt.date = self.cleaned_data["birth_date"]
        if not YOUNGEST <= full_years(born, today()) <= OLDEST:
            raise forms.ValidationError(f"Проверьте дату рождения: педагогу должно быть от {YOUNGEST} до {OLDEST} лет.")
        return born

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.PERSON}


def employed_at(user: Any) -> Any:
    """Organisations for which the user may write who works there: the methodist's whole district, the head's own."""
    wide = user.districts_as(Role.METHODIST)
    own = user.organisations_as(Role.SCHOOL_HEAD)
    rows = Organisation.objects.open_on(today())
    return (rows.filter(district__in=wide) | rows.filter(pk__in=own)).order_by("short_name", "pk")
