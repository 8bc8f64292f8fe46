"""The only place that touches MQTT: the packets, the fast telemetry lane, the promise lane, a light device for simulator and tests."""
