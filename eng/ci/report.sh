# What happened so far, and the end of the run.

passed=0
failed=0
skipped=0
completed=no
running=
whole_limit=1140

step() {
  printf '\n==> %s (%s s)\n' "$1" "$SECONDS"
}

pass() {
  passed=$((passed + 1))
  printf '  passed: %s\n' "$1"
}

# fail WHAT [DETAILS]
fail() {
  failed=$((failed + 1))
  printf '  FAILED: %s\n' "$1"
  if [ -n "${2:-}" ]; then
    printf '%s\n' "$2" | cut -c1-1000 | sed 's/^/    /'
  fi
}

# limited SECONDS COMMAND...: with an end, its own or that of the whole run, in a process group that ends with it, and waited for in a way that a signal interrupts.
limited() {
  local seconds=$1 left=$((whole_limit - SECONDS))
  shift
  [ "$left" -ge "$seconds" ] || seconds=$((left > 1 ? left : 1))
  timeout --kill-after=20 "$seconds" "$@" &
  running=$!
  wait "$running"
  set -- $?
  running=
  return "$1"
}

finish() {
  trap '' INT TERM
  if [ -n "$running" ]; then
    kill -TERM "$running" 2>/dev/null
    wait "$running"
  fi
  stop_servers
  timeout 30 dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  rm -rf "$work"
  if [ "$completed" = no ] && [ "$failed" -eq 0 ]; then
    fail "the run was cut short"
  fi
  if [ "$skipped" -gt 0 ]; then
    printf '\n%s tests skipped: what they need is not here\n' "$skipped"
  fi
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then
    exit 1
  fi
  exit 0
}
