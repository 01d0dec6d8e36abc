// A stream of Server-Sent Events, read by the rules of the standard, as a browser does.

/** An event of the stream. */
export interface StreamEvent {
  readonly event: string;
  /** As parsed JSON. */
  readonly data: unknown;
  /** Undefined if the event does not set it. */
  readonly id: string | undefined;
}

/** What stands between two empty lines. */
type Block = { readonly comment: string } | { readonly retry: number } | StreamEvent;

/** As a page reads: events alone. One that goes away while it reads reads the end. */
export class PageReader {
  readonly comments: string[] = [];
  retry: number | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(body: ReadableStream<Uint8Array> | null) {
    if (body === null) throw new Error("The response has no body.");
    this.#reader = body.getReader();
  }

  /** Undefined at the end of the stream. */
  async next(): Promise<StreamEvent | undefined> {
    while (true) {
      const block = this.#takeBlock();
      if (block === undefined) {
        if (!(await this.#read())) return undefined;
      } else if ("event" in block) return block;
      else if ("comment" in block) this.comments.push(block.comment);
      else this.retry = block.retry;
    }
  }

  async take(count: number): Promise<StreamEvent[]> {
    const taken: StreamEvent[] = [];
    while (taken.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`The stream has ended after ${JSON.stringify(taken)}.`);
      taken.push(event);
    }
    return taken;
  }

  /** All up to the first that is wanted, that one included. */
  async until(isWanted: (event: StreamEvent) => boolean): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    do events.push(...(await this.take(1)));
    while (!isWanted(events.at(-1)!));
    return events;
  }

  /** Goes away, as a page that is closed. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }

  /** False at the end. */
  async #read(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (!done) this.#text += this.#decoder.decode(value, { stream: true });
    else if (this.#text !== "") throw new Error(`The stream ends in the middle: ${JSON.stringify(this.#text)}`);
    return !done;
  }

  #takeBlock(): Block | undefined {
    const end = this.#text.indexOf("\n\n");
    if (end === -1) return undefined;
    const block = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    return parseBlock(block);
  }
}

function parseBlock(block: string): Block {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) return { comment: line.slice(1).trimStart() };
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (colon === -1 || fields.has(name)) throw new Error(`${JSON.stringify(block)} is not what this stream says.`);
    fields.set(name, value);
  }
  if (fields.has("retry")) return { retry: Number(fields.get("retry")) };
  return { event: fields.get("event") ?? "message", data: JSON.parse(fields.get("data")!), id: fields.get("id") };
}
