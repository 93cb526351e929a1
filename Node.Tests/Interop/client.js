"use strict";
// grpc-js calls the echo service: client.js DESCRIPTOR_SET PORT SCENARIO. Exit code 0 means that all held.
const assert = require("assert");
const grpc = require("@grpc/grpc-js");
const schema = require("./schema.js");

const [path, port, scenario] = process.argv.slice(2);
const { Echo, Status, ErrorInfo } = schema.load(path);
const { behaviour } = schema;
const limit = () => ({ deadline: Date.now() + 30000 });
const connect = (options) => new Echo(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
const client = connect({ "grpc.enable_http_proxy": 0 });

const unary = (request, options = limit(), metadata = new grpc.Metadata(), from = client) =>
  new Promise((resolve, reject) => {
    const seen = {};
    const call = from.Unary(request, metadata, options, (error, answer) => {
      if (error) reject(error);
      else setImmediate(() => resolve({ answer, ...seen }));
    });
    call.on("metadata", (headers) => (seen.headers = headers));
    call.on("status", (status) => (seen.trailers = status.metadata));
  });

const all = async (stream) => {
  const numbers = [];
  for await (const message of stream) numbers.push(message.number);
  return numbers;
};

const failure = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the call did not fail");
};

const checkFailure = (error) => {
  assert.strictEqual(error.code, grpc.status.FAILED_PRECONDITION);
  assert.strictEqual(error.details, "größer als 100 %\n");
  assert.deepStrictEqual(error.metadata.get("reason-bin")[0], Buffer.from([1, 2, 255]));
  const status = Status.decode(error.metadata.get("grpc-status-details-bin")[0]);
  assert.strictEqual(ErrorInfo.decode(status.details[0].value).reason, "TOO_LARGE");
};

const range = (count) => [...Array(count).keys()];

const scenarios = {
  async unary() {
    const blob = Buffer.alloc(1000000, "chain");
    const { answer } = await unary({ text: "grüße", number: -1, blob });
    assert.strictEqual(answer.text, "grüße");
    assert.strictEqual(answer.number, -1);
    assert.ok(answer.blob.equals(blob));
    const metadata = new grpc.Metadata();
    metadata.add("x-text", "a, b");
    metadata.add("x-raw-bin", Buffer.from([0, 255]));
    const { headers, trailers } = await unary({ behaviour: behaviour.METADATA }, limit(), metadata);
    for (const back of [headers, trailers]) {
      assert.deepStrictEqual(back.get("x-text"), ["a, b"]);
      assert.deepStrictEqual(back.get("x-raw-bin"), [Buffer.from([0, 255])]);
    }
  },
  async streams() {
    assert.deepStrictEqual(await all(client.Expand({ number: 1000 }, limit())), range(1000));
    const sum = await new Promise((resolve, reject) => {
      const call = client.Collect(limit(), (error, answer) => (error ? reject(error) : resolve(answer)));
      for (const number of range(1000)) call.write({ number });
      call.end();
    });
    assert.strictEqual(sum.number, 499500);
    const chat = client.Chat(limit());
    for (const number of range(100)) chat.write({ number });
    chat.end();
    assert.deepStrictEqual(await all(chat), range(100));
  },
  async error() {
    checkFailure(await failure(unary({ behaviour: behaviour.FAIL })));
    checkFailure(await failure(all(client.Expand({ number: 2, behaviour: behaviour.FAIL }, limit()))));
    assert.strictEqual((await failure(unary({ behaviour: behaviour.CRASH }))).code, grpc.status.UNKNOWN);
  },
  async cancel() {
    const call = client.Expand({ number: 1, behaviour: behaviour.HANG }, limit());
    call.on("data", () => call.cancel());
    const error = await new Promise((resolve) => call.on("error", resolve));
    assert.strictEqual(error.code, grpc.status.CANCELLED);
    await unary({ behaviour: behaviour.WITNESS });
  },
  async deadline() {
    const error = await failure(unary({ behaviour: behaviour.HANG }, { deadline: Date.now() + 200 }));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
    await unary({ behaviour: behaviour.WITNESS });
  },
  async gzip() {
    const zipping = connect({ "grpc.default_compression_algorithm": 2, "grpc.enable_http_proxy": 0 });
    const error = await failure(unary({ text: "a".repeat(10000) }, limit(), new grpc.Metadata(), zipping));
    assert.strictEqual(error.code, grpc.status.UNIMPLEMENTED);
    zipping.close();
  },
};

scenarios[scenario]().then(
  () => client.close(),
  (error) => {
    console.error(error);
    process.exit(1);
  });
