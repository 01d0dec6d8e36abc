// `--metrics`: the metrics of a broker on a socket of their own. What makes and serves them is loaded when they are asked for, and not before.
// An operator who has asked for them hears at the start that they cannot be served; after that, nothing that happens here touches the bus.

import type { Logger } from "pino";
import type { BrokerEvent } from "../broker/broker.ts";
import type { Clock } from "../clock.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import { VERSION } from "../version.ts";
import { SETTABLE_LIMITS, settableOf, type SettableLimitName } from "./checked-limits.ts";
import { groupId } from "./group.ts";
import { LineBudget } from "./line-budget.ts";
import { type MetricsAddress, metricsAddress } from "./metrics-address.ts";
import type { MetricsSource } from "./metrics/bus-metrics.ts";
import type { MetricsServer } from "./metrics/metrics-server.ts";
import { isAlone } from "./network.ts";
import type { Settings } from "./settings.ts";
import { publishOnSocketFile } from "./socket-file.ts";

export interface Metrics {
  /** Takes note of connections that come and go. */
  observe(event: BrokerEvent): void;
  /** Takes note of one that could not be taken. */
  failed(): void;
  /**
   * Resolves when the metrics of this broker can be asked for.
   * @throws BusError ADDRESS_IN_USE, INVALID_CONFIG, NO_SUCH_GROUP, NO_SUCH_FOLDER, NOT_A_SOCKET, PERMISSION_DENIED.
   */
  serve(broker: MetricsSource["broker"]): Promise<void>;
  /** Ends it, and all connections to it. Idempotent. */
  close(): void;
}

export interface MetricsContext {
  readonly clock: Clock;
  readonly log: Logger;
}

const FAULTS_EVERY_MS = 10_000;

const ALONE =
  "this process has a loopback of its own and no other network (PrivateNetwork=yes in its unit), so nobody outside can ask for the metrics; let the unit say PrivateNetwork=no";

/** Undefined if the settings ask for none. */
export async function loadMetrics(settings: Settings, { clock, log }: MetricsContext): Promise<Metrics | undefined> {
  const address = metricsAddress(settings.metrics);
  if (address === undefined) return undefined;
  const [{ busMetrics }, { ConnectionCounts }, { createMetricsServer }] = await Promise.all([
    import("./metrics/bus-metrics.ts"),
    import("./metrics/connection-counts.ts"),
    import("./metrics/metrics-server.ts"),
  ]);
  const connections = new ConnectionCounts();
  const budget = new LineBudget(() => clock.monotonicMs(), 1, FAULTS_EVERY_MS);
  const onFault = (error: unknown): void => {
    if (budget.take() !== undefined) log.error({ err: error }, "metrics could not be served");
  };
  let close = (): void => {};
  return {
    observe: (event) => connections.observe(event),
    failed: () => void connections.failed++,
    serve: async (broker) => {
      const registry = busMetrics({ broker, connections, version: VERSION, limits: limitsByFlag });
      const server = createMetricsServer({ clock, registry, onFault });
      close = await listen(server, address, { group: settings.group, log });
      log.info({ metrics: server.url ?? settings.metrics }, "metrics can be asked for");
    },
    close: () => close(),
  };
}

/** Each limit by the name of its flag, which is how an operator knows it. */
function limitsByFlag(limits: MetricsSource["broker"]["limits"]): Record<string, number> {
  const all = Object.entries(settableOf(limits));
  return Object.fromEntries(all.map(([name, value]) => [SETTABLE_LIMITS[name as SettableLimitName].flag, value]));
}

async function listen(
  server: MetricsServer,
  address: MetricsAddress,
  { group, log }: { readonly group: string; readonly log: Logger },
): Promise<() => void> {
  if (address.kind === "tcp") {
    await server.listen(address).catch((error: unknown) => {
      throw portError(address, error);
    });
    if (isAlone()) log.warn(ALONE);
    return () => server.close();
  }
  const file = { path: address.path, groupId: groupId(group), option: "--metrics" } as const;
  const listener = await publishOnSocketFile(file, async (path) => {
    await server.listen({ path });
    return server;
  });
  return () => listener.close();
}

/** For a drop-in of the service: the least that lets it serve them on `host`. */
function networkLines(host: string): string {
  const family = host.includes(":") ? "AF_INET6" : "AF_INET";
  return `[Service], PrivateNetwork=no, RestrictAddressFamilies=${family} and IPAddressAllow=localhost`;
}

/** What the system said about an address, in the words of whoever has to mend it. */
export function portError({ host, port }: MetricsAddress & { kind: "tcp" }, cause: unknown): unknown {
  const code = systemErrorCode(cause);
  const where = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  switch (code) {
    case "EADDRINUSE":
      return new BusError("ADDRESS_IN_USE", `Somebody listens on ${where} already. Give --metrics another port.`, {
        cause,
      });
    case "EACCES":
    case "EPERM":
      return new BusError(
        "PERMISSION_DENIED",
        `This user may not listen on ${where} (${code}). Give --metrics a port above 1023, or unix:PATH.`,
        { cause },
      );
    case "EAFNOSUPPORT":
    case "EADDRNOTAVAIL": {
      const why = `Metrics cannot be served on ${where}: there is no such address here (${code}). A service whose unit says RestrictAddressFamilies=AF_UNIX or PrivateNetwork=yes, as that of decnet-bus does, has no network`;
      const ways = `Use unix:PATH, such as unix:/run/decnet/metrics.sock; or give the service a network: systemctl edit decnet-bus.service, with the lines ${networkLines(host)}`;
      return new BusError("INVALID_CONFIG", `${why}. ${ways}.`, { cause });
    }
    default:
      return cause;
  }
}
