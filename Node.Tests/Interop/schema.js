"use strict";
// The echo service and message codecs, made at run time from a descriptor set.
const fs = require("fs");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");
const protobuf = require("protobufjs");
require("protobufjs/ext/descriptor");

const options = { longs: Number, enums: Number, keepCase: true, defaults: true };
const [PLAIN, FAIL, CRASH, HANG, METADATA, DEADLINE, PEER, WITNESS] = Array(8).keys();

exports.behaviour = { PLAIN, FAIL, CRASH, HANG, METADATA, DEADLINE, PEER, WITNESS };
exports.load = (path) => {
  const bytes = fs.readFileSync(path);
  const packages = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(bytes, options));
  const root = protobuf.Root.fromDescriptor(bytes);
  return {
    Echo: packages.chain.tests.Echo,
    Status: root.lookupType("google.rpc.Status"),
    ErrorInfo: root.lookupType("google.rpc.ErrorInfo"),
  };
};
