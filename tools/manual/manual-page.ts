// decnet-bus(8), in man(7): one page, with a section for each command, because who looks for one command finds the others there.

import { NOTE } from "../../src/install/manual.ts";
import type { Argument, CommandPage, Flag } from "./commands.ts";

export interface PageOptions {
  readonly version: string;
  readonly commands: readonly CommandPage[];
}

const FILES = [
  ["/run/decnet/bus.sock", "The bus's socket, if that folder is there; else ~/.decnet/bus.sock."],
  ["/etc/decnet/bus.env", "Settings of the service, one a line, each explained there."],
] as const;
const SEE_ALSO = ["systemd.service(5)", "systemd.socket(5)", "journalctl(1)"];

/** The page as roff. */
export function manualPage({ version, commands }: PageOptions): string {
  const [daemon, ...others] = commands;
  if (daemon === undefined) throw new Error("there is no command that the page could be about");
  return [
    `.\\" ${NOTE}`,
    `.TH DECNET\\-BUS 8 "" "decnet\\-bus ${roff(version)}" "DECNET"`,
    // A name of a variable that is cut in two cannot be searched for.
    ".nh",
    ".SH NAME",
    "decnet\\-bus \\- event bus of this host for the workers of DECNET",
    ".SH SYNOPSIS",
    ...commands.flatMap(synopsis).slice(1),
    ".SH DESCRIPTION",
    ...paragraphs(daemon.description).slice(1),
    ".SH OPTIONS",
    ...daemon.flags.flatMap(flagLines),
    ".SH EXAMPLES",
    ...exampleLines(daemon).slice(1),
    ".SH COMMANDS",
    "Each has \\fB\\-\\-help\\fR, which says the same.",
    ...others.flatMap(commandLines),
    ".SH FILES",
    ...FILES.flatMap(([path, what]) => [".TP", `.I ${roff(path)}`, roff(what)]),
    ".SH SEE ALSO",
    SEE_ALSO.map((page) => roff(page)).join(",\n"),
    "",
  ].join("\n");
}

function synopsis({ words, args, flags, anythingElse }: CommandPage): readonly string[] {
  const given = flags.length === 0 ? "" : " [\\fIoptions\\fR]";
  const parts = args.map((arg) => ` ${argumentText(arg)}`).join("");
  return [
    ".PP",
    `\\fBdecnet ${roff(words.join(" "))}\\fR${given}${parts}${anythingElse ? " [\\-\\- \\fIcommand\\fR]" : ""}`,
  ];
}

function argumentText({ name, required, multiple }: Argument): string {
  const text = `\\fI${roff(name)}\\fR${multiple ? " ..." : ""}`;
  return required ? text : `[${text}]`;
}

function commandLines(command: CommandPage): readonly string[] {
  const { words, summary, description, args, flags } = command;
  return [
    `.SS decnet ${roff(words.join(" "))}`,
    ...paragraphs(`${summary}\n\n${description}`).slice(1),
    ...args.flatMap((arg) => [".TP", argumentText(arg), roff(arg.description)]),
    ...flags.flatMap(flagLines),
    ...(command.examples.length === 0 ? [] : [".PP", "Examples:", ...exampleLines(command)]),
  ];
}

function flagLines({ name, aliases, char, description, value, options, preset }: Flag): readonly string[] {
  const names = [...(char === undefined ? [] : [`-${char}`]), ...[name, ...aliases].map((each) => `--${each}`)];
  const said = value === undefined ? "" : ` \\fI${roff(options.length === 0 ? value : options.join("|"))}\\fR`;
  const standing = preset === undefined ? "" : ` Default: ${roff(preset)}.`;
  return [
    ".TP",
    `\\fB${names.map((each) => roff(each)).join("\\fR, \\fB")}\\fR${said}`,
    `${roff(description)}${standing}`,
  ];
}

function exampleLines({ examples }: CommandPage): readonly string[] {
  return examples.flatMap(({ description, command }) => [
    ".PP",
    ...(description === "" ? [] : [`${roff(description)}:`]),
    ".RS 4",
    ".EX",
    ...command.split("\n").map((line) => roff(line)),
    ".EE",
    ".RE",
  ]);
}

/** Paragraphs; those of several lines, such as a list of exit statuses, stay as they are. */
function paragraphs(text: string): readonly string[] {
  return text.split(/\n{2,}/).flatMap((paragraph) => {
    const lines = paragraph.split("\n").filter((line) => line !== "");
    if (lines.length === 0) return [];
    if (lines.length === 1) return [".PP", ...lines.map((line) => roff(line))];
    return [".PP", ".nf", ...lines.map((line) => roff(line)), ".fi"];
  });
}

/** Text that roff prints as it is: a hyphen that can be copied into a shell, and no line that is a request. */
export function roff(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replaceAll("…", "...")
    .replaceAll("µ", "\\[u00B5]");
  return escaped.replaceAll(/^(?=\.)/gm, "\\&");
}
