"""Forms of a round say the same as kpixl of every figure; `.ci/long forms_agree` asks all 47 branches."""

import pytest

from tests.client.agreement import play
from tests.client.test_libreoffice import MISSING

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")


def test_two_branches_forms_and_kpixl_agree_on_every_figure(tmp_path):
    compared = list(play(tmp_path, 2))
    assert len(compared) == 60
    assert [said for said, differs in compared if differs] == []
    # They are figures of every kind that a form tells apart.
    assert {said.split("/ ")[1].split()[0] for said, _differs in compared} == {
        "achieved",
        "not_achieved",
        "not_judged",
    }
