-- For wrk: posts the lines of a file to /v1/verify, one after the other, and counts the answers that allow.
--   wrk -t1 … -s bodies.lua URL -- FILE THREADS once|around
-- `once`: no line is sent twice, and thread k of THREADS takes every THREADS-th of them; `around`: begins again at the end.
-- FILE may be `-`: GET /healthz instead, to see what HTTP costs by itself.

local threads = {}

-- ORIGINS in the environment (host:port, several with spaces between): each thread has one of them.
function setup(thread)
  thread:set("place", #threads)
  local origins = {}
  for host, port in (os.getenv("ORIGINS") or ""):gmatch("(%S+):(%d+)") do
    origins[#origins + 1] = wrk.lookup(host, port)[1]
  end
  if #origins > 0 then
    thread.addr = origins[#threads % #origins + 1]
  end
  threads[#threads + 1] = thread
end

function init(args)
  allowed, refused, ran_out = 0, 0, 0
  local origin = wrk.host .. ":" .. wrk.port
  if args[1] == "-" then
    local get = "GET /healthz HTTP/1.1\r\nHost: " .. origin .. "\r\n\r\n"
    request = function() return get end
    answers = 200
    return
  end

  local file, all, around = assert(io.open(args[1])), tonumber(args[2]), args[3] == "around"
  local head = "POST /v1/verify HTTP/1.1\r\nHost: " .. origin .. "\r\nContent-Type: application/json\r\nContent-Length: "
  local number = 0

  local function line()
    local text = file:read("*l")
    if not text and around then
      file:seek("set")
      text = file:read("*l")
    end
    number = number + 1
    return text
  end

  request = function()
    while number % all ~= place do
      line()
    end

    local body = line()
    if not body then
      ran_out, body = ran_out + 1, ""
    end
    return head .. #body .. "\r\n\r\n" .. body
  end
end

function response(status, headers, body)
  if status == 200 and (answers or body:find('"allowed":true', 1, true)) then
    allowed = allowed + 1
  else
    refused = refused + 1
  end
end

function done(summary, latency)
  local sums = { allowed = 0, refused = 0, ran_out = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do
      sums[name] = sums[name] + thread:get(name)
    end
  end

  local errors = summary.errors
  print(string.format("RESULT requests=%d microseconds=%d allowed=%d refused=%d ran_out=%d errors=%d p50=%d p99=%d", summary.requests, summary.duration,
    sums.allowed, sums.refused, sums.ran_out, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
