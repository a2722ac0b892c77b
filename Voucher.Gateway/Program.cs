using Voucher.Gateway;

await GatewayApp.Create(args).RunAsync();
