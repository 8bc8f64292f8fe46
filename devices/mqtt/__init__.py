"""The only place that touches MQTT: the packets, the fast telemetry lane, the promise lane, a light device for simulator and tests.

Both lanes look alike to the gateway: made with URL, client id, filters and a callback for each message; ``connected`` says how it is; they
reconnect for ever by themselves. Only the promise lane hands a ``done`` with each message (acknowledge it) and can ``publish``.
"""
