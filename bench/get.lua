local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/kv/key" .. (n * 7919 % 10000))
end
