# The commands of the README: the sh blocks, line by line. "# expect" says what the next answer holds: member=value of a JSON document, or the whole text.

# blocks LANGUAGE: what stands between ```LANGUAGE and ```.
blocks() {
  awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' README.md
}

run_readme() {
  local line expect="" had_data=no
  [ -e src/Standalone/data ] && had_data=yes
  step "The README's commands"
  while IFS= read -r line; do
    case $line in
      "# expect "*) expect=${line#"# expect "} ;;
      "" | "#"*) ;;
      "dotnet test") ;;
      *"dotnet run "*" --demo") run_demo "$line" ;;
      *"dotnet run "*)
        printf '%s\n' "$line"
        start server . "$line"
        ;;
      "curl "*)
        ask "$line" "$expect" "$line"
        expect=""
        ;;
      *) fail "nothing here knows how to run a line of the README" "$line" ;;
    esac
  done < <(blocks sh)
  stop_servers
  [ "$had_data" = yes ] || rm -rf src/Standalone/data
  run_settings
}

# The demo prints what to run, in the form that the README's blocks have.
run_demo() {
  local line title="" expect="" asked=0 size=-1
  printf '%s\n' "$1"
  if start demo . "$1"; then
    # What it prints is whole when it grows no more.
    until grep -qs '^curl ' "$work/demo.out" && [ "$(wc -c <"$work/demo.out")" -eq "$size" ] || [ "$((asked += 1))" -gt 60 ]; do
      size=$(wc -c <"$work/demo.out")
      sleep 1
    done
    asked=0
    while IFS= read -r line; do
      case $line in
        "# expect "*) expect=${line#"# expect "} ;;
        "# "*) title=${line#"# "} ;;
        "curl "*)
          ask "demo, $title" "$expect" "$line"
          asked=$((asked + 1))
          expect=""
          ;;
      esac
    done <"$work/demo.out"
    [ "$asked" -ge 5 ] || fail "the demo printed $asked lines to paste" "$(cat "$work/demo.out" "$work/demo.err")"
  fi
  stop_servers
}

# The README's appsettings.json is one that the host starts with.
run_settings() {
  mkdir "$work/settings"
  blocks json >"$work/settings/appsettings.json"
  if start settings "$work/settings" "exec dotnet '$PWD/src/Standalone/bin/Debug/net10.0/Verifier.Standalone.dll' --urls http://127.0.0.1:0"; then
    pass "the README's appsettings.json"
  fi
  stop_servers
}

# ask TITLE EXPECTED COMMAND
ask() {
  local title=$1 expected=$2 answer word
  if ! answer=$(limited 30 bash -c "$3" 2>&1); then
    fail "$title" "$answer"
    return
  fi
  if [ -z "$expected" ] && [[ $answer == *'"status":'[45]* ]]; then
    fail "$title" "$answer"
    return
  fi
  for word in $expected; do
    if ! holds "$answer" "$word"; then
      fail "$title: expected $word" "$answer"
      return
    fi
  done
  pass "$title"
}

# holds ANSWER WORD
holds() {
  local member=${2%%=*} value=${2#*=}
  case $2 in
    *=*) [[ $1 == *"\"$member\":\"$value\""* || $1 == *"\"$member\":$value"[,}]* ]] ;;
    *) [ "$1" = "$2" ] ;;
  esac
}
