"""The child that is the embedded broker: `python broker_process.py CONFIGURATION`."""

from __future__ import annotations

import logging
import sys

from iotcore.iotcore import IotCoreBroker

logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
# rumqttd reports each packet as an error span; unmuted it is twelve times slower
logging.getLogger("rumqttd").setLevel(logging.CRITICAL)

if __name__ == "__main__":
    IotCoreBroker(config_path=sys.argv[1]).run_forever()
