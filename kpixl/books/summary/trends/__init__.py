"""推移: the years of every KPI as a table and as small charts."""
