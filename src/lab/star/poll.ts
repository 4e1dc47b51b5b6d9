/**
 * Does something every period, the first time one period from now. A round that takes longer than the period delays
 * the next one: rounds of one target never overlap, and there is no queue that could grow.
 * @param round Must not reject.
 * @returns a function that ends it.
 */
export function poll(periodMs: number, round: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout;
  let ended = false;
  const schedule = (after: number): void => {
    timer = setTimeout(() => void next(), after);
  };
  const next = async (): Promise<void> => {
    const start = Date.now();
    await round();
    if (!ended) schedule(Math.max(0, start + periodMs - Date.now()));
  };
  schedule(periodMs);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
