# What run.sh, endpoint.sh, flood.sh and cluster.sh share: a core each for servers and generator, bodies that no server has seen, medians of interleaved rounds. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

ROUNDS=${ROUNDS:-3}           # interleaved: every row once, then every row again
WARM=${WARM:-8}               # two seconds of load each, three seconds apart: on a core of its own the server compiles what is used only while it is not asked, and it takes six to settle
MEASURE=${MEASURE:-8}         # seconds
CONNECTIONS=${CONNECTIONS:-32}
BEARER_RATE=${BEARER_RATE:-12000} # bodies made per second of a run; a run that is faster runs out, and says so
DPOP_RATE=${DPOP_RATE:-10000}
SERVER_CORE=${SERVER_CORE:-0}
LOAD_CORE=${LOAD_CORE:-1}

busy=$(cut -d' ' -f1 /proc/loadavg) # what else the machine was doing; above 0.5 the figures say more about that than about this
if ! command -v wrk > /dev/null; then
  echo "installing wrk" >&2
  { [ "$(id -u)" = 0 ] && apt-get install -y -q wrk || sudo apt-get install -y -q wrk; } > /dev/null
fi

for project in "${projects[@]}" bench; do
  dotnet build "$project" -c Release --nologo -v q >&2
done
bench=bench/bin/Release/net10.0/Verifier.Bench.dll

work=$(mktemp -d)
servers=()
stop_servers() {
  local server
  for server in "${servers[@]}"; do
    kill "$server" 2> /dev/null || true
  done
  for server in "${servers[@]}"; do
    wait "$server" 2> /dev/null || true
  done
  servers=()
}
trap 'stop_servers; kill "${press:-}" 2> /dev/null || true; rm -rf "$work"' EXIT

coproc PRESS { exec taskset -c "$LOAD_CORE" dotnet "$bench" bodies; }
press=$PRESS_PID
read -r -u "${PRESS[0]}" issuer
make_bodies() { # kind count file
  echo "$1 $2 $work/$3" >&"${PRESS[1]}"
  read -r -u "${PRESS[0]}" answer && [ "$answer" = done ]
}

make_warm_bodies() { # kind rate file: as many for each part of a warm-up, in files of their own
  make_bodies "$1" $(($2 * 2 * WARM)) "$3"
  split -n "l/$WARM" -a 3 --numeric-suffixes=1 "$work/$3" "$work/$3."
}

start_host() { # name arguments...: a host of src/, configured by the environment; several of one kind are name:1, name:2
  local name=$1
  shift
  rm -f "$work/$name.log" # of the round before
  Verifier__Tenants__bench__issuers__0=$issuer \
    Verifier__Tenants__bench__audiences__0=https://api.bench.test \
    Verifier__Fetch__AllowHttpLoopback=true \
    Verifier__DataDirectory=$work/data \
    taskset -c "$SERVER_CORE" dotnet "src/${name%%:*}/bin/Release/net10.0/Verifier.${name%%:*}.dll" "$@" > "$work/$name.log" 2>&1 &
  servers+=($!)
}

await() { # name sentence: until the host has logged it
  local try
  for try in $(seq 600); do
    if grep -qs "$2" "$work/$1.log"; then
      return 0
    fi
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  return 1
}

listening() { # name: sets where it listens
  await "$1" 'Now listening on: '
  origin=$(sed -n 's/.*Now listening on: *//p' "$work/$1.log" | head -1)
}

standalone() { # the one-process host
  start_host Standalone --urls http://127.0.0.1:0
  listening Standalone
}

app() { # kind: bench's application, its endpoint protected or not
  rm -f "$work/app.log"
  taskset -c "$SERVER_CORE" dotnet "$bench" app "$1" "$issuer" > "$work/app.log" 2>&1 &
  servers+=($!)
  listening app
}

load() { # seconds file once|around
  taskset -c "$LOAD_CORE" wrk -t1 -c"$CONNECTIONS" -d"${1}s" -s bench/http/bodies.lua "$origin" -- "$2" 1 "$3" | sed -n 's/^RESULT //p'
}

load_get() { # seconds file once|around [milliseconds connections]: GET /orders, each connection pausing so long before a request
  taskset -c "$LOAD_CORE" wrk -t1 -c"${5:-$CONNECTIONS}" -d"${1}s" -s bench/http/get.lua "$origin" -- "$2" "$3" "${4:-0}" | sed -n 's/^RESULT //p'
}

warm() { # file
  local part file
  for part in $(seq -f %03g "$WARM"); do
    file=$1
    [ ! -e "$1.$part" ] || file=$1.$part
    "$load" 2 "$file" around > /dev/null
    sleep 3
  done
}

ticks() { # the servers' user and system time so far
  local server
  for server in "${servers[@]}"; do
    sed 's/.*) //' "/proc/$server/stat"
  done | awk '{ sum += $12 + $13 } END { print sum }'
}

peak() { # the servers' peak memory together, in KiB
  local server
  for server in "${servers[@]}"; do
    awk '/^VmHWM/ { print $2 }' "/proc/$server/status"
  done | awk '{ sum += $1 } END { print sum }'
}

load=load # or another function that takes the same arguments
run() { # row start-function warm-up-file measured-file once|around
  rm -rf "$work/data"
  mkdir "$work/data"
  "$2"
  warm "$3"
  measure "$1" "$4" "$5"
  stop_servers
}

measure() { # row file once|around
  local before after result
  before=$(ticks)
  result=$("$load" "$MEASURE" "$2" "$3")
  after=$(ticks)
  awk -v result="$result" -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v peak="$(peak)" '
    BEGIN {
      split(result, pairs, " ")
      for (i in pairs) { split(pairs[i], pair, "="); r[pair[1]] = pair[2] }
      bad = r["requests"] - r["allowed"] + r["errors"]
      printf "%.0f %.1f %.0f %d %.1f %.1f\n", r["requests"] * 1e6 / r["microseconds"], ticks * 1e6 / hertz / r["requests"], peak / 1024, bad, r["p50"] / 1000, r["p99"] / 1000
    }' >> "$work/$1.row"
  echo "$1: $(tail -1 "$work/$1.row") ($result)" >&2
}

middle() { # row column: the median of the rounds
  awk -v column="$2" '{ print $column }' "$work/$1.row" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

stolen() { # what the hypervisor has kept of this machine's processors so far, in ticks
  awk '/^cpu / { print $9 }' /proc/stat
}

held() { # ratio least|most limit
  awk -v ratio="$1" -v kind="$2" -v limit="$3" 'BEGIN { print (kind == "least" ? ratio >= limit : ratio <= limit) ? "held" : "**not held**" }'
}

range() { # row column: the least and the most of the rounds
  awk -v column="$2" '{ print $column }' "$work/$1.row" | sort -n | awk 'NR == 1 { least = $1 } { most = $1 } END { print least " to " most }'
}

ratios() { # name column row against: a row of its own with the ratio of each round; two rows of one round are measured seconds apart, so it says more than that of two medians
  paste "$work/$3.row" "$work/$4.row" | awk -v column="$2" '{ printf "%.2f\n", $column / $(column + NF / 2) }' > "$work/$1.row"
}

row() { # row title
  local bad most
  read -r bad most < <(awk '{ bad += $4; if ($3 > most) most = $3 } END { print bad, most }' "$work/$1.row")
  if [ "$bad" -gt 0 ]; then
    printf '| %s | failed: %d requests were refused or lost | | | | |\n' "$2" "$bad"
  else
    printf '| %s | %.0f (%s) | %.1f (%s) | %.1f | %.1f | %d |\n' "$2" "$(middle "$1" 1)" "$(range "$1" 1)" "$(middle "$1" 2)" "$(range "$1" 2)" "$(middle "$1" 5)" "$(middle "$1" 6)" "$most"
  fi
}

head_of_table() {
  cat << END

$(date -u +%Y-%m-%d), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores (servers and generator one each), .NET $(dotnet --list-runtimes | awk '/^Microsoft.NETCore.App/ { v = $2 } END { print v }'), $CONNECTIONS connections,
median of $ROUNDS interleaved rounds of $MEASURE s after $WARM parts of warm-up, load average before the start $busy, commit $(git rev-parse --short HEAD).

| | requests per second (of the rounds) | CPU per request, us (of the rounds) | p50, ms | p99, ms | peak memory, MiB |
| --- | ---: | ---: | ---: | ---: | ---: |
END
}

end_with_failures() {
  awk '$4 { bad = 1 } END { exit bad }' "$work"/*.row
}
