import * as l10n from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterDefinition } from '../../../cluster/connection/definition';
import type { Health } from '../../../cluster/connection/health/health';
import type { HealthCheck } from '../../../cluster/connection/health/checks';
import { proxySettings } from '../../../app/settings';
import type { Check } from '../../../app/text/window';
import { describeHealth } from '../health/health-text';

/** Milliseconds after the last keystroke before an address is probed. */
const PAUSE = 300;

/** Milliseconds for an address to respond while it is being typed. */
const PATIENCE = 4_000;

/**
 * Probes addresses as they are typed, without credentials, and reports what responds. A missing response doesn't block
 * the user, because a cluster can be added while it is down.
 */
export class Probe {
  #typed: AbortController | undefined;
  #last: string | undefined;

  /**
   * @param definitionOf Returns the cluster that a text would define.
   * @param service The service whose addresses are typed.
   */
  constructor(
    private readonly service: HealthCheck['service'],
    private readonly definitionOf: (text: string) => ClusterDefinition,
  ) {}

  async try(text: string): Promise<Check> {
    // Accepting the same text again continues.
    if (text === '' || text === this.#last) return undefined;
    this.#last = text;
    this.#typed?.abort();
    const typed = (this.#typed = new AbortController());
    const signal = AbortSignal.any([typed.signal, AbortSignal.timeout(PAUSE + PATIENCE)]);
    try {
      await delay(PAUSE, undefined, { signal: typed.signal });
      const { healthChecks } = await import('../../../cluster/connection/open');
      const checks = healthChecks(this.definitionOf(text), {}, proxySettings()).filter(
        ({ service }) => service === this.service,
      );
      const answers = await Promise.all(
        checks.map(async (check) => result(check, await check.ask(signal), checks.length > 1)),
      );
      return answers.some(({ isWell }) => !isWell) ? { warning: wordsOf(answers) } : { info: wordsOf(answers) };
    } catch (error) {
      if (typed.signal.aborted) return undefined;
      throw error;
    }
  }
}

interface ProbeResult {
  readonly text: string;
  readonly isWell: boolean;
}

function result({ service, address }: HealthCheck, health: Health, isOneOfSeveral: boolean): ProbeResult {
  const where = isOneOfSeveral ? l10n.t(' at {0}', address) : '';
  // A server that requires credentials has responded. They are asked for later.
  const answered = health.state !== 'failed' || health.problem?.kind === 'unauthorized';
  return {
    text:
      health.state === 'failed'
        ? `${describeHealth(health)} ${health.problem?.advice ?? ''}`.trim()
        : l10n.t('{0}{1} answers: {2}.', service, where, describeHealth(health)),
    isWell: answered,
  };
}

function wordsOf(answers: readonly ProbeResult[]): string {
  return answers.map(({ text }) => text).join(' ');
}
