#!/usr/bin/env bash
# Measures what bad tokens do to good ones: an application behind RequireAccessToken at half of what it can serve, once with good requests alone and once with every second one bad
# (wrong issuer, bad signature, random kid, oversized, in turn). Prints a table for docs/benchmarks.md with the good requests' times.
#   bench/http/flood.sh                              three rounds, about five minutes
#   ROUNDS=1 WARM=2 MEASURE=3 bench/http/flood.sh    a quick look
projects=()
. "$(dirname "$0")/measure.sh"
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1
STREAM=${STREAM:-64} # connections of each of the two streams

get() { # seconds file milliseconds connections
  taskset -c "$LOAD_CORE" wrk -t1 -c"$4" -d"${1}s" -s bench/http/get.lua "$origin" -- "$2" around "$3" | sed -n 's/^RESULT //p'
}

load_get() { # seconds file
  get "$1" "$2" 0 "$CONNECTIONS"
}
load=load_get

field() { # result name
  tr ' ' '\n' <<< "$1" | sed -n "s/^$2=//p"
}

echo "signing tokens" >&2
make_bodies bearer-get 1000 good.txt
make_bodies bad-get 1000 bad.txt

for round in $(seq "$ROUNDS"); do
  app verifier
  warm "$work/good.txt"
  warm "$work/bad.txt"
  full=$(get "$MEASURE" "$work/good.txt" 0 "$CONNECTIONS")
  # Each stream a quarter of that: a connection sends one request, then pauses.
  pause=$(awk -v n="$(field "$full" requests)" -v us="$(field "$full" microseconds)" -v stream="$STREAM" 'BEGIN { printf "%d", stream * 4000 / (n * 1e6 / us) + 0.5 }')
  for other in good bad; do
    get "$MEASURE" "$work/$other.txt" "$pause" "$STREAM" > "$work/other" &
    generator=$!
    result=$(get "$MEASURE" "$work/good.txt" "$pause" "$STREAM")
    wait "$generator"
    echo "$other $(field "$result" p50) $(field "$result" p99) $(field "$result" allowed) $(($(field "$result" requests) - $(field "$result" allowed))) $(field "$(cat "$work/other")" refused)" >> "$work/flood.row"
    echo "round $round, beside $other requests: $result; the others: $(cat "$work/other")" >&2
  done
  stop_servers
done

awk -v rounds="$ROUNDS" -v busy="$busy" '
  function middle(kind, name,    i, j, t, n, v) {
    n = 0
    for (i = 1; i <= count[kind]; i++) v[++n] = seen[kind, name, i]
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  { n = ++count[$1]; seen[$1, "p50", n] = $2; seen[$1, "p99", n] = $3; lost += $5; refused += $1 == "bad" ? $6 : 0 }
  END {
    printf "\nGood requests beside as many others, at half of saturation; medians of %d interleaved rounds, load average before the start %s, %d bad requests refused.\n\n", rounds, busy, refused
    print "| beside | p50, ms | p99, ms |\n| --- | ---: | ---: |"
    printf "| good requests | %.2f | %.2f |\n| bad requests | %.2f | %.2f |\n", middle("good", "p50") / 1000, middle("good", "p99") / 1000, middle("bad", "p50") / 1000, middle("bad", "p99") / 1000
    ratio = middle("bad", "p99") / middle("good", "p99")
    printf "| times, at most 2 wanted | | %.2f, %s |\n", ratio, ratio <= 2 ? "held" : "**not held**"
    exit lost > 0 || refused == 0
  }' "$work/flood.row"
