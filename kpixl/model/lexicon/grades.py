"""The words of grades: what the form offers about a plan and new efforts, and the schemes that come along."""

from kpixl.model.grade import Progress

# The words that the entry workbook offers, in either language: a test holds them to the catalogues.
PROGRESS = {
    "計画通りに実施し、効果的な結果が得られた": Progress.FULL_EFFECTIVE,
    "計画通りに実施": Progress.FULL,
    "計画の一部を実施": Progress.PART,
    "未実施": Progress.NONE,
    "Carried out as planned with good results": Progress.FULL_EFFECTIVE,
    "Carried out as planned": Progress.FULL,
    "Carried out in part": Progress.PART,
    "Not carried out": Progress.NONE,
}
NEW_EFFORT = {"あり": "yes", "なし": "no", "Yes": "yes", "No": "no"}

# Each in Japanese and in English.
PRESETS = {
    "branch_four": ("支部4段階", "Branch S/A/B/C"),
    "agency_five": ("独法5段階", "Agency S/A/B/C/D"),
    "rate_110": ("110-80-50", "110/80/50"),
}
