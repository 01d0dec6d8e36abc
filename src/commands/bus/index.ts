import { Errors, Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_CONFIGURATION, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";
import { limitFlags, limitsOf } from "../../cli/limit-flags.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";
import { LOG_FORMATS } from "../../daemon/log-format.ts";
import { LOG_LEVELS } from "../../daemon/log-levels.ts";

export default class BusCommand extends BaseCommand {
  static override summary = "Run the bus: own the socket, and carry events between the workers of this host.";

  static override description = `It runs until it gets SIGTERM or SIGINT, and logs to stderr. There is no --daemon: to put it into the background, to start it again and to keep its log is what systemd does, to which it speaks (ready, status, watchdog, reload, socket activation).

A setting is what its flag says, else its variable (--queue-events: DECNET_BUS_QUEUE_EVENTS), else its line in the configuration file, else the default.

On SIGHUP it reads the configuration file again. Log level, heartbeat and limits change, and no connection is lost: --max-connections counts at once, the other limits are those of connections made afterwards. Socket, group and metrics need a restart. A file that cannot work changes nothing.

${exitStatus([
  [0, "stopped in order; --check-config: the settings can be"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "a bus is already listening there"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_CONFIGURATION, "it can never work: a setting, no such group or folder, a file in the way"],
])}`;

  static override examples = [
    { description: "As in production", command: "<%= config.bin %> bus" },
    {
      description: "On a developer's machine, without the decnet group",
      command: '<%= config.bin %> bus --socket /tmp/b.sock --group "" --heartbeat 5',
    },
    {
      description: "With a configuration file that need not be there",
      command: "<%= config.bin %> bus --config=-/etc/decnet/bus.env",
    },
    {
      description: "Before a reload: can this file be?",
      command: "<%= config.bin %> bus --check-config --config /etc/decnet/bus.env",
    },
  ];

  static override flags = {
    socket: Flags.string({
      char: "s",
      helpValue: "PATH",
      description:
        "Where to listen. Default: $DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it can be created there, else ~/.decnet/bus.sock.",
    }),
    group: Flags.string({
      char: "g",
      helpValue: "NAME",
      description:
        'Group that owns the socket (mode 0660). "" leaves it as it is. Default: $DECNET_BUS_GROUP, else decnet.',
    }),
    heartbeat: secondsFlag({
      char: "H",
      min: 0,
      description:
        "Publish system.bus.health every so many seconds; 0 = never. Default: $DECNET_BUS_HEARTBEAT, else 10.",
    }),
    config: Flags.string({
      char: "c",
      helpValue: "FILE",
      description:
        "Lines of KEY=VALUE, read at the start and on SIGHUP: DECNET_BUS_SOCKET, _GROUP, _HEARTBEAT, _LOG_LEVEL, _METRICS, and one for each limit. With a - before its path, the file may be missing. Default: $DECNET_BUS_CONFIG, else none.",
    }),
    "check-config": Flags.boolean({
      description:
        "Run nothing: read the settings as a start or a SIGHUP does, say what cannot be, and end with 78 or 0.",
    }),
    "log-level": Flags.option({ options: LOG_LEVELS })({
      description: "How much is logged. Default: $DECNET_BUS_LOG_LEVEL, else info.",
    }),
    "log-format": Flags.option({ options: LOG_FORMATS })({
      default: "auto",
      description:
        "auto: journal (lines with their priority) if stderr is the journal, pretty if it is a terminal, else json.",
    }),
    metrics: Flags.string({
      char: "m",
      helpValue: "ADDRESS",
      description:
        "Serve metrics for Prometheus on unix:PATH, 127.0.0.1:PORT or [::1]:PORT; no other address is possible. Default: $DECNET_BUS_METRICS, else none.",
    }),
    ...limitFlags,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(BusCommand);
    const options = {
      socket: flags.socket,
      group: flags.group,
      heartbeatS: flags.heartbeat,
      config: flags.config,
      logLevel: flags["log-level"],
      metrics: flags.metrics,
      logFormat: flags["log-format"],
      limits: limitsOf(flags),
    };
    if (flags["check-config"]) {
      const { readSettings } = await import("../../daemon/daemon-options.ts");
      readSettings(options, process.env);
      return;
    }
    const { giveHeapRoom } = await import("../../daemon/heap.ts");
    giveHeapRoom();
    const { runDaemon } = await import("../../daemon/run.ts");
    await runDaemon(options);
    // Not by running out of work: a log that nobody reads would be work for ever.
    this.exit(0);
  }

  /** The journal is to know that a start has failed, and not only that something was said. */
  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    const { isJournal, JOURNAL_ERROR } = await import("../../daemon/log-format.ts");
    if (!(error instanceof Errors.ExitError) && isJournal(process.stderr, process.env))
      process.stderr.write(JOURNAL_ERROR);
    return super.catch(error);
  }
}
