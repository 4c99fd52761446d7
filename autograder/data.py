"""Data sets for the notebooks; imports NumPy only, since learners' code imports it inside the sandbox too."""

from __future__ import annotations

import getpass
import io
import os
import warnings
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = [
    "DataProblem",
    "blobs",
    "cats",
    "circles",
    "flower",
    "moons",
    "picture",
    "quantiles",
    "seed_of",
    "user_name",
]

Points = tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]
Pictures = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


class DataProblem(ValueError):
    """A file that is there but can't be used, and what to do about it, in one line."""


# --- points in the plane --------------------------------------------------------------------------


def flower(m: int = 400, seed: int = 1) -> Points:
    """Return X (2, m) and Y (1, m) of 0 and 1: a flower of eight petals, four of each class.

    Class j walks along the rose r = 4 sin 4t around the origin, at the points (r sin t, r cos t), for t from
    j pi to (j + 1) pi; t and r carry Gaussian noise of standard deviation 0.2. The first m/2 columns are
    class 0, the others class 1. The same m and seed give the same flower. Raises ValueError unless m is even
    and at least 2.
    """
    half = half_of(m, "a flower needs")
    rng = np.random.default_rng(seed)
    petals = []
    for j in (0, 1):
        t = np.linspace(j * np.pi, (j + 1) * np.pi, half) + 0.2 * rng.standard_normal(half)
        r = 4 * np.sin(4 * t) + 0.2 * rng.standard_normal(half)
        petals.append(np.stack([r * np.sin(t), r * np.cos(t)]))
    return np.concatenate(petals, axis=1), first_0_then_1(half)


def moons(m: int = 200, seed: int = 3) -> Points:
    """Return X (2, m) and Y (1, m) of 0 and 1: two half circles, each with one end inside the other.

    Class 0 walks along (cos t, sin t), class 1 along (1 - cos t, 0.5 - sin t), for t from 0 to pi; both
    coordinates carry Gaussian noise of standard deviation 0.2. The first m/2 columns are class 0, the others
    class 1. The same m and seed give the same moons. Raises ValueError unless m is even and at least 2.
    """
    half = half_of(m, "moons need")
    rng = np.random.default_rng(seed)
    t = np.linspace(0, np.pi, half)
    upper = np.stack([np.cos(t), np.sin(t)])
    lower = np.stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return np.concatenate([upper, lower], axis=1) + 0.2 * rng.standard_normal((2, m)), first_0_then_1(half)


def circles(m: int = 200, seed: int = 3) -> Points:
    """Return X (2, m) and Y (1, m) of 0 and 1: one circle inside another.

    Class 0 goes round the circle of radius 1, class 1 round that of radius 0.5; both coordinates carry Gaussian
    noise of standard deviation 0.1. The first m/2 columns are class 0, the others class 1. The same m and seed
    give the same circles. Raises ValueError unless m is even and at least 2.
    """
    half = half_of(m, "circles need")
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 2 * np.pi, half, endpoint=False)
    circle = np.stack([np.cos(t), np.sin(t)])
    return np.concatenate([circle, 0.5 * circle], axis=1) + 0.1 * rng.standard_normal((2, m)), first_0_then_1(half)


def quantiles(m: int = 200, seed: int = 4) -> Points:
    """Return X (2, m) and Y (1, m) of 0 and 1: one Gaussian cloud, its inner half and its outer half.

    The points are Gaussian around the origin with standard deviation 0.7; class 0 is the half that lies nearer to
    the origin, class 1 the other. The first m/2 columns are class 0, the others class 1. The same m and seed give
    the same cloud. Raises ValueError unless m is even and at least 2.
    """
    half = half_of(m, "quantiles need")
    rng = np.random.default_rng(seed)
    X = 0.7 * rng.standard_normal((2, m))
    r = np.hypot(*X)
    inner_first = np.argsort(r > np.median(r), kind="stable")
    return X[:, inner_first], first_0_then_1(half)


def blobs(m: int = 200, seed: int = 0) -> Points:
    """Return X (2, m) and Y (1, m) of 0 and 1: six round clouds, three of each class.

    Six centres are drawn evenly from the square from -5 to 5; the points lie around them with Gaussian noise of
    standard deviation 0.7, centres 0, 2 and 4 in class 0, centres 1, 3 and 5 in class 1. The first m/2 columns are
    class 0, the others class 1. The same m and seed give the same blobs. Raises ValueError unless m is even and at
    least 2.
    """
    half = half_of(m, "blobs need")
    rng = np.random.default_rng(seed)
    centres = rng.uniform(-5, 5, (6, 2)).T
    centre = np.concatenate([np.resize([0, 2, 4], half), np.resize([1, 3, 5], half)])
    return centres[:, centre] + 0.7 * rng.standard_normal((2, m)), first_0_then_1(half)


def half_of(m: int, who: str) -> int:
    """Half of m, for two classes of the same size."""
    if m < 2 or m % 2:
        raise ValueError(f"{who} an even number of points, at least 2, not m={m}")
    return m // 2


def first_0_then_1(half: int) -> Labels:
    return np.repeat(np.array([[0, 1]], dtype=np.int64), half, axis=1)


# --- pictures -------------------------------------------------------------------------------------

FILES = {part: f"{part}_catvnoncat.h5" for part in ("train", "test")}
TITLE = "Cat and non-cat drawings"
"""Stands in this course's own files, as their attribute `title`; the original course's have none."""
MEND = f"fetch the assignment again, or copy {FILES['train']} and {FILES['test']} from the course's folder datasets"


def cats(folder: str | os.PathLike[str] | None = None) -> tuple[Pictures, Labels, Pictures, Labels, tuple[str, ...]]:
    """Return the cat / non-cat pictures, as they lie in train_catvnoncat.h5 and test_catvnoncat.h5:

    train_set_x_orig (209, 64, 64, 3) and train_set_y (1, 209), then test_set_x_orig (50, 64, 64, 3) and test_set_y
    (1, 50), then classes. Pictures hold whole numbers from 0 to 255; a label is 1 for a cat, 0 for anything else;
    classes, ("non-cat", "cat"), are the names of 0 and 1.

    Looks in the working folder, where the notebook is, then in the nearest folder `datasets` above it; or in `folder`
    only, if it is given. The original course's two files may take the place of ours: that is said in a line.
    Raises FileNotFoundError where a file is missing, DataProblem where one can't be used; both say what to do.
    """
    place = nearest() if folder is None else Path(folder).expanduser()
    if not place.is_dir():
        raise FileNotFoundError(f"There is no folder {place}: name the one that holds {' and '.join(FILES.values())}.")
    train_x, train_y, classes, ours = read(place, "train")
    test_x, test_y, *same = read(place, "test")
    if same != [classes, ours] or train_x.shape[1:] != test_x.shape[1:]:
        raise DataProblem(f"The two files in {place} don't belong together: {MEND}, or put both of another set there.")
    if not ours:
        print(
            f"Read other pictures than this course's drawings, as of the original course, from {place}: "
            f"{len(train_x)} to train, {len(test_x)} to test. The figures in the text are those of the drawings."
        )
    return train_x, train_y, test_x, test_y, classes


def nearest() -> Path:
    """The working folder, or else the nearest `datasets` upward, whichever first holds one of the two files."""
    here = Path.cwd()
    for place in (here, *(above / "datasets" for above in (here, *here.parents))):
        if any((place / name).exists() for name in FILES.values()):
            return place
    raise FileNotFoundError(
        f"There is no {FILES['train']} beside the notebook, in {here}, and none in a folder datasets above it: "
        'fetch the assignment again, or name the folder where it is: data.cats("FOLDER").'
    )


def read(folder: Path, part: str) -> tuple[Pictures, Labels, tuple[str, ...], bool]:
    """The pictures (m, n, n, 3), labels (1, m) and names of classes in one file, and whether the file is ours."""
    import h5py

    path = folder / FILES[part]
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path.name} in {folder}: {MEND}.")
    content = path.read_bytes()
    found = {}
    try:
        # From memory: opened by name, the file would be locked, which fails in some network folders.
        with h5py.File(io.BytesIO(content), "r") as file:
            ours = text(file.attrs.get("title", "")) == TITLE
            keys = list(file)
            for key in (f"{part}_set_x", f"{part}_set_y", "list_classes"):
                if isinstance(file.get(key), h5py.Dataset):
                    found[key] = np.asarray(file[key])
    except (OSError, RuntimeError, KeyError):
        state = "is no HDF5 file, or not a whole one" if content else "is empty"
        raise DataProblem(f"{path} {state} ({len(content):,} bytes): {MEND}.") from None
    problem = trouble(found, part, keys)
    if problem:
        raise DataProblem(f"{path} {problem}: {MEND}.")
    x, y, names = found.values()
    return x, y.astype(np.int64).reshape(1, -1), tuple(map(text, names.tolist())), ours


def trouble(found: dict[str, np.ndarray], part: str, keys: list[str]) -> str | None:
    """What is the matter with the arrays of a file, as the end of a sentence about it; None if nothing is."""
    for key in (f"{part}_set_x", f"{part}_set_y", "list_classes"):
        if key not in found:
            return f"has no array {key!r}, only {', '.join(map(repr, keys)) or 'nothing'}"
    x, y, names = found.values()
    if x.dtype != np.uint8 or x.ndim != 4 or x.shape[1] != x.shape[2] or x.shape[3] != 3 or not x.size:
        return f"has {part}_set_x of shape {x.shape} and {x.dtype}, not square colour pictures, (m, n, n, 3) of uint8"
    if y.shape != (len(x),):
        return f"has {len(x)} pictures, but {part}_set_y of shape {y.shape}, not ({len(x)},)"
    if y.dtype.kind not in "iub" or not np.isin(y, (0, 1)).all():
        return f"has other labels in {part}_set_y ({y.dtype}) than the whole numbers 0 and 1"
    if names.shape != (2,):
        return f"has list_classes of shape {names.shape}, not the names of two classes"
    return None


def text(name: object) -> str:
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


IMAGES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def picture(path: str | os.PathLike[str], num_px: int = 64) -> Pictures:
    """Return a picture of your own, any image file, as an array (num_px, num_px, 3) of whole numbers from 0 to 255.

    It is turned as the camera held it, cut to the square in its middle and reduced; what is transparent becomes white.
    Raises FileNotFoundError where there is no such file, DataProblem where it is no image; both say what to do.
    """
    from PIL import Image, ImageOps

    if num_px < 1:
        raise ValueError(f"a picture needs at least one point along each side, not num_px={num_px}")
    path = Path(path).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"There is no image file {path}; {images_near(path)}.")
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            image.draft("RGB", (4 * num_px, 4 * num_px))  # of a photograph of 50 million points, read what is needed
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # 16 bits a point, which Pillow would cut off at 255
                upright = Image.fromarray((np.asarray(upright, dtype=float) / 257).clip(0, 255).astype(np.uint8))
            square = ImageOps.fit(upright.convert("RGBA"), (num_px, num_px), Image.Resampling.LANCZOS)
            return np.array(Image.alpha_composite(Image.new("RGBA", square.size, "white"), square).convert("RGB"))
    except Image.DecompressionBombError:
        raise DataProblem(f"{path} is too large, more than 178 million points: save it smaller.") from None
    except (OSError, SyntaxError, ValueError):
        raise DataProblem(f"{path} can't be read as an image: save it as JPEG or PNG, and name that file.") from None


def images_near(path: Path) -> str:
    """What image files there are where one was looked for, for whoever has mistyped its name."""
    folder = next(place for place in (path, path.parent, Path()) if place.is_dir())
    names = sorted(entry.name for entry in folder.iterdir() if entry.suffix.lower() in IMAGES)
    if not names:
        return f"the folder {folder.resolve()} holds none at all: put your picture there"
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"the folder {folder.resolve()} holds {', '.join(names[:10])}{more}"


# --- names ----------------------------------------------------------------------------------------


def user_name() -> str:
    """Return the name under which you hand in, as far as this computer knows it; else "student"."""
    name = os.environ.get("JUPYTERHUB_USER", "").strip()
    if not name:
        try:
            name = getpass.getuser().strip()
        except (KeyError, OSError, ImportError):  # a user without a name, as in a container
            name = ""
    return name or "student"


def seed_of(user_name: str) -> int:
    """Return a whole number for a name, the same on every computer; capitals and spaces around it don't matter."""
    return zlib.crc32(user_name.strip().casefold().encode("utf-8", "surrogatepass"))
