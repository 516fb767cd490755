"""kpixl: collect branch KPI results in Excel, judge them, and write the executives' summary."""

__version__ = "0.1.0"
