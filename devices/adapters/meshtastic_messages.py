"""Meshtastic's field numbers, as far as the centre uses them (facts of the wire format; the project's own .proto files are GPL and are not used)."""

from __future__ import annotations

from devices.adapters.protobuf_tables import messages

TEXT, POSITION, NODEINFO, ROUTING, WAYPOINT, DETECTION, ALERT, TELEMETRY, MAP_REPORT = 1, 3, 4, 5, 8, 10, 11, 67, 73
BROADCAST = 0xFFFFFFFF

M = messages(
    "ecc.meshtastic",
    {
        "ServiceEnvelope": {"packet": (1, "MeshPacket"), "channel_id": (2, "bytes"), "gateway_id": (3, "bytes")},
        "MeshPacket": {
            "sender": (1, "fixed32"),  # "from" in the original, which Python cannot say
            "to": (2, "fixed32"),
            "channel": (3, "uint32"),
            "decoded": (4, "Data"),
            "encrypted": (5, "bytes"),
            "id": (6, "fixed32"),
            "rx_time": (7, "fixed32"),
            "rx_snr": (8, "float"),
            "hop_limit": (9, "uint32"),
            "want_ack": (10, "bool"),
            "rx_rssi": (12, "int32"),
            "via_mqtt": (14, "bool"),
            "hop_start": (15, "uint32"),
            "pki_encrypted": (17, "bool"),
        },
        "Data": {
            "portnum": (1, "int32"),
            "payload": (2, "bytes"),
            "want_response": (3, "bool"),
            "request_id": (6, "fixed32"),
            "reply_id": (7, "fixed32"),
        },
        "Position": {
            "latitude_i": (1, "sfixed32"),
            "longitude_i": (2, "sfixed32"),
            "altitude": (3, "int32"),
            "time": (4, "fixed32"),
            "timestamp": (7, "fixed32"),
            "altitude_hae": (9, "sint32"),
            "PDOP": (11, "uint32"),
            "HDOP": (12, "uint32"),
            "gps_accuracy": (14, "uint32"),
            "ground_speed": (15, "uint32"),
            "ground_track": (16, "uint32"),
            "sats_in_view": (19, "uint32"),
            "seq_number": (22, "uint32"),
            "precision_bits": (23, "uint32"),
        },
        "Routing": {"error_reason": (3, "int32")},
        "User": {"id": (1, "bytes"), "long_name": (2, "bytes"), "short_name": (3, "bytes"), "hw_model": (5, "int32"), "role": (7, "int32")},
        "Waypoint": {
            "id": (1, "uint32"),
            "latitude_i": (2, "sfixed32"),
            "longitude_i": (3, "sfixed32"),
            "expire": (4, "uint32"),
            "name": (6, "bytes"),
            "description": (7, "bytes"),
        },
        "Telemetry": {
            "time": (1, "fixed32"),
            "device_metrics": (2, "DeviceMetrics"),
            "environment_metrics": (3, "EnvironmentMetrics"),
            "air_quality_metrics": (4, "AirQualityMetrics"),
            "health_metrics": (7, "HealthMetrics"),
        },
        "DeviceMetrics": {
            "battery_level": (1, "uint32"),
            "voltage": (2, "float"),
            "channel_utilization": (3, "float"),
            "air_util_tx": (4, "float"),
            "uptime_seconds": (5, "uint32"),
        },
        "EnvironmentMetrics": {
            "temperature": (1, "float"),
            "relative_humidity": (2, "float"),
            "barometric_pressure": (3, "float"),
            "distance": (8, "float"),
            "lux": (9, "float"),
            "wind_direction": (13, "uint32"),
            "wind_speed": (14, "float"),
            "wind_gust": (16, "float"),
            "radiation": (18, "float"),
            "rainfall_1h": (19, "float"),
            "rainfall_24h": (20, "float"),
            "soil_moisture": (21, "uint32"),
            "soil_temperature": (22, "float"),
        },
        "AirQualityMetrics": {
            "pm10_standard": (1, "uint32"),
            "pm25_standard": (2, "uint32"),
            "pm100_standard": (3, "uint32"),
            "co2": (13, "uint32"),
        },
        "HealthMetrics": {"heart_bpm": (1, "uint32"), "spO2": (2, "uint32"), "temperature": (3, "float")},
        "MapReport": {
            "long_name": (1, "bytes"),
            "short_name": (2, "bytes"),
            "hw_model": (4, "int32"),
            "firmware_version": (5, "bytes"),
        },
    },
)

# sensor's own field → quantity, unit. `pm10` in their naming is PM1.0, `pm100` is PM10.
MEASURED: dict[str, tuple[str, str]] = {
    "temperature": ("temp_c", "Cel"),
    "relative_humidity": ("rh", "%"),
    "barometric_pressure": ("pressure", "hPa"),
    "distance": ("distance", "mm"),
    "lux": ("illuminance", "lx"),
    "wind_direction": ("wind_deg", "deg"),
    "wind_speed": ("wind_ms", "m/s"),
    "wind_gust": ("wind_gust", "m/s"),
    "radiation": ("radiation", "uR/h"),
    "rainfall_1h": ("rain_1h", "mm"),
    "rainfall_24h": ("rain_24h", "mm"),
    "soil_moisture": ("soil_moisture", "%"),
    "soil_temperature": ("soil_temp_c", "Cel"),
    "pm10_standard": ("pm1", "ug/m3"),
    "pm25_standard": ("pm25", "ug/m3"),
    "pm100_standard": ("pm10", "ug/m3"),
    "pm10": ("pm1", "ug/m3"),
    "pm25": ("pm25", "ug/m3"),
    "pm100": ("pm10", "ug/m3"),
    "co2": ("co2", "ppm"),
    "heart_bpm": ("heart_rate", "/min"),
    "spO2": ("spo2", "%"),
}
DEVICE = ("battery_level", "voltage", "channel_utilization", "air_util_tx", "uptime_seconds")
