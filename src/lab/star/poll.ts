/**
 * Runs a function periodically, first after one period. A round that takes longer than the period delays the next one,
 * so rounds never overlap or queue up.
 * @param round Must not reject.
 * @returns a function that stops it.
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
