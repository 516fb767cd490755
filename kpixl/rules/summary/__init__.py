"""The executives' summary as one frozen record."""
