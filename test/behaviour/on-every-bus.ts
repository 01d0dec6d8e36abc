// The behaviours are written once, and played over everything that can carry a bus. What cannot apply is skipped, and says why.

import { describe, onTestFinished, type TestContext } from "vitest";
import { fake } from "./fake-stage.ts";
import { nothing } from "./null-stage.ts";
import type { Stage, StageOptions, Transport } from "./stage.ts";
import { unix } from "./unix-stage.ts";

/** Opens the stage of a test, which ends with it. */
export type OpenStage = (context: TestContext, options?: StageOptions) => Promise<Stage>;

interface Theatre {
  /** With a broker on it; the test is skipped where there is none. */
  readonly withBroker: OpenStage;
  /** With or without. */
  readonly any: OpenStage;
  readonly name: string;
}

export function onEveryBus(behaviours: (theatre: Theatre) => void): void {
  describe.each([unix, fake, nothing])("over $name,", (transport) => {
    const open = async (options: StageOptions): Promise<Stage> => {
      const stage = await transport.open(options);
      onTestFinished(() => stage[Symbol.asyncDispose]());
      return stage;
    };
    behaviours({
      name: transport.name,
      any: (_context, options = {}) => open(options),
      withBroker: (context, options = {}) => {
        skipWithoutBroker(context, transport);
        return open(options);
      },
    });
  });
}

function skipWithoutBroker(context: TestContext, { withoutBroker }: Transport): void {
  if (withoutBroker !== undefined) context.skip(withoutBroker);
}
