# The environment: what is needed is there, and nothing is set that would change what the README's commands do.

oldest_node=20.19

# install COMMAND PACKAGE...: with apt-get, where the command is missing.
install() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return 0
  printf 'installing %s\n' "$*"
  limited 120 apt-get -qq update && limited 240 apt-get -qq install --yes --no-install-recommends "$@" >/dev/null && command -v "$command" >/dev/null
}

# tests/Interop.Tests needs a Node newer than some distributions have; npm has every Node as a package.
install_node() {
  install node nodejs npm && install npm npm || return 1
  [ "$(printf '%s\n' "$oldest_node" "$(node --version | tr -d v)" | sort -V | head -n 1)" = "$oldest_node" ] && return 0
  printf 'installing Node 22, for %s is too old\n' "$(node --version)"
  limited 240 npm install --silent --no-audit --no-fund --prefix "$work/node" node@22 && PATH="$work/node/node_modules/.bin:$PATH"
}

# tests/Interop.Tests starts them by itself; RUNLEVEL=1 keeps invoke-rc.d from starting the packages' own services.
install_proxies() {
  RUNLEVEL=1 install nginx nginx && RUNLEVEL=1 install caddy caddy && RUNLEVEL=1 install haproxy haproxy
}

# tests/Interop.Tests opens the page in it.
install_browser() {
  install chromium chromium
}

prepare() {
  step "What is needed"
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost
  # One compiler for all projects, which ends with the run; no build server.
  export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=true DOTNET_CLI_USE_MSBUILD_SERVER=0
  # Tests that need Node, a reverse proxy or a browser fail where it is missing, instead of being skipped.
  export VERIFIER_INTEROP=required
  unset ASPNETCORE_URLS ASPNETCORE_HTTP_PORTS ASPNETCORE_HTTPS_PORTS AUTH0_DOMAIN AUTH0_AUDIENCE

  install curl curl || fail "curl could not be installed"
  install_node || fail "Node $oldest_node or newer could not be installed"
  install_proxies || fail "nginx, Caddy and HAProxy could not be installed"
  install_browser || fail "Chromium could not be installed"
  if ! command -v dotnet >/dev/null; then
    fail "the .NET SDK is not installed (global.json says which)"
    exit
  fi
  printf 'dotnet %s, node %s, %s\n' "$(dotnet --version)" "$(node --version 2>&1)" "$(curl --version | head -n 1)"
}
