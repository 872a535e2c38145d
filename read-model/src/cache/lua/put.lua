local mark = redis.call('GET', KEYS[1])
if not mark then
    return 0
end
local incarnation, position = string.match(mark, '^(%S+) (%d+)$')
if incarnation ~= ARGV[1] or tonumber(position) > tonumber(ARGV[2]) then
    return 0
end
local put = 0
for i = 2, #KEYS do
    local life, value = ARGV[2 * i - 1], ARGV[2 * i]
    local held = redis.call('GET', KEYS[i])
    local held_position = held and tonumber(string.match(held, '^(%d+)')) or -1
    if held_position <= tonumber(string.match(value, '^(%d+)')) then
        redis.call('SET', KEYS[i], value, 'PX', life)
        put = put + 1
    end
end
return put
