"""The meaning of an inquiry: values in, values out; no database, no clock, no file of its own."""
