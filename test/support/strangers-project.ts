// Somebody else's project, empty but for the package as npm packs it. What the repository has and the package lacks is missing there.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { assertBuilt, minimalEnv, ROOT } from "./run-command.ts";
import { RunningProcess } from "./running-process.ts";

export const ONLY_DEPENDENCY = "@bufbuild/protobuf";

/** What is compiled there. */
const PROGRAM = join(ROOT, "test/packed/program");

const TYPE_TESTS = join(ROOT, "test/types");

export interface Compilation {
  /** The folder of a `typescript` package. */
  readonly compiler: string;
  readonly files: readonly string[];
  /** Besides the strict ones of every compilation. */
  readonly options: Readonly<Record<string, unknown>>;
}

export class StrangersProject implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "decnet-packed-"));
  readonly tarball: string;
  readonly installed: string = join(this.folder, "node_modules", manifest.name);

  constructor() {
    assertBuilt();
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
    // It is built already, and a build in the middle of the tests would take it away from the others.
    const pack = ["pack", "--ignore-scripts", "--offline", "--pack-destination", this.folder];
    const env = { ...process.env, npm_config_cache: join(this.folder, "npm-cache") };
    execFileSync("npm", pack, { cwd: ROOT, env, stdio: "pipe" });
    this.tarball = join(this.folder, globSync("*.tgz", { cwd: this.folder })[0]!);
    cpSync(PROGRAM, this.folder, { recursive: true });
  }

  /** The package unpacked beside the one that it depends on, without a registry. */
  unpack(): this {
    mkdirSync(this.installed, { recursive: true });
    execFileSync("tar", ["-xzf", this.tarball, "-C", this.installed, "--strip-components=1"]);
    this.borrow(ONLY_DEPENDENCY);
    return this;
  }

  /** As its user does it. */
  install(): this {
    const install = ["install", "--prefix", this.folder, "--omit=dev", "--no-audit", "--no-fund", this.tarball];
    execFileSync("npm", install, { cwd: this.folder, stdio: "pipe" });
    return this;
  }

  /** Copies a package that the repository has, such as the declarations of Node, which are every stranger's own business. */
  borrow(...packages: readonly string[]): this {
    for (const name of packages) {
      const path = join("node_modules", name);
      cpSync(join(ROOT, path), join(this.folder, path), { recursive: true });
    }
    return this;
  }

  /** Copies the repository's type tests. What they take from Vitest at compile time is stood in for: the rest is no affair of ours. */
  bringTypeTests(): readonly string[] {
    this.borrow("expect-type");
    const shim = `export { expectTypeOf } from "expect-type";
export declare function describe(name: string, body: () => void): void;
export declare function test(name: string, body: () => void | Promise<void>): void;
`;
    this.write("node_modules/vitest/index.d.ts", shim);
    this.write(
      "node_modules/vitest/package.json",
      JSON.stringify({ name: "vitest", type: "module", types: "index.d.ts" }),
    );
    cpSync(TYPE_TESTS, join(this.folder, "types"), { recursive: true });
    return globSync("types/*.test-d.ts", { cwd: this.folder });
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Compiles what it is asked to; what it writes goes into `out/`. Returns what the compiler says: nothing, if all is well. */
  compile({ compiler, files, options }: Compilation): string {
    const compilerOptions = {
      ...{ target: "es2022", lib: ["es2022"], strict: true, skipLibCheck: false, noUncheckedIndexedAccess: true },
      ...{ declaration: true, rootDir: ".", outDir: "out", types: ["node"] },
      ...options,
    };
    const config = `tsconfig-${basename(files[0]!)}.json`;
    this.write(config, JSON.stringify({ compilerOptions, files }));
    const args = [join(compiler, "bin/tsc"), "-p", join(this.folder, config)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.folder, encoding: "utf8" });
    return stdout + stderr;
  }

  /** Makes `out/consumer.js`, for Nodes that do not read TypeScript, or lack syntax that is newer than they are. */
  emitProgram(compiler: string): void {
    const options = { module: "nodenext", moduleResolution: "nodenext" };
    const said = this.compile({ compiler, files: ["consumer.ts"], options });
    if (said !== "") throw new Error(`The program does not compile:\n${said}`);
  }

  /** Starts a Node in it. */
  start(node: string, ...args: readonly string[]): RunningProcess {
    return new RunningProcess(node, args, { env: minimalEnv(), cwd: this.folder });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
