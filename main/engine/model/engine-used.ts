/** Which way a network ran: as one compiled TensorFlow graph, or op by op, and then why if that was not asked for. */
export interface EngineUsed {
  readonly engine: 'compiled' | 'eager'
  /** Set where compiling failed. */
  readonly reason?: string
}
