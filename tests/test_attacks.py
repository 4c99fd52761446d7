"""All attacks in one batch with two honest students, on every tier, as root and as an ordinary user."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from attacks.batch import (
    HONEST,
    ORDINARY,
    TIERS,
    Batch,
    promised,
    run_batch,
    user_name,
    users,
    why_not,
    wrong_as_a_whole,
)
from attacks.table import ATTACKS, FAMILIES
from attacks.words import Attack
from conftest import need

WORKERS = 2
# Under plain, an attack of root's would have the machine: the tier is for one's own class, and tried as nobody.
PLACES = [(tier, uid) for tier in TIERS for uid in users() if (tier, user_name(uid)) != ("plain", "root")]
NAMES = [f"{tier}, {user_name(uid)}" for tier, uid in PLACES]


@pytest.fixture(scope="module")
def batch(request: pytest.FixtureRequest) -> Batch:
    tier, uid = request.param
    reason = why_not(tier, uid)
    need(reason is None, f"{tier} as {user_name(uid)} can't be had here: {reason}")
    return graded(tier, uid)


@cache
def graded(tier: str, uid: int | None) -> Batch:
    """One batch a place: pytest would make the fixture anew for each test function, and a batch takes minutes."""
    return run_batch(tier, uid, ATTACKS, workers=WORKERS)


@pytest.mark.parametrize(
    ("batch", "attack"),
    [
        pytest.param(place, attack, id=f"{name}: {attack.name}")
        for place, name in zip(PLACES, NAMES, strict=True)
        for attack in ATTACKS
        if promised(attack, place[0])
    ],
    indirect=["batch"],
    scope="module",
)
def test_an_attack_gains_nothing(batch: Batch, attack: Attack) -> None:
    assert batch.wrong(attack) == []


@pytest.mark.parametrize("batch", PLACES, ids=NAMES, indirect=True, scope="module")
def test_the_honest_lose_nothing_and_the_course_is_as_it_was(batch: Batch) -> None:
    assert wrong_as_a_whole(batch) == []
    assert {student: batch.rows[student]["score"] for student in HONEST} == dict.fromkeys(HONEST, 100)


def test_each_family_is_there_and_each_row_has_a_name_of_its_own() -> None:
    assert len(ATTACKS) >= 90
    assert set(Counter(attack.family for attack in ATTACKS)) == set(FAMILIES)
    assert max(Counter(attack.name for attack in ATTACKS).values()) == 1
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", attack.name) for attack in ATTACKS)
    assert ORDINARY != 0


def test_the_table_is_named_where_it_is_promised() -> None:
    """docs/security.md tells how many attacks there are, and names each family."""
    text = (Path(__file__).parents[1] / "docs" / "security.md").read_text()
    assert f"{len(ATTACKS)} attacks" in text
    assert all(family in text for family in FAMILIES)
