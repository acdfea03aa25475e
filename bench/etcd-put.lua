-- the same keys and values as in put.lua, for etcd's JSON gateway, which wants them in base64
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function base64(text)
  local out = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local bits = a * 65536 + (b or 0) * 256 + (c or 0)
    for j = 1, 4 do
      local d = math.floor(bits / 64 ^ (4 - j)) % 64
      local missing = (j == 4 and not c) or (j == 3 and not b)
      out[#out + 1] = missing and "=" or alphabet:sub(d + 1, d + 1)
    end
  end
  return table.concat(out)
end

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
