# Programs that run until they are told to stop. Each has a process group of its own, so that nothing of it is left behind.

servers=()
start_limit=180
stop_limit=30

# start NAME DIRECTORY COMMAND: a line of shell; its output goes to $work/NAME.out and $work/NAME.err. Waits until it listens.
start() {
  local name=$1 directory=$2 command=$3 deadline=$((SECONDS + start_limit)) server
  (cd "$directory" && exec setsid bash -c "$command") >"$work/$name.out" 2>"$work/$name.err" &
  server=$!
  servers+=("$server")
  until grep -qs 'Application started' "$work/$name.out" "$work/$name.err"; do
    if ! kill -0 "$server" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
      fail "$command" "$(tail -n 20 "$work/$name.out" "$work/$name.err")"
      return 1
    fi
    sleep 0.2
  done
}

# Asks every server to stop, and sees to it that they do.
stop_servers() {
  local server deadline
  for server in "${servers[@]}"; do
    kill -TERM -- "-$server" 2>/dev/null
    deadline=$((SECONDS + stop_limit))
    while kill -0 -- "-$server" 2>/dev/null; do
      if [ "$SECONDS" -ge "$deadline" ]; then
        fail "a server did not stop within $stop_limit s of being asked to"
        kill -KILL -- "-$server" 2>/dev/null
        break
      fi
      sleep 0.1
    done
  done
  servers=()
}
