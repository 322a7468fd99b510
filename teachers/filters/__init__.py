"""What lists of teachers are narrowed by."""

from teachers.filters.boards import CourseBoard, GradeBoard
from teachers.filters.people import TeacherFilter, told

__all__ = ["CourseBoard", "GradeBoard", "TeacherFilter", "told"]
