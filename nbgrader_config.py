"""Makes nbgrader's own commands, formgrader included, use this course and its grader."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "neural_networks"

# What a student finds where the solution was.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

# Autograde with the course's grader: no code of a student's runs where a verdict is made. Assignments that this course
# does not declare go through nbgrader's own steps.
PLUGIN = "autograder.classroom.nbgrader_plugin"
c.Autograde.pre_convert_hook = f"{PLUGIN}.register"
c.Autograde.exporter_class = f"{PLUGIN}.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    f"{PLUGIN}.{step}"
    for step in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
]
c.Autograde.autograde_preprocessors = [
    *(f"{PLUGIN}.{step}" for step in ("Grade", "Execute", "IgnorePattern", "LimitOutput")),
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    f"{PLUGIN}.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = f"{PLUGIN}.FeedbackExporter"
