-- the same keys and values as in put.lua, for etcd's JSON gateway, which wants them in base64
local base64 = dofile((debug.getinfo(1, "S").source:match("@(.*/)") or "") .. "base64.lua")
local bodies = {}
local value = base64(string.rep("v", 100))
for i = 0, 9999 do
  bodies[i] = '{"key":"' .. base64("key" .. i) .. '","value":"' .. value .. '"}'
end
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", "/v3/kv/put", nil, bodies[n * 7919 % 10000])
end
