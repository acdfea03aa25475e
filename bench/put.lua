local value = string.rep("v", 100)
local ack = os.getenv("MEMDI_ACK")
local query = ack and "?ack=" .. ack or ""
local prefix = (os.getenv("PREFIX") or "key"):gsub("[{}]", { ["{"] = "%7B", ["}"] = "%7D" })
local n = 0
request = function()
  n = n + 1
  return wrk.format("PUT", "/kv/" .. prefix .. (n * 7919 % 10000) .. query, nil, value)
end
