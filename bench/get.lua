local prefix = (os.getenv("PREFIX") or "key"):gsub("[{}]", { ["{"] = "%7B", ["}"] = "%7D" })
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/kv/" .. prefix .. (n * 7919 % 10000))
end
