"""What came back: whose it is, whether form and figures are sound, which return of a branch counts."""
