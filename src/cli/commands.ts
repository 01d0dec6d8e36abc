// What oclif looks for by the names that package.json gives it: every command by its id, and the hook for those that do not exist. The
// commands are named and not found in a folder, so that a bundle can hold them. `help` is oclif's own.

import { commands as helpCommands } from "@oclif/plugin-help";
import CompletionCommand from "../commands/bus/completion.ts";
import ConformanceCommand from "../commands/bus/conformance.ts";
import DoctorCommand from "../commands/bus/doctor.ts";
import BusCommand from "../commands/bus/index.ts";
import InstallCommand from "../commands/bus/install.ts";
import PingCommand from "../commands/bus/ping.ts";
import PubCommand from "../commands/bus/pub.ts";
import RecordCommand from "../commands/bus/record.ts";
import ReplayCommand from "../commands/bus/replay.ts";
import StatusCommand from "../commands/bus/status.ts";
import SubCommand from "../commands/bus/sub.ts";
import TapCommand from "../commands/bus/tap.ts";
import TopCommand from "../commands/bus/top.ts";
import TopicsCommand from "../commands/bus/topics.ts";
import UninstallCommand from "../commands/bus/uninstall.ts";
import WhoCommand from "../commands/bus/who.ts";

export { commandNotFound } from "./command-not-found.ts";

export const COMMANDS = {
  bus: BusCommand,
  "bus:completion": CompletionCommand,
  "bus:conformance": ConformanceCommand,
  "bus:doctor": DoctorCommand,
  "bus:install": InstallCommand,
  "bus:ping": PingCommand,
  "bus:pub": PubCommand,
  "bus:record": RecordCommand,
  "bus:replay": ReplayCommand,
  "bus:status": StatusCommand,
  "bus:sub": SubCommand,
  "bus:tap": TapCommand,
  "bus:top": TopCommand,
  "bus:topics": TopicsCommand,
  "bus:uninstall": UninstallCommand,
  "bus:who": WhoCommand,
  help: helpCommands.help,
};
