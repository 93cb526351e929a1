"use strict";
// The echo service on grpc-js: server.js DESCRIPTOR_SET. Prints its port and serves until standard input ends.
const grpc = require("@grpc/grpc-js");
const schema = require("./schema.js");

const { Echo, Status, ErrorInfo } = schema.load(process.argv[2]);
const { behaviour } = schema;
let markCancelled;
const cancelled = new Promise((resolve) => (markCancelled = resolve));

const failed = () => {
  const message = "größer als 100 %\n";
  const value = ErrorInfo.encode({ reason: "TOO_LARGE", domain: "chain.tests" }).finish();
  const details = [{ type_url: "type.googleapis.com/google.rpc.ErrorInfo", value }];
  const metadata = new grpc.Metadata();
  metadata.add("reason-bin", Buffer.from([1, 2, 255]));
  metadata.add("grpc-status-details-bin", Buffer.from(Status.encode({ code: 9, message, details }).finish()));
  return { code: grpc.status.FAILED_PRECONDITION, details: message, metadata };
};

// Resolves to the trailers of a good answer; rejects with a status.
const behave = async (request, call) => {
  const trailers = new grpc.Metadata();
  if (request.behaviour === behaviour.FAIL) throw failed();
  if (request.behaviour === behaviour.HANG) {
    await new Promise((resolve) => call.on("cancelled", resolve));
    markCancelled();
  }
  if (request.behaviour === behaviour.WITNESS) await cancelled;
  if (request.behaviour === behaviour.METADATA) {
    for (const key of ["x-text", "x-raw-bin"]) call.metadata.get(key).forEach((value) => trailers.add(key, value));
    call.sendMetadata(trailers);
  }
  return trailers;
};

const server = new grpc.Server();
server.addService(Echo.service, {
  Unary: (call, callback) =>
    behave(call.request, call).then((trailers) => callback(null, call.request, trailers), callback),
  Expand: (call) => {
    const { number: count, text, blob } = call.request;
    for (let number = 0; number < count; number++) call.write({ number, text, blob });
    behave(call.request, call).then(() => call.end(), (error) => call.emit("error", error));
  },
  Collect: (call, callback) => {
    let number = 0;
    call.on("data", (request) => (number += request.number));
    call.on("end", () => callback(null, { number }));
  },
  Chat: (call) => {
    call.on("data", (request) => call.write(request));
    call.on("end", () => call.end());
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume().on("end", () => process.exit(0));
