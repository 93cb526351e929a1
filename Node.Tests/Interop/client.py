"""grpcio calls the echo service: client.py DESCRIPTOR_SET PORT SCENARIO. Exit code 0 means that all held."""

import sys

import grpc

import schema

message = schema.load(sys.argv[1])
EchoMessage = message("chain.tests.EchoMessage")
LIMIT = 30


def methods(channel):
    path = "/chain.tests.Echo/"
    codec = (EchoMessage.SerializeToString, EchoMessage.FromString)
    return (channel.unary_unary(path + "Unary", *codec), channel.unary_stream(path + "Expand", *codec),
            channel.stream_unary(path + "Collect", *codec), channel.stream_stream(path + "Chat", *codec))


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}")


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call did not fail")


def unary(channel):
    echo = methods(channel)[0]
    sent = EchoMessage(text="grüße", number=-1, blob=bytes(range(256)) * 4000)
    equal(echo(sent, timeout=LIMIT), sent)
    metadata = [("x-text", "a, b"), ("x-raw-bin", b"\x00\xff")]
    _, call = echo.with_call(EchoMessage(behaviour=schema.METADATA), timeout=LIMIT, metadata=metadata)
    for back in (call.initial_metadata(), call.trailing_metadata()):
        equal([(key, value) for key, value in back if key.startswith("x-")], metadata)


def streams(channel):
    _, expand, collect, chat = methods(channel)
    equal([m.number for m in expand(EchoMessage(number=1000), timeout=LIMIT)], list(range(1000)))
    equal(collect((EchoMessage(number=n) for n in range(1000)), timeout=LIMIT).number, 499500)
    equal([m.number for m in chat((EchoMessage(number=n) for n in range(100)), timeout=LIMIT)], list(range(100)))


def error(channel):
    echo, expand, _, _ = methods(channel)
    for call in (lambda: echo(EchoMessage(behaviour=schema.FAIL), timeout=LIMIT),
                 lambda: list(expand(EchoMessage(number=2, behaviour=schema.FAIL), timeout=LIMIT))):
        failed = failure(call)
        equal(failed.code(), grpc.StatusCode.FAILED_PRECONDITION)
        equal(failed.details(), "größer als 100 %\n")
        trailers = dict(failed.trailing_metadata())
        equal(trailers["reason-bin"], b"\x01\x02\xff")
        status = message("google.rpc.Status").FromString(trailers["grpc-status-details-bin"])
        info = message("google.rpc.ErrorInfo")()
        equal(status.details[0].Unpack(info), True)
        equal(info.reason, "TOO_LARGE")
    equal(failure(lambda: echo(EchoMessage(behaviour=schema.CRASH), timeout=LIMIT)).code(), grpc.StatusCode.UNKNOWN)
    missing = channel.unary_unary("/chain.tests.Echo/Missing")
    equal(failure(lambda: missing(b"", timeout=LIMIT)).code(), grpc.StatusCode.UNIMPLEMENTED)


def cancel(channel):
    echo, expand, _, _ = methods(channel)
    call = expand(EchoMessage(number=1, behaviour=schema.HANG), timeout=LIMIT)
    equal(next(call).number, 0)
    call.cancel()
    equal(failure(lambda: next(call)).code(), grpc.StatusCode.CANCELLED)
    echo(EchoMessage(behaviour=schema.WITNESS), timeout=LIMIT)


def deadline(channel):
    echo = methods(channel)[0]
    failed = failure(lambda: echo(EchoMessage(behaviour=schema.HANG), timeout=0.2))
    equal(failed.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
    echo(EchoMessage(behaviour=schema.WITNESS), timeout=LIMIT)


def gzip(channel):
    echo = methods(channel)[0]
    sent = EchoMessage(text="a" * 10000)
    failed = failure(lambda: echo(sent, timeout=LIMIT, compression=grpc.Compression.Gzip))
    equal(failed.code(), grpc.StatusCode.UNIMPLEMENTED)


with grpc.insecure_channel(f"127.0.0.1:{sys.argv[2]}", options=[("grpc.enable_http_proxy", 0)]) as connected:
    globals()[sys.argv[3]](connected)
