using Voucher.Auth;

var app = AuthApp.Create(args);
await app.PrepareAsync();
await app.RunAsync();
