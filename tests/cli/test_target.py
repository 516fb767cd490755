"""`kpixl target`: how a target cell or a whole sentence will be read, without a plan."""

import json

import pytest
from click.testing import CliRunner

from kpixl.cli import cli

KEYS = ["direction", "reference", "value", "baseline", "unit", "indicator", "canonical"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("対前年度（0.214％）以上", ["at_least", "prior", None, 0.214, "％", "", "前年度（0.214％）以上"]),
        ("前年度末以上", ["at_least", "prior", None, None, "", "", "前年度末以上"]),
        ("64.6以上", ["at_least", "fixed", 64.6, None, "", "", "64.6以上"]),
        ("60.0％以上", ["at_least", "fixed", 60, None, "％", "", "60.0％以上"]),
        ("4,635社以上", ["at_least", "fixed", 4635, None, "社", "", "4,635社以上"]),
        ("7日以内", ["at_most", "fixed", 7, None, "日", "", "7日以下"]),
        ("100％", ["equal", "fixed", 100, None, "％", "", "100％"]),
        ("100％とする", ["equal", "fixed", 100, None, "％", "", "100％"]),
        ("[34.0%]", ["equal", "prior", None, 34, "％", "", "前年度（34.0％）"]),
        ("直近3か年の平均以上", ["at_least", "mean", None, None, "", "", "3年平均以上"]),
        ("3年平均（62.9％）以上", ["at_least", "mean", None, 62.9, "％", "", "3年平均（62.9％）以上"]),
        ("前年度と3年平均の高い方以上（64.2％）",
         ["at_least", "higher_of", None, 64.2, "％", "", "前年度と3年平均の高い方以上（64.2％）"]),
        ("前年度又は60.0％のいずれか高い方以上",
         ["at_least", "higher_of", 60, None, "％", "", "前年度と60.0％の高い方以上"]),
        ("60と70の高い方以上", ["at_least", "higher_of", 70, None, "", "", "60と70の高い方以上"]),
        ("60と70の低い方以下", ["at_most", "lower_of", 60, None, "", "", "60と70の低い方以下"]),
        ("前年度と15の低い方以下", ["at_most", "lower_of", 15, None, "", "", "前年度と15の低い方以下"]),
        ("15以下、ただし15以下の支部は前年度（8.4）以下",
         ["at_most", "conditional", 15, 8.4, "", "", "15.0以下、ただし15.0以下の支部は前年度（8.4）以下"]),
        ("実施", ["do", None, None, None, "", "", "実施"]),
        ("毎月情報発信を行う", ["do", "frequency", None, None, "", "毎月情報発信", "毎月実施"]),
        ("設定なし", ["none", None, None, None, "", "", "設定なし"]),
        ("受診率を64.6％以上とする。", ["at_least", "fixed", 64.6, None, "％", "受診率", "64.6％以上"]),
    ],
)  # fmt: skip
def test_json_says_what_the_text_says(run, text, expected):
    result = run("target", text, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found.pop("strict") is False
    assert list(found.items()) == list(zip(KEYS, expected, strict=True))


def test_two_conditions_are_a_list_of_two(run):
    result = run("target", "割合を60.0％以上、事業所数を4,635社以上とする。", "--json")
    first, second = json.loads(result.stdout)
    assert [(item["indicator"], item["value"], item["unit"]) for item in (first, second)] == [
        ("割合", 60, "％"),
        ("事業所数", 4635, "社"),
    ]
    assert list(first) == list(second) == [KEYS[0], "strict", *KEYS[1:]]


def test_a_planner_reads_aligned_lines(run):
    result = run("target", "対前年度（0.214％）以上")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "「対前年度（0.214％）以上」は、次のように読みます。",
        "",
        "方向          以上なら達成",
        "基準          前年度の実績",
        "基準値        0.214％（文に書かれた値を使います）",
        "単位          ％",
        "標準の書き方  前年度（0.214％）以上",
    ]


def test_two_conditions_are_two_blocks(run):
    lines = run("target", "割合を60.0％以上、事業所数を4,635社以上とする。").stdout.splitlines()
    assert lines[0].endswith("は、2つの目標として読みます。")
    assert [line.split()[1] for line in lines if line.startswith("指標 ")] == ["割合", "事業所数"]
    assert lines[-1] == "文にすると    事業所数を4,635社以上とする。"


def test_a_condition_is_said_in_words_in_both_languages(run):
    text = "15％以下、ただし10％以下の支部は3年平均以下"
    assert "15％。ただし前年度実績が10％以下の支部は3年平均" in run("target", text).stdout
    english = run("target", text, lang="en").stdout
    assert "15%; but 3-year mean for branches whose prior year was 10% or less" in english
    assert "Standard form  15% or less, but 3-year mean or less for branches at 10% or less" in english


@pytest.mark.parametrize(("text", "noted"), [("100％", True), ("前年度", True), ("100％以上", False)])
def test_a_text_without_direction_is_taken_as_equal_and_says_so(run, text, noted):
    assert ("方向が書かれていません" in run("target", text).stdout) is noted


@pytest.mark.parametrize("direction", ["以下", "at_most", "at-most", "At most"])
def test_a_direction_can_be_given_by_word_or_key(run, direction):
    result = run("target", "15", "--direction", direction, "--unit", "％", "--json")
    made = json.loads(result.stdout)
    assert (made["direction"], made["unit"], made["canonical"]) == ("at_most", "％", "15％以下")
    assert "書かれていません" not in run("target", "15", "--direction", direction).stdout


def test_lang_may_stand_before_or_after_the_command():
    before = CliRunner().invoke(cli, ["--lang", "en", "target", "前年度以上"])
    after = CliRunner().invoke(cli, ["target", "前年度以上", "--lang", "en"])
    assert before.stdout == after.stdout
    assert "prior year or more" in after.stdout


def test_without_lang_a_text_is_said_back_in_its_own_language(monkeypatch):
    monkeypatch.setenv("KPIXL_LANG", "en")
    for text, canonical in (
        ("対前年度以上", "前年度以上"),
        ("at least 60%", "60% or more"),
        (">=60", "60 or more"),
    ):
        result = CliRunner().invoke(cli, ["target", text, "--json"])
        assert json.loads(result.stdout)["canonical"] == canonical


@pytest.mark.parametrize("flag", [[], ["--json"]])
@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["前年並み"], ["「前年並み」", "「前年度以上 / 前年度以下」"]),
        (["受診率は64.6％超が望ましい"], ["「受診率は64.6％超が望ましい」", "「64.6％超」"]),
        (["1年平均以上"], ["2年から10年", "「3年平均以上」"]),
        (["64,6"], ["「64,6」", "以上」"]),
        (["AおよびBを前年度以上とする"], ["一つの指標か二つの指標か", "「前年度以上」"]),
        (["7日以内", "--unit", "％"], ["「7日以内」", "単位が合いません"]),
        (["60％と5円の高い方以上"], ["単位が合いません"]),
        (["15以下", "--direction", "以上"], ["「15以下」", "以上"]),
        (["15以下", "--direction", "ゆるく"], ["「ゆるく」", "以下 (at_most)"]),
        (["15以下", "--unit", "升"], ["「升」", "％ 円"]),
        ([""], ["「」", "「64.6以上 / 15以下 / 100 / 前年度以上」"]),
        (
            ["月10回以上", "--unit", "回", "--direction", "以上"],
            ["年間の合計とは比べられません", "「120回以上」"],
        ),
        (
            ["前年度＋1％以上", "--unit", "％"],
            ["1ポイントの増か1％の増", "「前年度＋1ポイント以上 / 前年度比101％以上」"],
        ),
        (["前年度比5％以上"], ["比105％", "「前年度比105％以上」"]),
        (["80以上、ただし80以上の支部は前年度超"], ["混ざっています"]),
        (["毎週会議を行う"], ["週・日・隔月"]),
        (["健康宣言事業所数880事業所以上"], ["「880事業所以上」"]),
        (["A to 60% or more B to 70% or more"], ["もう一つの目標"]),
    ],
)
def test_what_cannot_be_read_ends_with_two_and_a_sentence(run, arguments, parts, flag):
    result = run("target", *arguments, *flag)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert [part for part in parts if part not in line] == []


@pytest.mark.parametrize(
    ("lang", "nearest"), [("ja", "「64.6以上 / 15以下 /"), ("en", "“64.6 or more / 15 or less /")]
)
def test_a_text_of_no_language_is_answered_in_the_reader_s(run, lang, nearest):
    assert nearest in run("target", "= 100", lang=lang).stderr


def test_an_english_text_is_answered_with_an_english_form(run):
    result = run("target", "last year or more", lang="en")
    assert result.exit_code == 2
    assert "“prior year or more”" in result.stderr


@pytest.mark.parametrize(
    ("text", "canonical"), [("-5以下", "-5以下"), ("－5以上", "-5以上"), ("-5% or less", "-5％以下")]
)
def test_a_target_may_begin_with_a_minus(run, text, canonical):
    result = run("target", text, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["canonical"] == canonical


def test_an_unknown_option_is_still_refused(run):
    assert run("target", "15以下", "--jsn").exit_code == 2


@pytest.mark.parametrize(
    ("text", "direction", "reference"),
    [
        ("64.6超", "これを超えれば達成（同じ値は未達成）", "固定値"),
        ("前年度末以上", "以上なら達成", "前年度末の実績"),
        ("3年平均以上", "以上なら達成", "過去3年の実績の平均"),
        ("令和5年度実績以上", "以上なら達成", "令和5年度の実績"),
        ("前年度比101％以上", "以上なら達成", "前年度の101％"),
        ("前年度＋1.0ポイント以上", "以上なら達成", "前年度＋1.0ポイント"),  # and not by 1％
        ("年間12回以上実施する", "実施すれば達成", "年間で必要な数：12"),
        ("前年度と70％の低い方以下", "以下なら達成", "前年度と70％の低い方"),
        ("全国平均以上", "以上なら達成", "全国の公表値"),
        ("80％以上、ただし80％以上の支部は前年度以上", "以上なら達成",
         "80％。ただし前年度実績が80％以上の支部は前年度"),
    ],
)  # fmt: skip
def test_a_person_reads_what_the_actual_is_compared_with(run, text, direction, reference):
    lines = run("target", text).stdout.splitlines()[2:]
    told = dict(line.split(maxsplit=1) for line in lines)
    assert (told["方向"], told["基準"]) == (direction, reference)
