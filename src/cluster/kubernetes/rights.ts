import * as l10n from '@vscode/l10n';
import { Emitter } from '../../base/emitter';
import { messageOf } from '../connection/errors';
import type { ObjectChange, Rights } from '../connection/rights';
import { mayChangePolicy, type AccessAnswer } from './api/access';
import type { KubernetesApi } from './api/client';
import type { ServedApis } from './api/discovery';
import { resourceOf } from './policy-data';
import type { ServedResource } from './resources';

interface Parts {
  readonly api: KubernetesApi;
  readonly apis: () => ServedApis;
  readonly log: (message: string) => void;
}

/** Milliseconds during which answers are collected before they are told. */
const GATHER = 50;

/** Maximum number of changes that are asked about at a time. */
const AT_ONCE = 6;

/** What the person of a context may change, by the server's access reviews. */
export class KubernetesRights implements Rights {
  readonly #changed: Emitter<undefined>;
  readonly onDidChange: Emitter<undefined>['event'];
  #known = new Map<string, AccessAnswer>();
  #asked = new Map<string, Promise<AccessAnswer>>();
  readonly #end = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #telling: NodeJS.Timeout | undefined;

  constructor(private readonly parts: Parts) {
    this.#changed = new Emitter((error) =>
      parts.log(l10n.t('A view failed to show your permissions: {0}', messageOf(error))),
    );
    this.onDidChange = this.#changed.event;
  }

  refusal(change: ObjectChange): string | undefined {
    const key = keyOf(change);
    if (!this.#known.has(key) && !this.#asked.has(key)) void this.#answer(change).then(() => this.#tell());
    return this.#known.get(key) === 'denied' ? this.#textOf(change) : undefined;
  }

  async ask(change: ObjectChange): Promise<string | undefined> {
    return (await this.#answer(change)) === 'denied' ? this.#textOf(change) : undefined;
  }

  forget(): void {
    this.#known = new Map();
    this.#asked = new Map();
    this.#tell();
  }

  dispose(): void {
    this.#end.abort();
    clearTimeout(this.#telling);
    this.#changed.dispose();
  }

  #answer(change: ObjectChange): Promise<AccessAnswer> {
    const key = keyOf(change);
    let asked = this.#asked.get(key);
    if (!asked) {
      const known = this.#known;
      asked = this.#review(change).catch((): AccessAnswer => 'unknown');
      this.#asked.set(key, asked);
      void asked.then((answer) => known.set(key, answer));
    }
    return asked;
  }

  /** Whoever may change all objects is asked about once, and not about each. */
  async #review(change: ObjectChange): Promise<AccessAnswer> {
    const wider = widerThan(change);
    if (wider && (await this.#answer(wider)) === 'allowed') return 'allowed';
    const resource = this.#resourceOf(change);
    if (!resource) return 'unknown';
    await this.#turn();
    try {
      const { api, apis } = this.parts;
      return await mayChangePolicy(api, resource, change, apis().calico === 'api-server', this.#end.signal);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#changed.fire(undefined);
    }, GATHER);
  }

  #resourceOf({ kind }: ObjectChange): ServedResource | undefined {
    const name = resourceOf({ kind });
    return name === undefined ? undefined : this.parts.apis().resources.get(name);
  }

  #textOf(change: ObjectChange): string {
    const { verb, namespace, tier } = change;
    const plural = this.#resourceOf(change)?.type.plural ?? change.kind;
    const where = namespace === undefined ? '' : l10n.t(' in the namespace {0}', namespace);
    return tier === undefined
      ? l10n.t('You may not {0} {1}{2}.', verb, plural, where)
      : l10n.t(
          'You may not {0} {1} of the tier {2}{3}. That takes the rights to them, to the tier, and to {4} named {5}.',
          verb,
          plural,
          tier,
          where,
          `tier.${plural}`,
          `${tier}.*`,
        );
  }
}

function keyOf({ verb, kind, namespace, name, tier }: ObjectChange): string {
  return JSON.stringify([verb, kind, namespace, name, tier]);
}

/** Returns the change of all objects that a change of some is part of; undefined for the widest. */
function widerThan({ name, namespace, ...rest }: ObjectChange): ObjectChange | undefined {
  if (name !== undefined) return { ...rest, ...(namespace !== undefined && { namespace }) };
  return namespace === undefined ? undefined : rest;
}
