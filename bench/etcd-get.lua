-- the same keys as in get.lua, read linearizably through etcd's JSON gateway; etcd-put.lua has written them
local base64 = dofile((debug.getinfo(1, "S").source:match("@(.*/)") or "") .. "base64.lua")
local bodies = {}
for i = 0, 9999 do
  bodies[i] = '{"key":"' .. base64("key" .. i) .. '"}'
end
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", "/v3/kv/range", nil, bodies[n * 7919 % 10000])
end
