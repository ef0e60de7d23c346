#!/usr/bin/env bash
# Measures POST /v1/verify of one process, of a silo that serves HTTP, and of a front end with a silo beside it, in one run, and prints a table for docs/benchmarks.md.
#   bench/http/cluster.sh                    three rounds, about ten minutes; needs package feeds with Orleans
# All servers of a row share one core, so a row with two processes shows what the call between them costs and not what a second machine brings.
projects=(src/Standalone src/Silo src/Api)
. "$(dirname "$0")/measure.sh"

# In memory: else every proof of a run would be older than its start, and fenced.
export Verifier__Replay__AssumeFirstStart=true
export Orleans__Endpoints__SiloPort=${SILO_PORT:-21111} Orleans__Endpoints__GatewayPort=${GATEWAY_PORT:-30000}

standalone() {
  start_host Standalone --urls http://127.0.0.1:0
  listening Standalone
}

silo() {
  start_host Silo --urls http://127.0.0.1:0
  listening Silo
}

front_end() {
  start_host Silo
  await Silo 'Application started'
  start_host Api --urls http://127.0.0.1:0
  listening Api
}

echo "signing tokens" >&2
make_bodies bearer 1 seen.txt
for _ in $(seq "$ROUNDS"); do
  for topology in standalone silo front_end; do
    run "seen-$topology" "$topology" "$work/seen.txt" "$work/seen.txt" around
    make_bodies dpop $((DPOP_RATE * WARM)) dpop-warm.txt
    make_bodies dpop $((DPOP_RATE * MEASURE)) dpop.txt
    run "dpop-$topology" "$topology" "$work/dpop-warm.txt" "$work/dpop.txt" once
  done
done

head_of_table
row seen-standalone 'one process, Bearer RS256, token seen before'
row seen-silo 'a silo that serves HTTP, the same'
row seen-front_end 'a front end beside a silo, the same'
row dpop-standalone 'one process, DPoP ES256, token and key seen before, proof new'
row dpop-silo 'a silo that serves HTTP, the same'
row dpop-front_end 'a front end beside a silo, the same'
end_with_failures
