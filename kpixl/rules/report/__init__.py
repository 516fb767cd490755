"""What a report says: every measure of a branch with its KPIs, texts and activities; every miss with causes."""
