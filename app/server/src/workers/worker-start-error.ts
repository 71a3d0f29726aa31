/** A worker ended before it served; it has said why. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}
