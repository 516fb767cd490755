"""What several commands begin with: a round loaded from plan and inbox, or from its master."""
