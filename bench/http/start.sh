#!/usr/bin/env bash
# Measures the time from the start of the standalone host's process until /readyz says that it is ready, with tenants from configuration and with the same ones from its store, and prints a table
# for docs/benchmarks.md. Nobody answers at the tenants' issuers: no keys are fetched before a token asks for them, or this would show.
#   bench/http/start.sh                      1, 1,000 and 10,000 tenants, three times each
#   TENANTS="1 1000" ROUNDS=1 bench/http/start.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
ROUNDS=${ROUNDS:-3}
TENANTS=${TENANTS:-1 1000 10000}
dotnet build src/Standalone -c Release --nologo -v q >&2
host=$PWD/src/Standalone/bin/Release/net10.0/Verifier.Standalone.dll
work=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null || true; rm -rf "$work"' EXIT

settings() { # count: appsettings.json with so many tenants
  awk -v count="$1" 'BEGIN {
    printf "{\"Verifier\":{\"Tenants\":{"
    for (i = 0; i < count; i++) printf "%s\"tenant-%d\":{\"issuers\":[\"https://issuer-%d.example.com/\"],\"audiences\":[\"https://api.example.com\"]}", i ? "," : "", i, i
    print "}}}"
  }'
}

start() { # folder: milliseconds until ready, of processor time, and MiB
  cd "$1"
  local began ended
  began=$(date +%s%N)
  dotnet "$host" --urls http://127.0.0.1:0 > "$work/log" 2>&1 &
  server=$!
  until origin=$(sed -n 's/.*Now listening on: *//p' "$work/log" | head -1) && [ -n "$origin" ] && curl -sf -o /dev/null "$origin/readyz"; do
    kill -0 "$server" || { cat "$work/log" >&2; return 1; }
    sleep 0.01
  done
  ended=$(date +%s%N)
  echo "$(((ended - began) / 1000000)) $(sed 's/.*) //' "/proc/$server/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ printf "%d", ($12 + $13) * 1000 / hertz }') $(awk '/^VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$server/status")"
  [ -z "${2:-}" ] || "$2"
  kill "$server"
  wait "$server" 2> /dev/null || true
  cd - > /dev/null
}

store() { # puts the tenants that appsettings.json of $work/config has into this host's store
  local key body
  key=$(cat data/admin.key)
  awk -v count="$count" 'BEGIN { for (i = 0; i < count; i++) printf "url = \"%s/v1/tenants/tenant-%d\"\nrequest = PUT\nheader = \"Authorization: Bearer %s\"\nheader = \"Content-Type: application/json\"\ndata = \"{\\\"issuers\\\":[\\\"https://issuer-%d.example.com/\\\"],\\\"audiences\\\":[\\\"https://api.example.com\\\"]}\"\noutput = /dev/null\nfail\nnext\n", ENVIRON["origin"], i, ENVIRON["key"], i }' \
    | sed '$d' | curl -sS --config -
}

median() { # column
  sort -n -k"$1,$1" "$work/rows" | awk -v column="$1" '{ v[NR] = $column } END { print v[int((NR + 1) / 2)] }'
}

echo '| tenants | from | ready after, ms | processor time, ms | peak memory, MiB |'
echo '| ---: | --- | ---: | ---: | ---: |'
for count in $TENANTS; do
  for from in configuration store; do
    rm -rf "$work/here"
    mkdir "$work/here"
    echo '{}' > "$work/here/appsettings.json"
    if [ "$from" = configuration ]; then
      settings "$count" > "$work/here/appsettings.json"
    else
      began=$SECONDS
      export origin key count
      fill() { key=$(cat data/admin.key) store; }
      start "$work/here" fill > /dev/null
      echo "$count tenants put in $((SECONDS - began)) s" >&2
    fi

    : > "$work/rows"
    for _ in $(seq "$ROUNDS"); do
      start "$work/here" >> "$work/rows"
    done
    echo "| $count | $from | $(median 1) | $(median 2) | $(median 3) |"
  done
done
