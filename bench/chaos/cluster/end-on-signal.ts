/** What was started ends with this process, also when somebody does not want to wait. */
export function endOnSignal(): void {
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
}
