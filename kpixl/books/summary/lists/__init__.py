"""KPI実績一覧, 順位 and 前年度比較: long lists over one table of columns."""
