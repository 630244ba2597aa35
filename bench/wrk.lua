-- Requests by turns, read from a file: the token on the first line, then method, path and body, parted by tabs.
local requests, turn = {}, 0

function init(args)
  local lines = io.lines(args[1])
  local headers = { ["Authorization"] = "Bearer " .. lines() }
  for line in lines do
    local method, path, body = line:match("([^\t]*)\t([^\t]*)\t(.*)")
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"failed":%d,"bytes":%d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed, summary.bytes))
end
