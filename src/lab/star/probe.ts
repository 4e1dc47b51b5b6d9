import { numberFlag, parseFlags } from './flags';
import { get } from './get';
import type { ProgramContext } from './program';
import { respond } from './respond';

const FLAGS = ['urls', 'http-address', 'http-port', 'http-probe-seconds', 'logfile'];

/**
 * star-probe 0.5: polls every target, and reports at `/status` which of them responded last time. Any HTTP response
 * counts, whatever its status.
 * @throws ProgramExit for an invalid command line.
 */
export function starProbe(
  args: readonly string[],
  { agent, serve, every, pollMs, requestTimeoutMs }: ProgramContext,
): void {
  const flags = parseFlags(args, FLAGS);
  const periodMs = flags.has('http-probe-seconds') ? numberFlag(flags, 'http-probe-seconds', 5) * 1000 : pollMs;
  const urls = new Set((flags.get('urls') ?? '').split(',').filter(Boolean));
  const reachable = new Map([...urls].map((url) => [url, false]));

  for (const url of urls) {
    every(periodMs, async () => {
      const answered = await get(url, agent, requestTimeoutMs).then(
        () => true,
        () => false,
      );
      reachable.set(url, answered);
    });
  }
  serve(numberFlag(flags, 'http-port', 9000), (request, response) => {
    if (request.method !== 'GET' || request.url !== '/status') {
      respond(response, 404);
      return;
    }
    const targets = [...reachable].map(([url, answered]) => ({ reachable: answered, url }));
    respond(response, 200, 'application/json', JSON.stringify({ status: { targets } }));
  });
}
