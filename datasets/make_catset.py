"""Make the cat / non-cat pictures from openly licensed emoji drawings, and measure what the course says of them.

    python datasets/make_catset.py build      make the files of this folder anew
    python datasets/make_catset.py compare    make them in a temporary folder and compare them with this folder's
    python datasets/make_catset.py measure    train the course's models on this folder's files, print their accuracies

`build` and `compare` need `pip install -e '.[datasets]'`, which turns drawings (SVG) into points, and npm, once, which
fetches the six packages below into build/emoji. `measure` needs neither, unless it is asked for more unseen pictures.

From drawing to file: fetch -> drawings -> split -> sample -> picture -> write. One random stream runs through all of
it in a fixed order; whoever adds, drops or moves a draw makes other pictures, and all figures have to be measured anew.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter
from scipy.special import expit

from autograder import data

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent / "build" / "emoji"
MANIFEST, SUMS = "manifest.csv", "SHA256SUMS"
MADE = (*data.FILES.values(), MANIFEST)

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]


class Problem(Exception):
    """What keeps a command from its work, and the mend, in one line."""


# --- declared: the sources ------------------------------------------------------------------------


@dataclass(frozen=True)
class Artist:
    """A set of drawings: an npm package of SVG bodies, pinned, and the licence of the artwork in it."""

    package: str
    version: str
    sha256: str
    licence: str
    credit: str

    @property
    def file(self) -> str:
        return f"{self.package.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


NOTO = "Noto Emoji, Copyright 2013 Google, Inc., Apache License 2.0, https://github.com/googlefonts/noto-emoji"
ARTISTS = {
    "Noto Emoji": Artist(
        "@iconify-json/noto",
        "1.2.9",
        "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
        "Apache-2.0",
        NOTO,
    ),
    "Noto Emoji v1": Artist(
        "@iconify-json/noto-v1",
        "1.2.5",
        "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37",
        "Apache-2.0",
        NOTO,
    ),
    "Twemoji": Artist(
        "@iconify-json/twemoji",
        "1.2.5",
        "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7",
        "CC-BY-4.0",
        "Twemoji, Copyright Twitter, Inc and other contributors, CC BY 4.0, https://github.com/jdecked/twemoji",
    ),
    "EmojiTwo": Artist(
        "@iconify-json/emojione",
        "1.2.3",
        "26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e",
        "CC-BY-4.0",
        "Emoji artwork provided by EmojiTwo (https://github.com/EmojiTwo/emojitwo), originally released as EmojiOne "
        "2.2 by Ranks.com with contributions from the EmojiTwo community, CC BY 4.0",
    ),
    "Streamline Emojis": Artist(
        "@iconify-json/streamline-emojis",
        "1.2.4",
        "5dac87c876b322500989828c5823143e0100d78881627a2e4081a4b897cbfdbc",
        "CC-BY-4.0",
        "Streamline Emojis by Streamline/Webalys, CC BY 4.0, https://github.com/webalys-hq/streamline-vectors",
    ),
    "Fluent Emoji": Artist(
        "@iconify-json/fluent-emoji-flat",
        "1.2.6",
        "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175",
        "MIT",
        "Fluent Emoji, Copyright (c) Microsoft Corporation, MIT License, https://github.com/microsoft/fluentui-emoji",
    ),
}
ADAPTED = "Adapted: recoloured, rotated, scaled, placed on generated backgrounds, reduced to 64 x 64."

# --- declared: what is drawn ----------------------------------------------------------------------

# The ten cat faces (U+1F431, U+1F638 to U+1F640) and what else has a shape of its own: no weapons, alcohol, tobacco,
# medical, religious or flag emoji, and no people.
KINDS = {
    "cat": """
        cat-face grinning-cat grinning-cat-with-smiling-eyes cat-with-tears-of-joy smiling-cat-with-heart-eyes
        cat-with-wry-smile kissing-cat weary-cat crying-cat pouting-cat""".split(),
    "animal face": """
        dog-face fox bear panda koala rabbit-face mouse-face hamster pig-face cow-face monkey-face horse-face wolf
        raccoon frog polar-bear teddy-bear hatching-chick front-facing-baby-chick owl chicken""".split(),
    "animal": """
        dog poodle rabbit mouse chipmunk hedgehog eagle duck swan flamingo peacock parrot penguin bird dove rooster
        crocodile turtle lizard snake sauropod t-rex spouting-whale whale dolphin fish tropical-fish blowfish shark
        octopus snail butterfly bug ant honeybee lady-beetle elephant rhinoceros hippopotamus camel two-hump-camel
        giraffe kangaroo ox cow pig ram ewe goat llama deer horse zebra otter crab lobster squid shrimp""".split(),
    "smiley": """
        grinning-face grinning-face-with-smiling-eyes face-with-tears-of-joy smiling-face-with-heart-eyes
        smirking-face kissing-face-with-closed-eyes weary-face crying-face pouting-face slightly-smiling-face
        winking-face smiling-face-with-sunglasses neutral-face face-savoring-food smiling-face-with-smiling-eyes
        sleeping-face""".split(),
    "food or plant": """
        red-apple green-apple pear tangerine lemon watermelon grapes strawberry cherries peach pineapple banana tomato
        eggplant avocado broccoli carrot ear-of-corn bread croissant cheese-wedge pizza hamburger hot-dog taco cookie
        doughnut birthday-cake shortcake cupcake ice-cream soft-ice-cream lollipop honey-pot pretzel pancakes
        cooked-rice rice-ball teacup-without-handle hot-beverage mushroom sunflower tulip rose hibiscus cherry-blossom
        blossom four-leaf-clover cactus palm-tree evergreen-tree deciduous-tree maple-leaf potted-plant""".split(),
    "object": """
        soccer-ball basketball volleyball american-football tennis baseball artist-palette guitar violin trumpet
        saxophone balloon wrapped-gift books notebook pencil paintbrush scissors key light-bulb telephone television
        camera laptop desktop-computer mobile-phone watch alarm-clock umbrella backpack handbag top-hat crown glasses
        t-shirt running-shoe envelope package microscope telescope hammer wrench bell automobile taxi bus
        delivery-truck fire-engine tractor bicycle motor-scooter locomotive airplane helicopter rocket sailboat ship
        house castle tent ferris-wheel sun crescent-moon star rainbow snowman""".split(),
}
# Of the pictures without a cat; what rounding leaves over goes to the first ones.
SHARES = {"animal face": 0.20, "animal": 0.22, "smiley": 0.14, "food or plant": 0.22, "object": 0.22}

SEED = 11
TEST_SHARE = 0.3
"""Of the drawings of each kind and artist."""
PARTS = {"train": (79, 130), "test": (25, 25)}
"""How many pictures with a cat, and how many without."""

# --- declared: how it is drawn --------------------------------------------------------------------

SIDE, CANVAS = 64, 128
"""Points along a picture, and along the canvas on which it is drawn."""
SCALE = (0.78, 0.92)
SHIFT = 0.03
TURN = 7
"""Degrees to either side."""
LIGHT = 0.6
TEXTURE = 0.12 * 1.2
NOISE = 1.5
"""Standard deviation, in levels of 256."""


def colours(*names: str) -> Floats:
    return np.array([[int(name[i : i + 2], 16) / 255 for i in (0, 2, 4)] for name in names])


# A figure is light (1) on a dark ground or dark (-1) on a light one, half and half, whatever it shows: so brightness
# alone says nothing, and one template of weights can't be right for both.
COATS = {
    1: colours("ee9d45", "f2eee6", "e6c48f", "c9c9cd", "f3d9b0", "e8b27a"),
    -1: colours("232126", "3c3a40", "55392a", "6b4a35", "4d5563", "33302e"),
}
# Nobody's skin.
SMILEYS = {
    1: colours("ffe14d", "bfe8d0", "cfe3f7", "e3d6f5", "f7d9e3", "f2eee6"),
    -1: colours("27385c", "1f4f55", "46305e", "2f4f3a", "4d5563", "3c3a40"),
}
GROUNDS = {
    1: colours("bfe0f2", "f3e3c3", "cfe8c4", "f6cfc4", "dcd3ee", "e9e6df", "fbeea8", "b9e3dc", "d8c6a8", "f0c8da"),
    -1: colours("23324f", "2f4a32", "4b2f22", "22454b", "4a2233", "33333b", "3b2f57", "1f3a2c", "5a3a1e", "2b2b30"),
}

# --- declared: what is measured -------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """A network of ReLU layers and one sigmoid output, trained by gradient descent on all examples at once."""

    name: str
    hidden: tuple[int, ...]
    scale: float | None
    """Initial weights are standard normal times this; None: divided by the root of the number of inputs instead."""
    rate: float
    iterations: int


MODELS = (
    Model("logistic regression, 0.005, 2000 iterations", (), 0.0, 0.005, 2000),
    Model("two layers (7), 0.0075, 2500 iterations", (7,), 0.01, 0.0075, 2500),
    Model("four layers (20, 7, 5), 0.0075, 2500 iterations", (20, 7, 5), None, 0.0075, 2500),
)
VARIANTS = (
    Model("logistic regression, 0.01", (), 0.0, 0.01, 2000),
    Model("logistic regression, 0.001", (), 0.0, 0.001, 2000),
    Model("logistic regression, 0.0001", (), 0.0, 0.0001, 2000),
    Model("four layers, initial weights times 0.01", (20, 7, 5), 0.01, 0.0075, 2500),
)
UNSEEN = 600
"""How many more pictures of the test drawings an accuracy is measured on, half of them cats."""

# --- drawings -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """One emoji by one artist."""

    kind: str
    artist: str
    name: str
    rgba: Bytes
    """(CANVAS, CANVAS, 4), the drawing as large as fits."""


def fetch(folder: Path) -> dict[str, bytes]:
    """The packages by artist, each as its pinned file: from `folder`, or through npm where it is missing there."""
    folder.mkdir(parents=True, exist_ok=True)
    packages = {}
    for name, artist in ARTISTS.items():
        path = folder / artist.file
        if not path.exists():
            pack(artist, folder)
        packages[name] = path.read_bytes()
        found = hashlib.sha256(packages[name]).hexdigest()
        if found != artist.sha256:
            raise Problem(
                f"{path} is not the pinned {artist.package}@{artist.version}: its SHA-256 is {found}, not "
                f"{artist.sha256}. Delete the file and run this again; if it stays so, npm sends another file."
            )
    return packages


def pack(artist: Artist, folder: Path) -> None:
    package = f"{artist.package}@{artist.version}"
    try:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Problem(
            f"npm is missing, which fetches {package}: install Node.js, or put {artist.file} in {folder}."
        ) from None
    except subprocess.CalledProcessError:
        raise Problem(
            f"npm could not fetch {package}: is its registry in reach? Or put {artist.file} in {folder} yourself."
        ) from None


def drawings(packages: Mapping[str, bytes]) -> list[Drawing]:
    """Every drawing of KINDS that an artist has, artist by artist."""
    icons = {artist: icons_of(package) for artist, package in packages.items()}
    newest = icons["Noto Emoji"]
    older: dict[str, list[str]] = {}
    for name, alias in newest.get("aliases", {}).items():
        if alias.keys() == {"parent"}:
            older.setdefault(alias["parent"], []).append(name)
    found = []
    for artist, theirs in icons.items():
        has = theirs["icons"].keys() | theirs.get("aliases", {}).keys()
        for kind, names in KINDS.items():
            for name in names:
                known_as = next((word for word in (name, *older.get(name, ())) if word in has), None)
                if known_as is not None:
                    found.append(Drawing(kind, artist, name, trimmed(points(svg(theirs, known_as)))))
    return found


def icons_of(package: bytes) -> dict:
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        return json.load(archive.extractfile("package/icons.json"))


def svg(icons: dict, name: str) -> str:
    while name not in icons["icons"]:
        name = icons["aliases"][name]["parent"]
    icon = icons["icons"][name]
    width, height = (icon.get(side, icons.get(side, 16)) for side in ("width", "height"))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{icon.get("left", 0)} {icon.get("top", 0)} {width} {height}" width="{width}" height="{height}">'
        f"{icon['body']}</svg>"
    )


def points(drawing: str) -> Image.Image:
    try:
        import resvg_py
    except ImportError:
        raise Problem("resvg-py is missing, which draws SVG: pip install -e '.[datasets]'") from None

    png = resvg_py.svg_to_bytes(svg_string=drawing, width=192, height=192)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def trimmed(image: Image.Image) -> Bytes:
    """Without the empty border, in the middle of a square."""
    rows, columns = np.where(np.asarray(image)[..., 3] > 8)
    image = image.crop((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    side = max(image.size)
    square = Image.new("RGBA", (side, side))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return np.asarray(square.resize((CANVAS, CANVAS), Image.Resampling.LANCZOS))


# --- pictures -------------------------------------------------------------------------------------

# The legacy generator, since NumPy promises that its stream never changes.
Random = np.random.RandomState


def picture(drawing: Drawing, rng: Random) -> Bytes:
    """A scene (SIDE, SIDE, 3) with the drawing in a coat of its own, its shadow, light and noise."""
    tone = 1 if rng.rand() < 0.5 else -1
    scene = ground(rng, GROUNDS[-tone])
    coat = shade(rng, (SMILEYS if drawing.kind == "smiley" else COATS)[tone])
    rng.rand()  # for nothing, as one more below: without them the stream, and so every picture, would be another
    figure = image_of(recoloured(drawing.rgba, coat))
    if rng.rand() < 0.5:
        figure = figure.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    side = round(rng.uniform(*SCALE) * CANVAS)
    rng.rand()
    figure = figure.resize((side, side), Image.Resampling.LANCZOS)
    figure = figure.rotate(rng.uniform(-TURN, TURN), Image.Resampling.BICUBIC, expand=True)
    right, down = (int(rng.uniform(-SHIFT, SHIFT) * CANVAS) for _ in "xy")
    layer = Image.new("RGBA", (CANVAS, CANVAS))
    layer.paste(figure, ((CANVAS - figure.width) // 2 + right, (CANVAS - figure.height) // 2 + down))
    scene = lit(rng, over(scene, np.asarray(layer) / 255))
    small = np.asarray(image_of(scene).resize((SIDE, SIDE), Image.Resampling.LANCZOS)).astype(float)
    return np.clip(small + rng.randn(SIDE, SIDE, 3) * NOISE, 0, 255).astype(np.uint8)


def image_of(array: Floats) -> Image.Image:
    return Image.fromarray((np.clip(array, 0, 1) * 255).astype(np.uint8))


def brightness(colour: Floats) -> Floats:
    return colour @ np.array([0.299, 0.587, 0.114])


def shade(rng: Random, palette: Floats) -> Floats:
    """A colour of the palette, a little lighter or darker, a little off."""
    colour = palette[rng.randint(len(palette))]
    return np.clip(colour * rng.uniform(0.88, 1.12) + rng.uniform(-0.03, 0.03, 3), 0, 1)


def main_colour(rgba: Bytes) -> Floats:
    """The commonest colour that is not near black: the outline of some artists is their commonest."""
    solid = rgba[..., :3][rgba[..., 3] > 128].astype(float) / 255
    eighths = (solid * 7.99).astype(int)
    cell = eighths[:, 0] * 64 + eighths[:, 1] * 8 + eighths[:, 2]
    cells, counts = np.unique(cell, return_counts=True)
    means = [solid[cell == c].mean(0) for c in cells[np.argsort(-counts, kind="stable")]]
    return next((mean for mean in means if mean.max() > 0.18), means[0])


def recoloured(rgba: Bytes, coat: Floats) -> Floats:
    """The drawing with its main colour painted over, its shading and its other colours (eyes, nose, mouth) kept."""
    rgb = rgba[..., :3].astype(float) / 255
    main = main_colour(rgba)
    bright, bright_main = brightness(rgb), max(brightness(main), 0.12)
    tint, tint_main = rgb - bright[..., None], main - brightness(main)
    strength, strength_main = np.linalg.norm(tint, axis=-1), np.linalg.norm(tint_main)
    if strength_main > 0.05:
        same_hue = ((tint @ tint_main) / (strength * strength_main + 1e-6) - 0.6) / 0.3
        weight = np.clip(same_hue, 0, 1) * np.clip(strength / strength_main / 0.35, 0, 1)
    else:
        weight = np.clip(1 - strength / 0.12, 0, 1) * np.clip((bright - 0.12) / 0.1, 0, 1)
    weight = weight[..., None]
    painted = np.clip(coat * np.clip(bright / bright_main, 0, 1.6)[..., None], 0, 1)
    return np.concatenate([rgb * (1 - weight) + painted * weight, rgba[..., 3:] / 255.0], -1)


def clouds(rng: Random, cells: int) -> Floats:
    """Soft random colours over the canvas, (CANVAS, CANVAS, 3)."""
    rough = Image.fromarray((rng.rand(cells, cells, 3) * 255).astype(np.uint8))
    return np.asarray(rough.resize((CANVAS, CANVAS), Image.Resampling.BICUBIC)) / 255.0


def smooth_step(x: Floats) -> Floats:
    return (1 / (1 + np.exp(-np.clip(x, -50, 50))))[..., None]


def ground(rng: Random, palette: Floats) -> Floats:
    """One of four grounds: a gradient, a floor before a wall, discs out of focus, blotches; with a texture."""
    y, x = np.mgrid[0:CANVAS, 0:CANVAS] / (CANVAS - 1.0)
    first, second = shade(rng, palette), shade(rng, palette)
    which = rng.randint(4)
    if which == 0:
        angle = rng.uniform(0, 2 * np.pi)
        along = np.clip(np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5) + 0.5, 0, 1)[..., None]
        image = first * (1 - along) + second * along
    elif which == 1:
        horizon = rng.uniform(0.5, 0.8)
        floor = smooth_step((y - horizon - rng.uniform(-0.1, 0.1) * (x - 0.5)) * rng.choice([30, 120]))
        image = first * (1 - floor) + second * floor * (0.85 + 0.3 * y[..., None])
    elif which == 2:
        image = np.ones((CANVAS, CANVAS, 3)) * first
        for _ in range(rng.randint(4, 12)):
            right, down, radius = rng.rand(), rng.rand(), rng.uniform(0.06, 0.22)
            disc = smooth_step((radius - np.hypot(x - right, y - down)) * 60) * rng.uniform(0.3, 0.8)
            image = image * (1 - disc) + shade(rng, palette) * disc
    else:
        blotch = np.clip((clouds(rng, rng.randint(3, 8)).mean(-1, keepdims=True) - 0.3) / 0.4, 0, 1)
        image = first * (1 - blotch) + second * blotch
    return np.clip(image + TEXTURE * rng.rand() * (clouds(rng, rng.choice([8, 16, 32])) - 0.5), 0, 1)


def over(scene: Floats, layer: Floats) -> Floats:
    """The figure on the scene, with a soft shadow to the lower right."""
    solid = layer[..., 3:]
    blurred = Image.fromarray((solid[..., 0] * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(6))
    shadow = np.roll(np.asarray(blurred)[..., None] / 255.0, (4, 3), (0, 1))
    return scene * (1 - 0.35 * shadow) * (1 - solid) + layer[..., :3] * solid


def lit(rng: Random, scene: Floats) -> Floats:
    """The scene with light from one side, and brighter or darker as a whole."""
    y, x = np.mgrid[0:CANVAS, 0:CANVAS] / (CANVAS - 1.0) - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    slope = (1 + LIGHT * (np.cos(angle) * x + np.sin(angle) * y))[..., None]
    return scene * slope * rng.uniform(1 - LIGHT / 2, 1 + LIGHT / 8)


# --- the set --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Pictures X (m, SIDE, SIDE, 3), labels Y (1, m) and what each of them was drawn from."""

    X: Bytes
    Y: npt.NDArray[np.int64]
    drawn: tuple[Drawing, ...]


def split(found: Sequence[Drawing], rng: Random, held_out: str | None) -> tuple[list[Drawing], list[Drawing]]:
    """Drawings to train and to test with: the same share of each kind and artist, or one artist against the others."""
    if held_out is not None:
        return [d for d in found if d.artist != held_out], [d for d in found if d.artist == held_out]
    train, test = [], []
    for kind in KINDS:
        for artist in ARTISTS:
            group = [drawing for drawing in found if (drawing.kind, drawing.artist) == (kind, artist)]
            order = rng.permutation(len(group))
            cut = int(len(group) * TEST_SHARE + rng.rand())
            test += [group[i] for i in order[:cut]]
            train += [group[i] for i in order[cut:]]
    return train, test


def sample(pool: Sequence[Drawing], cats: int, others: int, rng: Random) -> Part:
    """Pictures of drawings from the pool, each kind's in turn, as evenly as goes, in random order."""
    counts = {"cat": cats} | {kind: int(others * share) for kind, share in SHARES.items()}
    for kind in list(SHARES)[: cats + others - sum(counts.values())]:
        counts[kind] += 1
    chosen: list[Drawing] = []
    for kind, count in counts.items():
        group = [drawing for drawing in pool if drawing.kind == kind]
        order: list[int] = []
        while len(order) < count:
            order += list(rng.permutation(len(group)))
        chosen += [group[i] for i in order[:count]]
    drawn = tuple(chosen[i] for i in rng.permutation(len(chosen)))
    X = np.stack([picture(drawing, rng) for drawing in drawn])
    return Part(X, np.array([[int(drawing.kind == "cat") for drawing in drawn]]), drawn)


def draw_set(found: Sequence[Drawing], seed: int, unseen: int = 0, held_out: str | None = None) -> dict[str, Part]:
    """The parts "train" and "test"; and "unseen", as many more pictures of the test drawings, half of them cats."""
    rng = Random(seed)
    pools = dict(zip(PARTS, split(found, rng, held_out), strict=True))
    parts = {part: sample(pools[part], *counts, rng) for part, counts in PARTS.items()}
    if unseen:
        parts["unseen"] = sample(pools["test"], unseen // 2, unseen - unseen // 2, rng)
    return parts


# --- the files ------------------------------------------------------------------------------------


def attribution() -> str:
    return "\n".join([*dict.fromkeys(artist.credit for artist in ARTISTS.values()), ADAPTED])


def write(folder: Path, parts: Mapping[str, Part]) -> None:
    """The two .h5 files, laid out as the original course's, the manifest and the checksums."""
    for part in PARTS:
        X, Y = parts[part].X, parts[part].Y
        # The oldest format, and no time stamps: any h5py reads it, and the same arrays make the same bytes.
        with h5py.File(folder / data.FILES[part], "w", libver="earliest") as file:
            file.attrs["title"] = np.bytes_(data.TITLE)
            file.attrs["attribution"] = np.bytes_(attribution())
            packed = {"chunks": (1, *X.shape[1:]), "compression": "gzip", "compression_opts": 9}
            file.create_dataset(f"{part}_set_x", data=X, track_times=False, **packed)
            file.create_dataset(f"{part}_set_y", data=Y[0].astype(np.int64), track_times=False)
            file.create_dataset("list_classes", data=np.array([b"non-cat", b"cat"]), track_times=False)
    with open(folder / MANIFEST, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "index", "label", "kind", "drawing", "artist", "licence"])
        for part in PARTS:
            for i, (label, drawing) in enumerate(zip(parts[part].Y[0], parts[part].drawn, strict=True)):
                licence = ARTISTS[drawing.artist].licence
                rows.writerow([data.FILES[part], i, label, drawing.kind, drawing.name, drawing.artist, licence])
    (folder / SUMS).write_text("".join(f"{checksum(folder / name)}  {name}\n" for name in MADE), encoding="utf-8")


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def compare(ours: Path, anew: Path) -> bool:
    """Say file by file whether `anew` holds what `ours` does; True if every byte agrees with the checksums."""
    agree = True
    for name, digest in checksums(ours).items():
        kept, made = (checksum(folder / name) == digest for folder in (ours, anew))
        print(f"{name}: {'as its checksum says' if kept else 'not what its checksum says'}; ", end="")
        print("made anew, the same bytes" if made else f"made anew, other bytes{difference(ours, anew, name)}")
        agree &= kept and made
    return agree


def difference(ours: Path, anew: Path, name: str) -> str:
    """Whether other bytes hold the same pictures: other versions of h5py pack the same ones otherwise."""
    if name == MANIFEST:
        return ""
    with h5py.File(ours / name) as old, h5py.File(anew / name) as new:
        key = next(key for key in old if key.endswith("_x"))
        apart = np.abs(old[key][()].astype(int) - new[key][()])
    if not apart.any():
        return ", the same pictures: another h5py packed them"
    changed = np.count_nonzero(apart.any(axis=(1, 2, 3)))
    return f", {changed} of {len(apart)} pictures differ, by at most {apart.max()} of 255: another Pillow or resvg"


# --- measuring ------------------------------------------------------------------------------------


def columns(X: Bytes) -> Floats:
    return X.reshape(len(X), -1).T / 255


def train(model: Model, X: Bytes, Y: npt.NDArray[np.int64], *more: Bytes) -> tuple[list[float], list[npt.NDArray]]:
    """Train a model on pictures; return the cost at iterations 0, 100, ... and its answers (1, m) for X and for `more`.

    Gradient descent moves the first weights only by sums of training pictures: W1 = start + moved @ X.T. So it is
    enough to follow `moved` (n_1, m), through the table of products X.T @ X: the same steps, but for rounding, at a
    twentieth of the work.
    """
    rng = Random(1)
    first, *others = columns(X), *map(columns, more)
    n, m = first.shape
    W, b = [], []
    for inputs, units in zip((n, *model.hidden), (*model.hidden, 1), strict=True):
        W.append(rng.randn(units, inputs) * (1 / np.sqrt(inputs) if model.scale is None else model.scale))
        b.append(np.zeros((units, 1)))
    start, products, moved = W[0] @ first, first.T @ first, np.zeros((len(W[0]), m))

    def forward(Z: Floats) -> list[Floats]:
        """The Z of each layer, given that of the first without its bias."""
        Zs = [Z + b[0]]
        for W_l, b_l in zip(W[1:], b[1:], strict=True):
            Zs.append(W_l @ np.maximum(Zs[-1], 0) + b_l)
        return Zs

    costs = []
    for i in range(model.iterations):
        Zs = forward(start + moved @ products)
        if i % 100 == 0:
            costs.append(float(np.mean(np.logaddexp(0, Zs[-1]) - Y * Zs[-1])))
        dZ = (expit(Zs[-1]) - Y) / m
        for l in range(len(W) - 1, 0, -1):
            dW, db = dZ @ np.maximum(Zs[l - 1], 0).T, dZ.sum(axis=1, keepdims=True)
            dZ = (W[l].T @ dZ) * (Zs[l - 1] > 0)
            W[l] -= model.rate * dW
            b[l] -= model.rate * db
        moved -= model.rate * dZ
        b[0] -= model.rate * dZ.sum(axis=1, keepdims=True)
    Zs_of = [start + moved @ products, *(W[0] @ other + moved @ (first.T @ other) for other in others)]
    return costs, [forward(Z)[-1] > 0 for Z in Zs_of]


def accuracies(model: Model, parts: Sequence[Part]) -> tuple[list[float], list[float]]:
    """The costs of a training on the first part, and the percentage that is right in each."""
    costs, answers = train(model, parts[0].X, parts[0].Y, *(part.X for part in parts[1:]))
    return costs, [100 * float(np.mean(says == part.Y)) for says, part in zip(answers, parts, strict=True)]


def shipped(folder: Path) -> dict[str, Part]:
    """The pictures in the files of a folder; what they were drawn from is in the manifest only."""
    train_x, train_y, test_x, test_y, _ = data.cats(folder)
    return {"train": Part(train_x, train_y, ()), "test": Part(test_x, test_y, ())}


def measure(folder: Path, unseen: int, found: Sequence[Drawing]) -> None:
    """Print what each model gets right of the files in `folder`, and of more pictures of the test drawings."""
    parts = shipped(folder)
    if unseen:
        anew = draw_set(found, SEED, unseen)
        if not all(np.array_equal(parts[part].X, anew[part].X) for part in PARTS):
            print("The files hold other pictures than are drawn here: the column `more` belongs to another set.")
        parts["more"] = anew["unseen"]
    line("right, in percent", "cost", *(f"{part} {part_.Y.size}" for part, part_ in parts.items()))
    line("always non-cat", "", *(f"{100 * np.mean(part.Y == 0):.1f}" for part in parts.values()))
    for model in (*MODELS, *VARIANTS):
        costs, right = accuracies(model, list(parts.values()))
        line(model.name, f"{costs[-1]:.3f}", *(f"{percent:.1f}" for percent in right))


def measure_draws(found: Sequence[Drawing], draws: int, unseen: int) -> None:
    """Print how far the same figures depend on the draw of the set: other seeds, and artists never seen in training."""
    print(f"\nRight of {unseen} unseen pictures, in percent; mean and standard deviation over {draws} other draws")
    right = np.array([right_of_unseen(found, unseen, seed=SEED + 1 + i) for i in range(draws)])
    for model, percents in zip(MODELS, right.T, strict=True):
        line(model.name, f"{percents.mean():.1f}", f"± {percents.std(ddof=1):.1f}")
    print(f"in the order of this table in {np.sum(np.all(np.diff(right) > 0, axis=1))} of {draws} draws")
    print(f"\nRight of {unseen} pictures of an artist of whom nothing was seen, in percent")
    line("artist", *("logistic", "2 layers", "4 layers"))
    for artist in ARTISTS:
        line(artist, *(f"{percent:.1f}" for percent in right_of_unseen(found, unseen, SEED, artist)))


def right_of_unseen(found: Sequence[Drawing], unseen: int, seed: int, held_out: str | None = None) -> list[float]:
    """What each of MODELS gets right of more pictures than the set holds, in percent."""
    parts = draw_set(found, seed, unseen, held_out)
    return [accuracies(model, [parts["train"], parts["unseen"]])[1][-1] for model in MODELS]


def line(first: str, *others: str) -> None:
    print(f"{first:50}" + "".join(f"{other:>11}" for other in others), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["build", "compare", "measure"])
    parser.add_argument("--sources", type=Path, default=SOURCES, help="the folder of the fetched packages")
    parser.add_argument("--folder", type=Path, default=HERE, help="the folder of the files made")
    parser.add_argument("--unseen", type=int, default=0, help=f"measure on so many more pictures, such as {UNSEEN}")
    parser.add_argument("--draws", type=int, default=0, help="measure on so many other draws of the set, such as 14")
    asked = parser.parse_args()
    try:
        if asked.command == "build":
            write(asked.folder, draw_set(drawings(fetch(asked.sources)), SEED))
        elif asked.command == "compare":
            with tempfile.TemporaryDirectory() as anew:
                write(Path(anew), draw_set(drawings(fetch(asked.sources)), SEED))
                return not compare(asked.folder, Path(anew))
        else:
            found = drawings(fetch(asked.sources)) if asked.unseen or asked.draws else []
            measure(asked.folder, asked.unseen, found)
            if asked.draws:
                measure_draws(found, asked.draws, asked.unseen or UNSEEN)
    except (Problem, data.DataProblem, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
