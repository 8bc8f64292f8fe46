"""roster → **wires** → city: terminals that only report and obey, one file a protocol. Pure: what is said follows from the seed; carriers.py has the sockets."""
