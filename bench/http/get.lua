-- For wrk: GET /orders with the credentials of a file's lines, "authorization TAB dpop", one after the other, and counts the answers by status.
--   wrk -t1 … -s get.lua URL -- FILE once|around [MILLISECONDS]
-- `once`: no line is sent twice; `around`: begins again at the end. FILE may be `-`: no credentials. MILLISECONDS: how long each connection pauses before a request.

local place
function setup(thread)
  place = thread
end

function init(args)
  good, refused, other, ran_out = 0, 0, 0, 0
  local pause = tonumber(args[3] or "0")
  if pause > 0 then
    -- Not all at once: half of it to half as much again.
    delay = function() return math.random(math.floor(pause / 2), math.floor(pause * 3 / 2)) end
  end

  local head = "GET /orders HTTP/1.1\r\nHost: api.bench.test\r\n"
  if args[1] == "-" then
    local get = head .. "\r\n"
    request = function() return get end
    return
  end

  -- Read ahead, so that the generator does not wait for a disk while it measures.
  local lines, number, around = {}, 0, args[2] == "around"
  for line in io.lines(args[1]) do
    local authorization, dpop = line:match("^(.-)\t(.*)$")
    lines[#lines + 1] = head .. "Authorization: " .. authorization .. (dpop ~= "" and "\r\nDPoP: " .. dpop or "") .. "\r\n\r\n"
  end

  request = function()
    number = number + 1
    if number > #lines then
      if not around then
        ran_out = ran_out + 1
      end
      number = 1
    end
    return lines[number]
  end
end

function response(status)
  if status == 200 then
    good = good + 1
  elseif status == 401 then
    refused = refused + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT requests=%d microseconds=%d allowed=%d refused=%d other=%d ran_out=%d errors=%d p50=%d p99=%d", summary.requests, summary.duration,
    place:get("good"), place:get("refused"), place:get("other"), place:get("ran_out"), errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
