// Was anybody disturbed who behaved well? And does the daemon know, in the end, who is there?

import { isDeepStrictEqual } from "node:util";
import type { GuestReport } from "../messages.ts";

export function guestFindings({ pairs, witnesses, status, expected }: GuestReport): string[] {
  return [
    ...pairs.flatMap(({ name, faults }) => faults.map((fault) => `the ${name} pair: ${fault}`)),
    ...witnesses.flatMap(({ name, faults }) => faults.map((fault) => `the ${name} witness: ${fault}`)),
    ...(isDeepStrictEqual(status, expected)
      ? []
      : [`when all attackers had left, the status was ${JSON.stringify(status)}, not ${JSON.stringify(expected)}`]),
  ];
}
