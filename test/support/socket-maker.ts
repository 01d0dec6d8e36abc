// A process that makes a socket, hands it over as an open file, and waits for its end: see inherited-socket.ts.
//
//   node socket-maker.ts listening PATH | connected PATH | network

import { connect, createServer, type Server, type Socket } from "node:net";

/** What Node has below a socket. It can be sent as it is, so that nobody listens on it, or reads it, where it arrives. */
const HANDLE = "_handle";

const [kind, path = ""] = process.argv.slice(2);
const server = createServer();
const made: Server | Socket = kind === "connected" ? connect(path) : server;
made.once(kind === "connected" ? "connect" : "listening", () =>
  process.send!("made", (made as { [HANDLE]?: Server })[HANDLE]),
);
if (kind === "listening") server.listen(path);
if (kind === "network") server.listen(0, "127.0.0.1");
