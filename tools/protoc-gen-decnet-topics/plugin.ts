// The executable that buf starts (buf.gen.yaml): a CodeGeneratorRequest on stdin, the generated files on stdout.

import { runNodeJs } from "@bufbuild/protoplugin";
import { topicsPlugin } from "./topics-plugin.ts";

runNodeJs(topicsPlugin);
