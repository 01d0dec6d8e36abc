import { getBus } from "decnet-bus";
import { MUTATION_APPLIED, topologyMutation } from "decnet-bus/topics";

const bus = await getBus({ clientName: "mutator" }).connect();

// The topic decides the payload: leave `op` away, or add a field, and it does not compile.
bus.publish(topologyMutation("maze", MUTATION_APPLIED), { mutationId: "m1", op: "add_lan" });

await bus.close();
