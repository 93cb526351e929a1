"""The echo service on grpcio: server.py DESCRIPTOR_SET. Prints its port and serves until standard input ends."""

import sys
import threading
from concurrent import futures

import grpc

import schema

message = schema.load(sys.argv[1])
EchoMessage = message("chain.tests.EchoMessage")
cancelled = threading.Event()


def fail(context):
    status = message("google.rpc.Status")(code=9, message="größer als 100 %\n")
    status.details.add().Pack(message("google.rpc.ErrorInfo")(reason="TOO_LARGE", domain="chain.tests"))
    context.set_trailing_metadata(
        [("reason-bin", b"\x01\x02\xff"), ("grpc-status-details-bin", status.SerializeToString())])
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, "größer als 100 %\n")


def hang(context):
    ended = threading.Event()
    context.add_callback(ended.set)
    ended.wait(30)
    cancelled.set()


def behave(request, context):
    if request.behaviour == schema.FAIL:
        fail(context)
    elif request.behaviour == schema.HANG:
        hang(context)
    elif request.behaviour == schema.WITNESS:
        cancelled.wait(30)
    elif request.behaviour == schema.METADATA:
        back = [(key, value) for key, value in context.invocation_metadata() if key.startswith("x-")]
        context.send_initial_metadata(back)
        context.set_trailing_metadata(back)


def unary(request, context):
    behave(request, context)
    return request


def expand(request, context):
    for number in range(request.number):
        yield EchoMessage(number=number, text=request.text, blob=request.blob)
    behave(request, context)


def collect(requests, context):
    return EchoMessage(number=sum(request.number for request in requests))


def chat(requests, context):
    for request in requests:
        behave(request, context)
        yield request


codec = (EchoMessage.FromString, EchoMessage.SerializeToString)
handlers = {
    "Unary": grpc.unary_unary_rpc_method_handler(unary, *codec),
    "Expand": grpc.unary_stream_rpc_method_handler(expand, *codec),
    "Collect": grpc.stream_unary_rpc_method_handler(collect, *codec),
    "Chat": grpc.stream_stream_rpc_method_handler(chat, *codec),
}
server = grpc.server(futures.ThreadPoolExecutor(8))
server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("chain.tests.Echo", handlers)])
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
sys.stdin.read()
server.stop(0)
