// The broker behind createFakeBus as a broker under test: it lives in memory, and a socket leads to it.

import { listenOnSocketFile } from "../../src/daemon/socket-file.ts";
import { Island } from "../../src/testing/island.ts";
import { serveBroker } from "./serve-broker.ts";
import { splice } from "./splice.ts";

await serveBroker(async (path, limits) => {
  const island = new Island({ limits });
  const host = { accept: (connection: Parameters<typeof splice>[0]) => splice(connection, island.connect()) };
  const listener = await listenOnSocketFile({ path, groupId: undefined }, host);
  const stop = async (): Promise<void> => {
    listener.close();
    await island.close();
  };
  return { stop };
});
