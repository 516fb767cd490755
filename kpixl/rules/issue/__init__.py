"""What is issued to the branches: the entry workbooks to be made, and the snapshot of the plan in each."""
