-- Asks for the paths of a file in turn, or always for the only one, and tells what came of it as a line of JSON.
local asked, nth = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    asked[#asked + 1] = wrk.format("GET", path)
  end
  if #asked > 1 then
    request = function()
      nth = nth % #asked + 1
      return asked[nth]
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"bytes":%d,"micros":%d,"failed":%d,"p50_us":%.1f,"p99_us":%.1f}\n',
    summary.requests, summary.bytes, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
