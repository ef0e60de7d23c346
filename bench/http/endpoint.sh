#!/usr/bin/env bash
# Measures one endpoint without authentication, behind AddJwtBearer, behind RequireAccessToken and as POST /v1/verify in one run, and prints a table with ratios for docs/benchmarks.md.
# All servers are warm before the first is measured, and take turns of a few seconds, so that a machine whose speed changes by the minute changes it for all of them.
#   bench/http/endpoint.sh                              nine rounds, ten minutes
#   ROUNDS=1 WARM=2 bench/http/endpoint.sh              a quick look
ROUNDS=${ROUNDS:-9}
MEASURE=${MEASURE:-3}
projects=(src/Standalone)
. "$(dirname "$0")/measure.sh"

# As a project of the Web SDK has it.
export DOTNET_gcServer=1 DOTNET_gcConcurrent=1 DOTNET_GCHeapCount=1

declare -A process at

begin() { # row warm-up-file start-function arguments...
  servers=()
  "${@:3}"
  process[$1]=${servers[0]}
  at[$1]=$origin
  warm "$2"
}

take() { # row file once|around
  servers=("${process[$1]}")
  origin=${at[$1]}
  measure "$@"
}

stop_all() {
  servers=("${process[@]}")
  stop_servers
}
trap 'stop_all; kill "${press:-}" 2> /dev/null || true; rm -rf "$work"' EXIT

echo "signing tokens" >&2
make_bodies bearer-get 1 seen-get.txt
make_bodies bearer 1 seen.txt
make_warm_bodies dpop-get "$DPOP_RATE" dpop-warm.txt
mkdir "$work/data"
load=load_get
begin dpop "$work/dpop-warm.txt" app verifier
begin open - app open
begin framework - app framework
begin jwtbearer "$work/seen-get.txt" app jwtbearer
begin bearer "$work/seen-get.txt" app verifier
load=load
begin verify "$work/seen.txt" standalone
for _ in $(seq "$ROUNDS"); do
  # Made anew for each round: a proof is good for five minutes.
  make_bodies dpop-get $((DPOP_RATE * MEASURE)) dpop.txt
  load=load_get
  take open - around
  take framework - around
  take jwtbearer "$work/seen-get.txt" around
  take bearer "$work/seen-get.txt" around
  take dpop "$work/dpop.txt" once
  load=load
  take verify "$work/seen.txt" around
done

head_of_table
row open '`GET /orders` without authentication'
row framework 'the same with `AddAuthentication` and `AddAuthorization` that have nothing to do'
row jwtbearer 'behind `AddJwtBearer`'
row bearer 'behind `RequireAccessToken`, Bearer RS256, token seen before'
row dpop 'behind `RequireAccessToken`, DPoP ES256, token and key seen before, proof new'
row verify '`POST /v1/verify`, Bearer RS256, token seen before'

wanted() { # sentence column row against least|most limit
  local ratio
  ratios "$3-$4" "$2" "$3" "$4"
  ratio=$(middle "$3-$4" 1)
  echo "| $1 | at $5 $6 | $ratio ($(range "$3-$4" 1)) | $(held "$ratio" "$5" "$6") |"
}

echo
echo '| median of the ratios of each round | wanted | measured | |'
echo '| --- | ---: | ---: | --- |'
wanted '`RequireAccessToken`, seen, against no authentication: CPU per request' 2 bearer open most 1.3
wanted '`RequireAccessToken`, seen, against `AddJwtBearer`: requests per second' 1 bearer jwtbearer least 2.5
end_with_failures
