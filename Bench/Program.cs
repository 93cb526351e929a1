using Chain.Bench;

if (args is not ["grpc"]) return 2;
await GrpcBench.RunAsync(TimeSpan.FromSeconds(3), Console.Out);
return 0;
