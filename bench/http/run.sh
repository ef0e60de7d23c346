#!/usr/bin/env bash
# Measures POST /v1/verify of the standalone host with wrk and prints a table for docs/benchmarks.md.
#   bench/http/run.sh                        three rounds, a quarter of an hour
#   ROUNDS=1 WARM=2 MEASURE=2 bench/http/run.sh    a quick look
# Server and generator have a core each. Each run has a new server and its own warm-up, and sends bodies that its server has not seen.
projects=(src/Standalone)
. "$(dirname "$0")/measure.sh"

echo "signing tokens" >&2
make_bodies bearer 1 seen.txt
make_bodies bearer 20000 bearer-warm.txt
make_bodies bearer $((BEARER_RATE * MEASURE)) bearer.txt
for _ in $(seq "$ROUNDS"); do
  run http standalone - - around
  run seen standalone "$work/seen.txt" "$work/seen.txt" around
  run first standalone "$work/bearer-warm.txt" "$work/bearer.txt" once
  # Made anew for each round: a proof is good for five minutes.
  make_warm_bodies dpop "$DPOP_RATE" dpop-warm.txt
  make_bodies dpop $((DPOP_RATE * MEASURE)) dpop.txt
  run dpop standalone "$work/dpop-warm.txt" "$work/dpop.txt" once
done

head_of_table
row http '`GET /healthz`: HTTP by itself'
row seen '`POST /v1/verify`, Bearer RS256, token seen before'
row first '`POST /v1/verify`, Bearer RS256, token at first sight'
row dpop '`POST /v1/verify`, DPoP ES256, token and key seen before, proof new'
end_with_failures
