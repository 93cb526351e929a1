"""A buyer without any of our code: trader.py DESCRIPTOR_SET PORT PRODUCT SLOT LOTS LIMIT, the secret key on standard
input. Places an order that crosses what is offered, reads the trade back and prints it."""

import hashlib
import json
import secrets
import sys
import time

import grpc

import schema

P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)
LIMIT = 60


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and a[1] != b[1]:
        return None
    if a == b:
        slope = 3 * a[0] * a[0] * pow(2 * a[1], P - 2, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], P - 2, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(scalar, point=G):
    result = None
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def tagged(tag, message):
    prefix = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(prefix + prefix + message).digest()


def number(data):
    return int.from_bytes(data, "big")


def encode(value):
    return value.to_bytes(32, "big")


def even(scalar):
    """The scalar or its negative, whichever has the point with even y, and that point's x."""
    point = multiply(scalar)
    return (scalar if point[1] % 2 == 0 else N - scalar), encode(point[0])


def sign(secret, message):
    """BIP340, with fresh auxiliary randomness."""
    key, public = even(secret)
    masked = encode(key ^ number(tagged("BIP0340/aux", secrets.token_bytes(32))))
    nonce, r = even(number(tagged("BIP0340/nonce", masked + public + message)) % N)
    challenge = number(tagged("BIP0340/challenge", r + public + message)) % N
    return r + encode((nonce + challenge * key) % N)


def main():
    descriptors, port, product, slot, lots, limit = sys.argv[1:7]
    secret = number(bytes.fromhex(sys.stdin.readline().strip()))
    wire = schema.load(descriptors)

    with grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.enable_http_proxy", 0)]) as channel:
        def call(service, method, request, reply):
            stub = channel.unary_unary(f"/chain.v1.{service}/{method}",
                                       type(request).SerializeToString, wire(f"chain.v1.{reply}").FromString)
            return stub(request, timeout=LIMIT)

        status = call("NodeService", "GetStatus", wire("chain.v1.GetStatusRequest")(), "NodeStatus")
        instrument = wire("chain.v1.Instrument")(product=product, delivery=1, slot=int(slot))
        account = even(secret)[1]
        body = wire("chain.v1.TransactionBody")(
            chain_id=status.chain_id, account=account, valid_until_ms=int(time.time() * 1000) + 60_000,
            nonce=secrets.randbits(64))
        body.operations.add().place_order.MergeFrom(wire("chain.v1.PlaceOrder")(
            client_order_id=secrets.randbits(53), instrument=instrument, side=1, lots=int(lots), limit=int(limit),
            time_in_force=1))
        signed = body.SerializeToString(deterministic=True)
        transaction = wire("chain.v1.SignedTransaction")(
            body=signed, signature=sign(secret, tagged("chain/transaction", signed)))
        submit = wire("chain.v1.SubmitRequest")(transaction=transaction.SerializeToString(deterministic=True))
        receipt = call("NodeService", "Submit", submit, "SubmitReply").receipt
        if receipt.status != 1:
            raise SystemExit(f"refused with status {receipt.status}")

        ask = wire("chain.v1.ListTradesRequest")(instrument=instrument)
        mine = [trade for trade in call("MarketService", "ListTrades", ask, "ListTradesReply").trades
                if trade.tenant == account]
        print(json.dumps([{"height": trade.height, "price": trade.price, "lots": trade.lots,
                           "provider": trade.provider.hex(), "lease": trade.lease.hex()} for trade in mine]))


main()
