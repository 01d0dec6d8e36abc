// Prints the import of what protoc-gen-es made of the payloads, one statement for each of its modules.

import { list, quote } from "./layout.ts";
import type { Topic } from "./topic-model.ts";

export function printImports(
  keyword: "import" | "import type",
  topics: readonly Topic[],
  nameOf: (topic: Topic) => string,
): string {
  const modules = [...new Set(topics.map((topic) => topic.module))];
  return modules
    .map((module) => {
      const names = topics.filter((topic) => topic.module === module).map(nameOf);
      return list(`${keyword} { `, names, ` } from ${quote(module)};`);
    })
    .join("\n");
}
