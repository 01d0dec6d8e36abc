// Are bus, workers and this command of one version?

import type { Facts } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

const PRODUCT = /^decnet-bus\/(\S+)/;

export function version({ answer, version: own }: Facts): Outcome {
  if (answer.kind !== "answers") return skipped("no bus says which version it is");
  const { server, connections } = answer.status;
  const ofBus = PRODUCT.exec(server)?.[1];
  if (ofBus !== own) {
    const seen = `the bus is ${server}, this command decnet-bus/${own}`;
    return warn(
      seen,
      "upgrade the older one; a bus that was upgraded has to be restarted: systemctl restart decnet-bus.service",
    );
  }
  const others = connections.filter(({ clientLibrary }) => {
    const ofClient = PRODUCT.exec(clientLibrary)?.[1];
    return ofClient !== undefined && ofClient !== own;
  });
  if (others.length === 0) return pass(`the bus, its clients and this command are decnet-bus/${own}`);
  const names = [...new Set(others.map(({ clientName, clientLibrary }) => `${clientName} (${clientLibrary})`))];
  const seen = `the bus is decnet-bus/${own}, and not all of its clients: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`;
  return warn(seen, "upgrade and restart those workers");
}
