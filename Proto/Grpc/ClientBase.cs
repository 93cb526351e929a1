namespace Grpc.Core;

/// <summary>Base of every generated client.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? invoker;

    protected ClientBase() { }
    protected ClientBase(ChannelBase channel) : this(channel.CreateCallInvoker()) { }
    protected ClientBase(CallInvoker callInvoker) => invoker = callInvoker;
    protected ClientBase(ClientBaseConfiguration configuration) : this(configuration.CallInvoker) { }

    protected CallInvoker CallInvoker =>
        invoker ?? throw new NotSupportedException("a client without a channel cannot call");

    /// <summary>What a generated client needs to make a copy of itself.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker) => CallInvoker = callInvoker;

        internal CallInvoker CallInvoker { get; }
    }
}

public abstract class ClientBase<T> : ClientBase where T : ClientBase<T>
{
    protected ClientBase() { }
    protected ClientBase(ChannelBase channel) : base(channel) { }
    protected ClientBase(CallInvoker callInvoker) : base(callInvoker) { }
    protected ClientBase(ClientBaseConfiguration configuration) : base(configuration) { }

    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
