"""Makes nbgrader's own commands, formgrader included, use this course and its grader."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "neural_networks"

# What a student finds where the solution was.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

# Autograde with the course's grader: no code of a student's runs where a verdict is made. Assignments that this course
# does not declare go through nbgrader's own steps.
PLUGIN = "autograder.classroom.nbgrader_plugin"
c.Autograde.exporter_class = f"{PLUGIN}.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    f"{PLUGIN}.{step}"
    for step in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
]
c.Autograde.autograde_preprocessors = [
    *(f"{PLUGIN}.{step}" for step in ("Grade", "Execute", "IgnorePattern", "LimitOutput")),
    "nbgrader.preprocessors.SaveAutoGrades",
    f"{PLUGIN}.AssignLatePenalties",
    f"{PLUGIN}.CheckCellMetadata",
]
# What being late costs, as calendar.toml declares it; where it says nothing, c.LateSubmissionPlugin.penalty_method.
c.AssignLatePenalties.plugin_class = "autograder.classroom.late.LatePolicy"
c.GenerateFeedback.exporter_class = f"{PLUGIN}.FeedbackExporter"

# What must at least isolate students' code on the machine that grades: "kernel-filter", or "full"; `autograder doctor`
# says what this one has. "plain" would let a submission read what you can read.
c.Sandbox.minimum_isolation = "kernel-filter"

# What a submission may use. Seconds are of the processor where the name does not say wall, which is by the clock: so a
# busy machine punishes nobody. An exercise that was stopped says so in the feedback, and costs its own points only.
c.Sandbox.call_seconds = 5  # one call of an exercise's function
c.Sandbox.call_wall_seconds = 30
c.Sandbox.exercise_seconds = 20  # all calls of one exercise together
c.Sandbox.cell_seconds = 20  # one cell
c.Sandbox.cell_wall_seconds = 60
c.Sandbox.submission_seconds = 60  # all cells and calls together
c.Sandbox.submission_wall_seconds = 300
c.Sandbox.memory_mb = 2048  # addresses, of which NumPy and its kind take 400
c.Sandbox.reply_mb = 16  # what a call may return
c.Sandbox.exercise_mb = 32  # all that the calls of one exercise may return together
c.Sandbox.replays = 3  # how often a submission that ended its interpreter is started again
c.Sandbox.notebook_mb = 20
c.Sandbox.files = 200  # that a student put beside the notebook: pictures, data
c.Sandbox.files_mb = 20  # all of them together

# Formgrader, and nbgrader's own feedback, show what students wrote: nothing of it runs, loads or can be taken for ours.
c.HTMLExporter.filters = {"markdown2html": f"{PLUGIN}.harmless_markdown", "clean_html": f"{PLUGIN}.harmless_html"}
c.HTMLExporter.preprocessors = [f"{PLUGIN}.HarmlessOutputs", f"{PLUGIN}.TrueNumbers"]
c.HTMLExporter.sanitize_html = True
