#!/bin/sh
# 离线安装、升级应急指挥中心：不联网，不需要 root、Node、Docker。 Installs or upgrades the centre without any network; no root needed.
#   ./install.sh [--mode demo|duty] [--data DIR] [TARGET]
# TARGET defaults to /opt/ecc for root and ~/ecc for everybody else. Run again with a newer bundle it upgrades: docs/upgrade.md.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
mode=demo data=
while [ $# -gt 0 ]; do
    case $1 in
        --mode) mode=$2; shift 2 ;;
        --data) data=$2; shift 2 ;;
        -*) sed -n '2,5p' "$0"; exit 2 ;;
        *) break ;;
    esac
done
if [ "$(id -u)" = 0 ]; then target=${1:-/opt/ecc}; else target=${1:-$HOME/ecc}; fi
say() { printf '%s\n' "$*"; }
refuse() { printf '%s\n' "$*" >&2; exit 1; }
about() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$here/BUNDLE.json"; }

[ "$mode" = demo ] || [ "$mode" = duty ] || refuse "--mode 只能是 demo 或 duty。 --mode must be demo or duty."
say "核对文件 … checking the files"
(cd "$here" && sha256sum --quiet -c SHA256SUMS) || refuse "安装包不完整，请重新拷贝。 The bundle is damaged: copy it again."
[ "$(uname -m)" = "$(about arch)" ] || refuse "安装包是 $(about arch) 的，本机是 $(uname -m)。 This bundle is for $(about arch), this machine is $(uname -m)."
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/.* //')
case $glibc in
    '') refuse "本机不是 glibc 系统。 This machine has no glibc." ;;
    2.[0-9] | 2.1? | 2.2[0-7]) refuse "glibc $glibc 太旧，需要 2.28 或更新。 glibc $glibc is too old; 2.28 or newer is needed." ;;
esac

python=
if [ -x "$here/python/bin/python3" ]; then
    python=$here/python/bin/python3
else
    for version in $(sed -n '/"pythons"/,/]/p' "$here/BUNDLE.json" | tr -dc '0-9.\n'); do
        for found in "${PYTHON:-}" "python$version" python3; do
            [ -n "$found" ] && command -v "$found" >/dev/null 2>&1 || continue
            [ "$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$version" ] || continue
            python=$(command -v "$found"); break 2
        done
    done
    [ -n "$python" ] || refuse "本机没有合适的 Python（需要 $(sed -n '/"pythons"/,/]/p' "$here/BUNDLE.json" | tr -dc '0-9. ')）；请用带 Python 的安装包，或用 PYTHON=… 指定。 No fitting Python on this machine; take a bundle made with PYTHON_TREE, or name one with PYTHON=…"
fi

mkdir -p "$target/releases" "$target/bin"
target=$(cd "$target" && pwd)
name=$(about version)-$(about commit)
release=$target/releases/$name
if [ ! -f "$release/.complete" ]; then
    say "安装 $name 到 $release …"
    rm -rf "$release"
    cp -R "$here/app" "$release"
    if [ -d "$here/python" ]; then
        cp -R "$here/python" "$release/python"
        python=$release/python/bin/python3
    fi
    "$python" -m venv --without-pip "$release/.venv"
    pip=$(ls "$here"/wheels/pip-*.whl)
    PYTHONPATH=$pip "$release/.venv/bin/python" -m pip install --quiet --no-index --no-cache-dir --disable-pip-version-check \
        --find-links "$here/wheels" -r "$release/requirements/run.lock"
    "$release/.venv/bin/python" -m compileall -q "$release/command" "$release/dispatch" "$release/devices" "$release/realtime" || :
    touch "$release/.complete"
fi

settings=$target/centre.env
if [ ! -f "$settings" ]; then
    : >"$settings"
    chmod 600 "$settings"
    {
        echo "# 本中心的设置，一行一个（docs/running.md）。 Settings of this centre, one a line."
        echo "MODE=$mode"
        echo "DATA_DIR=${data:-$target/data}"
        echo "SECRET_KEY=$("$release/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))')"
        echo "#CITY=4401"
        echo "#HOST=0.0.0.0"
        echo "#TLS=1"
        echo "#PORT=8000"
        echo "#WEB=2"
    } >>"$settings"
fi
cp "$here/ecc.sh" "$target/bin/ecc.new" && chmod 755 "$target/bin/ecc.new" && mv "$target/bin/ecc.new" "$target/bin/ecc"

before=$(readlink "$target/current" 2>/dev/null || :)
if [ -n "$before" ] && [ "$before" != "releases/$name" ]; then
    say "由 ${before#releases/} 升级 … upgrading"
    "$target/bin/ecc" stop
    "$target/bin/ecc" keep || refuse "升级前的留底没有做成，什么都没有改。 The copy before the upgrade was not made; nothing has been changed."
fi
# First the way back, then the step: power may fail between any two lines, and the same command again finishes
point() { ln -sfn "$2" "$target/$1.new" && mv -T "$target/$1.new" "$target/$1"; }
[ -z "$before" ] || [ "$before" = "releases/$name" ] || point previous "$before"
point current "releases/$name"
say "已装好。启动： $target/bin/ecc start    Installed. Start it with: $target/bin/ecc start"
