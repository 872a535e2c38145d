local mark = redis.call('GET', KEYS[1])
local incarnation = ARGV[2]
if mark then
    local seen, position = string.match(mark, '^(%S+) (%d+)$')
    if seen and position == ARGV[1] then
        incarnation = seen
    end
end
redis.call('SET', KEYS[1], incarnation .. ' ' .. ARGV[1], 'PX', ARGV[3])
return incarnation
