#!/usr/bin/env bash
# Measures what bad tokens do to good ones: an application behind RequireAccessToken at half of what it can serve, once with good requests alone and once with every second one bad
# (wrong issuer, bad signature, random kid, oversized, in turn). Prints a table for docs/benchmarks.md with the good requests' times.
#   bench/http/flood.sh                              three rounds, about five minutes
#   ROUNDS=1 WARM=2 MEASURE=3 bench/http/flood.sh    a quick look
projects=()
. "$(dirname "$0")/measure.sh"
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1
STREAM=${STREAM:-64} # connections of each of the two streams

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
  full=$(load_get "$MEASURE" "$work/good.txt" around)
  # Each stream a quarter of that: a connection sends one request, then pauses.
  pause=$(awk -v n="$(field "$full" requests)" -v us="$(field "$full" microseconds)" -v stream="$STREAM" 'BEGIN { printf "%d", stream * 4000 / (n * 1e6 / us) + 0.5 }')
  for other in good bad; do
    load_get "$MEASURE" "$work/$other.txt" around "$pause" "$STREAM" > "$work/other" &
    generator=$!
    result=$(load_get "$MEASURE" "$work/good.txt" around "$pause" "$STREAM")
    wait "$generator"
    echo "$(field "$result" p50) $(field "$result" p99) $(($(field "$result" requests) - $(field "$result" allowed))) $(field "$(cat "$work/other")" refused)" >> "$work/$other.row"
    echo "round $round, beside $other requests: $result; the others: $(cat "$work/other")" >&2
  done
  stop_servers
done

sum() { # row column
  awk -v column="$2" '{ sum += $column } END { print sum }' "$work/$1.row"
}

in_ms() { # row column: the median of the rounds
  awk -v us="$(middle "$1" "$2")" 'BEGIN { printf "%.2f", us / 1000 }'
}

lost=$(($(sum good 3) + $(sum bad 3)))
refused=$(sum bad 4)
ratio=$(awk -v bad="$(middle bad 2)" -v good="$(middle good 2)" 'BEGIN { printf "%.2f", bad / good }')
cat << END

Good requests beside as many others, at half of saturation; medians of $ROUNDS interleaved rounds, load average before the start $busy, $refused bad requests refused.

| beside | p50, ms | p99, ms |
| --- | ---: | ---: |
| good requests | $(in_ms good 1) | $(in_ms good 2) |
| bad requests | $(in_ms bad 1) | $(in_ms bad 2) |
| times, at most 2 wanted | | $ratio, $(awk -v ratio="$ratio" 'BEGIN { print ratio <= 2 ? "held" : "**not held**" }') |
END
[ "$lost" -eq 0 ] && [ "$refused" -gt 0 ]
