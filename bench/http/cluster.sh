#!/usr/bin/env bash
# Measures POST /v1/verify of one process, of a silo that serves HTTP, and of front ends with silos beside them, in one run, and prints a table for docs/benchmarks.md.
#   bench/http/cluster.sh                    three rounds, about twenty minutes; needs package feeds with Orleans, and PostgreSQL's server binaries (Debian: postgresql)
# All servers of a row share one core, so a row with several processes shows what the calls between them cost and not what more machines bring. Where there are several silos they keep their state in PostgreSQL, which runs on the
# generator's core and is not counted.
projects=(src/Standalone src/Silo src/Api)
. "$(dirname "$0")/measure.sh"

# Else every proof of a run would be older than its start, and fenced.
export Verifier__Replay__AssumeFirstStart=true
port=${FIRST_PORT:-21110}

as_postgres() { # command: a database server refuses to run as root
  if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi > "$work/postgres.out" 2>&1 < /dev/null
}

start_database() {
  postgres=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
  database=$(mktemp -d)
  [ "$(id -u)" != 0 ] || chown postgres "$database"
  as_postgres "$postgres/initdb -D $database/data -A trust -U verifier"
  as_postgres "taskset -c $LOAD_CORE $postgres/pg_ctl -D $database/data -w -l $database/log -o '-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$database' start"
  trap 'stop_servers; as_postgres "$postgres/pg_ctl -D $database/data -m immediate stop" || true; rm -rf "$database"; kill "${press:-}" 2> /dev/null || true; rm -rf "$work"' EXIT
}

silos() { # count: on a database of their own, with a new, empty ledger
  local name=bench$RANDOM$RANDOM i
  as_postgres "$postgres/createdb -h 127.0.0.1 -p $port -U verifier $name"
  export Verifier__Cluster__PostgreSql="Host=127.0.0.1;Port=$port;Username=verifier;Database=$name;Maximum Pool Size=20"
  links=()
  for i in $(seq "$1"); do
    silo "$i"
  done
}

silo() { # number
  Orleans__Endpoints__SiloPort=$((port + 2 * $1)) Orleans__Endpoints__GatewayPort=$((port + 2 * $1 + 1)) start_host "Silo:$1" "${@:2}"
  links+=($((port + 2 * $1)) $((port + 2 * $1 + 1)))
  await "Silo:$1" 'Application started'
}

front_end() { # number
  start_host "Api:$1" --urls http://127.0.0.1:0
  listening "Api:$1"
  origins="$origins ${origin#http://}"
}

alone() { unset Verifier__Cluster__PostgreSql; links=(); origins=; }
one_process() { alone; standalone; }
silo_alone() { alone; silo 1 --urls http://127.0.0.1:0; listening Silo:1; }
one_one() { alone; silos 1; front_end 1; }
one_three() { alone; silos 3; front_end 1; }
two_two() { alone; silos 2; front_end 1; front_end 2; }

# What went over the connections of silos with each other and with front ends, both ways, in bytes.
bytes() {
  local link
  for link in "${links[@]}"; do
    ss -tinH "sport = :$link"
  done | { grep -oE 'bytes_(sent|received):[0-9]+' || true; } | awk -F: '{ sum += $2 } END { print sum + 0 }'
}

counted() { # seconds file once|around
  local before result
  before=$(bytes)
  result=$(ORIGINS=$origins taskset -c "$LOAD_CORE" wrk -t2 -c"$CONNECTIONS" -d"${1}s" -s bench/http/bodies.lua "$origin" -- "$2" 2 "$3" | sed -n 's/^RESULT //p')
  echo "$result" | awk -v bytes=$(($(bytes) - before)) '{ split($1, r, "="); printf "%.0f\n", bytes / r[2] }' >> "$work/bytes-$topology-$kind"
  echo "$result"
}
load=counted

start_database
echo "signing tokens" >&2
make_bodies bearer 1 seen.txt
topologies=(one_process silo_alone one_one one_three two_two)
for _ in $(seq "$ROUNDS"); do
  for topology in "${topologies[@]}"; do
    kind=seen
    run "seen-$topology" "$topology" "$work/seen.txt" "$work/seen.txt" around
    kind=dpop
    make_warm_bodies dpop "$DPOP_RATE" dpop-warm.txt
    make_bodies dpop $((DPOP_RATE * MEASURE)) dpop.txt
    run "dpop-$topology" "$topology" "$work/dpop-warm.txt" "$work/dpop.txt" once
  done
done

head_of_table
titles=('one process' 'a silo that serves HTTP' 'a front end and a silo' 'a front end and three silos' 'two front ends and two silos')
for i in "${!topologies[@]}"; do row "seen-${topologies[$i]}" "${titles[$i]}, Bearer RS256, token seen before"; done
for i in "${!topologies[@]}"; do row "dpop-${topologies[$i]}" "${titles[$i]}, DPoP ES256, token and key seen before, proof new"; done
echo
echo 'Bytes a decision between front ends and silos, and among silos, both ways together (warm-up and measurement of each round):'
for topology in "${topologies[@]:2}"; do
  for kind in seen dpop; do
    echo "- $topology, $kind: $(sort -n "$work/bytes-$topology-$kind" | tr '\n' ' ')"
  done
done
end_with_failures
