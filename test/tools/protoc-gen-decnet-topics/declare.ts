// A message that declares a topic, as proto text: right in every respect but for what a case says.

const RIGHT = {
  template: "topology.{topology_id}.status",
  builder: "topology_status",
  selector: "",
  event_type: "status",
  constant: "TOPOLOGY_STATUS",
  emitted_by: "Mutator",
  reserved: false,
};

/** `message Name { option … }`, with `options` in place of the right ones. */
export function declare(name: string, options: Partial<typeof RIGHT> = {}): string {
  const fields = Object.entries({ ...RIGHT, ...options }).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `message ${name} { option (decnet.bus.v1.topic) = { ${fields.join(" ")} }; }`;
}

/** One of several that share the builder `topology_mutation`. */
export function declareShared(name: string, state: string, options: Partial<typeof RIGHT> = {}): string {
  return declare(name, {
    template: `topology.{topology_id}.mutation.${state}`,
    builder: "topology_mutation",
    selector: "state",
    event_type: state,
    constant: `MUTATION_${state.toUpperCase()}`,
    ...options,
  });
}
