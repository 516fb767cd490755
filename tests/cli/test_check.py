"""`kpixl check`: every fault of a plan at once, with its cell, and nothing written."""

import json
from pathlib import Path

import pytest

from tests.builders import NOT_YET_DUE, Round, column_of, digests, edited, make_round
from tests.small_plan import plan_rows

# Place, message, hint and code of each.
TEN_FAULTS = (
    """
plan.xlsx: シート「設定」がありません。
 「設定」という名前のシートを作るか、kpixl init の雛形から写してください。 [K101]
plan.xlsx 支部: 列「ブロック」がありません。
 見出しの行に「ブロック」を加えてください。 [K102]
plan.xlsx 支部!A2: 支部コード「1」は先頭の0が失われています。
 セルの書式を文字列にして「01」と入力してください。 [K112]
plan.xlsx 指標!F2: 単位「升」は使えません。
 次のどれかにしてください：％・円・千円・万円・百万円・億円・件・社・事業所・人・名・回・枚・点・
 団体・機関・自治体・市町村・企業・者ほか21件 [K104]
plan.xlsx 指標!G3: 方向「高いほど良い」は使えません。
 次のどれかにしてください：以上・以下・等しい・実施 [K105]
plan.xlsx 指標!A6: 指標コード「claim_days」は A4 にもあります。
 どちらかのコードを変えるか、行を消してください。 [K106]
plan.xlsx 目標!F1: 見出し「46 鹿児島」に当たる支部が支部シートにありません。
 「45 宮崎」のように、支部シートにあるコードと名前を書いてください。要らない列なら削除してください。 [K108]
plan.xlsx 目標!D4: 目標「10以上」は、指標の方向（以下）と合いません。
 目標の以上・以下か、指標シートの方向を直してください。 [K117]
plan.xlsx 目標!C5: 目標「できるだけ」を読み取れません：使える書き方に当たりません（単位は％）。
 たとえば「100％」のように書いてください。
 使える形：64.6以上 / 15以下 / 60超 / 15未満 / 100 / 前年度以上 / 対前年度（0.214％）以上 /
  前年度比101％以上 / 前年度＋1.0ポイント以上 / 令和5年度実績以上 / 3年平均以上 / 全国平均以上 /
  前年度と3年平均の高い方以上 /
  80以上、ただし80以上の支部は前年度以上 / 年間120以上 / 実施 / 毎月実施 / 年4回以上実施 / 設定なし [K110]
plan.xlsx 過年度!A3: 「令和ゼロ年度」は年度ではありません。
 2024、2024年度、令和6年度のように書いてください。 [K111]
""".strip()
    .replace("\n ", "")
    .splitlines()
)


@pytest.fixture
def faulty(tmp_path: Path) -> Round:
    """A round whose plan has the ten faults of issue 2, and a return in its inbox."""
    rows = plan_rows()
    rows["branches"][0]["branch_code"] = 1
    rows["kpis"][0]["unit"] = "升"
    rows["kpis"][4]["kpi_code"] = "claim_days"
    rows["targets"].pop(4)
    rows["targets"][2]["02 函館"] = "10以上"
    rows["targets"][3]["01 札幌"] = "できるだけ"
    rows["history"][1]["fiscal_year"] = "令和ゼロ年度"
    round_ = make_round(tmp_path, **{key: rows[key] for key in ("branches", "kpis", "targets", "history")})
    with edited(round_.plan_path) as book:
        book["指標"].cell(3, column_of(book["指標"], "方向")).value = "高いほど良い"
        del book["設定"]
        book["支部"].delete_cols(column_of(book["支部"], "ブロック"))
        book["目標"]["F1"] = "46 鹿児島"
    (round_.inbox / "a.xlsx").write_bytes(b"a return")
    return round_


def test_ten_planted_faults_are_all_listed_with_their_cells_and_nothing_is_written(faulty, run):
    before = digests(faulty.path)
    result = run("check", faulty.path)
    assert (result.exit_code, result.stderr) == (2, "")
    assert result.stdout.splitlines() == [
        *(f"× 誤り {line}" for line in TEN_FAULTS),
        "誤り 10 件、注意 0 件。",
    ]
    assert digests(faulty.path) == before


def test_ten_planted_faults_are_listed_in_english_too(faulty, run):
    result = run("check", faulty.path, lang="en")
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert [line.rpartition("[")[2] for line in lines[:-1]] == [
        line.rpartition("[")[2] for line in TEN_FAULTS
    ]
    assert lines[3].startswith("× Error plan.xlsx 指標!F2: The unit “升” cannot be used.")
    assert lines[-1] == "Errors: 10, warnings: 0."


@pytest.mark.parametrize("command", ["distribute", "consolidate"])
def test_other_commands_list_the_faults_on_stderr_and_write_nothing(faulty, run, command):
    before = digests(faulty.path)
    result = run(command, faulty.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line for line in result.stderr.splitlines() if line.startswith("× ")] == [
        f"× 誤り {line}" for line in TEN_FAULTS
    ]
    assert digests(faulty.path) == before
    assert not faulty.outbox.exists()


def test_the_faults_as_json_have_their_parts_apart(faulty, run):
    result = run("check", faulty.path, "--json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert answer.keys() == {"ok", "findings"}
    assert answer["ok"] is False
    assert len(answer["findings"]) == 10
    assert answer["findings"][3] == {
        "code": "K104",
        "severity": "error",
        "file": "plan.xlsx",
        "sheet": "指標",
        "cell": "F2",
        "branch": "",
        "kpi": "",
        "message": "単位「升」は使えません。",
        "hint": "次のどれかにしてください："
        "％・円・千円・万円・百万円・億円・件・社・事業所・人・名・回・枚・点・団体・機関・自治体・市町村・企業・者ほか21件",
    }


def test_a_plan_without_faults_says_what_it_holds_and_what_comes_next(tmp_path, run):
    round_ = make_round(tmp_path, settings=NOT_YET_DUE)
    before = digests(round_.path)
    result = run("check", round_.path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"計画に誤りはありません：3支部、5指標、目標 14 件。\n次：kpixl distribute {round_.path}\n"
    )
    assert digests(round_.path) == before
    assert json.loads(run("check", round_.path, "--json").stdout) == {"ok": True, "findings": []}


def test_a_plan_with_doubts_alone_is_no_fault(tmp_path, run):
    round_ = make_round(tmp_path, settings=NOT_YET_DUE)
    with edited(round_.plan_path) as book:
        book["支部"]["F1"] = "内線"
    result = run("check", round_.path)
    assert result.exit_code == 0
    finding, counts, *_rest = result.stdout.splitlines()
    assert finding == (
        "！ 注意 plan.xlsx 支部!F1: 列「内線」は使われません。"
        "見出しを直すか、そのままで構わなければ無視してください。 [K123]"
    )
    assert counts == "誤り 0 件、注意 1 件。"


def test_an_empty_target_is_an_error_that_names_its_cell(tmp_path, run):
    rows = plan_rows()
    rows["targets"][0]["45 宮崎"] = ""
    result = run("check", make_round(tmp_path, targets=rows["targets"]).path)
    assert result.exit_code == 2
    assert result.stdout.splitlines()[0] == (
        "× 誤り plan.xlsx 目標!E2: 目標が空欄か、数式の値がありません。"
        "目標がなければ「設定なし」と書いてください。 [K116]"
    )


def test_a_doubt_about_a_target_names_the_indicator(tmp_path, run):
    rows = plan_rows()
    rows["targets"][1]["45 宮崎"] = "前年度（80.0％）以上"
    result = run("check", make_round(tmp_path, targets=rows["targets"], settings=NOT_YET_DUE).path)
    assert result.exit_code == 0
    finding = result.stdout.splitlines()[0]
    assert finding.startswith(
        "！ 注意 plan.xlsx 目標!E3 ジェネリック医薬品使用割合: 目標に書かれた基準値 80.0％ は、"
    )
    assert finding.endswith("[K120]")


@pytest.mark.parametrize("command", ["check", "distribute", "consolidate"])
def test_without_a_plan_there_is_a_sentence(tmp_path, run, command):
    result = run(command, tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{tmp_path / 'plan.xlsx'} がありません。kpixl init で作るか、収集のフォルダーを指定してください。\n"
    )


@pytest.mark.parametrize("command", ["check", "distribute", "consolidate"])
def test_a_plan_that_is_no_workbook_is_a_sentence(tmp_path, run, command):
    (tmp_path / "plan.xlsx").write_bytes(b"PK\x03\x04 broken")
    result = run(command, tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{tmp_path / 'plan.xlsx'} を開けません（")
    assert "Traceback" not in result.stderr


def test_without_a_folder_the_round_is_where_one_stands(tmp_path, run, monkeypatch):
    monkeypatch.chdir(make_round(tmp_path).path)
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.endswith("次：kpixl distribute .\n")


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        ("支部", "支部コード"),
        ("指標", "指標コード"),
        ("指標", "単位"),
        ("目標", "指標コード"),
        ("過年度", "年度"),
    ],
)
def test_a_wrong_header_hides_no_other_fault_and_brings_none_of_its_own(tmp_path, run, sheet, header):
    made = make_round(tmp_path)
    with edited(made.plan_path) as book:
        book["目標"]["C3"].value = "がんばる"
        cell = next(cell for cell in book[sheet][1] if cell.value == header)
        cell.value = f"{header}（新）"
    found = json.loads(run("check", made.path, "--json").stdout)["findings"]
    assert [(item["code"], item["sheet"], item["cell"]) for item in found if item["severity"] == "error"] == [
        ("K102", sheet, ""),
        ("K110", "目標", "C3"),
    ]


def test_a_note_at_the_end_is_not_taken_for_a_column_that_is_missing(tmp_path, run):
    made = make_round(tmp_path)
    with edited(made.plan_path) as book:
        kpis = book["指標"]
        unit = next(cell.column for cell in kpis[1] if cell.value == "単位")
        kpis.delete_cols(unit)
        kpis.cell(1, kpis.max_column + 1).value = "メモ"
        kpis.cell(2, kpis.max_column).value = "確認中"
    found = json.loads(run("check", made.path, "--json").stdout)["findings"]
    assert [item["code"] for item in found if item["severity"] == "error"] == ["K102"]
