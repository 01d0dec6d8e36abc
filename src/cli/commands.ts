// What oclif looks for by the names that package.json gives it: every command by its id, and the hook for those that do not exist. The
// commands are named and not found in a folder, so that a bundle can hold them. `help` is oclif's own.

import { commands as helpCommands } from "@oclif/plugin-help";
import BusCommand from "../commands/bus/index.ts";
import InstallCommand from "../commands/bus/install.ts";
import PubCommand from "../commands/bus/pub.ts";
import SubCommand from "../commands/bus/sub.ts";
import UninstallCommand from "../commands/bus/uninstall.ts";

export { commandNotFound } from "./command-not-found.ts";

export const COMMANDS = {
  bus: BusCommand,
  "bus:install": InstallCommand,
  "bus:pub": PubCommand,
  "bus:sub": SubCommand,
  "bus:uninstall": UninstallCommand,
  help: helpCommands.help,
};
