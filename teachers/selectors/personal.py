"""What the register keeps of a person (152-ФЗ), and what becomes of it when she is erased."""

from portal.documents.models import DocumentLine, NumberedDocument
from portal.kit.persons import NAMELESS, Fate, Held, Subject
from teachers.models import (
    Absence,
    Answer,
    Assessment,
    Award,
    CareerStage,
    Course,
    CourseApplicant,
    Duty,
    Employment,
    IntakeRow,
    Merging,
    Move,
    Namesakes,
    Proposal,
    Qualification,
    Teacher,
)

NUMBERS = "Без имени — для отчётности (152-ФЗ, ст. 6, ч. 1, п. 9)."
CARD = Teacher._meta.label_lower

HELD = (
    Held(
        Teacher, "pk", Fate.BLANK, "Строка без имени, СНИЛС, телефона и почты, с месяцем рождения вместо дня. " + NUMBERS,
        hidden=("merged_into", "folded", "first_name_key", "patronymic_key", "name_key"), named="карточка педагога",
    ),
    Held(Employment, "teacher", Fate.BLANK, NUMBERS, blank={"act": "", "ended_act": ""}),
    Held(Absence, "teacher", Fate.BLANK, "Перерывы нужны, чтобы стаж считался верно; отпуска по их виду удаляются.", blank={"act": ""}),
    Held(Move, "teacher", hidden=("rows", "access", "by")),
    Held(Namesakes, "one", hidden=("other", "by")),
    Held(Namesakes, "other", hidden=("one", "by")),
    Held(Merging, "kept", hidden=("moved", "by", "duplicate")),
    Held(Qualification, "teacher", Fate.BLANK, NUMBERS, blank={"act": ""}),
    Held(Course, "teacher", Fate.BLANK, NUMBERS, blank={"document": "", "scan": None}, files=("scan",)),
    Held(Award, "teacher", Fate.BLANK, NUMBERS, blank={"act": ""}),
    Held(Duty, "teacher", Fate.BLANK, NUMBERS, blank={"act": "", "detail": ""}),
    Held(CareerStage, "teacher", Fate.BLANK, NUMBERS, blank={"act": ""}),
    Held(Answer, "assessment__teacher"),
    Held(Assessment, "teacher", Fate.KEEP, "Дата завершённой самооценки без ответов. " + NUMBERS),
    Held(Proposal, "teacher", files=("scan",), hidden=("decided_by",)),
    Held(CourseApplicant, "teacher"),
    Held(IntakeRow, "teacher", Fate.BLANK, "Номер строки загрузки и решение по ней, без прочитанного.", hidden=("candidates", "applied", "problems")),
    Held(DocumentLine, "document__object_id", about=CARD),
    Held(NumberedDocument, "", Fate.BLANK, "Номер и день выдачи, чтобы проверка по номеру отвечала; документ аннулируется.", about=CARD, blank={"holder": NAMELESS}),
)  # fmt: skip


def former_accounts(who: Subject) -> list[int]:
    """Accounts that a merging ended: they were hers as well."""
    traces = Merging.objects.filter(kept__in=who.cards, undone_at=None).values_list("moved__account", flat=True)
    return sorted({trace["duplicate"] for trace in traces if trace and trace["duplicate"]} - {who.account})


def subject_of(*, card: int | None = None, account: int | None = None) -> Subject:
    """The person behind a card or an account: the card that was kept, with the duplicates that were merged into it."""
    if card:
        card = Teacher.objects.filter(pk=card).values_list("merged_into", flat=True).first() or card
    kept = Teacher.objects.filter(**{"pk": card} if card else {"user": account}).values_list("pk", "user").first()
    if kept is None:
        return Subject((), account)
    twins = Teacher.objects.filter(merged_into=kept[0]).order_by("pk").values_list("pk", flat=True)
    return Subject((kept[0], *twins), account or kept[1])
