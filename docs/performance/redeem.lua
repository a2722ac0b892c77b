-- Redeems vouchers by code for an account, each of VOUCHERS once. VOUCHERS names a file of lines "id,code" and must have more lines than there will be
-- requests; TOKEN is the merchant's. Run it with one thread. It prints how many answers were not 200.
local codes = {}
for line in io.lines(os.getenv("VOUCHERS")) do
  codes[#codes + 1] = line:match(",(.+)$")
end
local headers = {
  ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "demo-merchant-betathome"),
  ["Content-Type"] = "application/json",
}
local next = tonumber(os.getenv("FROM") or "0")

request = function()
  next = next + 1
  return wrk.format("POST", "/external/api/v1/vouchers/redeem", headers,
    '{"voucher_code":"' .. codes[next] .. '","account_id":"585a4768edce2c5e6f000001"}')
end

done = function(summary)
  print("not 2xx or 3xx: " .. summary.errors.status .. " of " .. summary.requests)
end
