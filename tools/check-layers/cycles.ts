// Cycles among files. Type-only imports count: they vanish at run time, but a reader who follows them still goes round.

/** Which file imports which. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Cycles, each as the path that walks it, first file repeated at the end, and as short as it can be. Every file stands in
 * at most one of them: what remains of an entangled group shows itself once the first cycle is cut.
 */
export function findCycles(graph: ImportGraph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const reported = new Set<string>();
  for (const start of [...graph.keys()].toSorted()) {
    if (reported.has(start)) continue;
    const cycle = shortestWayBack(start, graph, reported);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const file of cycle) reported.add(file);
  }
  return cycles;
}

/** Breadth first from `start`, round the files `without`, until an edge leads back to it. */
function shortestWayBack(
  start: string,
  graph: ImportGraph,
  without: ReadonlySet<string>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return [...pathTo(file, cameFrom), start];
      if (cameFrom.has(next) || without.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(file: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [file];
  for (let previous = cameFrom.get(file); previous !== undefined; previous = cameFrom.get(previous)) {
    path.unshift(previous);
  }
  return path;
}
