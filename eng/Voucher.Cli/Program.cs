using Voucher.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess(), new Waits(), CancellationToken.None);
