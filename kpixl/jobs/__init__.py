"""The commands' stories, one a file, each read from top to bottom. Jobs never import jobs."""
