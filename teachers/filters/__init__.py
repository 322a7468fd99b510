"""What lists of teachers are narrowed by."""

from teachers.filters.boards import CourseBoard, GradeBoard
from teachers.filters.intake import IntakeFilter, RowFilter
from teachers.filters.people import TeacherFilter, chosen_ids

__all__ = ["CourseBoard", "GradeBoard", "IntakeFilter", "RowFilter", "TeacherFilter", "chosen_ids"]
