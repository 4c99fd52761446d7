"""A class: many submissions graded, their Results in nbgrader's database and folders, feedback and report."""
