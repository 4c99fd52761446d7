"""The data sets: points in the plane, the cat pictures with the loader and the maker of their files, own pictures."""

from __future__ import annotations

import csv
import getpass
import importlib.util
import io
import json
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.special import expit

from autograder import data

SHIPPED = Path(__file__).parent.parent / "datasets"
TRAIN, TEST = (SHIPPED / name for name in data.FILES.values())


def test_everything_public_is_there() -> None:
    assert [name for name in data.__all__ if not callable(getattr(data, name))] == []


def test_importing_it_needs_numpy_only() -> None:
    """The sandbox imports it for every submission."""
    seen = "print(*sorted({'h5py', 'PIL', 'scipy', 'matplotlib'} & set(sys.modules)))"
    command = f"import runpy, sys; runpy.run_path({data.__file__!r}); {seen}"
    assert subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout == "\n"


# --- points in the plane --------------------------------------------------------------------------


@given(half=st.integers(1, 150), seed=st.integers(0, 2**32 - 1))
def test_any_flower_stays_in_its_circle(half: int, seed: int) -> None:
    X, _ = data.flower(2 * half, seed)
    # The rose reaches 4; ten standard deviations of noise are never exceeded.
    assert np.all(np.hypot(*X) < 4 + 10 * 0.2)


def test_the_default_flower_is_the_one_whose_figures_the_course_quotes() -> None:
    X, _ = data.flower()
    assert X.shape == (2, 400)
    assert np.array_equal(X, data.flower(400, 1)[0])
    assert X[:, 0] == pytest.approx([0.10065909, 1.45404149])
    assert X[:, -1] == pytest.approx([1.19435838, -3.65084909])


def best_line(X: np.ndarray, Y: np.ndarray) -> float:
    """The largest share of points that a straight line gets right, over 360 directions and every offset."""
    best = 0.0
    for angle in np.linspace(0, 2 * np.pi, 360, endpoint=False):
        side = Y[0, np.argsort(np.cos(angle) * X[0] + np.sin(angle) * X[1])]
        below, above = np.cumsum(side == 0), np.cumsum((side == 1)[::-1])[::-1]
        best = max(best, float(np.max(below[:-1] + above[1:])) / side.size)
    return best


@pytest.mark.parametrize("seed", range(1, 4), ids="seed {}".format)
def test_no_straight_line_separates_a_flower(seed: int) -> None:
    assert 0.6 < best_line(*data.flower(seed=seed)) < 0.8


@pytest.mark.parametrize("seed", range(1, 4), ids="seed {}".format)
def test_three_lines_through_the_centre_separate_most_of_a_flower(seed: int) -> None:
    """The idea of the assignment: six sectors of alternating class, so three lines, so three hidden units."""
    X, Y = data.flower(seed=seed)
    sector = np.floor(np.arctan2(X[0], X[1]) / (np.pi / 4)).astype(int) % 8
    mostly = np.array([round(Y[0, sector == s].mean()) for s in range(8)])
    assert mostly.tolist() == [0, 1, 0, 1, 1, 0, 1, 0]
    assert np.mean(mostly[sector] == Y[0]) > 0.9


PLANAR = ("flower", "moons", "circles", "quantiles", "blobs")


@pytest.mark.parametrize("name", PLANAR)
@given(half=st.integers(1, 150), seed=st.integers(0, 2**32 - 1))
def test_any_planar_set_has_two_equal_classes_one_after_the_other(name: str, half: int, seed: int) -> None:
    X, Y = getattr(data, name)(2 * half, seed)
    assert (X.shape, X.dtype) == ((2, 2 * half), np.float64)
    assert (Y.shape, Y.dtype) == ((1, 2 * half), np.int64)
    assert Y[0].tolist() == [0] * half + [1] * half
    assert np.array_equal(X, getattr(data, name)(2 * half, seed)[0])


@pytest.mark.parametrize("name", PLANAR)
def test_another_seed_gives_other_points_and_the_global_generator_is_left_alone(name: str) -> None:
    before = np.random.get_state()[1].copy()
    assert not np.array_equal(getattr(data, name)(seed=1)[0], getattr(data, name)(seed=2)[0])
    assert np.array_equal(before, np.random.get_state()[1])


@pytest.mark.parametrize("m", [401, 1, 0, -2])
@pytest.mark.parametrize("name", PLANAR)
def test_a_planar_set_of_impossible_size_is_refused(name: str, m: int) -> None:
    with pytest.raises(ValueError, match=rf"{name} needs? an even number of points, at least 2, not m={m}$"):
        getattr(data, name)(m)


def nearer_centre(X: np.ndarray) -> np.ndarray:
    centres = np.random.default_rng(0).uniform(-5, 5, (6, 2))
    return np.argmin([np.hypot(*(X.T - centre).T) for centre in centres], axis=0) % 2


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param("moons", lambda X: X[1] < 0.25 + 0.6 * np.cos(np.pi * X[0]), id="moons"),
        pytest.param("circles", lambda X: np.hypot(*X) < 0.75, id="circles"),
        pytest.param("quantiles", lambda X: np.hypot(*X) > np.median(np.hypot(*X)), id="quantiles"),
        pytest.param("blobs", nearer_centre, id="blobs"),
    ],
)
def test_the_rule_that_a_planar_set_is_made_by_tells_its_classes(name: str, rule: Callable) -> None:
    X, Y = getattr(data, name)()
    assert np.mean(rule(X) == Y[0]) > 0.9


def tanh_network(X: np.ndarray, Y: np.ndarray, hidden: int, rate: float, iterations: int, seed: int) -> float:
    """The share that week 3's network gets right of what it was trained on; without a hidden layer if `hidden` is 0."""
    rng = np.random.RandomState(seed)
    m = X.shape[1]
    W1, b1 = (rng.randn(hidden, 2) * 0.01, np.zeros((hidden, 1))) if hidden else (np.eye(2), 0)
    W2, b2 = rng.randn(1, len(W1)) * (0.01 if hidden else 0), 0.0
    for _ in range(iterations):
        A = np.tanh(W1 @ X + b1) if hidden else X
        dZ2 = expit(W2 @ A + b2) - Y
        if hidden:
            dZ1 = W2.T @ dZ2 * (1 - A**2)
            W1, b1 = W1 - rate * dZ1 @ X.T / m, b1 - rate * dZ1.mean(axis=1, keepdims=True)
        W2, b2 = W2 - rate * dZ2 @ A.T / m, b2 - rate * dZ2.mean()
    return float(np.mean((W2 @ (np.tanh(W1 @ X + b1) if hidden else X) + b2 > 0) == Y))


@pytest.mark.parametrize(
    ("name", "line", "network"),
    [
        pytest.param("moons", 0.86, 0.98, id="moons"),
        pytest.param("circles", 0.51, 0.985, id="circles"),
        pytest.param("quantiles", 0.535, 0.965, id="quantiles"),
        pytest.param("blobs", 0.665, 0.965, id="blobs"),
    ],
)
def test_a_planar_set_is_as_hard_as_the_course_says(name: str, line: float, network: float) -> None:
    """Logistic regression, then four hidden units: the last digits depend on the machine."""
    X, Y = getattr(data, name)()
    assert tanh_network(X, Y, 0, 0.1, 5000, seed=1) == pytest.approx(line, abs=0.02)
    assert tanh_network(X, Y, 4, 1.2, 10000, seed=1) == pytest.approx(network, abs=0.03)


# --- the cat pictures: the files ------------------------------------------------------------------


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    """datasets/make_catset.py, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("make_catset", SHIPPED / "make_catset.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, str]]:
    with open(SHIPPED / "manifest.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_files_are_what_their_checksums_say(maker: ModuleType) -> None:
    assert {name: maker.checksum(SHIPPED / name) for name in maker.MADE} == maker.checksums(SHIPPED)


@pytest.mark.parametrize(("path", "part", "m", "cats"), [(TRAIN, "train", 209, 79), (TEST, "test", 50, 25)])
def test_a_file_is_laid_out_as_the_original_course_s(path: Path, part: str, m: int, cats: int) -> None:
    with h5py.File(path) as file:
        assert sorted(file) == ["list_classes", f"{part}_set_x", f"{part}_set_y"]
        x, y, names = file[f"{part}_set_x"], file[f"{part}_set_y"], file["list_classes"]
        assert (x.shape, x.dtype) == ((m, 64, 64, 3), np.uint8)
        assert (y.shape, y.dtype, np.sum(y)) == ((m,), np.int64, cats)
        assert names[()].tolist() == [b"non-cat", b"cat"]
        assert x[()].min() < 10
        assert x[()].max() > 245


def test_a_file_carries_its_attribution_wherever_it_is_copied(maker: ModuleType) -> None:
    card = " ".join((SHIPPED / "README.md").read_text(encoding="utf-8").split())
    for path in (TRAIN, TEST):
        with h5py.File(path) as file:
            carried = file.attrs["attribution"].decode()
        for artist in maker.ARTISTS.values():
            assert artist.credit in carried
            assert artist.credit in card
            assert (SHIPPED / "licences" / f"{artist.licence}.txt").is_file()
    assert maker.ADAPTED in carried


def test_the_manifest_has_a_row_for_each_picture_with_its_label(manifest: list[dict[str, str]]) -> None:
    _, train_y, _, test_y, _ = data.cats(SHIPPED)
    rows = [(row["file"], int(row["index"]), int(row["label"])) for row in manifest]
    assert rows == [
        (path.name, i, label) for path, Y in ((TRAIN, train_y), (TEST, test_y)) for i, label in enumerate(Y[0])
    ]
    assert all((row["kind"] == "cat") == (row["label"] == "1") for row in manifest)


def test_the_manifest_names_drawings_that_are_declared(maker: ModuleType, manifest: list[dict[str, str]]) -> None:
    for row in manifest:
        assert row["drawing"] in maker.KINDS[row["kind"]]
        assert row["licence"] == maker.ARTISTS[row["artist"]].licence


def test_no_drawing_is_on_both_sides(manifest: list[dict[str, str]]) -> None:
    sides = [
        {(row["artist"], row["drawing"]) for row in manifest if row["file"] == path.name} for path in (TRAIN, TEST)
    ]
    assert sides[0] & sides[1] == set()
    # All six artists are on either side.
    assert [len({artist for artist, _ in side}) for side in sides] == [6, 6]


def test_no_picture_is_there_twice() -> None:
    train_x, _, test_x, _, _ = data.cats(SHIPPED)
    assert Counter(x.tobytes() for x in (*train_x, *test_x)).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [
        pytest.param(0, 68, 78, id="logistic regression"),
        pytest.param(1, 72, 86, id="two layers"),
        pytest.param(2, 78, 100, id="four layers"),
    ],
)
def test_a_model_is_as_good_as_the_course_says(maker: ModuleType, number: int, low: float, high: float) -> None:
    """Ranges: the standard error at 50 pictures is six points, and trainings differ between machines."""
    costs, (train, test) = maker.accuracies(maker.MODELS[number], list(maker.shipped(SHIPPED).values()))
    assert costs[0] == pytest.approx(np.log(2), abs=0.1)
    assert costs[-1] < 0.2
    assert train > 98
    assert low <= test <= high


def test_with_small_initial_weights_four_layers_learn_nothing(maker: ModuleType) -> None:
    stalls = next(model for model in maker.VARIANTS if model.hidden and model.scale)
    costs, right = maker.accuracies(stalls, list(maker.shipped(SHIPPED).values()))
    assert costs[-1] == pytest.approx(0.663, abs=0.002)
    assert right == pytest.approx([100 * 130 / 209, 50])


# --- the cat pictures: making them ----------------------------------------------------------------


def test_training_in_the_smaller_space_is_training(maker: ModuleType) -> None:
    """A few steps on the points themselves, next to the trainer that keeps to the table of products."""
    rng = np.random.default_rng(5)
    X, Y = rng.integers(0, 256, (6, 4, 4, 3), dtype=np.uint8), np.array([[0, 1, 1, 0, 1, 0]])
    more = rng.integers(0, 256, (9, 4, 4, 3), dtype=np.uint8)
    costs, (says, says_more) = maker.train(maker.Model("", (3,), None, 0.5, 201), X, Y, more)
    first = np.random.RandomState(1)
    W1, W2 = first.randn(3, 48) / np.sqrt(48), first.randn(1, 3) / np.sqrt(3)
    b1, b2 = np.zeros((3, 1)), 0.0
    A0, A0_more = (pictures.reshape(len(pictures), -1).T / 255 for pictures in (X, more))
    for i in range(201):
        A1 = np.maximum(W1 @ A0 + b1, 0)
        A2 = expit(W2 @ A1 + b2)
        if i % 100 == 0:
            cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
            assert costs[i // 100] == pytest.approx(cost, rel=1e-9)
        dZ2 = (A2 - Y) / 6
        dZ1 = (W2.T @ dZ2) * (A1 > 0)
        W2, b2 = W2 - 0.5 * dZ2 @ A1.T, b2 - 0.5 * dZ2.sum()
        W1, b1 = W1 - 0.5 * dZ1 @ A0.T, b1 - 0.5 * dZ1.sum(axis=1, keepdims=True)
    for ours, pictures in ((says, A0), (says_more, A0_more)):
        assert np.array_equal(ours, W2 @ np.maximum(W1 @ pictures + b1, 0) + b2 > 0)


def package(icons: dict) -> bytes:
    """An npm package with nothing but its icons."""
    content, file = json.dumps(icons).encode(), io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        entry = tarfile.TarInfo("package/icons.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def test_drawings_are_found_under_their_older_names(maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = {
        "icons": {"cat-face": {"body": "<a/>"}, "fox": {"body": "<b/>"}, "zero": {"body": "<c/>"}},
        "aliases": {"fox-face": {"parent": "fox"}, "cat-face-turned": {"parent": "cat-face", "rotate": 1}},
        "width": 128,
        "height": 64,
    }
    older = {
        "icons": {"fox-face": {"body": "<d/>", "left": 1}, "cat-face-turned": {"body": "<e/>"}, "f": {"body": "<f/>"}},
        "aliases": {"lemon": {"parent": "citrus"}, "citrus": {"parent": "f"}},
        "height": 24,
    }
    drawn = []

    def points(svg: str) -> Image.Image:
        drawn.append(svg)
        return halves().convert("RGBA")

    monkeypatch.setattr(maker, "points", points)
    found = maker.drawings({"Noto Emoji": package(newest), "Twemoji": package(older)})
    assert [(drawing.kind, drawing.artist, drawing.name) for drawing in found] == [
        ("cat", "Noto Emoji", "cat-face"),
        ("animal face", "Noto Emoji", "fox"),
        ("animal face", "Twemoji", "fox"),
        ("food or plant", "Twemoji", "lemon"),
    ]
    assert [svg.partition("viewBox=")[2] for svg in drawn] == [
        '"0 0 128 64" width="128" height="64"><a/></svg>',
        '"0 0 128 64" width="128" height="64"><b/></svg>',
        '"1 0 16 24" width="16" height="24"><d/></svg>',
        '"0 0 16 24" width="16" height="24"><f/></svg>',
    ]
    # Twice as wide as high: in the middle of a square.
    assert found[0].rgba[:, 64, 3].tolist()[:28] == [0] * 28
    assert found[0].rgba[64, 40].tolist() == [*RED, 255]


@pytest.fixture(scope="module")
def small_set(maker: ModuleType) -> dict:
    """A set of 21 + 10 pictures of made-up drawings, two of each kind by each artist."""
    rng = np.random.default_rng(1)
    found = []
    for kind, names in maker.KINDS.items():
        for artist in maker.ARTISTS:
            for name in names[:4]:
                rgba = np.full((maker.CANVAS, maker.CANVAS, 4), rng.integers(256, size=4), dtype=np.uint8)
                rgba[..., 3] = 255 * (rng.random((maker.CANVAS, maker.CANVAS)) < 0.7)
                found.append(maker.Drawing(kind, artist, name, rgba))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maker, "PARTS", {"train": (8, 13), "test": (5, 5)})
        sets = [maker.draw_set(found, seed, unseen=4) for seed in (1, 1, 2)]
        held_out = maker.draw_set(found, 1, held_out="Twemoji")
    return {"same": sets[:2], "other": sets[2], "held out": held_out}


def test_a_set_is_drawn_the_same_from_the_same_seed(small_set: dict) -> None:
    one, two = small_set["same"]
    for part, m in (("train", 21), ("test", 10), ("unseen", 4)):
        assert one[part].X.shape == (m, 64, 64, 3)
        assert np.array_equal(one[part].X, two[part].X)
        assert one[part].drawn == two[part].drawn
        assert not np.array_equal(one[part].X, small_set["other"][part].X)
    assert [one[part].Y.sum() for part in ("train", "test", "unseen")] == [8, 5, 2]


def test_a_set_is_split_by_drawing_or_by_artist(small_set: dict) -> None:
    drawn = {part: {id(drawing) for drawing in small_set["other"][part].drawn} for part in small_set["other"]}
    assert drawn["train"] & (drawn["test"] | drawn["unseen"]) == set()
    held_out = small_set["held out"]
    assert {drawing.artist for drawing in held_out["test"].drawn} == {"Twemoji"}
    assert "Twemoji" not in {drawing.artist for drawing in held_out["train"].drawn}


@pytest.fixture
def written(maker: ModuleType, small_set: dict, tmp_path: Path) -> tuple[Path, Path]:
    """The same set, written twice."""
    folders = tmp_path / "ours", tmp_path / "anew"
    for folder in folders:
        folder.mkdir()
        maker.write(folder, small_set["same"][0])
    return folders


def test_files_written_twice_are_the_same_and_load(
    maker: ModuleType, small_set: dict, written: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert maker.compare(*written)
    assert capsys.readouterr().out.count("as its checksum says; made anew, the same bytes") == 3
    train_x, train_y, *_, classes = data.cats(written[0])
    assert np.array_equal(train_x, small_set["same"][0]["train"].X)
    assert np.array_equal(train_y, small_set["same"][0]["train"].Y)
    assert classes == ("non-cat", "cat")
    assert capsys.readouterr().out == ""


def test_files_that_differ_are_told_apart(
    maker: ModuleType, written: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ours, anew = written
    with h5py.File(anew / TRAIN.name, "r+") as file:
        file["train_set_x"][2, 0, 0, 0] ^= 1
    with h5py.File(anew / TEST.name, "r+") as file:
        file.attrs["packed"] = "otherwise"
    with open(ours / "manifest.csv", "a") as file:
        file.write("\n")
    assert not maker.compare(ours, anew)
    train, test, manifest = capsys.readouterr().out.splitlines()
    assert "other bytes, 1 of 21 pictures differ, by at most 1 of 255" in train
    assert "other bytes, the same pictures" in test
    assert manifest == "manifest.csv: not what its checksum says; made anew, the same bytes"


def test_a_source_that_is_not_the_pinned_one_is_refused(maker: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / maker.ARTISTS["Noto Emoji"].file
    path.write_bytes(b"another version")
    with pytest.raises(maker.Problem, match=r"iconify-json-noto-1\.2\.9\.tgz is not the pinned .* Delete the file"):
        maker.fetch(tmp_path)


@pytest.mark.parametrize(
    ("npm", "message"),
    [
        pytest.param(None, "npm is missing, which fetches @iconify-json/noto@1.2.9: install Node.js", id="missing"),
        pytest.param("#!/bin/sh\nexit 1\n", "npm could not fetch @iconify-json/noto@1.2.9", id="offline"),
    ],
)
def test_npm_that_does_not_fetch_is_said(
    maker: ModuleType, npm: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if npm:
        (tmp_path / "npm").write_text(npm)
        (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(maker.Problem, match=f"^{message}") as caught:
        maker.fetch(tmp_path / "sources")
    assert "put iconify-json-noto-1.2.9.tgz in " in str(caught.value)


# --- the cat pictures: the loader -----------------------------------------------------------------


def put(folder: Path, **parts: dict) -> None:
    """Files as the original course's: three pictures to train, two to test; `parts` replace arrays, None leaves out."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, m in (("train", 3), ("test", 2)):
        arrays = {
            f"{part}_set_x": np.arange(m * 12, dtype=np.uint8).reshape(m, 2, 2, 3),
            f"{part}_set_y": np.arange(m) % 2,
            "list_classes": np.array([b"non-cat", b"cat"]),
        }
        with h5py.File(folder / data.FILES[part], "w") as file:
            for key, array in (arrays | parts.get(part, {})).items():
                if array is not None:
                    file[key] = array


def test_cats_are_as_the_course_says(capsys: pytest.CaptureFixture[str]) -> None:
    train_x, train_y, test_x, test_y, classes = data.cats(SHIPPED)
    assert [(x.shape, x.dtype) for x in (train_x, test_x)] == [((m, 64, 64, 3), np.uint8) for m in (209, 50)]
    assert [(y.shape, y.dtype, y.sum()) for y in (train_y, test_y)] == [
        ((1, 209), np.int64, 79),
        ((1, 50), np.int64, 25),
    ]
    assert classes == ("non-cat", "cat")
    assert capsys.readouterr().out == ""


def test_cats_looks_beside_the_notebook_then_in_datasets_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "course" / "release" / "w2"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    places = [tmp_path / "datasets", tmp_path / "course" / "datasets", here]
    for size, place in enumerate(places, start=3):
        (tmp_path / "course" / "datasets").mkdir(exist_ok=True)  # one without the files is passed over
        x = np.zeros((3, size, size, 3), np.uint8)
        put(place, train={"train_set_x": x}, test={"test_set_x": x[:2]})
        assert data.cats()[0].shape[1] == size
    assert data.cats(places[0])[0].shape[1] == 3
    assert data.cats(str(places[1]))[0].shape[1] == 4


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(np.array([b"non-cat", b"cat"]), id="bytes"),
        pytest.param(np.array(["non-cat", "cat"], dtype=h5py.string_dtype()), id="texts"),
    ],
)
def test_files_of_the_original_course_are_read_and_told(
    names: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, train={"list_classes": names}, test={"list_classes": names})
    train_x, train_y, test_x, test_y, classes = data.cats(tmp_path)
    assert train_x.ravel().tolist() == list(range(36))
    assert (test_x.shape, train_y.tolist(), test_y.tolist()) == ((2, 2, 2, 3), [[0, 1, 0]], [[0, 1]])
    assert classes == ("non-cat", "cat")
    told = capsys.readouterr().out
    assert told.startswith("Read other pictures than this course's drawings, as of the original course, from ")
    assert told.endswith(": 3 to train, 2 to test. The figures in the text are those of the drawings.\n")


def test_cats_takes_no_lock(tmp_path: Path) -> None:
    put(tmp_path)
    with h5py.File(tmp_path / TRAIN.name, "r+"):
        data.cats(tmp_path)


def refused(folder: Path | None, kind: type[Exception]) -> str:
    with pytest.raises(kind) as caught:
        data.cats(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_missing_files_are_named_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(None, FileNotFoundError).startswith(
        f"There is no train_catvnoncat.h5 beside the notebook, in {tmp_path}, and none in a folder datasets above it: "
        "fetch the assignment again"
    )
    assert refused(tmp_path / "nowhere", FileNotFoundError).startswith(
        f"There is no folder {tmp_path / 'nowhere'}: name"
    )
    put(tmp_path)
    (tmp_path / TEST.name).unlink()
    assert refused(None, FileNotFoundError) == f"There is no test_catvnoncat.h5 in {tmp_path}: {data.MEND}."
    put(tmp_path)
    (tmp_path / TRAIN.name).unlink()
    assert refused(None, FileNotFoundError) == f"There is no train_catvnoncat.h5 in {tmp_path}: {data.MEND}."


@pytest.mark.parametrize(
    ("content", "state"),
    [
        pytest.param(b"", "is empty (0 bytes)", id="empty"),
        pytest.param(b"<html>Not found</html>", "is no HDF5 file, or not a whole one (22 bytes)", id="a page"),
        pytest.param(
            TRAIN.read_bytes()[:1_000_000], "is no HDF5 file, or not a whole one (1,000,000 b", id="truncated"
        ),
        pytest.param(TRAIN.read_bytes()[:-1], "is no HDF5 file, or not a whole one (", id="one byte short"),
        pytest.param(
            TEST.read_bytes(), "has no array 'train_set_x', only 'list_classes', 'test_set_x'", id="the other"
        ),
    ],
)
def test_a_file_of_other_bytes_is_refused(content: bytes, state: str, tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / TRAIN.name).write_bytes(content)
    message = refused(tmp_path, data.DataProblem)
    assert message.startswith(f"{tmp_path / TRAIN.name} {state}")
    assert message.endswith(f": {data.MEND}.")


@pytest.mark.parametrize(
    ("arrays", "state"),
    [
        pytest.param(
            {"test_set_y": None}, "has no array 'test_set_y', only 'list_classes', 'test_set_x'", id="no labels"
        ),
        pytest.param({"list_classes": None}, "has no array 'list_classes', only", id="no classes"),
        pytest.param(
            {"test_set_x": np.zeros((2, 2, 2, 3))}, "has test_set_x of shape (2, 2, 2, 3) and float64", id="x"
        ),
        pytest.param({"test_set_x": np.zeros((2, 12), np.uint8)}, "has test_set_x of shape (2, 12)", id="flat"),
        pytest.param({"test_set_x": np.zeros((2, 3, 2, 3), np.uint8)}, "has test_set_x of shape (2, 3, ", id="oblong"),
        pytest.param({"test_set_x": np.zeros((0, 2, 2, 3), np.uint8)}, "has test_set_x of shape (0, ", id="none"),
        pytest.param({"test_set_y": np.arange(3) % 2}, "has 2 pictures, but test_set_y of shape (3,)", id="too many"),
        pytest.param(
            {"test_set_y": np.ones((1, 2), int)}, "has 2 pictures, but test_set_y of shape (1, 2)", id="a row"
        ),
        pytest.param({"test_set_y": np.array([0.0, 1.0])}, "has other labels in test_set_y (float64)", id="floats"),
        pytest.param({"test_set_y": np.array([1, 2])}, "has other labels in test_set_y (int64)", id="1 and 2"),
        pytest.param({"list_classes": np.array([b"cat"])}, "has list_classes of shape (1,)", id="one class"),
    ],
)
def test_a_file_of_other_arrays_is_refused(arrays: dict, state: str, tmp_path: Path) -> None:
    put(tmp_path, test=arrays)
    message = refused(tmp_path, data.DataProblem)
    assert message.startswith(f"{tmp_path / TEST.name} {state}")
    assert message.endswith(f": {data.MEND}.")


@pytest.mark.parametrize("kind", ["one of ours", "other sizes", "other classes"])
def test_files_that_do_not_belong_together_are_refused(kind: str, tmp_path: Path) -> None:
    """Only one of the original course's two files put over ours, say: its answers would be for other pictures."""
    arrays = {"other sizes": {"test_set_x": np.zeros((2, 4, 4, 3), np.uint8)}}
    put(tmp_path, test=arrays.get(kind, {"list_classes": np.array([b"dog", b"cat"])}))
    if kind == "one of ours":
        (tmp_path / TEST.name).write_bytes(TEST.read_bytes())
    assert refused(tmp_path, data.DataProblem).startswith(f"The two files in {tmp_path} don't belong together: ")


# --- own pictures ---------------------------------------------------------------------------------

RED, BLUE = (255, 0, 0), (0, 0, 255)


def halves() -> Image.Image:
    """Red on the left, blue on the right, twice as wide as high, green far out on both sides."""
    image = Image.new("RGB", (200, 100), (0, 255, 0))
    image.paste(RED, (50, 0, 100, 100))
    image.paste(BLUE, (100, 0, 150, 100))
    return image


def near(colour: tuple[int, ...]) -> object:
    return pytest.approx(colour, abs=6)


@pytest.mark.parametrize("name", ["a.png", "A.JPG", "a.gif", "a.bmp", "a.webp", "a.tif"])
@pytest.mark.parametrize("num_px", [64, 20])
def test_a_picture_is_cut_to_its_middle_and_reduced(name: str, num_px: int, tmp_path: Path) -> None:
    halves().save(tmp_path / name, quality=95)
    got = data.picture(str(tmp_path / name), num_px)
    assert (got.shape, got.dtype, got.flags.writeable) == ((num_px, num_px, 3), np.uint8, True)
    assert got[num_px // 2, 4].tolist() == near(RED)
    assert got[num_px // 2, -5].tolist() == near(BLUE)
    assert data.picture(tmp_path / name).shape == (64, 64, 3)


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: what is stored on the left belongs at the top
    halves().save(tmp_path / "a.jpg", exif=exif, quality=95)
    got = data.picture(tmp_path / "a.jpg")
    assert got[4, 32].tolist() == near(RED)
    assert got[-5, 32].tolist() == near(BLUE)


@pytest.mark.parametrize(
    ("mode", "middle"),
    [("L", (76,) * 3), ("1", None), ("P", RED), ("CMYK", RED), ("LA", (76,) * 3), ("RGBA", RED)],
)
def test_a_picture_of_any_mode_becomes_one_of_three_colours(
    mode: str, middle: tuple[int, ...] | None, tmp_path: Path
) -> None:
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    halves().convert(mode).save(path)
    got = data.picture(path)
    assert got.shape == (64, 64, 3)
    assert middle is None or got[32, 8].tolist() == near(middle)


def test_a_picture_of_16_bits_keeps_its_greys(tmp_path: Path) -> None:
    Image.fromarray(np.repeat(np.linspace(0, 65535, 64).astype(np.uint16)[None], 64, axis=0)).save(tmp_path / "a.png")
    got = data.picture(tmp_path / "a.png")
    assert got[32, :, 0] == pytest.approx(np.linspace(0, 255, 64), abs=1)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (80, 80), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert data.picture(tmp_path / "a.png").min() == 255


def test_a_picture_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"There is no image file .*cat\.jpg; the folder .* holds none at all: put"
    ):
        data.picture(tmp_path / "cat.jpg")
    for name in ("cat.JPEG", "dog.png", "notes.txt", "train_catvnoncat.h5"):
        (tmp_path / name).touch()
    for path in (tmp_path / "cat.jpg", tmp_path):
        with pytest.raises(FileNotFoundError, match=r"; the folder .* holds cat\.JPEG, dog\.png\.$"):
            data.picture(path)
    for i in range(12):
        (tmp_path / f"a{i:02}.png").touch()
    with pytest.raises(FileNotFoundError, match=r"holds a00\.png, .*, a09\.png and 4 more\.$"):
        data.picture(tmp_path / "cat.jpg")


def test_a_picture_in_no_folder_is_looked_for_in_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=rf"no image file images/cat\.jpg; the folder {tmp_path} holds none"):
        data.picture("images/cat.jpg")


def png() -> bytes:
    file = io.BytesIO()
    halves().save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0\0\0\x18ftypheic", id="HEIC"),
        pytest.param(png()[:-30], id="truncated"),
    ],
)
def test_a_file_that_is_no_image_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(
        data.DataProblem, match=rf"^{tmp_path}/a\.png can't be read as an image: save it as JPEG or PNG, "
    ):
        data.picture(tmp_path / "a.png")


def test_a_large_picture_is_read_without_a_warning_and_a_huge_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow warns above its limit, and raises above twice its limit."""
    halves().save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 15_000)
    assert data.picture(tmp_path / "a.png").shape == (64, 64, 3)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 9_000)
    with pytest.raises(
        data.DataProblem, match=r"a\.png is too large, more than 178 million points: save it smaller\.$"
    ):
        data.picture(tmp_path / "a.png")


def test_a_picture_without_points_is_refused(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"at least one point along each side, not num_px=0$"):
        data.picture(tmp_path / "a.png", 0)


# --- names ----------------------------------------------------------------------------------------


def test_the_user_name_is_jupyterhub_s_before_the_computer_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "jovyan")
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert data.user_name() == "ada"
    for blank in ("", "  "):
        monkeypatch.setenv("JUPYTERHUB_USER", blank)
        assert data.user_name() == "jovyan"
    monkeypatch.delenv("JUPYTERHUB_USER")
    assert data.user_name() == "jovyan"


@pytest.mark.parametrize("error", [KeyError("uid not found: 1234"), OSError("No username"), ImportError("pwd"), None])
def test_somebody_without_a_name_is_a_student(error: Exception | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def getuser() -> str:
        if error:
            raise error
        return " "

    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", getuser)
    assert data.user_name() == "student"


def test_the_seed_of_a_name_never_changes() -> None:
    assert data.seed_of("ada") == data.seed_of(" Ada\n") == 2372962152
    assert data.seed_of("groß") == data.seed_of("GROSS")
    assert data.seed_of("ada") != data.seed_of("ben")


@given(name=st.text(st.characters()))
def test_any_name_has_a_seed_that_numpy_takes(name: str) -> None:
    np.random.RandomState(data.seed_of(name))
    np.random.default_rng(data.seed_of(name))
