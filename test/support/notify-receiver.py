# The service manager's end: prints each message that comes to the socket at argv[1], as a JSON list of its lines. A barrier (BARRIER=1)
# brings a file whose closing says that all before it was read.
import array, json, os, socket, sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("[]", flush=True)
while True:
    message, ancillary, _flags, _address = receiver.recvmsg(65536, socket.CMSG_SPACE(64))
    lines = message.decode().split("\n")
    if lines != ["BARRIER=1"]:
        print(json.dumps(lines), flush=True)
    for _level, kind, data in ancillary:
        if kind == socket.SCM_RIGHTS:
            files = array.array("i")
            files.frombytes(data)
            for file in files:
                os.close(file)
