"""The presets: their names and words, that they answer everything, and that worse is never graded better."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.grade import Progress, Scheme
from kpixl.model.kpi import JudgeOn
from kpixl.rules.plan.grade_scheme_cases import Case, first_rule
from kpixl.rules.plan.grade_schemes import PRESETS, Preset, find_preset, new_effort_of, progress_of, scheme_of
from tests.rules.builders import make_kpi
from tests.rules.grade_builders import grade_one, graded_plan, typed

# Every rate at, just below and between the limits of the three presets.
RATES = [Decimal(percent) / 100 for percent in (0, 49, 50, 79, 80, 99, 100, 105, 110, 119, 120, 200)]
WORDS = {language: catalogue(language).group("word.progress") for language in LANGUAGES}


def scheme(preset: Preset) -> Scheme:
    made = scheme_of(graded_plan(scheme=preset.names[0]))
    assert made is not None
    return made


# ── names and words ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_form_are_understood_in_both_languages(language: str) -> None:
    words = catalogue(language)
    assert {progress_of(text): key for key, text in words.group("word.progress").items()} == {
        str(progress): str(progress) for progress in Progress
    }
    for key, text in words.group("word.new_effort").items():
        assert new_effort_of(text) == key
        assert new_effort_of(f"　{text.upper()} ") == key


def test_other_texts_stay_as_they_are() -> None:
    assert progress_of("計画通り") == "計画通り"
    assert new_effort_of("検討中") == "検討中"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preset_is_found_by_its_name_in_the_catalogue(language: str) -> None:
    names = catalogue(language).group("word.grade_scheme")
    assert list(names) == [preset.key for preset in PRESETS]
    for preset in PRESETS:
        assert names[preset.key] == preset.names[LANGUAGES.index(language)]
        assert find_preset(names[preset.key]) is preset


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("支部４段階", "branch_four"),
        ("独法 ５段階", "agency_five"),
        ("１１０-８０-５０", "rate_110"),
        ("branch s/a/b/c", "branch_four"),
        ("支部5段階", ""),
        ("", ""),
    ],
)
def test_width_space_and_case_of_a_name_make_no_difference(name: str, key: str) -> None:
    found = find_preset(name)
    assert (found.key if found else "") == key


def test_the_points_go_down_from_five() -> None:
    for preset in PRESETS:
        points = {rule.grade: rule.points for rule in scheme(preset).rules}
        assert points == {letter: 5 - number for number, letter in enumerate("SABCD") if letter in points}


# ── every case is answered, every row is used ──────────────────────────────────────────────────────
def cases() -> Iterator[Case]:
    for progress, effort in product(Progress, ("no", "yes")):
        yield Case(progress=progress, new_effort=effort)
        for kpis in (1, 2, 3):
            for achieved, grown, rate in product(range(kpis + 1), (False, True), RATES):
                if (achieved == kpis) is (rate >= 1):
                    yield Case(
                        kpis=kpis,
                        achieved=achieved,
                        grown=grown,
                        rate=rate,
                        progress=progress,
                        new_effort=effort,
                    )


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_grades_every_case_and_uses_every_row(preset: Preset) -> None:
    places = [found[0] if (found := first_rule(scheme(preset), case)) else None for case in cases()]
    assert set(places) == set(range(1, len(preset.rules) + 1))


@pytest.mark.parametrize(
    ("name", "percent", "progress", "grade"),
    [
        ("独法5段階", "120", Progress.FULL_EFFECTIVE, "S"),
        ("独法5段階", "119.99", Progress.FULL_EFFECTIVE, "B"),
        ("独法5段階", "120", Progress.FULL, "A"),
        ("独法5段階", "100", Progress.NONE, "B"),
        ("独法5段階", "99.99", Progress.FULL_EFFECTIVE, "C"),
        ("独法5段階", "80", Progress.FULL, "C"),
        ("独法5段階", "79.99", Progress.FULL, "D"),
        ("110-80-50", "110", Progress.NONE, "S"),
        ("110-80-50", "109.99", Progress.FULL, "A"),
        ("110-80-50", "80", Progress.FULL, "A"),
        ("110-80-50", "79.99", Progress.FULL, "B"),
        ("110-80-50", "50", Progress.FULL, "B"),
        ("110-80-50", "49.99", Progress.FULL_EFFECTIVE, "C"),
    ],
)
def test_a_limit_itself_is_enough(name: str, percent: str, progress: Progress, grade: str) -> None:
    rate = Decimal(percent) / 100
    preset = find_preset(name)
    assert preset is not None
    found = first_rule(
        scheme(preset), Case(kpis=1, achieved=int(rate >= 1), rate=rate, progress=progress, new_effort="no")
    )
    assert found is not None
    assert found[1].grade == grade


# ── worse is never graded better ───────────────────────────────────────────────────────────────────
def points(preset: Preset, case: Case) -> Decimal:
    found = first_rule(scheme(preset), case)
    assert found is not None
    assert found[1].points is not None
    return found[1].points


def worse_than(case: Case) -> Iterator[Case]:
    """Every case that is one step worse in one thing."""
    words = list(Progress)
    place = words.index(Progress(case.progress))
    if place + 1 < len(words):
        yield replace(case, progress=words[place + 1])
    if case.new_effort == "yes":
        yield replace(case, new_effort="no")
    if case.grown:
        yield replace(case, grown=False)
    if case.achieved:
        for rate in (rate for rate in RATES if rate < min(case.rate, Decimal(1))):
            yield replace(case, achieved=case.achieved - 1, grown=False, rate=rate)
    for rate in (rate for rate in RATES if rate < case.rate and (rate >= 1) is (case.rate >= 1)):
        yield replace(case, rate=rate)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_one_step_worse_is_never_graded_better(preset: Preset) -> None:
    steps = 0
    for case in cases():
        for worse in worse_than(case):
            steps += 1
            assert points(preset, worse) <= points(preset, case), (case, worse)
    assert steps > 1000


VALUES = st.decimals(0, 200, places=2)
BOTH = st.tuples(VALUES, VALUES)
SAID = st.sampled_from(list(Progress))


def points_of(
    name: str, judge_on: JudgeOn, values: tuple[Decimal, Decimal], said: Progress, effort: str
) -> Decimal:
    """The points of a measure with a KPI to be reached and one not to be exceeded, by the real rules."""
    kpis = make_kpi("up"), make_kpi("down", direction="at_most")
    targets = {("45", "up"): "100以上", ("45", "down"): "100以下"}
    prior = {("45", "up"): "90", ("45", "down"): "90"}
    plan = graded_plan(*kpis, targets=targets, prior=prior, scheme=name, judge_on=judge_on)
    texts = typed(WORDS["ja"][said], effort)
    grade = grade_one(plan, {"up": values[0], "down": values[1]}, texts)
    assert grade.points is not None, grade
    return grade.points


@given(
    st.sampled_from([preset.names[0] for preset in PRESETS]),
    st.sampled_from(list(JudgeOn)),
    BOTH,
    BOTH,
    st.tuples(SAID, SAID),
    st.tuples(st.booleans(), st.booleans()),
)
def test_worse_values_and_worse_words_never_get_a_better_grade(
    name: str,
    judge_on: JudgeOn,
    one: tuple[Decimal, Decimal],
    other: tuple[Decimal, Decimal],
    said: tuple[Progress, Progress],
    efforts: tuple[bool, bool],
) -> None:
    """Whatever two returns say: the one that is nowhere better has no better grade."""
    (up, down), (up_too, down_too) = one, other
    worse = min(up, up_too), max(down, down_too)
    better = max(up, up_too), min(down, down_too)
    poor, good = (pick(said, key=lambda word: word.place) for pick in (max, min))
    little, much = ("あり" if pick(efforts) else "なし" for pick in (min, max))
    assume((worse, poor, little) != (better, good, much))
    assert points_of(name, judge_on, worse, poor, little) <= points_of(name, judge_on, better, good, much)
