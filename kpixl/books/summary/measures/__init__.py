"""施策評価: grades of the measures, their details, and the scheme they follow."""
