#!/usr/bin/env bash
# Measures what bad tokens do to good ones: an application behind RequireAccessToken whose core good requests keep half busy, then with every second one bad (wrong issuer, bad signature, random kid,
# oversized, in turn). Prints a table for docs/benchmarks.md with the good requests' times.
#   bench/http/flood.sh                              nine rounds, three minutes
#   BUSY=70 bench/http/flood.sh                      at more than half
#   ROUNDS=1 WARM=2 bench/http/flood.sh              a quick look
ROUNDS=${ROUNDS:-9}
MEASURE=${MEASURE:-4}
projects=()
. "$(dirname "$0")/measure.sh"
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1
BUSY=${BUSY:-50}     # percent of the server's core that good requests alone take
STREAM=${STREAM:-64} # connections of each of the two streams

load=load_get

field() { # result name
  tr ' ' '\n' <<< "$1" | sed -n "s/^$2=//p"
}

beside() { # seconds other: good requests beside as many others, each connection sending one and pausing; sets result, others and how busy the server was, in percent
  local before generator
  before=$(ticks)
  load_get "$1" "$work/$2.txt" around "$pause" "$STREAM" > "$work/others" &
  generator=$!
  result=$(load_get "$1" "$work/good.txt" around "$pause" "$STREAM")
  wait "$generator"
  others=$(cat "$work/others")
  used=$((($(ticks) - before) * 100 / $(getconf CLK_TCK) / $1))
}

echo "signing tokens" >&2
make_bodies bearer-get 1000 good.txt
make_bodies bad-get 1000 bad.txt
app verifier
warm "$work/good.txt"
warm "$work/bad.txt"
pause=20 # ms
for round in $(seq "$ROUNDS"); do
  # The machine may be another one than a minute ago.
  for _ in 1 2; do
    beside 2 good
    pause=$((pause * used / BUSY))
  done

  for other in good bad; do
    beside "$MEASURE" "$other"
    echo "$(field "$result" p50) $(field "$result" p99) $(($(field "$result" requests) - $(field "$result" allowed))) $(field "$others" refused) $used" >> "$work/$other.row"
    echo "round $round, every $pause ms, server $used % busy, beside $other requests: $result; the others: $others" >&2
  done
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

Good requests beside as many others, the server $BUSY % busy with good requests alone; medians of $ROUNDS interleaved rounds, load average before the start $busy, $refused bad requests refused.

| beside | server busy, % | p50, ms | p99, ms |
| --- | ---: | ---: | ---: |
| good requests | $(middle good 5) | $(in_ms good 1) | $(in_ms good 2) |
| bad requests | $(middle bad 5) | $(in_ms bad 1) | $(in_ms bad 2) |
| times, at most 2 wanted | | | $ratio, $(held "$ratio" most 2) |
END
[ "$lost" -eq 0 ] && [ "$refused" -gt 0 ]
