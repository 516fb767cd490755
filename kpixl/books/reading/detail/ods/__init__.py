"""Cell details of .ods."""
