"""Text notebook -> source -> release, the solved notebook as the only reference, and where things lie."""

from autograder.course.layout import Course, CourseError
from autograder.course.reference import Solved, load_exercises, questions

__all__ = ["Course", "CourseError", "Solved", "load_exercises", "questions"]
