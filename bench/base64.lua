-- base64 of a string, which etcd's JSON gateway wants
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
return function(text)
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
