const PATIENCE_MS = 1_000;

/** Whether the work succeeds within a second. */
export async function succeedsSoon(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  const isSoon = await Promise.race([done, tooLate]);
  clearTimeout(timer);
  return isSoon;
}
