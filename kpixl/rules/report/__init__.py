"""What a report says: a branch's measures with their KPIs, texts and activities; every miss with causes."""
