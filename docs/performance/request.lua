-- What a till sends, for wrk.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer demo-dist-001"
wrk.body = '{"distributor_id":"DIST-001","terminal_id":"AT-998877","trigger_category_id":"PAY","trigger_product_id":"PaysafeCard"}'
