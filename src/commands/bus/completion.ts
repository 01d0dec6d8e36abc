import { Args } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import { COMPLETION_SHELLS, completionScript } from "../../cli/completion.ts";
import { EXIT_IO, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";

export default class CompletionCommand extends BaseCommand {
  static override summary = "Print a script that makes a shell complete these commands.";

  static override description = `It completes commands, flags, values of which there are only some, and declared topics. The Debian package, and decnet bus install, put it where the shell finds it.

${exitStatus([
  [0, "done"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_IO, "the output cannot be written"],
])}`;

  static override examples = [
    { description: "In ~/.bashrc", command: 'eval "$(<%= config.bin %> bus completion bash)"' },
    { description: "In a folder of zsh's $fpath", command: "<%= config.bin %> bus completion zsh > ~/.zfunc/_decnet" },
    {
      description: "For fish",
      command: "<%= config.bin %> bus completion fish > ~/.config/fish/completions/decnet.fish",
    },
  ];

  static override args = {
    shell: Args.string({
      required: true,
      ignoreStdin: true,
      options: [...COMPLETION_SHELLS],
      description: "bash, zsh or fish.",
    }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(CompletionCommand);
    process.stdout.write(completionScript(args.shell));
  }
}
