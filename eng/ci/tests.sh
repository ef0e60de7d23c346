# The README's test command, and how many tests of which project it ran.

run_tests() {
  step "dotnet test"
  local log=$work/test.log results=$work/results before=$failed status copier
  mkfifo "$work/test.pipe"
  tee "$log" <"$work/test.pipe" &
  copier=$!
  limited 840 dotnet test --logger trx --results-directory "$results" >"$work/test.pipe" 2>&1
  status=$?
  wait "$copier"
  count_results "$results"
  if [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; then
    fail "dotnet test ended with $status"
  fi
  account_for_projects "$log"
}

# Adds up what each result file counts; whatever ran and did not pass has failed.
count_results() {
  local file total executed good
  for file in "$1"/*.trx; do
    [ -e "$file" ] || continue
    read -r total executed good <<<"$(sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)".*/\1 \2 \3/p' "$file")"
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${executed:-0} - ${good:-0}))
    skipped=$((skipped + ${total:-0} - ${executed:-0}))
  done
}

# A test project has run, or has said that it was left out: none is overlooked.
account_for_projects() {
  local project name
  for project in $(grep -l '<IsTestProject>true' tests/*/*.csproj); do
    name=$(basename "$project" .csproj)
    if grep -q "^ *$name left out" "$1"; then
      printf 'tests not run: %s\n' "$(grep -m 1 -o "$name left out.*" "$1")"
    elif ! grep -q "^Test run for .*/$name\.dll" "$1"; then
      fail "$name did not run"
    fi
  done
  if grep -q 'left out (WithOrleans=' "$1"; then
    printf 'cluster tests not run: the package feeds here do not have Orleans, or it was not wanted\n'
  fi
}
