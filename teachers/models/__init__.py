"""The teacher's card: who, where, with what qualification, what she learned and what she lacks."""

from teachers.models.absences import NOVICE_YEARS, Absence, AbsenceQuerySet, breaks_of, novice, served_at_most
from teachers.models.applications import CourseApplicant, CourseApplication
from teachers.models.assessment import Answer, Assessment, AssessmentQuerySet, Competency, Framework, Mastery
from teachers.models.bulk import Bulk, Kept
from teachers.models.growth import Award, CareerStage, CareerStep, Course, CourseOffer, Duty, Proposal, Qualification
from teachers.models.intake import ColumnMemory, Intake, IntakeRow
from teachers.models.people import YOUNG_AGE, Employment, EmploymentQuerySet, Merging, Move, Teacher, TeacherQuerySet
from teachers.models.twins import Namesakes

__all__ = [
    "NOVICE_YEARS",
    "YOUNG_AGE",
    "Absence",
    "AbsenceQuerySet",
    "Answer",
    "Assessment",
    "AssessmentQuerySet",
    "Award",
    "Bulk",
    "CareerStage",
    "CareerStep",
    "ColumnMemory",
    "Competency",
    "Course",
    "CourseApplicant",
    "CourseApplication",
    "CourseOffer",
    "Duty",
    "Employment",
    "EmploymentQuerySet",
    "Framework",
    "Intake",
    "IntakeRow",
    "Kept",
    "Mastery",
    "Merging",
    "Move",
    "Namesakes",
    "Proposal",
    "Qualification",
    "Teacher",
    "TeacherQuerySet",
    "breaks_of",
    "novice",
    "served_at_most",
]
