export type Use = <Resource extends AsyncDisposable>(resource: Resource) => Resource;

/** What was started is ended together, the last first; also when the rest does not start. */
export async function startTogether<Parts extends object>(
  start: (use: Use) => Promise<Parts>,
): Promise<Parts & AsyncDisposable> {
  const started: AsyncDisposable[] = [];
  const dispose = async (): Promise<void> => {
    for (const resource of started.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
  };
  const use: Use = (resource) => {
    started.push(resource);
    return resource;
  };
  try {
    return { ...(await start(use)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
