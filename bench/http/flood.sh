#!/usr/bin/env bash
# Measures what bad tokens do to good ones: an application behind RequireAccessToken whose core good requests keep half busy, then with every second one bad (wrong issuer, bad signature, random kid,
# oversized, in turn). Prints a table for docs/benchmarks.md with the good requests' times.
#   bench/http/flood.sh                              nine rounds, four minutes, and longer where the machine is disturbed
#   BUSY=70 bench/http/flood.sh                      at more than half
#   ROUNDS=1 WARM=2 bench/http/flood.sh              a quick look
ROUNDS=${ROUNDS:-9}
MEASURE=${MEASURE:-8} # so long that the opening of the connections is less than a hundredth of it
projects=()
. "$(dirname "$0")/measure.sh"
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1

# On one core workers of the pool that wait by spinning only hand the core to each other, some 100,000 times a second beside requests that wait for it.
export DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
BUSY=${BUSY:-50}     # percent of the server's core that good requests alone take
STREAM=${STREAM:-64} # connections of each of the two streams
STOLEN=${STOLEN:-2}  # percent of both cores that the hypervisor may keep during a round that counts

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

one_round() { # false where it does not count
  local before other taken
  # The machine may be another one than a minute ago.
  for _ in 1 2; do
    beside 2 good
    pause=$((pause * used / BUSY))
  done

  before=$(stolen)
  for other in good bad; do
    beside "$MEASURE" "$other"
    echo "$(field "$result" p50) $(field "$result" p99) $(($(field "$result" requests) - $(field "$result" allowed))) $(field "$others" refused) $used" > "$work/$other.part"
    echo "every $pause ms, server $used % busy, beside $other requests: $result; the others: $others" >&2
  done

  taken=$((($(stolen) - before) * 100 / (2 * MEASURE * $(getconf CLK_TCK) * $(nproc))))
  echo "the hypervisor kept $taken % of the processors" >&2
  [ "$taken" -le "$STOLEN" ]
}

rounds=0 attempts=0
while [ "$rounds" -lt "$ROUNDS" ]; do
  attempts=$((attempts + 1))
  if [ "$attempts" -gt $((ROUNDS * 10)) ]; then
    echo "only $rounds rounds of $ROUNDS were undisturbed" >&2
    exit 1
  fi

  one_round || continue
  rounds=$((rounds + 1))
  for other in good bad; do
    cat "$work/$other.part" >> "$work/$other.row"
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
ratios times 2 bad good
ratio=$(middle times 1)
cat << END

Good requests beside as many others, the server $BUSY % busy with good requests alone; medians of $ROUNDS interleaved rounds in $attempts attempts, load average before the start $busy, $refused bad requests refused.

| beside | server busy, % | p50, ms | p99, ms |
| --- | ---: | ---: | ---: |
| good requests | $(middle good 5) | $(in_ms good 1) | $(in_ms good 2) |
| bad requests | $(middle bad 5) | $(in_ms bad 1) | $(in_ms bad 2) |
| times, at most 2 wanted; the median of the rounds' ratios | | | $ratio ($(range times 1)), $(held "$ratio" most 2) |
END
[ "$lost" -eq 0 ] && [ "$refused" -gt 0 ]
