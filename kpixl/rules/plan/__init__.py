"""The plan: its raw tables read into records, and every doubt about them."""
