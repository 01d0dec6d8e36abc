// The account of a subscriber that fell behind: received + dropped = matched, and each notice exactly where its gap is.

import type { Dropped } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { ExpectLoss } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { Failure } from "./failure.ts";
import { numberOf, show } from "./frames.ts";
import type { Peer } from "./peer.ts";
import type { Play } from "./play.ts";

/** What a notice may name at most. */
const MAX_TOPICS = 16;

interface Account {
  /** The number that comes next if nothing is missing. */
  next: number;
  received: number;
  dropped: number;
  truncated: boolean;
  /** A notice that no event has followed yet. */
  notice: Dropped | undefined;
}

export async function auditLoss(play: Play, peer: Peer, step: ExpectLoss): Promise<void> {
  const { first, last } = step.published ?? { first: 1, last: 0 };
  const account: Account = { next: first, received: 0, dropped: 0, truncated: false, notice: undefined };
  while (account.next <= last) {
    const { kind } = await peer.nextData(
      `events up to ${last} (${account.received} came, ${account.dropped} were told as dropped)`,
    );
    if (kind.case === "dropped") takeNotice(peer, account, kind.value);
    else if (kind.case === "event") takeEvent(play, peer, account, numberOf(kind.value), last);
    else throw new Failure(`${peer.name} got ${show(kind)}`);
  }
  const { received, dropped, truncated } = account;
  const sum = `${received} events came, ${dropped} were told as dropped`;
  if (step.some && dropped === 0) throw new Failure(`${peer.name} was expected to lose something: ${sum}`);
  if (step.truncated && !truncated) throw new Failure(`no notice left topics out: ${sum}`);
  if (received < step.atLeast) throw new Failure(`${peer.name} was expected to get ${step.atLeast} events: ${sum}`);
}

function takeNotice(peer: Peer, account: Account, notice: Dropped): void {
  if (notice.count === 0n) throw new Failure(`${peer.name} was told of a loss of 0 events`);
  if (account.notice !== undefined) {
    throw new Failure(
      `${peer.name} got two notices without an event between them: ${noticeText(account.notice)}, ${noticeText(notice)}`,
    );
  }
  account.notice = notice;
}

function takeEvent(play: Play, peer: Peer, account: Account, number: number, last: number): void {
  const { next, notice } = account;
  if (!(number >= next && number <= last)) throw new Failure(`${peer.name} got event ${number} where ${next} was due`);
  const missing = number - next;
  if (missing > 0 && notice === undefined)
    throw new Failure(`${peer.name} misses ${next} to ${number - 1}, and no notice says so`);
  if (missing !== Number(notice?.count ?? 0n))
    throw new Failure(`${peer.name} misses ${missing} events before ${number}, and was told ${noticeText(notice!)}`);
  account.dropped += missing;
  account.received++;
  account.next = number + 1;
  account.notice = undefined;
  if (notice === undefined) return;
  if (Number(notice.total) !== account.dropped)
    throw new Failure(`${peer.name} lost ${account.dropped} events so far, and was told ${noticeText(notice)}`);
  checkTopics(play, notice, next, number);
  account.truncated ||= notice.topicsTruncated;
}

/** The notice names what was published as `first` to `end - 1`. */
function checkTopics(play: Play, notice: Dropped, first: number, end: number): void {
  const lost = new Map<string, number>();
  for (let number = first; number < end; number++) {
    const topic = play.published.get(number) ?? "?";
    lost.set(topic, (lost.get(topic) ?? 0) + 1);
  }
  if (notice.topicsTruncated !== lost.size > MAX_TOPICS)
    throw new Failure(`${lost.size} topics were lost, and topics_truncated is ${notice.topicsTruncated}`);
  const named = Math.min(lost.size, MAX_TOPICS);
  if (notice.topics.length !== named)
    throw new Failure(`${lost.size} topics were lost, and ${notice.topics.length} are named`);
  for (const { topic, count } of notice.topics) {
    if (lost.get(topic) !== Number(count))
      throw new Failure(`${lost.get(topic) ?? 0} events of ${topic} were lost, and the notice says ${count}`);
  }
}

function noticeText(notice: Dropped): string {
  return show({ case: "dropped", value: notice });
}
