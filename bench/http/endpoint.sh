#!/usr/bin/env bash
# Measures one endpoint without authentication, behind AddJwtBearer, behind RequireAccessToken and as POST /v1/verify in one run, and prints a table with ratios for docs/benchmarks.md.
#   bench/http/endpoint.sh                              three rounds, a quarter of an hour
#   ROUNDS=1 WARM=2 MEASURE=3 bench/http/endpoint.sh    a quick look
projects=(src/Standalone)
. "$(dirname "$0")/measure.sh"

# As a project of the Web SDK has it.
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1

open() { app open; }
framework() { app framework; }
jwtbearer() { app jwtbearer; }
verifier() { app verifier; }

load_get() { # seconds file once|around
  taskset -c "$LOAD_CORE" wrk -t1 -c"$CONNECTIONS" -d"${1}s" -s bench/http/get.lua "$origin" -- "$2" "$3" | sed -n 's/^RESULT //p'
}

run_get() { load=load_get run "$@"; }

echo "signing tokens" >&2
make_bodies bearer-get 1 seen-get.txt
make_bodies bearer 1 seen.txt
for _ in $(seq "$ROUNDS"); do
  run_get open open - - around
  run_get framework framework - - around
  run_get jwtbearer jwtbearer "$work/seen-get.txt" "$work/seen-get.txt" around
  run_get bearer verifier "$work/seen-get.txt" "$work/seen-get.txt" around
  # Made anew for each round: a proof is good for five minutes.
  make_warm_bodies dpop-get "$DPOP_RATE" dpop-warm.txt
  make_bodies dpop-get $((DPOP_RATE * MEASURE)) dpop.txt
  run_get dpop verifier "$work/dpop-warm.txt" "$work/dpop.txt" once
  run verify standalone "$work/seen.txt" "$work/seen.txt" around
done

head_of_table
row open '`GET /orders` without authentication'
row framework 'the same with `AddAuthentication` and `AddAuthorization` that have nothing to do'
row jwtbearer 'behind `AddJwtBearer`'
row bearer 'behind `RequireAccessToken`, Bearer RS256, token seen before'
row dpop 'behind `RequireAccessToken`, DPoP ES256, token and key seen before, proof new'
row verify '`POST /v1/verify`, Bearer RS256, token seen before'

wanted() { # sentence column row against least|most limit
  awk -v sentence="$1" -v ratio="$(awk -v a="$(middle "$3" "$2")" -v b="$(middle "$4" "$2")" 'BEGIN { printf "%.2f", a / b }')" -v kind="$5" -v limit="$6" '
    BEGIN { held = kind == "least" ? ratio >= limit : ratio <= limit; printf "| %s | at %s %s | %s | %s |\n", sentence, kind, limit, ratio, held ? "held" : "**not held**" }'
}

echo
echo '| ratio of medians | wanted | measured | |'
echo '| --- | ---: | ---: | --- |'
wanted '`RequireAccessToken`, seen, against no authentication: CPU per request' 2 bearer open most 1.3
wanted '`RequireAccessToken`, seen, against `AddJwtBearer`: requests per second' 1 bearer jwtbearer least 2.5
end_with_failures
