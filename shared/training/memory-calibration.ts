/*
 * What the forecast of memory can't derive: measured as peak resident memory of fresh processes. Measured anew with
 * `node bench/forecast/forecast.ts`, which prints forecast and peak for each configuration.
 */

/** A compiled graph in TensorFlow, whatever its size: session, thread pools, kernels made at run time. */
export const GRAPH_BYTES = 46e6

/** What a training has beside its steps: batches made ahead on a thread of their own, the compiled validation pass. */
export const TRAINER_BYTES = 130e6

/** And for each node of the network: ops, gradients, the kernels that oneDNN makes for its shapes. */
export const NODE_BYTES = 0.95e6

/** The allocator's gaps between maps of different sizes. */
export const MAP_FACTOR = 1.05
