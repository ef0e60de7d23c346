-- Has Verifier judge a request, by GET /v1/auth: the action lua.verifier. See haproxy.cfg for its use.
-- It says "yes" in txn.verified and nothing else lets a request pass, since HAProxy goes on with the next rule where a script fails.

local address = os.getenv("VERIFIER") or "127.0.0.1:5080"

-- Verifier:ForwardAuth:Secrets:haproxy; without one every process on this machine could ask.
local secret = os.getenv("VERIFIER_SECRET") or "replace-this-by-32-random-characters-or-more"

local timeout_ms = 5000
local identity = { "x-auth-tenant", "x-auth-subject", "x-auth-client", "x-auth-scopes", "x-auth-issuer" }
local for_client = { "www-authenticate", "dpop-nonce", "access-control-expose-headers", "retry-after", "content-type" }

local function verify(txn)
  local sent = txn.http:req_get_headers()
  local answer = core.httpclient():get({
    url = "http://" .. address .. "/v1/auth?" .. txn:get_var("txn.policy"),
    timeout = timeout_ms,
    headers = {
      -- Every line of them, so that a second one is seen and refused.
      ["authorization"] = sent["authorization"] or {},
      ["dpop"] = sent["dpop"] or {},
      ["x-forwarded-method"] = { txn.f:method() },
      ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
      ["x-forwarded-host"] = sent["host"] or {},
      ["x-forwarded-uri"] = { txn.f:pathq() },
      ["x-verifier-secret"] = { secret },
    },
  })

  if answer.status == 200 then
    for _, name in ipairs(identity) do
      txn.http:req_set_header(name, answer.headers[name] and answer.headers[name][0] or "")
    end
    if answer.headers["dpop-nonce"] then
      txn:set_var("txn.nonce", answer.headers["dpop-nonce"][0])
    end
    txn:set_var("txn.verified", "yes")
    return
  end

  local passed_on = answer.status == 401 or answer.status == 403
  local reply = txn:reply({ status = passed_on and answer.status or 503 })
  for _, name in ipairs(for_client) do
    if answer.headers and answer.headers[name] then
      reply:add_header(name, answer.headers[name][0])
    end
  end
  if not passed_on and not (answer.headers and answer.headers["retry-after"]) then
    reply:add_header("retry-after", "2")
  end
  reply:set_body(answer.body or "")
  txn:done(reply)
end

core.register_action("verifier", { "http-req" }, verify, 0)
