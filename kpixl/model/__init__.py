"""The frozen vocabulary: one dataclass for every word that planners, branches and code share.

Nothing here reads a file, knows Excel or prints; everything above imports from here.
"""
