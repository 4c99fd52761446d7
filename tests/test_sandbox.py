"""What a submission may do, what becomes of it, and that nothing it sends can hurt the side that grades."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import need
from test_wire import same

import autograder.sandbox as sandbox
from autograder.sandbox import Cell, Limits, Opaque, Reply, Session, Zygote, isolation
from autograder.sandbox.session import _raised as raised_as_told

LIMITS = Limits(
    call_seconds=0.8,  # the largest value that is turned down takes half of it
    call_wall_seconds=3,  # so far off that a busy machine meets the CPU's deadline first
    cell_seconds=0.5,
    cell_wall_seconds=3,
    submission_seconds=20,
    memory_mb=1024,
    reply_mb=4,
    replays=2,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "numbers.txt").write_text("1 2 3")
    return folder


TIER = isolation("plain")  # the strongest of this machine


@pytest.fixture(scope="module", params=sandbox.TIERS)
def zygote(folder: Path, request: pytest.FixtureRequest) -> Iterator[Zygote]:
    """One of each tier: what a submission may do, and what becomes of it, is the same in all."""
    why = sandbox.missing(*sandbox.TIERS[request.param])
    need(why is None, f"{request.param} isolation is not to be had here: {why}")
    with Zygote(folder, LIMITS, tier=request.param) as zygote:
        yield zygote


def cells(*sources: str) -> list[Cell]:
    return [Cell(str(i), source) for i, source in enumerate(sources, 1)]


def ask(zygote: Zygote, source: str, name: str = "f", **args: Any) -> Reply:
    """Run `source` as the second of two cells and call a function of it."""
    with Session(zygote, cells("import numpy as np", source)) as session:
        session.start()
        return session.call(name, args)


# --------------------------------------------------------------------------------------------- one call


def test_the_door_is_complete() -> None:
    def of_ours(name: str) -> bool:
        return getattr(getattr(sandbox, name), "__module__", "").startswith("autograder.sandbox")

    public = {name for name in vars(sandbox) if of_ours(name) and not name.startswith("_")}
    assert public == {name for name in sandbox.__all__ if not name.isupper()}


def test_the_tier_is_told(zygote: Zygote) -> None:
    assert zygote.isolation in sandbox.TIERS


RIGHT = [
    ("number", "def f(x): return x + 1", {"x": 2}, 3),
    ("array", "def f(x): return {'a': x * 2}", {"x": np.arange(3.0)}, {"a": np.array([0.0, 2.0, 4.0])}),
    ("array in Fortran's order", "def f(x): return x.T", {"x": np.ones((2, 3))}, np.ones((3, 2))),
    ("nan and inf", "def f(): return float('nan'), float('-inf')", {}, (math.nan, -math.inf)),
    ("print flood", "def f():\n    for i in range(20000): print('x' * 500)\n    return 1", {}, 1),
    ("flood of half characters", "import sys\ndef f(): print('\\ud800', file=sys.stderr); return 1", {}, 1),
    (
        "warning",
        "import warnings\ndef f(): warnings.warn('w'); return np.log(np.zeros(1))[0]",
        {},
        np.float64(-math.inf),
    ),
    ("inline", "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\ndef f(): return 1", {}, 1),
    ("config", "%config InlineBackend.figure_format = 'retina'\ndef f(): return 1", {}, 1),
    ("timed cell", "%%time\ndef f(): return 1", {}, 1),
    ("underscore", "def f(): return _\n20 + 1", {}, 21),
    ("get_ipython", "def f(): return get_ipython() is not None", {}, True),
    (
        "plot",
        "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()\ndef f(): return plt.get_fignums()",
        {},
        [],
    ),
    ("display", "from IPython.display import display\ndisplay(1)\ndef f(): return 1", {}, 1),
    ("exit in a cell", "exit()\ndef f(): return 1", {}, 1),
    ("await", "import asyncio\nawait asyncio.sleep(0)\ndef f(): return 1", {}, 1),
    (
        "our names",
        "from autograder import check, data, grade\ncheck('f')\ngrade('f')\ndef f(): return 1",
        {},
        1,
    ),
    ("data", "def f(): return open('numbers.txt').read()", {}, "1 2 3"),
    (
        "environment",
        "import os\ndef f(): return 'SECRET' in os.environ, os.environ['PATH']",
        {},
        (False, os.defpath),
    ),
    (
        "descriptors",
        "import os\ndef is_open(n):\n    try: return bool(os.fstat(n))\n    except OSError: return False\n"
        "def f(): return [n for n in range(300) if is_open(n)]",
        {},
        [0, 1, 2, 3],
    ),
    ("generator", "def f(): return (i for i in [1])", {}, Opaque("generator")),
    ("object", "class A: pass\ndef f(): return [1, A()]", {}, [1, Opaque("A")]),
    ("matrix", "def f(): return np.matrix([1])", {}, np.array([[1]])),
    ("ordered", "from collections import OrderedDict\ndef f(): return OrderedDict(a=1)", {}, {"a": 1}),
    ("namedtuple", "from collections import namedtuple\ndef f(): return namedtuple('N', 'a b')(1, 2)", {}, (1, 2)),
    ("a library missing here", "import numpy as np\nimport pandas as pd, seaborn\nx = 4\ndef f(): return x", {}, 4),
    ("writes", "def f():\n    open('x', 'w').write('y')\n    np.save('z', 1)\n    return 2", {}, 2),
    (
        "reads what it wrote",
        "def f():\n    np.save('z.npy', [1, 2])\n    return np.load('z.npy')",
        {},
        np.array([1, 2]),
    ),
    (
        "imports what it wrote",
        "open('my_helper.py', 'w').write('K = 3')\ndef f():\n    import my_helper\n    return my_helper.K",
        {},
        3,
    ),
    (
        "a program that isn't there",
        "import getpass, os, subprocess\ndef f():\n    os.system('clear')\n"
        "    try: subprocess.run(['nvidia-smi'])\n    except FileNotFoundError: return getpass.getuser()",
        {},
        "student",
    ),
    (
        "goes on below a line that can't run",
        "import os\nos.listdir('/nowhere')\ntable = {}\nfor k in 'ab': table[k] = 1\n"
        "try: import numba\nexcept ImportError: numba = None\ndef f(): return table, numba",
        {},
        ({"a": 1, "b": 1}, None),
    ),
    (
        "adds to a file, and reads both",
        "def f():\n    with open('numbers.txt', 'a') as file: file.write(' 4')\n    return np.loadtxt('numbers.txt')",
        {},
        np.array([1.0, 2.0, 3.0, 4.0]),
    ),
    (
        "makes folders and files, and clears up",
        "import os, shutil, tempfile, h5py\nfrom pathlib import Path\ndef f():\n    os.makedirs('figures/new')\n"
        "    Path('figures/a.txt').write_text('é')\n    np.savetxt('figures/b.txt', [1.0])\n"
        "    with h5py.File('c.h5', 'w') as file: file['x'] = [1]\n"
        "    with tempfile.TemporaryDirectory() as folder: open(folder + '/d', 'w').write('d')\n"
        "    os.remove('numbers.txt')\n    return Path('figures/a.txt').read_text() + open('numbers.txt').read()",
        {},
        "é1 2 3",
    ),
    ("shell", "def f():\n    !ls\n    x = !ls\n    return x", {}, []),
    ("object array", "def f(): return np.array([None])", {}, Opaque("ndarray of 'O'")),
    ("huge", "def f(): return np.zeros(10**6)", {}, Opaque("ndarray (too large)")),
    ("cyclic", "def f():\n    x = []\n    x += [x, x]\n    return x", {}, Opaque("list (too many parts)")),
    (
        "lying class",
        "class M(type):\n    __name__ = property(lambda c: 1 / 0)\nclass A(metaclass=M): pass\ndef f(): return A()",
        {},
        Opaque("A"),
    ),
]


@pytest.mark.parametrize(("source", "args", "value"), [row[1:] for row in RIGHT], ids=[row[0] for row in RIGHT])
def test_a_call_gives_its_value(zygote: Zygote, source: str, args: dict[str, Any], value: Any) -> None:
    reply = ask(zygote, source, **args)
    assert reply.kind == "value", reply
    assert same(reply.value, value)


LIES = "class E(Exception):\n    def __str__(self): raise SystemExit\n"
RAISES = [
    (
        "own line",
        "def f():\n    x = 1\n\n    return x / 0",
        "ZeroDivisionError",
        "division by zero",
        4,
        "return x / 0",
    ),
    (
        "blank lines first",
        "\n\ndef f():\n    return 1 / 0",
        "ZeroDivisionError",
        "division by zero",
        4,
        "return 1 / 0",
    ),
    (
        "inside numpy",
        "def f():\n    return np.ones(2) @ np.ones(3)",
        "ValueError",
        "matmul",
        2,
        "return np.ones(2) @ np.ones(3)",
    ),
    ("under a timer", "%%time\ndef f():\n    return 1 / 0", "ZeroDivisionError", "", 3, "return 1 / 0"),
    ("assertion", "def f():\n    assert False, 'why'", "AssertionError", "why", 2, "assert False, 'why'"),
    ("exit", "import sys\ndef f():\n    sys.exit(0)", "SystemExit", "0", 3, "sys.exit(0)"),
    (
        "interrupt",
        "def f():\n    raise KeyboardInterrupt",
        "KeyboardInterrupt",
        "",
        2,
        "raise KeyboardInterrupt",
    ),
    ("recursion", "def f():\n    return f()", "RecursionError", "", 2, "return f()"),
    ("input", "def f():\n    return input('?')", "EOFError", "input()", 2, "return input('?')"),
    ("memory", "def f():\n    return np.ones(10**10)", "MemoryError", "", 2, "return np.ones(10**10)"),
    (
        "memory, bit by bit",
        "def f():\n    x = []\n    while True: x.append(np.zeros(1 << 23))",
        "MemoryError",
        "",
        3,
        "while True: x.append(np.zeros(1 << 23))",
    ),
    (
        "writes elsewhere",
        "import os\ndef f():\n    fd = os.open('/dev/shm', os.O_TMPFILE | os.O_RDWR)",
        "PermissionError",
        "",
        3,
        "fd = os.open('/dev/shm', os.O_TMPFILE | os.O_RDWR)",
    ),
    ("a process", "import os\ndef f(): os.fork()", "PermissionError", "no process", 2, "def f(): os.fork()"),
    (
        "its parent",
        "import os\ndef f(): os.kill(os.getppid(), 19)",
        "PermissionError",
        "other proc",
        2,
        "def f(): os.kill(os.getppid(), 19)",
    ),
    (
        "our package",
        "def f():\n    import autograder.grading",
        "ModuleNotFoundError",
        "",
        2,
        "import autograder.grading",
    ),
    (
        "our sandbox",
        "def f():\n    from autograder import sandbox",
        "ImportError",
        "",
        2,
        "from autograder import sandbox",
    ),
    ("hostile message", LIES + "def f():\n    raise E", "E", "", 4, "raise E"),
    (
        "hostile characters",
        "def f():\n    raise ValueError('\\x1b[31m\\u202e\\ud800')",
        "ValueError",
        "�[31m��",
        2,
        "raise ValueError('\\x1b[31m\\u202e\\ud800')",
    ),
    (
        "long message",
        "def f():\n    raise ValueError('x' * 10**6)",
        "ValueError",
        "x" * 500,
        2,
        "raise ValueError('x' * 10**6)",
    ),
]


@pytest.mark.parametrize(
    ("source", "kind", "message", "line", "text"), [row[1:] for row in RAISES], ids=[row[0] for row in RAISES]
)
def test_a_call_that_raises_tells_the_students_own_line(
    zygote: Zygote, folder: Path, source: str, kind: str, message: str, line: int, text: str
) -> None:
    reply = ask(zygote, source)
    assert reply.kind == "raised", reply
    error = reply.error
    assert error is not None
    assert (error.type, error.cell, error.line, error.text) == (kind, "2", line, text)
    assert message in error.message
    assert len(error.message) <= 500
    assert error.builtin == (kind != "E")
    assert [path.name for path in folder.iterdir()] == ["numbers.txt"]
    assert (folder / "numbers.txt").read_text() == "1 2 3"


FORGED = "import gc, socket\n(s,) = [o for o in gc.get_objects() if isinstance(o, socket.socket)]\n"
LOST = [
    ("endless loop", "def f():\n    while True: pass", "timeout", "stopped after 0.8 s in `f`"),
    (
        "signals ignored",
        "import signal\nfor n in (15, 2, 24): signal.signal(n, signal.SIG_IGN)\ndef f():\n    while True: pass",
        "timeout",
        "stopped after 0.8 s in `f`",
    ),
    ("sleep", "import time\ndef f(): time.sleep(60)", "timeout", "stopped after 3 s by the clock in `f`"),
    (
        "endless in catching",
        "def f():\n    while True:\n        try: 1 / 0\n        except BaseException: pass",
        "timeout",
        "stopped after 0.8 s in `f`",
    ),
    (
        "endless message",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(): raise E",
        "timeout",
        "stopped after 0.8 s in `f`",
    ),
    ("os._exit", "import os\ndef f(): os._exit(0)", "killed", "ended its interpreter in `f`"),
    ("segfault", "import ctypes\ndef f(): ctypes.string_at(0)", "killed", "crashed its interpreter in `f`"),
    ("hangs up", "import os\ndef f(): os.close(3)", "killed", " in `f`"),
    (
        "leaves a copy behind",
        "import ctypes, os\ndef f():\n    if ctypes.CDLL(None).fork(): os._exit(0)\n    import time; time.sleep(60)",
        "killed",
        "ended its interpreter in `f`",
    ),
    ("noise", FORGED + "def f(): s.sendall(b'x' * 100)", "killed", "sent what is no answer in `f`"),
    (
        "a frame too large",
        FORGED + "def f(): s.sendall(b'AGW1\\2\\0\\0\\0\\1\\0\\0\\0' + b'\\xff' * 8 + b'{}')",
        "killed",
        "sent what is no answer in `f`",
    ),
    (
        "a frame at a trickle",
        FORGED + "import time\ndef f():\n    s.sendall(b'AGW1\\0\\xf0\\0\\0\\0\\0\\0\\0')\n    while True:\n"
        "        s.sendall(b' ')\n        time.sleep(0.1)",
        "timeout",
        "by the clock",
    ),
]


@pytest.mark.parametrize(("source", "kind", "problem"), [row[1:] for row in LOST], ids=[row[0] for row in LOST])
def test_a_lost_child_costs_one_call(zygote: Zygote, source: str, kind: str, problem: str) -> None:
    with Session(zygote, cells(source, "def g(x): return x")) as session:
        session.start()
        started = time.monotonic()
        reply = session.call("f", {})
        assert time.monotonic() - started < 8
        assert reply.kind == kind
        assert problem in str(reply.problem)
        assert session.call("g", {"x": 1}).value == 1
        assert not session.dead


def test_words_sent_before_they_are_asked_for_lose_the_child(zygote: Zygote) -> None:
    with Session(
        zygote,
        cells(FORGED + "def f(): return 1\nimport threading\ndef g(): threading.Timer(0.1, s.sendall, [b'x']).start()"),
    ) as session:
        session.start()
        assert session.call("g", {}).kind == "value"
        time.sleep(0.2)
        assert session.call("f", {}) == Reply("killed", problem="sent what is no answer in `f`")
        assert session.call("f", {}).value == 1


@pytest.mark.parametrize("source", ["x = 1", "f = 3", "def f(:"], ids=["not there", "not callable", "syntax"])
def test_a_name_that_is_not_a_function_is_missing(zygote: Zygote, source: str) -> None:
    assert ask(zygote, source) == Reply("missing")


def test_arguments_by_keyword_and_what_was_changed(zygote: Zygote) -> None:
    source = "def f(x, p, *, n=0, q=None):\n    p['W'] -= 1; q.append(2)\n    x = x + 1\n    return n"
    with Session(zygote, cells(source)) as session:
        args = {"x": np.ones(3), "p": {"W": np.ones(2)}, "n": 7, "q": [1]}
        for _ in range(2):
            reply = session.call("f", args, keywords=frozenset({"n", "q"}))
            assert (reply.value, reply.changed) == (7, ("p", "q"))
    assert args["p"]["W"].tolist() == [1, 1]


# --------------------------------------------------------------------------------------------- cells


def test_each_cell_tells_how_it_ended(zygote: Zygote) -> None:
    with Session(
        zygote,
        cells(
            "a = 1",
            "b = a +",
            "\nb = missing",
            "import sys; sys.exit()",
            LIES + "raise E",
            "c = a",
            "x = 1\n!ls",
        ),
    ) as session:
        runs = session.start()
        assert [run.ok for run in runs] == [True, False, False, False, False, True, True]
        errors = [(run.error.type, run.error.cell, run.error.line) for run in runs if run.error]
        assert errors == [
            ("SyntaxError", "2", 1),
            ("NameError", "3", 2),
            ("SystemExit", "4", 1),
            ("E", "5", 3),
        ]
        assert session.problems == []


def test_a_cell_that_is_stopped_is_left_out_and_named(zygote: Zygote) -> None:
    sources = [
        "def g(): return 1",
        "def f(): return 2\nwhile True: pass",
        "import os; os._exit(3)",
        "x = 3",
        "def h(): return g() + x",
    ]
    with Session(zygote, cells(*sources)) as session:
        assert [run.ok for run in session.start()] == [True, False, False, True, True]
        assert session.problems == [
            "the cell with `f` was stopped after 0.5 s and left out",
            "the cell 3 ended its interpreter and was left out",
        ]
        assert session.call("h", {}).value == 4
        assert session.call("f", {}).kind == "missing"


def test_a_submission_is_dead_when_its_replays_are_used_up(zygote: Zygote) -> None:
    with Session(zygote, cells("import os\ndef f(): os._exit(0)\ndef g(): return 1")) as session:
        session.start()
        for _ in range(LIMITS.replays):
            assert session.call("f", {}).kind == "killed"
            assert not session.dead
        assert session.call("g", {}).value == 1
        assert session.call("f", {}).kind == "killed"
        assert session.dead
        reply = session.call("g", {})
        assert reply.kind == "killed"
        assert reply.problem == "nothing can be asked any more: the submission was stopped 3 times"


def test_cells_that_never_get_through_are_dead(zygote: Zygote) -> None:
    with Session(zygote, cells(*["import os; os._exit(0)"] * 4)) as session:
        assert not any(run.ok for run in session.start())
        assert session.dead


def test_a_replay_is_the_same(zygote: Zygote) -> None:
    source = "import os, random\na = np.random.rand(), random.random()\ndef f(): return a\ndef end(): os._exit(0)"
    with Session(zygote, cells("import numpy as np", source)) as session:
        before = session.call("f", {}).value
        session.call("end", {})
        assert session.call("f", {}).value == before


def test_cpu_is_counted_in_lost_children_too(folder: Path) -> None:
    limits = Limits(call_seconds=0.3, submission_seconds=0.7, memory_mb=1024, replays=20)
    with (
        Zygote(folder, limits, tier=TIER) as zygote,
        Session(zygote, cells("def f():\n    while True: pass")) as session,
    ):
        session.start()
        assert session.call("f", {}).problem == "stopped after 0.3 s in `f`"
        assert session.cpu > 0.3
        while not session.dead:
            assert session.call("f", {}).kind == "timeout"
        assert session.problems == []
        assert session.call("f", {}).problem == "nothing can be asked any more: the submission has used its 0.7 s"
        assert 0.7 <= session.cpu < 1.2


def test_a_dead_interpreter_is_started_again(folder: Path) -> None:
    with (
        Zygote(folder, LIMITS, tier=TIER) as zygote,
        Session(zygote, cells("kept = []\ndef f():\n    kept.append(1)\n    return len(kept)")) as session,
    ):
        assert [session.call("f", {}).value for _ in range(2)] == [1, 2]
        zygote._process.kill()
        zygote._process.wait()
        deadline = time.monotonic() + 5  # its end takes its children along, a little later
        while session.call("f", {}).kind == "value" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert session.call("f", {}).value == 1


def test_where_forking_is_unsafe_each_child_is_an_interpreter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS."""
    monkeypatch.setattr("autograder.sandbox.session._FORKS", False)
    source = "import os\ndef f(x): return x + 1\ndef g(): os._exit(3)\ndef pid(): return os.getpid()"
    with (
        Zygote(folder, LIMITS, tier="plain") as zygote,
        Session(zygote, cells(source), solved=SOLVED) as session,
    ):
        assert session.call("f", {"x": 1}).value == 2
        assert session.solved("helper", {"x": 1}).value == 101
        first = session.call("pid", {}).value
        assert session.call("g", {}).kind == "killed"
        second = session.call("pid", {}).value
        assert second not in (first, None)
        assert session.cpu > 0.1
    assert not running(first)
    assert not running(second)


def test_what_an_exercise_returns_in_all_is_bounded(folder: Path) -> None:
    limits = Limits(memory_mb=1024, reply_mb=4, exercise_mb=8)
    source = "import numpy as np\ndef f(n): return np.zeros(n)\ndef g(): return 1"
    with Zygote(folder, limits, tier=TIER) as zygote, Session(zygote, cells(source)) as session:
        kept = [session.call("f", {"n": 400_000}).value for _ in range(5)]
        assert session.call("g", {}).value == 1
    assert [type(value) for value in kept] == [*2 * [np.ndarray], *3 * [Opaque]]
    assert kept[-1].type_name == "value (more than 8 MB in all)"


def test_a_child_has_one_thread(zygote: Zygote) -> None:
    """Two BLAS threads were 3 to 20 times slower than one on a busy machine."""
    with Session(zygote, cells("import numpy as np\ndef f(x): return x @ x")) as session:
        assert session.call("f", {"x": np.ones((300, 300))}).kind == "value"
        assert len(os.listdir(f"/proc/{session._child.machines_pid}/task")) == 1


def test_a_child_that_the_machine_killed_is_told(zygote: Zygote) -> None:
    with Session(zygote, cells("def f(): return 1")) as session:
        assert session.call("f", {}).value == 1
        os.kill(session._child.machines_pid, signal.SIGKILL)
        assert session.call("f", {}).problem == "was killed in `f`"
        assert session.call("f", {}).value == 1


def test_each_thread_has_an_interpreter_of_its_own(folder: Path) -> None:
    def work(n: int) -> list[int]:
        with Zygote(folder, LIMITS, tier=TIER) as zygote, Session(zygote, cells("def f(x): return x + 1")) as session:
            return [session.call("f", {"x": n + k}).value for k in range(20)]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, [0, 100])) == [list(range(1, 21)), list(range(101, 121))]


def test_what_a_submission_started_ends_with_it(zygote: Zygote) -> None:
    source = "import os, time\ndef f():\n    pid = os.fork()\n    if not pid: time.sleep(60)\n    return pid"
    with Session(zygote, cells(source)) as session:
        pid = session.call("f", {}).value
    deadline = time.monotonic() + 5
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not running(pid)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_interpreter_that_does_not_start_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(RuntimeError, match="did not start"):
        Zygote(folder, LIMITS, tier=TIER)


# --------------------------------------------------------------------------------------------- stand-ins

SOLVED = cells(
    "import numpy as np",
    "def helper(x, k=1): return x + 100 * k",
    "def picky(x):\n    if x < 0: raise ValueError('x is negative')\n    return x",
    "def loop(x):\n    while True: pass",
    "def init(n_x, n_y): return {'W': np.full((n_y, n_x), 9.0)}",
    "def deep(dims): return list(dims)",
)


def test_stand_ins_answer_for_one_call_and_the_own_names_come_back(zygote: Zygote) -> None:
    own = (
        "def helper(x, k=1): return -1\ndef f(x): return helper(x), helper(x, k=2), picky(3)\n"
        "def g(x): return helper(x), 'picky' in globals()"
    )
    with Session(zygote, cells(own), solved=SOLVED) as session:
        reply = session.call("f", {"x": np.arange(2)}, stand_ins=frozenset({"helper", "picky", "loop"}))
        assert reply.kind == "value"
        assert [np.asarray(part).tolist() for part in reply.value] == [[100, 101], [200, 201], 3]
        assert reply.asked == ("helper", "picky")
        assert session.call("g", {"x": 1}).value == (-1, False)
        assert session.call("g", {"x": 1}).asked == ()


def test_a_solved_functions_exception_is_the_same(zygote: Zygote) -> None:
    own = "def f(x):\n    try: return picky(x)\n    except ValueError as e: return str(e)\ndef g(x): return picky(x)"
    with Session(zygote, cells(own), solved=SOLVED) as session:
        assert session.call("f", {"x": -1}, stand_ins=frozenset({"picky"})).value == "x is negative"
        error = session.call("g", {"x": -1}, stand_ins=frozenset({"picky"})).error
        assert error is not None
        assert (error.type, error.builtin, error.text) == ("ValueError", True, "def g(x): return picky(x)")


def test_a_stand_in_kept_for_later_gets_nothing(zygote: Zygote) -> None:
    own = "def f(): global kept; kept = helper; return kept(1)\ndef g(): return kept(2)"
    with Session(zygote, cells(own), solved=SOLVED) as session:
        assert session.call("f", {}, stand_ins=frozenset({"helper"})).value == 101
        for stand_ins in (frozenset(), frozenset({"helper"})):
            reply = session.call("g", {}, stand_ins=stand_ins)
            assert reply.error is not None
            assert reply.error.message == "this helper can't be asked any more"


def test_other_names_are_refused(zygote: Zygote) -> None:
    own = (
        "def f():\n    stub = helper.__closure__[0].cell_contents\n"
        "    stub.name = 'picky'\n    return stub.ask((1,), {})"
    )
    with Session(zygote, cells(own), solved=SOLVED) as session:
        reply = session.call("f", {}, stand_ins=frozenset({"helper"}))
        assert reply.error is not None
        assert (reply.error.type, reply.error.message) == ("LookupError", "this helper can't be asked")
        assert reply.asked == ()


def test_a_question_out_of_a_call_loses_the_child(zygote: Zygote) -> None:
    own = (
        "def f(): global kept; kept = helper.__closure__[0].cell_contents; return 1\n"
        "def g(): kept.live = True; return kept.ask((1,), {})"
    )
    with Session(zygote, cells(own), solved=SOLVED) as session:
        session.call("f", {}, stand_ins=frozenset({"helper"}))
        assert session.call("g", {}, stand_ins=frozenset({"helper"})).kind == "killed"


def test_a_helper_that_hangs_is_an_error_of_the_call(zygote: Zygote) -> None:
    with Session(zygote, cells("def f(x): return loop(x)"), solved=SOLVED) as session:
        reply = session.call("f", {"x": 1}, stand_ins=frozenset({"loop"}))
        assert reply.error is not None
        assert reply.error.message == "the helper loop stopped after 0.8 s"
        assert session.call("f", {"x": 1}, stand_ins=frozenset({"loop"})).error is not None


def test_odd_arguments_reach_a_helper_as_nothing(zygote: Zygote) -> None:
    with Session(zygote, cells("def f(): return helper(object())"), solved=SOLVED) as session:
        reply = session.call("f", {}, stand_ins=frozenset({"helper"}))
        assert reply.error is not None
        assert (reply.error.type, reply.error.builtin) == ("TypeError", True)


FIXED = {"init": [((2, 1), {"W": np.array([[1.0, 2.0]])})], "deep": [(([2, 3, 1],), "table")]}


@pytest.mark.parametrize(
    ("call", "value", "count"),
    [
        ("init(2, 1)['W'].tolist()", [[1, 2]], 1),
        ("init(n_y=1, n_x=2)['W'].tolist()", [[1, 2]], 1),
        ("init(np.int64(2), 1)['W'].tolist()", [[1, 2]], 1),
        ("init(1, 2)['W'].tolist()", [[9], [9]], 1),
        ("deep([2, 3, 1])", "table", 1),
        ("deep((2, 3, 1))", "table", 1),
        ("deep(np.array([2, 3, 1]))", "table", 1),
        ("deep(dims=[2, 3, 1])", "table", 1),
        ("deep([2, 1])", [2, 1], 1),
        ("[init(2, 1)['W'].fill(0), init(2, 1)['W'].tolist()][1]", [[1, 2]], 2),
        ("0", 0, 0),
    ],
    ids=[
        "position",
        "keyword",
        "numpy",
        "other sizes",
        "list",
        "tuple",
        "array",
        "list by keyword",
        "other list",
        "fresh each time",
        "not called",
    ],
)
def test_fixed_initialisers(zygote: Zygote, call: str, value: Any, count: int) -> None:
    own = f"import numpy as np\ndef init(n_x, n_y): return 'own'\ndef f(): return {call}\ndef g(): return init(2, 1)"
    with Session(zygote, cells(own), solved=SOLVED) as session:
        for stand_ins in (frozenset(), frozenset({"init", "helper"})):
            reply = session.call("f", {}, stand_ins=stand_ins, fixed=FIXED)
            assert (reply.kind, reply.value, reply.initialised, reply.asked) == ("value", value, count, ())
        assert session.call("g", {}).value == "own"


def test_an_expression_of_ours_is_evaluated_over_the_solved_notebook(zygote: Zygote) -> None:
    with Session(zygote, [], solved=SOLVED) as session:
        assert session.evaluate("[helper(x) + k for k in range(2)]", {"x": 1}).value == [101, 102]
        assert session.evaluate("nope", {}).kind == "raised"
        assert session.evaluate("loop(1)", {}).problem == "stopped after 0.8 s in the solved notebook"


def test_a_missing_name_of_a_demo_is_made_up_for(zygote: Zygote) -> None:
    demos = cells("first, = [2]", "import math as m\nclass C: pass\nparameters = {'W': first}", "raise ValueError")
    own = "def f(): return parameters['W'] + 1\ndef g(): return nowhere"
    with Session(zygote, cells(own), demos=demos) as session:
        session.start()
        assert session.call("f", {}).value == 3
        reply = session.call("g", {})
        assert reply.error is not None
        assert reply.error.type == "NameError"


def test_a_demo_that_hangs_costs_the_child_only(zygote: Zygote) -> None:
    demos = cells("while True: late = 1")
    with Session(zygote, cells("def f(): return late\ndef g(): return 1"), demos=demos) as session:
        assert session.call("f", {}).kind == "raised"
        assert session.problems == ["the cell 1 was stopped after 0.5 s and left out"]
        assert session.call("g", {}).value == 1


CLAIMED: dict[str, Any] = {
    "a sentence for a shape": [["row", "array", "(1, 4). Full marks, please!"]],
    "markup for a type": [["row", "<script>", ""]],
    "a name that isn't in the line": [["secret", "array", "(1, 4)"]],
    "more than there can be": [["row", "array", "(1, 4)"]] * 9,
    "no list": "row",
    "something else": [None],
}


@pytest.mark.parametrize("forged", CLAIMED.values(), ids=CLAIMED)
def test_what_a_child_tells_of_a_lines_data_has_its_form(forged: Any) -> None:
    told = {"type": "ValueError", "message": "", "cell": 0, "line": 1, "names": [["row", "array", "(1, 4)"]]}
    cells = [Cell("f", "Z = row + 1")]
    assert raised_as_told(told, cells).names == (("row", "array", "(1, 4)"),)
    assert raised_as_told({**told, "names": forged}, cells).names == ()
