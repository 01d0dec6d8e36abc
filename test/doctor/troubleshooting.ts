// The lines of the troubleshooting page that the bus came with, each with the tests in which the doctor names that cause. What another
// user sees is tested as another user, in test/system/.

export const TROUBLESHOOTING = {
  "bus: unavailable in worker logs": {
    "The decnet-bus.service is not running on the host.": [
      "the service is not running",
      "the bus was killed, and has left its socket",
      "there is no socket, and no bus",
    ],
    "The worker process isn't in the decnet group.": [
      "a user who is not in the group is told the command",
      "a process that was started before its user was in the group is told to log in again",
      'a bus without a group (--group "") lets nobody else in, and the doctor says whose it is',
    ],
    "DECNET_BUS_SOCKET disagrees between the worker and the bus.": ["the environments of bus and worker disagree"],
  },
  "SSE stream connects but events never arrive": {
    "Is the topology actually active or degraded?": ["all are connected, and it is the topology"],
    "Is the mutator worker running?": ["the mutator is not running"],
    "Is the bus worker reachable from both the API process and the mutator?": [
      "the API does not reach the bus",
      "the bus hangs",
    ],
  },
  "Dropped events under load": {
    "Your subscriber is slower than the publisher.": ["a subscriber is too slow"],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly [string, ...string[]]>>>>;
