"""The words by which a name is known for a branch's, apart from all that reads a plan."""

# Words that say of a name that it is a branch's; somebody who names the branch may leave them out.
BRANCH_ENDINGS = (
    *("支部", "本部", "支所", "支店", "支社", "支局", "事務所", "営業所", "出張所", "センター"),
    *("branch", "office", "headquarters", "centre", "center", "bureau"),
)
