"""Cell details of .xlsx and .xlsm."""
