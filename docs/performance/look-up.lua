-- Looks vouchers up by id, each of VOUCHERS once after the other. VOUCHERS names a file of lines "id,code", OFFER their campaign, TOKEN the merchant's.
local ids = {}
for line in io.lines(os.getenv("VOUCHERS")) do
  ids[#ids + 1] = line:match("^([^,]+),")
end
local headers = { ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "demo-merchant-betathome") }
local path = "/submission/offers/" .. (os.getenv("OFFER") or "CAMP-BETATHOME-001") .. "/vouchers/"
local next = 0

request = function()
  next = next % #ids + 1
  return wrk.format("GET", path .. ids[next], headers)
end
