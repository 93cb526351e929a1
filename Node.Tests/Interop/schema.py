"""Message classes made at run time from a descriptor set: no generated code that a newer runtime refuses."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PLAIN, FAIL, CRASH, HANG, METADATA, DEADLINE, PEER, WITNESS = range(8)


def load(path):
    """Returns a function from full message names to classes."""
    with open(path, "rb") as file:
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for each in files.file:
        pool.Add(each)
    if hasattr(message_factory, "GetMessageClass"):
        return lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
    factory = message_factory.MessageFactory(pool)
    return lambda name: factory.GetPrototype(pool.FindMessageTypeByName(name))
