#!/usr/bin/env bash
# Measures POST /v1/verify of the standalone host with wrk and prints a table for docs/benchmarks.md.
#   bench/http/run.sh                        three rounds, about eight minutes
#   ROUNDS=1 WARM=2 MEASURE=2 bench/http/run.sh    a quick look
# Server and generator have a core each. Each run has a new server and its own warm-up, and sends bodies that its server has not seen.
set -euo pipefail
cd "$(dirname "$0")/../.."

ROUNDS=${ROUNDS:-3}           # interleaved: every row once, then every row again
WARM=${WARM:-6}               # seconds, for tiered compilation to settle
MEASURE=${MEASURE:-8}         # seconds
CONNECTIONS=${CONNECTIONS:-32}
BEARER_RATE=${BEARER_RATE:-15000} # bodies made per second of a run; a run that is faster runs out, and says so
DPOP_RATE=${DPOP_RATE:-10000}
SERVER_CORE=${SERVER_CORE:-0}
LOAD_CORE=${LOAD_CORE:-1}

busy=$(cut -d' ' -f1 /proc/loadavg) # what else the machine was doing; above 0.5 the figures say more about that than about this
if ! command -v wrk > /dev/null; then
  echo "installing wrk" >&2
  { [ "$(id -u)" = 0 ] && apt-get install -y -q wrk || sudo apt-get install -y -q wrk; } > /dev/null
fi

for project in src/Standalone bench; do
  dotnet build "$project" -c Release --nologo -v q >&2
done
host=src/Standalone/bin/Release/net10.0/Verifier.Standalone.dll
bench=bench/bin/Release/net10.0/Verifier.Bench.dll

work=$(mktemp -d)
server=
stop_server() {
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
    server=
  fi
}
trap 'stop_server; kill "${press:-}" 2> /dev/null || true; rm -rf "$work"' EXIT

coproc PRESS { exec taskset -c "$LOAD_CORE" dotnet "$bench" bodies; }
press=$PRESS_PID
read -r -u "${PRESS[0]}" issuer
make_bodies() { # kind count file
  echo "$1 $2 $work/$3" >&"${PRESS[1]}"
  read -r -u "${PRESS[0]}" answer && [ "$answer" = done ]
}

start_server() {
  rm -rf "$work/data"
  mkdir "$work/data"
  Verifier__Tenants__bench__issuers__0=$issuer \
    Verifier__Tenants__bench__audiences__0=https://api.bench.test \
    Verifier__Fetch__AllowHttpLoopback=true \
    Verifier__DataDirectory=$work/data \
    taskset -c "$SERVER_CORE" dotnet "$host" --urls http://127.0.0.1:0 > "$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    origin=$(sed -n 's/.*Now listening on: *//p' "$work/server.log")
    [ -z "$origin" ] || return 0
    sleep 0.1
  done
  cat "$work/server.log" >&2
  return 1
}

load() { # seconds file once|around
  taskset -c "$LOAD_CORE" wrk -t1 -c"$CONNECTIONS" -d"${1}s" -s bench/http/bodies.lua "$origin" -- "$2" 1 "$3" | sed -n 's/^RESULT //p'
}

ticks() { # the server's user and system time so far
  sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'
}

run() { # row warm-up-file measured-file once|around
  start_server
  load "$WARM" "$2" around > /dev/null
  local before after result
  before=$(ticks)
  result=$(load "$MEASURE" "$3" "$4")
  after=$(ticks)
  awk -v result="$result" -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v peak="$(awk '/^VmHWM/ { print $2 }' "/proc/$server/status")" '
    BEGIN {
      split(result, pairs, " ")
      for (i in pairs) { split(pairs[i], pair, "="); r[pair[1]] = pair[2] }
      bad = r["requests"] - r["allowed"] + r["errors"]
      printf "%.0f %.1f %.0f %d\n", r["requests"] * 1e6 / r["microseconds"], ticks * 1e6 / hertz / r["requests"], peak / 1024, bad
    }' >> "$work/$1.row"
  echo "$1: $(tail -1 "$work/$1.row") ($result)" >&2
  stop_server
}

row() { # row title
  awk -v title="$2" '
    function median(values, n,    i, j, t) {
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
      return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
    }
    { rate[NR] = $1; cpu[NR] = $2; if ($3 > peak) peak = $3; bad += $4 }
    END {
      if (bad) printf "| %s | failed: %d requests were refused or lost | | |\n", title, bad
      else {
        middle = median(rate, NR)
        printf "| %s | %.0f (%.0f to %.0f) | %.1f | %d |\n", title, middle, rate[1], rate[NR], median(cpu, NR), peak
      }
    }' "$work/$1.row"
}

echo "signing tokens" >&2
make_bodies bearer 1 seen.txt
make_bodies bearer 20000 bearer-warm.txt
make_bodies bearer $((BEARER_RATE * MEASURE)) bearer.txt
for _ in $(seq "$ROUNDS"); do
  run http - - around
  run seen "$work/seen.txt" "$work/seen.txt" around
  run first "$work/bearer-warm.txt" "$work/bearer.txt" once
  # Made anew for each round: a proof is good for five minutes.
  make_bodies dpop $((DPOP_RATE * WARM)) dpop-warm.txt
  make_bodies dpop $((DPOP_RATE * MEASURE)) dpop.txt
  run dpop "$work/dpop-warm.txt" "$work/dpop.txt" once
done

cat << END

$(date -u +%Y-%m-%d), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores (server and generator one each), .NET $(dotnet --list-runtimes | awk '/^Microsoft.NETCore.App/ { v = $2 } END { print v }'), $CONNECTIONS connections,
median of $ROUNDS interleaved rounds of $MEASURE s after $WARM s of warm-up, load average before the start $busy, commit $(git rev-parse --short HEAD).

| | requests per second (of the rounds) | CPU per request, us | peak memory, MiB |
| --- | ---: | ---: | ---: |
$(row http '`GET /healthz`: HTTP by itself')
$(row seen '`POST /v1/verify`, Bearer RS256, token seen before')
$(row first '`POST /v1/verify`, Bearer RS256, token at first sight')
$(row dpop '`POST /v1/verify`, DPoP ES256, token and key seen before, proof new')
END
awk '$4 { bad = 1 } END { exit bad }' "$work"/*.row
