local value = string.rep("v", 100)
local n = 0
request = function()
  n = n + 1
  return wrk.format("PUT", "/kv/key" .. (n * 7919 % 10000), nil, value)
end
