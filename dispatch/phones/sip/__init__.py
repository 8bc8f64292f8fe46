"""A strict, small SIP user agent (RFC 3261, 2617/7616, 3264, 3550, 4733): enough to register, ring, hear keys and join two telephones.

Our own, because the libraries there are either GPL or send each request once and leave refusals unacknowledged, which over UDP loses calls.
"""
